//! A scheme in the program: its subcommand and its server.

use std::io;
use std::net::SocketAddr;

use clap::{ArgMatches, Args as _, Command, FromArgMatches as _};

use crate::handle::Handle;
use crate::server::{Scheme, Server};

/// Serves one scheme with the options of a command line.
pub struct Simulator {
    command: fn() -> Command,
    start: fn(&ArgMatches, Option<SocketAddr>) -> io::Result<Handle>,
}

impl Simulator {
    pub(crate) const fn new<S: Scheme>() -> Self {
        Self {
            command: || S::Options::augment_args(Command::new(S::NAME)),
            start: start::<S>,
        }
    }

    /// The subcommand, which has the scheme's name.
    #[must_use]
    pub fn command(&self) -> Command {
        (self.command)()
    }

    /// Starts the server with the options of its subcommand, at its default address unless `listen` is given.
    ///
    /// # Errors
    ///
    /// The same as for [`Server::start`].
    pub fn start(&self, options: &ArgMatches, listen: Option<SocketAddr>) -> io::Result<Handle> {
        (self.start)(options, listen)
    }
}

fn start<S: Scheme>(options: &ArgMatches, listen: Option<SocketAddr>) -> io::Result<Handle> {
    let options = S::Options::from_arg_matches(options).map_err(io::Error::other)?;
    let address = listen.map_or_else(|| S::ADDRESS.parse().map_err(io::Error::other), Ok)?;
    Server::new().listen(address).echo().start(S::from(options))
}
