//! Serves one scheme, or all of them, until it is interrupted.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{ArgMatches, Command, CommandFactory as _, Parser};
use countersign_simulator::{Handle, SIMULATORS, Simulator};

/// Simulated servers for testing countersign
///
/// Prints the URL of each server when it is ready and, on stderr, each request and why it was
/// rejected. It listens on loopback addresses only. Press Ctrl-C to stop it.
#[derive(Parser)]
#[command(name = "countersign-simulator", version)]
#[command(subcommand_required = true, arg_required_else_help = true)]
struct Program {
    /// The address to listen on [default: 127.0.0.1, with one port per server from 8042 on]
    #[arg(long, value_name = "ADDRESS", global = true)]
    listen: Option<SocketAddr>,
}

/// The subcommand that starts every server.
const ALL: &str = "all";

fn main() -> ExitCode {
    let matches = Program::command()
        .subcommands(SIMULATORS.iter().map(Simulator::command))
        .subcommand(Command::new(ALL).about("All the servers, with their defaults"))
        .get_matches();
    match start(&matches).and_then(announce) {
        Ok(_servers) => loop {
            std::thread::park();
        },
        Err(error) => {
            // if stderr is closed, there is nowhere left to report it
            let _ = writeln!(io::stderr().lock(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Starts the server of the subcommand, or all of them.
fn start(matches: &ArgMatches) -> io::Result<Vec<Handle>> {
    let listen = matches.get_one::<SocketAddr>("listen").copied();
    let mut servers = Vec::new();
    for simulator in SIMULATORS {
        let command = simulator.command();
        if let Some(options) = matches.subcommand_matches(command.get_name()) {
            servers.push(simulator.start(options, listen)?);
        } else if matches.subcommand_matches(ALL).is_some() {
            servers.push(simulator.start(&command.get_matches_from([""]), listen)?);
        }
    }
    Ok(servers)
}

/// Prints one line per server.
fn announce(servers: Vec<Handle>) -> io::Result<Vec<Handle>> {
    let mut out = io::stdout().lock();
    for server in &servers {
        writeln!(out, "{} {}", server.name(), server.url())?;
    }
    out.flush()?;
    Ok(servers)
}
