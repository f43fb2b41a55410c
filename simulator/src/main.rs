//! The simulator as a program: serves one scheme, or all of them, until it is interrupted.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser};
use countersign_simulator::{
    Ankoder, Device, Handle, Scheme, Server, StarleafCloud, StarleafEndpoint,
};

/// The servers' side of the schemes that countersign speaks
///
/// Prints the URL of each server when it is ready and, on stderr, each request and why it was
/// refused. It listens on loopback addresses only. Ctrl-C ends it.
#[derive(Parser)]
#[command(name = "countersign-simulator", version)]
enum Program {
    Device(DeviceArgs),
    StarleafEndpoint(EndpointArgs),
    StarleafCloud(CloudArgs),
    Ankoder(AnkoderArgs),
    /// All four, each at its default address and with its defaults
    All,
}

/// A device like the Warped Pinball Vector board
#[derive(Parser)]
struct DeviceArgs {
    /// The board's password, of which it stores the first 16 bytes
    #[arg(long, default_value = "demo")]
    password: String,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8042")]
    listen: SocketAddr,
}

/// A StarLeaf endpoint
#[derive(Parser)]
struct EndpointArgs {
    #[command(flatten)]
    password: PasswordArgs,
    /// Serve /ecapi/auth and so on, as a GTm does, instead of /auth
    #[arg(long)]
    gtm: bool,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8043")]
    listen: SocketAddr,
}

/// The StarLeaf Cloud
#[derive(Parser)]
struct CloudArgs {
    #[command(flatten)]
    password: PasswordArgs,
    /// The only user's name
    #[arg(long, default_value = "demo@example.com")]
    username: String,
    /// An integration token that is accepted instead of a login
    #[arg(long)]
    token: Option<String>,
    /// How long a login lasts
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    token_lifetime: u32,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8044")]
    listen: SocketAddr,
}

/// Ankoder
#[derive(Parser)]
struct AnkoderArgs {
    /// The only customer's access key
    #[arg(long, default_value = "demo-access-key")]
    access_key: String,
    /// The private key that belongs to it
    #[arg(long, default_value = "demo-private-key")]
    private_key: String,
    /// The customer's name
    #[arg(long, default_value = "demo")]
    username: String,
    /// The customer's password
    #[arg(long, default_value = "demo")]
    password: String,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8045")]
    listen: SocketAddr,
}

#[derive(Args)]
struct PasswordArgs {
    /// The password
    #[arg(long, default_value = "demo")]
    password: String,
    /// The salt
    #[arg(
        long,
        value_name = "HEX",
        default_value = "00112233445566778899aabbccddeeff"
    )]
    salt: Hex,
    /// The iterations that derive the key
    #[arg(long, value_name = "N", default_value_t = 10_000)]
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
    match start(Program::parse()).and_then(announce) {
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
fn announce(servers: Vec<(&'static str, Handle)>) -> io::Result<Vec<Handle>> {
    let mut out = io::stdout().lock();
    for (name, handle) in &servers {
        writeln!(out, "{name} {}", handle.url())?;
    }
    out.flush()?;
    Ok(servers.into_iter().map(|(_, handle)| handle).collect())
}

fn start(program: Program) -> io::Result<Vec<(&'static str, Handle)>> {
    Ok(match program {
        Program::Device(device) => vec![device.start()?],
        Program::StarleafEndpoint(endpoint) => vec![endpoint.start()?],
        Program::StarleafCloud(cloud) => vec![cloud.start()?],
        Program::Ankoder(ankoder) => vec![ankoder.start()?],
        Program::All => vec![
            DeviceArgs::parse_from([""]).start()?,
            EndpointArgs::parse_from([""]).start()?,
            CloudArgs::parse_from([""]).start()?,
            AnkoderArgs::parse_from([""]).start()?,
        ],
    })
}

impl DeviceArgs {
    fn start(self) -> io::Result<(&'static str, Handle)> {
        serve(Device::new(&self.password), self.listen)
    }
}

impl EndpointArgs {
    fn start(self) -> io::Result<(&'static str, Handle)> {
        let PasswordArgs {
            password,
            salt,
            iterations,
        } = self.password;
        let endpoint = StarleafEndpoint::new(&password)
            .salt(&salt.0)
            .iterations(iterations);
        serve(
            if self.gtm { endpoint.gtm() } else { endpoint },
            self.listen,
        )
    }
}

impl CloudArgs {
    fn start(self) -> io::Result<(&'static str, Handle)> {
        let PasswordArgs {
            password,
            salt,
            iterations,
        } = self.password;
        let mut cloud = StarleafCloud::new(&self.username, &password)
            .salt(&salt.0)
            .iterations(iterations)
            .token_lifetime(Duration::from_secs(self.token_lifetime.into()));
        if let Some(token) = &self.token {
            cloud = cloud.token(token);
        }
        serve(cloud, self.listen)
    }
}

impl AnkoderArgs {
    fn start(self) -> io::Result<(&'static str, Handle)> {
        let ankoder = Ankoder::new(&self.access_key, &self.private_key);
        serve(ankoder.user(&self.username, &self.password), self.listen)
    }
}

fn serve<S: Scheme>(scheme: S, listen: SocketAddr) -> io::Result<(&'static str, Handle)> {
    let handle = Server::new().listen(listen).echo().start(scheme)?;
    Ok((S::NAME, handle))
}
