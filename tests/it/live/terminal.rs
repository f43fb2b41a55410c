//! What a terminal shows of a call.
#![cfg(unix)]

use countersign_simulator::{Device, Fault, Scheme as _};

use crate::common::{on_terminal, skips_without};
use crate::live::{PASSWORD, WRONG, run};

const CHECK: &str = "/api/auth/password_check";

/// What a terminal shows of a shell script.
fn shown(script: &str) -> String {
    let output = on_terminal(script).env("PW", WRONG).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// A body is written as it is, and often has no line break at its end.
#[test]
fn an_error_begins_on_its_own_line() {
    if skips_without("script") {
        return;
    }
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}{CHECK}", board.url());
    let refused = run(&["device", "call", "--password-env", "WRONG", &url]);
    refused.expect(4, "error: ", r#"{"error": "Bad Credentials"}"#);

    let call = format!("countersign --color never device call --password-env PW {url}");
    for script in [call.clone(), format!("{call} -o body.json")] {
        let text = shown(&script);
        assert!(text.contains("Credentials\"}\r\nerror: "), "{text}");
    }
    // nothing is shown before it
    let text = shown(&format!("{call} > /dev/null"));
    assert!(text.starts_with("error: "), "{text}");
    // nothing follows it
    let text = shown(&format!("{call} 2> /dev/null"));
    assert!(text.ends_with("Credentials\"}"), "{text}");
}

#[test]
fn an_error_after_a_whole_line_or_half_a_body_begins_on_its_own_line() {
    if skips_without("script") {
        return;
    }
    let board = Device::new(PASSWORD).start().unwrap();
    let url = format!("{}{CHECK}", board.url());
    let call = format!("countersign --color never device call --unsigned {url}");
    board.inject(Fault::respond(500, &[], b"broken\n").on(CHECK));
    let text = shown(&call);
    assert!(text.starts_with("broken\r\nerror: "), "{text}");
    board.inject(Fault::truncated(100, "half").on(CHECK));
    let text = shown(&call);
    assert!(text.starts_with("half\r\nerror: "), "{text}");
}
