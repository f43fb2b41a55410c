//! The simulator as a program: serves one scheme, or all of them, until it is interrupted.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand};
use countersign_simulator::{
    Ankoder, Device, Handle, Scheme, Server, StarleafCloud, StarleafEndpoint, defaults,
};

/// The servers' side of the schemes that countersign speaks
///
/// Prints the URL of each server when it is ready and, on stderr, each request and why it was
/// refused. It listens on loopback addresses only. Ctrl-C ends it.
#[derive(Parser)]
#[command(name = "countersign-simulator", version)]
struct Program {
    #[command(subcommand)]
    served: Served,
    /// Where to listen [default: 127.0.0.1, each server at a port of its own from 8042 on]
    #[arg(long, value_name = "ADDRESS", global = true)]
    listen: Option<SocketAddr>,
}

#[derive(Subcommand)]
enum Served {
    /// A device like the Warped Pinball Vector board
    Device {
        /// The board's password, of which it stores the first 16 bytes
        #[arg(long, default_value = defaults::PASSWORD)]
        password: String,
    },
    /// A StarLeaf endpoint
    StarleafEndpoint {
        #[command(flatten)]
        password: PasswordArgs,
        /// Serve /ecapi/auth and so on, as a GTm does, instead of /auth
        #[arg(long)]
        gtm: bool,
    },
    /// The StarLeaf Cloud
    StarleafCloud {
        #[command(flatten)]
        password: PasswordArgs,
        /// The only user's name
        #[arg(long, default_value = defaults::CLOUD_USERNAME)]
        username: String,
        /// An integration token that is accepted instead of a login
        #[arg(long)]
        token: Option<String>,
        /// How long a login lasts
        #[arg(long, value_name = "SECONDS", default_value_t = defaults::TOKEN_LIFETIME)]
        token_lifetime: u32,
    },
    /// Ankoder
    Ankoder {
        /// The only customer's access key
        #[arg(long, default_value = defaults::ACCESS_KEY)]
        access_key: String,
        /// The private key that belongs to it
        #[arg(long, default_value = defaults::PRIVATE_KEY)]
        private_key: String,
        /// The customer's name
        #[arg(long, default_value = defaults::ANKODER_USERNAME)]
        username: String,
        /// The customer's password
        #[arg(long, default_value = defaults::PASSWORD)]
        password: String,
    },
    /// All four, with their defaults
    All,
}

#[derive(Args)]
struct PasswordArgs {
    /// The password
    #[arg(long, default_value = defaults::PASSWORD)]
    password: String,
    /// The salt
    #[arg(long, value_name = "HEX", default_value = defaults::SALT)]
    salt: Hex,
    /// The iterations that derive the key
    #[arg(long, value_name = "N", default_value_t = defaults::ITERATIONS)]
    #[arg(value_parser = RangedU64ValueParser::<u32>::new().range(1..))]
    iterations: u32,
}

/// Bytes that are given in hex.
#[derive(Clone)]
struct Hex(Vec<u8>);

impl std::str::FromStr for Hex {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        hex::decode(text).map(Self)
    }
}

fn main() -> ExitCode {
    let Program { served, listen } = Program::parse();
    match start(served, listen).and_then(announce) {
        Ok(_servers) => loop {
            std::thread::park();
        },
        Err(error) => {
            // There is nowhere left to report that stderr is closed.
            let _ = writeln!(io::stderr().lock(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints a line for each server that is ready.
fn announce(servers: Vec<Handle>) -> io::Result<Vec<Handle>> {
    let mut out = io::stdout().lock();
    for server in &servers {
        writeln!(out, "{} {}", server.name(), server.url())?;
    }
    out.flush()?;
    Ok(servers)
}

fn start(served: Served, listen: Option<SocketAddr>) -> io::Result<Vec<Handle>> {
    let handle = match served {
        Served::Device { password } => serve(Device::new(&password), listen),
        Served::StarleafEndpoint { password, gtm } => {
            let endpoint = StarleafEndpoint::new(&password.password)
                .salt(&password.salt.0)
                .iterations(password.iterations);
            serve(if gtm { endpoint.gtm() } else { endpoint }, listen)
        }
        Served::StarleafCloud {
            password,
            username,
            token,
            token_lifetime,
        } => {
            let cloud = StarleafCloud::new(&username, &password.password)
                .salt(&password.salt.0)
                .iterations(password.iterations)
                .token_lifetime(Duration::from_secs(token_lifetime.into()));
            let with_token = |cloud: StarleafCloud, token: String| cloud.token(&token);
            serve(token.into_iter().fold(cloud, with_token), listen)
        }
        Served::Ankoder {
            access_key,
            private_key,
            username,
            password,
        } => {
            let ankoder = Ankoder::new(&access_key, &private_key);
            serve(ankoder.user(&username, &password), listen)
        }
        Served::All => return start_all(listen),
    };
    Ok(vec![handle?])
}

fn start_all(listen: Option<SocketAddr>) -> io::Result<Vec<Handle>> {
    let mut servers = Vec::new();
    for name in [
        Device::NAME,
        StarleafEndpoint::NAME,
        StarleafCloud::NAME,
        Ankoder::NAME,
    ] {
        servers.extend(start(Program::parse_from(["", name]).served, listen)?);
    }
    Ok(servers)
}

fn serve<S: Scheme>(scheme: S, listen: Option<SocketAddr>) -> io::Result<Handle> {
    let address = listen.map_or_else(|| S::ADDRESS.parse().map_err(io::Error::other), Ok)?;
    Server::new().listen(address).echo().start(scheme)
}
