//! Reports where a panic happened, but not its message, which may contain the user's data.

use std::io::{self, Write};
use std::panic::{self, Location};
use std::sync::Once;

/// Replaces the standard panic message on all threads. A panic on the main thread ends the program with status 101.
pub(crate) fn report_panics() {
    panic::set_hook(Box::new(|panic| {
        // report only the first panic: it may cause others on other threads
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let place = panic
                .location()
                .map_or_else(|| "an unknown location".to_owned(), shown);
            let _ = writeln!(
                io::stderr(),
                "error: a bug in countersign at {place}; please report it"
            );
        });
    }));
}

/// File and line; a library's file is shortened to the crate and its path.
fn shown(place: &Location) -> String {
    let file = place.file();
    let file = file
        .rsplit_once("/registry/src/")
        .map_or(file, |(_, file)| file.split_once('/').unwrap_or_default().1);
    format!("{file}:{}", place.line())
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::{env, thread};

    use super::report_panics;

    /// Tells a child process of this test to panic.
    const VARIABLE: &str = "COUNTERSIGN_TEST_PANIC";

    #[test]
    fn a_panic_reports_its_location_but_not_its_message() {
        match env::var(VARIABLE).as_deref() {
            Ok("main") => {
                report_panics();
                panic!("zQ7 sentinel");
            }
            Ok(_) => {
                report_panics();
                let worker = thread::spawn(|| panic!("zQ7 {}", "sentinel"));
                worker.join().expect("zQ7 sentinel");
            }
            Err(_) => {}
        }
        for (thread, backtrace) in [
            ("main", "0"),
            ("main", "full"),
            ("worker", "0"),
            ("worker", "full"),
        ] {
            let program = env::current_exe().expect("this program");
            let test = "terminal::panic::tests::a_panic_reports_its_location_but_not_its_message";
            let output = Command::new(program)
                .args(["--exact", test, "--nocapture"])
                .envs([(VARIABLE, thread), ("RUST_BACKTRACE", backtrace)])
                .output()
                .expect("it runs");
            let (stdout, stderr) = (
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
            );
            assert_eq!(output.status.code(), Some(101), "{stdout}");
            let line = stderr
                .strip_prefix("error: a bug in countersign at src/terminal/panic.rs:")
                .expect("a place");
            let (number, rest) = line.split_once(';').expect("a number");
            assert!(number.parse::<u32>().is_ok(), "{stderr}");
            assert_eq!(rest, " please report it\n");
            assert!(!stdout.contains("zQ7"), "{stdout}");
        }
    }
}
