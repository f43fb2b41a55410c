//! Many calls at once against boards that fail in every way.
//!
//! `COUNTERSIGN_CALLS` sets the number of calls: more of them take longer and find rarer defects.

use std::thread;
use std::time::Duration;

use countersign_simulator::{Device, Fault, Handle, Scheme as _};

use crate::live::{PASSWORD, run};

const CHALLENGE: &str = "/api/auth/challenge";
const CHECK: &str = "/api/auth/password_check";

/// How many boards are called at once.
const BOARDS: usize = 16;

/// What a board does to one call, and what the call must make of it.
struct Case {
    faults: Vec<Fault>,
    status: i32,
    stdout: &'static str,
    /// The requests for a challenge, and the signed ones.
    requests: (usize, usize),
}

impl Case {
    fn new(
        faults: Vec<Fault>,
        status: i32,
        stdout: &'static str,
        requests: (usize, usize),
    ) -> Self {
        Self {
            faults,
            status,
            stdout,
            requests,
        }
    }

    fn number(number: usize) -> Self {
        const STALE: &str = r#"{"error": "Challenge expired"}"#;
        let stale = || Fault::respond(401, &[], STALE).on(CHECK);
        let slowly = |status: &str, body: &str| {
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            Fault::trickle(head + body, Duration::from_millis(1))
        };
        match number % 10 {
            0 => Self::new(vec![stale()], 0, "ok", (2, 2)),
            1 => Self::new(vec![stale(), stale()], 4, STALE, (2, 2)),
            2 => Self::new(vec![Fault::close().on(CHALLENGE)], 6, "", (1, 0)),
            3 => Self::new(vec![Fault::close().on(CHECK)], 6, "", (1, 1)),
            4 => Self::new(
                vec![Fault::truncated(100, "half").on(CHECK)],
                6,
                "half",
                (1, 1),
            ),
            5 => Self::new(
                vec![Fault::respond(500, &[], "broken").on(CHECK)],
                5,
                "broken",
                (1, 1),
            ),
            6 => Self::new(vec![slowly("200 OK", "late").on(CHECK)], 0, "late", (1, 1)),
            7 => Self::new(
                vec![Fault::respond(429, &[], "").on(CHALLENGE)],
                0,
                "ok",
                (2, 1),
            ),
            8 => Self::new(vec![Fault::json("{}").on(CHALLENGE)], 3, "", (1, 0)),
            _ => Self::new(Vec::new(), 0, "ok", (1, 1)),
        }
    }

    /// Makes one call, and compares.
    fn hold(self, board: &Handle) {
        let before = requests(board);
        self.faults
            .into_iter()
            .for_each(|fault| board.inject(fault));
        let url = format!("{}{CHECK}", board.url());
        let call = run(&["device", "call", "--password-env", "PW", &url]);
        let after = requests(board);
        assert_eq!(
            (call.status, call.text()),
            (self.status, self.stdout),
            "{}",
            call.stderr
        );
        let made = (after.0 - before.0, after.1 - before.1);
        assert_eq!(made, self.requests, "{}", call.stderr);
        // a call that fails leaves its challenge outstanding, and a board has few
        board.clock().advance(Duration::from_secs(61));
    }
}

fn requests(board: &Handle) -> (usize, usize) {
    (board.hits("GET", CHALLENGE), board.hits("GET", CHECK))
}

#[test]
fn no_call_is_lost_or_doubled_under_load() {
    let calls = std::env::var("COUNTERSIGN_CALLS").ok();
    let calls: usize = calls.map_or(320, |calls| calls.parse().expect("a number"));
    thread::scope(|scope| {
        for board in 0..BOARDS {
            scope.spawn(move || {
                let server = Device::new(PASSWORD).start().expect("a server");
                for call in 0..calls / BOARDS {
                    // a prime stride: each board has all cases, each in another order
                    Case::number(board + 7 * call).hold(&server);
                }
            });
        }
    });
}
