//! Common to all servers: recording, listening, TLS, the program.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test ends there")]

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::Arc;

use common::Client;
use countersign_simulator::{Ankoder, Device, Fault, Scheme as _, Server};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign-simulator");

#[test]
fn a_request_is_recorded_as_sent() {
    let service = Ankoder::new("access", "private").start().unwrap();
    let bytes = "POST /a%20b?c=/../d HTTP/1.1\r\nHOST: x\r\nx-One:  1 \r\nX-one: 2\r\nContent-Length: 3\r\n\r\n\0\u{7f}!";
    let mut client = Client::new(&service);
    client.write(bytes.as_bytes());
    client.read();
    client.get("/second");
    Client::new(&service).get("/third");

    assert!(service.raw(1).starts_with(bytes.as_bytes()));
    assert!(service.raw(2).starts_with(b"GET /third "));
    let requests = service.requests();
    let first = &requests[0];
    assert_eq!(
        (first.method.as_str(), first.target.as_str()),
        ("POST", "/a%20b?c=/../d")
    );
    assert_eq!((first.path(), first.query()), ("/a%20b", Some("c=/../d")));
    assert_eq!(first.body, b"\0\x7f!");
    let headers: Vec<_> = first
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_slice()))
        .collect();
    let expected: [(&str, &[u8]); 4] = [
        ("HOST", b"x"),
        ("x-One", b"1"),
        ("X-one", b"2"),
        ("Content-Length", b"3"),
    ];
    assert_eq!(headers, expected);
    assert_eq!(
        requests
            .iter()
            .map(|request| request.connection)
            .collect::<Vec<_>>(),
        [1, 1, 2]
    );
    assert_eq!(requests[1].target, "/second");
}

#[test]
fn a_chunked_body_is_recorded_without_its_coding() {
    let service = Ankoder::new("access", "private").start().unwrap();
    let mut client = Client::new(&service);
    client.write(b"POST /auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
    assert_eq!(client.read().status, 401);
    client.get("/next");
    assert_eq!(service.requests()[0].body, b"abc");
    assert_eq!(service.requests()[1].target, "/next");
}

#[test]
fn other_protocols_are_rejected_and_expect_100_continue_is_honored() {
    let service = Ankoder::new("access", "private").start().unwrap();
    let mut client = Client::new(&service);
    client.write(b"\x16\x03\x01\r\n\r\n");
    assert_eq!(client.read().status, 400);
    let mut client = Client::new(&service);
    client.write(b"POST /auth/login HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
    assert!(client.read_some(b"HTTP/1.1 100 Continue\r\n\r\n".len()));
    client.write(b"x");
    assert_eq!(client.read().status, 401);
    assert_eq!(service.requests()[0].body, b"x");
}

#[test]
fn a_response_without_a_body_has_none() {
    let service = Ankoder::new("access", "private").start().unwrap();
    service.inject(Fault::respond(304, &[], "none of this"));
    let mut client = Client::new(&service);
    assert_eq!(client.get("/profile").status, 304);
    client.write(b"HEAD /profile HTTP/1.0\r\n\r\n");
    let head = client
        .read_to_end(std::time::Duration::from_secs(5))
        .unwrap();
    assert!(head.ends_with(b"Connection: close\r\n\r\n"), "{head:?}");
}

#[test]
fn only_loopback_addresses_are_allowed() {
    let address = "192.0.2.1:0".parse().unwrap();
    let error = Server::new()
        .listen(address)
        .start(Device::new("demo"))
        .unwrap_err();
    assert!(
        error.to_string().contains("not a loopback address"),
        "{error}"
    );
}

#[test]
fn a_dropped_handle_frees_its_address() {
    let board = Device::new("demo").start().unwrap();
    let address = board.address();
    let _idle = Client::new(&board);
    drop(board);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn tls_verifies_only_with_the_handles_ca() {
    let board = Server::new().tls().start(Device::new("demo")).unwrap();
    let authority = CertificateDer::from_pem_slice(board.ca_pem().unwrap().as_bytes()).unwrap();
    assert!(board.url().starts_with("https://127.0.0.1:"));

    let get = |roots: RootCertStore, name: &str| {
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let session = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut stream = StreamOwned::new(session, TcpStream::connect(board.address()).unwrap());
        stream.write_all(b"GET /api/version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
        let mut response = String::new();
        stream.read_to_string(&mut response).map(|_| response)
    };
    let mut roots = RootCertStore::empty();
    assert!(get(roots.clone(), "localhost").is_err());
    roots.add(authority).unwrap();
    for name in ["localhost", "127.0.0.1"] {
        assert!(
            get(roots.clone(), name)
                .unwrap()
                .starts_with("HTTP/1.1 200 200")
        );
    }
    assert!(get(roots, "other.example").is_err());
    assert!(board.log().iter().any(|line| line.contains("no TLS")));
    assert!(board.raw(2).starts_with(b"GET /api/version "));
}

#[test]
fn the_program_announces_its_server_and_logs_rejections_without_secrets() {
    let mut program = Command::new(PROGRAM)
        .args(["device", "--password", "hush", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    BufReader::new(program.stdout.take().unwrap())
        .read_line(&mut ready)
        .unwrap();
    let address = ready.trim_end().strip_prefix("device http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(b"GET /api/auth/password_check HTTP/1.0\r\n\r\n")
        .unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
    program.kill().unwrap();
    program.wait().unwrap();
    let mut log = String::new();
    program.stderr.unwrap().read_to_string(&mut log).unwrap();
    assert!(log.contains("401, rejected: no x-auth-hmac"), "{log}");
    assert!(!log.contains("hush"));
}

#[test]
fn the_program_rejects_other_and_occupied_addresses_and_bad_values() {
    let board = Device::new("demo").start().unwrap();
    let occupied = board.address().to_string();
    let output = Command::new(PROGRAM)
        .args(["ankoder", "--listen", &occupied])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        error.starts_with(&format!("error: cannot listen on {occupied}: ")),
        "{error}"
    );
    let output = Command::new(PROGRAM)
        .args(["device", "--listen", "192.0.2.1:1"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: 192.0.2.1:1 is not a loopback address\n"
    );
    for arguments in [["--salt", "xyz"], ["--iterations", "0"]] {
        let output = Command::new(PROGRAM)
            .arg("starleaf-cloud")
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
    }
}
