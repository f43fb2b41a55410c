//! Shared by the live tests: runs whose output is searched for secrets, and a raw server.

mod addresses;
mod ankoder;
mod cookies;
mod device;
mod limits;
mod load;
mod misbehaving;
mod output_file;
mod redaction;
mod scripts;
mod starleaf_cloud;
mod starleaf_endpoint;
mod terminal;
mod tls;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::common::{PROGRAM, clean};

/// The password of all servers, short enough for a board.
pub(crate) const PASSWORD: &str = "zQ7 sentinel+&";

/// A password of no server.
pub(crate) const WRONG: &str = "zQ8 wrong";

/// An integration's token, and a private key.
pub(crate) const TOKEN: &str = "zQ9-token";
pub(crate) const PRIVATE_KEY: &str = "zQ9-private-key";

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Run {
    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.stdout).expect("UTF-8")
    }

    /// Asserts a part of standard error.
    #[track_caller]
    pub(crate) fn expect_message(&self, message: &str) {
        assert!(
            self.stderr.contains(message),
            "{message:?} is not in: {}",
            self.stderr
        );
    }

    /// Asserts the exit status, and a part of standard error.
    #[track_caller]
    pub(crate) fn expect_status(&self, status: i32, message: &str) {
        assert_eq!(self.status, status, "{}", self.stderr);
        self.expect_message(message);
    }

    /// Asserts the exit status, a part of standard error, and standard output.
    #[track_caller]
    pub(crate) fn expect(&self, status: i32, message: &str, stdout: &str) {
        self.expect_status(status, message);
        assert_eq!(self.text(), stdout, "{}", self.stderr);
    }
}

/// The program, with only the secrets in its environment.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut program = clean(Command::new(PROGRAM));
    program
        .args(arguments)
        .env("PW", PASSWORD)
        .env("WRONG", WRONG)
        .env("TOKEN", TOKEN)
        .env("PRIVATE_KEY", PRIVATE_KEY);
    program
}

/// Runs the program, and asserts that its output has no secret.
pub(crate) fn run(arguments: &[&str]) -> Run {
    finished(program(arguments).output().expect("the program starts"))
}

/// Asserts that the output of a run has no secret.
pub(crate) fn finished(output: Output) -> Run {
    let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
    for secret in [PASSWORD, WRONG, TOKEN, PRIVATE_KEY, "enE3IHNlbnRpbmVs"] {
        assert!(!stderr.contains(secret), "{secret} leaks: {stderr}");
        assert!(
            !output
                .stdout
                .windows(secret.len())
                .any(|window| window == secret.as_bytes()),
            "{secret} leaks on standard output"
        );
    }
    Run {
        status: output.status.code().expect("it ends by itself"),
        stdout: output.stdout,
        stderr,
    }
}

/// A server that hands each connection to a closure, with its number, from 1.
pub(crate) struct Raw {
    pub url: String,
    connections: Arc<AtomicUsize>,
}

impl Raw {
    pub(crate) fn start(serve: impl Fn(usize, TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let connections = Arc::new(AtomicUsize::new(0));
        let (counter, serve) = (Arc::clone(&connections), Arc::new(serve));
        // the thread ends with the test process
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(number, stream));
            }
        });
        Self { url, connections }
    }

    /// The number of connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Reads one request: its head, and a body of its `Content-Length`. `None` if the client has closed the connection.
pub(crate) fn read_request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("a head is text");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().expect("a number"));
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((head, body))
}

/// Writes a response with a `Content-Length`; the connection stays open.
pub(crate) fn respond(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let text = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(text.as_bytes());
}
