//! Secrets never leak: passes a sentinel through every source of every secret of every command, in runs that succeed and fail.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::common::{PROGRAM, clean, leaves};

/// Not hex, so that it is malformed as a key, and unlike any other text.
const SENTINEL: &str = "zQ7sentinelQz";

/// A secret of a command, and the rest of a command line that uses it.
struct Use {
    command: &'static [&'static str],
    secret: &'static str,
}

const USES: &[Use] = &[
    Use {
        command: &["starleaf", "key", "--salt", "00ff", "--iterations", "2"],
        secret: "password",
    },
    Use {
        command: &[
            "starleaf",
            "respond",
            "--challenge",
            "c",
            "--salt",
            "00ff",
            "--iterations",
            "2",
        ],
        secret: "password",
    },
    Use {
        command: &["starleaf", "respond", "--challenge", "c"],
        secret: "key",
    },
    Use {
        command: &[
            "device",
            "sign",
            "--challenge",
            "c",
            "--format",
            "curl",
            "http://b/x",
        ],
        secret: "password",
    },
    Use {
        command: &["ankoder", "passkey", "--format", "json", "/x"],
        secret: "private-key",
    },
    Use {
        command: &["ankoder", "curl", "--access-key", "A", "/x"],
        secret: "private-key",
    },
];

/// Arguments that make a command fail in different places.
const ENDINGS: &[&[&str]] = &[
    &[],
    &["-v"],
    &["--no-such-option"],
    &["surplus", "words"],
    &["--help"],
    &["-h"],
    &["--format", "no-such-format"],
];

fn run(arguments: &[&str], stdin: &str) -> Output {
    let mut program = clean(Command::new(PROGRAM));
    program
        .env("SENTINEL", SENTINEL)
        .env("RUST_BACKTRACE", "1")
        .args(arguments);
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // a run that fails early does not read standard input
    let _ = child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(stdin.as_bytes());
    child.wait_with_output().expect("the program ends")
}

fn assert_no_leak(arguments: &[&str], output: &Output) {
    for (name, bytes) in [
        ("standard output", &output.stdout),
        ("standard error", &output.stderr),
    ] {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains(SENTINEL),
            "{arguments:?} leaks on {name}: {text}"
        );
    }
}

#[test]
fn no_source_of_a_secret_leaks_it() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    file.as_file()
        .write_all(SENTINEL.as_bytes())
        .expect("written");
    let path = file.path().to_str().expect("UTF-8").to_owned();
    let sources = [
        ("", SENTINEL),
        ("-file", &path),
        ("-file", "-"),
        ("-env", "SENTINEL"),
        ("-command", "printenv SENTINEL"),
    ];
    let mut succeeded = 0;
    for usage in USES {
        for (suffix, value) in sources {
            for ending in ENDINGS {
                let flag = format!("--{}{suffix}", usage.secret);
                let arguments = [usage.command, &[flag.as_str(), value], ending].concat();
                let output = run(&arguments, SENTINEL);
                assert_no_leak(&arguments, &output);
                succeeded += usize::from(output.status.success());
            }
        }
    }
    assert!(
        succeeded > 50,
        "only {succeeded} runs succeeded: the uses are out of date"
    );
}

#[test]
fn a_secret_given_in_place_of_its_source_is_not_echoed() {
    for usage in USES {
        for suffix in ["-file", "-env", "-command"] {
            let flag = format!("--{}{suffix}", usage.secret);
            let arguments = [usage.command, &[flag.as_str(), SENTINEL]].concat();
            let output = run(&arguments, "");
            assert_eq!(output.status.code(), Some(3), "{arguments:?}");
            assert_no_leak(&arguments, &output);
        }
    }
}

/// An endless file, an endless command, and standard input.
#[test]
#[cfg(unix)]
fn a_secret_of_more_than_a_mebibyte_is_rejected() {
    for usage in USES {
        for (suffix, value) in [("-file", "/dev/zero"), ("-command", "yes"), ("-file", "-")] {
            let flag = format!("--{}{suffix}", usage.secret);
            let arguments = [usage.command, &[flag.as_str(), value]].concat();
            let output = run(&arguments, &"x".repeat((1 << 20) + 1));
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(3), "{arguments:?}: {stderr}");
            assert!(
                stderr.contains("longer than 1 MiB"),
                "{arguments:?}: {stderr}"
            );
        }
    }
}

#[test]
fn no_secret_is_read_from_a_variable_that_was_not_named() {
    for usage in USES {
        let mut program = clean(Command::new(PROGRAM));
        for name in [
            "PASSWORD",
            "KEY",
            "PRIVATE_KEY",
            "TOKEN",
            "COUNTERSIGN_PASSWORD",
            "COUNTERSIGN_KEY",
            "COUNTERSIGN_PRIVATE_KEY",
        ] {
            program.env(name, SENTINEL);
        }
        let output = program
            .args(usage.command)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{:?}", usage.command);
    }
}

#[test]
fn every_secret_of_every_leaf_is_tried() {
    for leaf in leaves() {
        let help = crate::common::help(&leaf, "-h");
        for secret in ["password", "key", "private-key", "token"]
            .iter()
            .filter(|secret| help.contains(&format!("--{secret}-env")))
        {
            let tried = USES.iter().any(|usage| {
                usage.secret == *secret
                    && leaf
                        .iter()
                        .map(String::as_str)
                        .eq(usage.command[..leaf.len()].iter().copied())
            });
            assert!(tried || is_live(&leaf), "{leaf:?} --{secret} is in no test");
        }
    }
}

/// Live commands are tested against a server, in the tests of their scheme.
fn is_live(leaf: &[String]) -> bool {
    leaf.last()
        .is_some_and(|verb| ["login", "call", "challenge"].contains(&verb.as_str()))
}

/// Every user of the machine can see the command line of a child process.
#[test]
#[cfg(target_os = "linux")]
fn no_child_process_has_a_secret_in_its_command_line() {
    use std::io::Read;

    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("ask");
    std::fs::write(&script, "#!/bin/sh\ntr '\\0' ' ' < /proc/$$/cmdline >&2\ntr '\\0' ' ' < /proc/$PPID/cmdline >&2\ncat\n")
        .expect("written");
    let mut program = clean(Command::new(PROGRAM));
    program.args([
        "starleaf",
        "key",
        "--salt",
        "00",
        "--iterations",
        "1",
        "--password-command",
    ]);
    program
        .arg(format!("sh {}", script.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = program.spawn().expect("the program starts");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(SENTINEL.as_bytes())
        .expect("the secret is read");
    let mut stderr = String::new();
    child
        .stderr
        .take()
        .expect("a pipe")
        .read_to_string(&mut stderr)
        .expect("UTF-8");
    assert!(child.wait().expect("it ends").success(), "{stderr}");
    assert!(
        stderr.contains("starleaf key") && stderr.contains("ask"),
        "{stderr}"
    );
    assert!(!stderr.contains(SENTINEL), "{stderr}");
}
