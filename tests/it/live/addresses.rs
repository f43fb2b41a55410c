//! IPv6 addresses, with and without a zone.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::net::TcpListener;
use std::thread;

use crate::live::{read_request, respond, run};

/// A board on the IPv6 loopback address: its port, and the head of the first request that it gets. None without IPv6.
fn board() -> Option<(u16, thread::JoinHandle<String>)> {
    let Ok(listener) = TcpListener::bind("[::1]:0") else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: there is no IPv6 on this machine"
        );
        return None;
    };
    let port = listener.local_addr().unwrap().port();
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (head, _) = read_request(&mut stream).unwrap();
        respond(&mut stream, "200 OK", "", r#"{"challenge": "c1"}"#);
        head
    });
    Some((port, served))
}

/// The zone says which network interface, here by its number, and is not sent.
#[test]
fn an_address_with_a_zone_is_reached() {
    for (address, host) in [
        ("[::1%251]", "[::1]"),
        ("[::1%1]", "[::1]"),
        ("[::1]", "[::1]"),
    ] {
        let Some((port, served)) = board() else {
            return;
        };
        let url = format!("http://{address}:{port}");
        run(&["device", "challenge", &url]).expect(0, "", "c1\n");
        let head = served.join().unwrap().to_lowercase();
        assert!(
            head.contains(&format!("\r\nhost: {host}:{port}\r\n")),
            "{head}"
        );
    }
}

#[test]
fn a_zone_that_does_not_exist_is_named() {
    let url = "http://[fe80::1%25nosuch0]:1/";
    let message = "this machine has no network interface 'nosuch0' for fe80::1";
    run(&["device", "challenge", url]).expect(6, message, "");
}

#[test]
fn a_link_local_address_without_a_zone_is_refused() {
    let message = "a link-local address needs its network interface: [fe80::1%25eth0]";
    run(&["device", "challenge", "http://[fe80::1]:1/"]).expect(6, message, "");
}
