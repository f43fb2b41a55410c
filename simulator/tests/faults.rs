//! Every fault, and what the handle records.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test ends there")]

mod common;

use std::time::{Duration, Instant};

use common::Client;
use countersign_simulator::{Device, Fault, Framing, Handle, Scheme as _, StarleafEndpoint};

const LONG: Duration = Duration::from_secs(5);

fn board() -> Handle {
    Device::new("demo").start().unwrap()
}

/// Sends one request and reads until the connection is closed.
fn all(board: &Handle) -> String {
    let mut client = Client::new(board);
    client.write(b"GET /api/version HTTP/1.1\r\nHost: board\r\n\r\n");
    String::from_utf8(client.read_to_end(LONG).unwrap()).unwrap()
}

#[test]
fn a_closed_connection_gets_no_response_but_its_request_is_recorded() {
    let board = board();
    board.inject(Fault::close());
    assert_eq!(all(&board), "");
    assert_eq!(board.hits("GET", "/api/version"), 1);
    assert_eq!(Client::new(&board).get("/api/version").status, 200);
}

#[test]
fn silence_lasts_until_the_handle_is_dropped() {
    let board = board();
    board.inject(Fault::silence());
    let mut client = Client::new(&board);
    client.write(b"GET / HTTP/1.1\r\nHost: board\r\n\r\n");
    assert!(client.is_silent());
    let before = Instant::now();
    drop(board);
    assert_eq!(client.read_to_end(LONG), Some(Vec::new()));
    assert!(before.elapsed() < LONG);
}

#[test]
fn a_response_keeps_the_connection_and_may_have_any_status_and_cookies() {
    let codec = StarleafEndpoint::new("demo").start().unwrap();
    let cookies: Vec<_> = (0..100)
        .map(|n| format!("c{n}=v; Domain=other.example"))
        .collect();
    let headers: Vec<_> = cookies
        .iter()
        .map(|cookie| ("Set-Cookie", &**cookie))
        .collect();
    codec.inject(Fault::respond(999, &headers, "odd"));
    codec.inject(Fault::respond(
        302,
        &[("Location", "http://other.example/")],
        "",
    ));
    let mut client = Client::new(&codec);
    let odd = client.get("/auth");
    assert_eq!(
        (odd.status, &*odd.body, odd.all("set-cookie").count()),
        (999, "odd", 100)
    );
    assert_eq!(
        client.get("/auth").header("location"),
        Some("http://other.example/")
    );
    assert_eq!(client.get("/auth").status, 200);
    assert_eq!(codec.connections(), 1);
}

#[test]
fn raw_bytes_are_sent_unchanged() {
    let board = board();
    let bytes = "HTTP/1.0 200 OK\r\nX-Odd: \x01\u{e9}\r\n\r\nno length";
    board.inject(Fault::raw(bytes));
    assert_eq!(all(&board), bytes);
}

#[test]
fn a_truncated_body_is_shorter_than_its_content_length() {
    let board = board();
    board.inject(Fault::truncated(100, "{\"a\":"));
    let response = all(&board);
    assert!(response.contains("Content-Length: 100\r\n"));
    assert!(response.ends_with("\r\n\r\n{\"a\":"));
}

#[test]
fn a_trickle_pauses_after_each_byte() {
    let board = board();
    board.inject(Fault::trickle("HTTP/1.1 ", Duration::from_millis(20)));
    let before = Instant::now();
    assert_eq!(all(&board), "HTTP/1.1 ");
    assert!(before.elapsed() >= Duration::from_millis(180));
}

#[test]
fn a_flood_of_a_known_length_ends() {
    let board = board();
    board.inject(Fault::flood(Framing::Length(1_000_001)));
    let response = all(&board);
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("Content-Length: 1000001"));
    assert_eq!(body.len(), 1_000_001);
    assert!(body.ends_with("def0"));
}

#[test]
fn an_endless_body_goes_on_until_the_client_leaves_or_the_handle_is_dropped() {
    for framing in [Framing::Chunked, Framing::Unannounced] {
        let board = board();
        board.inject(Fault::flood(framing));
        let mut client = Client::new(&board);
        client.write(b"GET / HTTP/1.1\r\nHost: board\r\n\r\n");
        assert!(client.read_some(3_000_000), "{framing:?}");
        assert_eq!(Client::new(&board).get("/api/version").status, 200);
    }
}

#[test]
fn faults_choose_their_requests() {
    let board = board();
    board.inject(
        Fault::respond(503, &[], "")
            .on("/api/leaders")
            .after(1)
            .times(2),
    );
    let mut client = Client::new(&board);
    let mut statuses = |path: &str| [(); 4].map(|()| client.get(path).status);
    assert_eq!(statuses("/api/version"), [200; 4]);
    assert_eq!(statuses("/api/leaders?limit=1"), [200, 503, 503, 200]);
    board.inject(Fault::respond(500, &[], "").always());
    assert_eq!(statuses("/api/version"), [500; 4]);
    board.clear_faults();
    assert_eq!(statuses("/api/version"), [200; 4]);
}
