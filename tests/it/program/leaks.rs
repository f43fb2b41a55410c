//! Secrets never leak: a sentinel goes through every source of every secret of every leaf, in runs that succeed and in runs that fail.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::common::{PROGRAM, clean, leaves, skips_without};

/// Not hex, so that it is malformed as a key; not a word that any text has.
const SENTINEL: &str = "zQ7sentinelQz";

/// One secret of one leaf, and the rest of a command line that uses it.
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

/// What is put behind a use to make it fail in different places.
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
    // a run that fails early does not read it
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
fn a_secret_where_its_place_is_named_is_not_echoed() {
    for usage in USES {
        for suffix in ["-env", "-command"] {
            let flag = format!("--{}{suffix}", usage.secret);
            let arguments = [usage.command, &[flag.as_str(), SENTINEL]].concat();
            let output = run(&arguments, "");
            assert_eq!(output.status.code(), Some(3), "{arguments:?}");
            assert_no_leak(&arguments, &output);
        }
    }
}

#[test]
fn no_secret_is_taken_from_a_variable_that_is_not_named() {
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

/// The leaves that talk to a server are tried against one, in the tests of their scheme.
fn is_live(leaf: &[String]) -> bool {
    leaf.last()
        .is_some_and(|verb| ["login", "call", "challenge"].contains(&verb.as_str()))
}

/// What the program starts is seen by everyone on the machine.
#[test]
#[cfg(target_os = "linux")]
fn a_secret_is_not_in_the_command_line_of_what_is_started() {
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

/// What a terminal shows of a shell script while something is typed.
fn on_a_terminal(script: &str, typed: &[u8]) -> String {
    let mut terminal = clean(Command::new("script"));
    terminal
        .args(["-q", "-e", "-c", script, "/dev/null"])
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh");
    let mut child = terminal
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script starts");
    std::thread::sleep(std::time::Duration::from_millis(500));
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(typed)
        .expect("typed");
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_prompt_does_not_echo() {
    if skips_without("script") {
        return;
    }
    let text = on_a_terminal(
        "countersign starleaf key --salt 73616c74 --iterations 1",
        b"password\n",
    );
    assert!(text.contains("password: "), "{text}");
    assert!(
        text.contains("120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b"),
        "{text}"
    );
    assert_eq!(
        text.matches("password").count(),
        1,
        "the prompt echoes: {text}"
    );
}

#[test]
fn ctrl_c_at_a_prompt_gives_the_terminal_its_echo_back() {
    if skips_without("script") {
        return;
    }
    let text = on_a_terminal(
        "countersign starleaf key --salt 00 --iterations 1; echo status $?; stty -a",
        &[b's', 3],
    );
    assert!(text.contains("status 130"), "{text}");
    assert!(
        text.contains(" echo ") && !text.contains("-echo "),
        "{text}"
    );
}

#[test]
fn an_empty_answer_to_a_prompt_is_no_secret() {
    if skips_without("script") {
        return;
    }
    let text = on_a_terminal(
        "countersign starleaf key --salt 00 --iterations 1; echo status $?",
        b"\n",
    );
    assert!(
        text.contains("status 3") && text.contains("empty secret"),
        "{text}"
    );
}
