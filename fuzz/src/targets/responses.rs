//! Responses of a server to every client, as they come over a connection: heads, bodies, cookies and JSON.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::num::NonZero;
use std::sync::{LazyLock, Mutex};
use std::thread;
use std::time::Duration;

use anstream::ColorChoice;
use countersign::starleaf::Iterations;
use zeroize::Zeroizing;

use crate::clients::ankoder::{Ankoder, Auth, LOGIN_PATH, Login};
use crate::clients::cookies::Jar;
use crate::clients::device::{CHALLENGE_PATH, Device};
use crate::clients::http::Settings;
use crate::clients::starleaf::{Cloud, Credential, Endpoint, User};
use crate::clients::{Reply, SessionClient};
use crate::request::{Body, Request, Target};
use crate::terminal::secret::Secret;
use crate::terminal::{Console, Failure, wipe_hidden};

/// What separates the responses of an input.
const SEPARATOR: &[u8] = b"\n--\n";

/// What the server sends: one response for each connection, then nothing.
static RESPONSES: Mutex<VecDeque<Vec<u8>>> = Mutex::new(VecDeque::new());

static PORT: LazyLock<u16> = LazyLock::new(|| {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        let mut last = VecDeque::new();
        for connection in listener.incoming() {
            // a connection that is closed at once may lose what was sent
            last.extend(connection.ok().and_then(respond));
            last.truncate(64);
            if last.len() == 64 {
                last.drain(..32);
            }
        }
    });
    port
});

fn respond(mut connection: TcpStream) -> Option<TcpStream> {
    let response = RESPONSES.lock().ok()?.pop_front()?;
    let mut request = [0; 4096];
    let _ = connection.read(&mut request).ok()?;
    connection.write_all(&response).ok()?;
    connection.shutdown(Shutdown::Write).ok()?;
    Some(connection)
}

pub fn responses(input: &[u8]) {
    let [client, rest @ ..] = input else {
        return;
    };
    let mut responses = VecDeque::new();
    let mut rest = rest;
    while let Some(at) = rest
        .windows(SEPARATOR.len())
        .position(|window| window == SEPARATOR)
    {
        responses.push_back(rest[..at].to_vec());
        rest = &rest[at + SEPARATOR.len()..];
    }
    responses.push_back(rest.to_vec());
    *RESPONSES.lock().expect("no panic") = responses;
    let _ = run(client % 4);
    wipe_hidden();
}

fn run(client: u8) -> Result<(), Failure> {
    let console = Console::new(false, true, ColorChoice::Never);
    let target = |path: &str| {
        let url = format!("http://127.0.0.1:{}{path}", *PORT);
        Target::parse_url(&url).ok().expect("a URL")
    };
    let settings = Settings {
        connect_timeout: Duration::from_secs(1),
        timeout: Duration::from_millis(300),
        max_time: Some(Duration::from_secs(1)),
        no_proxy: true,
        ..Settings::default()
    };
    let secret = || Secret::new(Zeroizing::new("password".to_owned()));
    let credential = || Credential::Password {
        password: secret(),
        max_iterations: Iterations::new(3).unwrap_or(Iterations::MIN),
        derived: None,
    };
    let jar = || Jar::open(None);
    match client {
        0 => {
            let client = Device::new(target(CHALLENGE_PATH), Some(secret()), settings, &console)?;
            call(client, &mut (), target("/api/x"))
        }
        1 => {
            let client = Endpoint::new(target(""), jar()?, settings, &console)?;
            call(client, &mut credential(), target("/state"))
        }
        2 => {
            let mut user = User {
                name: "u".to_owned(),
                credential: credential(),
            };
            let client = Cloud::new(target("/v1"), None, jar()?, settings, &console)?;
            call(client, &mut user, target("/v1/features"))
        }
        _ => {
            let mut login = Login {
                username: "u".to_owned(),
                password: secret(),
            };
            let client = Ankoder::new(
                target(LOGIN_PATH),
                Auth::Session,
                jar()?,
                settings,
                &console,
            )?;
            call(client, &mut login, target("/video"))
        }
    }
}

fn call<C: SessionClient>(
    mut client: C,
    credential: &mut C::Credential,
    target: Target,
) -> Result<(), Failure> {
    let reply = client.login(credential)?;
    read(reply)?;
    let mut request = Request::new("POST", target);
    request.body = Body::from("{}".to_owned());
    let reply = client.call(&request)?;
    read(reply)
}

/// Reads a response as `call` does.
fn read(reply: Reply) -> Result<(), Failure> {
    let mut response = reply.response;
    let _ = response.head();
    let mut buffer = [0; 4096];
    while response.read(&mut buffer)? > 0 {}
    Ok(())
}
