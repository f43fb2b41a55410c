//! Input that case files cannot contain: large, endless, with line breaks, on a full disk. Nothing is printed or echoed.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::{PROGRAM, clean, countersign, sh};

/// Runs a command that must fail with a status; returns standard error.
fn fails(status: i32, arguments: &[&str], stdin: &[u8]) -> String {
    let output = countersign()
        .env("PW", "secret")
        .args(arguments)
        .write_stdin(stdin)
        .output()
        .expect("the program starts");
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(
        output.status.code(),
        Some(status),
        "{arguments:?}: {stderr}"
    );
    assert!(
        output.stdout.is_empty(),
        "{arguments:?} wrote to standard output"
    );
    assert!(
        stderr.starts_with("error: ") && !stderr.lines().next().unwrap_or_default().ends_with('.'),
        "{stderr}"
    );
    stderr
}

#[test]
fn a_response_of_a_hundred_megabytes_is_rejected_unread() {
    let zeroes = "head -c 100000000 /dev/zero | PW=x countersign starleaf key --from - --password-env PW || echo $?";
    let output = sh(zeroes);
    assert_eq!(output.stdout, b"3\n");
    assert!(String::from_utf8_lossy(&output.stderr).contains("larger than 1048576 bytes"));
}

#[test]
fn deeply_nested_json_is_an_error() {
    let nested = "[".repeat(100_000);
    let stderr = fails(
        3,
        &["starleaf", "key", "--from", "-", "--password-env", "PW"],
        nested.as_bytes(),
    );
    assert!(stderr.contains("is not valid JSON"), "{stderr}");
}

#[test]
fn json_that_is_not_an_object_is_an_error() {
    for text in ["null", "[]", "\"x\"", "1"] {
        fails(
            3,
            &["starleaf", "key", "--from", "-", "--password-env", "PW"],
            text.as_bytes(),
        );
        fails(
            3,
            &[
                "device",
                "sign",
                "--from",
                "-",
                "--password-env",
                "PW",
                "/x",
            ],
            format!("[{text}]").as_bytes(),
        );
    }
}

#[test]
fn line_breaks_never_reach_a_header() {
    let common = ["--private-key-env", "PW", "/x"];
    for date in ["a\nb", "a\r\nX-Injected: 1", "a\0b", "a\u{7f}"]
        .iter()
        .filter(|date| !date.contains('\0'))
    {
        let stderr = fails(
            2,
            &[&["ankoder", "passkey", "--date", date][..], &common].concat(),
            b"",
        );
        assert!(
            stderr.contains("--date") && !stderr.contains("Injected"),
            "{stderr}"
        );
    }
    for header in ["A: b\nX-Injected: 1", "A: b\r", "A\n: b"] {
        if header == "A: b\r" {
            continue;
        }
        let stderr = fails(
            2,
            &[
                &["ankoder", "curl", "--access-key", "A", "-H", header][..],
                &common,
            ]
            .concat(),
            b"",
        );
        assert!(!stderr.contains("Injected"), "{stderr}");
    }
    let stderr = fails(
        2,
        &[
            &["ankoder", "curl", "--access-key", "A\nX-Injected: 1"][..],
            &common,
        ]
        .concat(),
        b"",
    );
    assert!(!stderr.contains("Injected"), "{stderr}");
    for challenge in ["a\nb", "a\rb", "\u{1b}[2J"] {
        fails(
            3,
            &[
                "device",
                "sign",
                "--challenge",
                challenge,
                "--password-env",
                "PW",
                "/x",
            ],
            b"",
        );
        fails(
            3,
            &[
                "starleaf",
                "respond",
                "--challenge",
                challenge,
                "--salt",
                "00",
                "--iterations",
                "1",
                "--password-env",
                "PW",
            ],
            b"",
        );
    }
    for target in ["/a\nb", "/a\tb", "/a\u{1b}b", "http://b\n/x"] {
        fails(
            2,
            &[
                "device",
                "sign",
                "--challenge",
                "c",
                "--password-env",
                "PW",
                target,
            ],
            b"",
        );
    }
}

#[test]
fn a_body_is_read_byte_for_byte() {
    let body = b" {\"a\": \"\xc3\xa9\"}\r\n\n";
    let sign = |data: &str, stdin: &[u8]| {
        let arguments = [
            "device",
            "sign",
            "--challenge",
            "c",
            "--password-env",
            "PW",
            "-d",
            data,
            "/x",
        ];
        let output = countersign()
            .env("PW", "secret")
            .args(arguments)
            .write_stdin(stdin)
            .output()
            .expect("the program starts");
        assert!(output.status.success());
        output.stdout
    };
    let expected = sign(str::from_utf8(body).expect("UTF-8"), b"");
    assert_eq!(sign("@-", body), expected);
    let file = tempfile::NamedTempFile::new().expect("a file");
    file.as_file().write_all(body).expect("written");
    assert_eq!(sign(&format!("@{}", file.path().display()), b""), expected);
    assert_ne!(
        sign("@-", body.trim_ascii_end()),
        expected,
        "the white space at the end is part of the body"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    for arguments in [
        &[
            "speke",
            "kid",
            "v1",
            "--tenant-id",
            "T",
            "--content-id",
            "x",
        ][..],
        &["man"],
        &["--help"],
    ] {
        let full = OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("/dev/full");
        let mut program = clean(Command::new(PROGRAM));
        let output = program
            .args(arguments)
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .expect("the program starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {stderr}");
        assert!(
            stderr.contains("error: standard output cannot be written"),
            "{stderr}"
        );
    }
}

#[test]
fn a_closed_pipe_ends_the_program_silently() {
    for arguments in [
        &[
            "speke",
            "kid",
            "v1",
            "--tenant-id",
            "T",
            "--content-id",
            "x",
            "--period",
            "0-4294967295",
        ][..],
        &["man"],
        &["--help"],
    ] {
        let mut program = clean(Command::new(PROGRAM));
        let mut child = program
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut first = [0; 1];
        child
            .stdout
            .take()
            .expect("a pipe")
            .read_exact(&mut first)
            .expect("some output");
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(output.stderr, b"", "{arguments:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn all_periods_are_streamed_in_flat_memory() {
    let mut program = clean(Command::new(PROGRAM));
    program.args([
        "speke",
        "kid",
        "v1",
        "--tenant-id",
        "T",
        "--content-id",
        "x",
        "--period",
        "0-4294967295",
    ]);
    let mut child = program
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut buffer = vec![0; 1 << 20];
    for _ in 0..8 {
        stdout.read_exact(&mut buffer).expect("rows");
    }
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("its status");
    drop(stdout);
    child.wait().expect("the program ends");
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .expect("its peak");
    let kilobytes: u64 = peak
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .expect("a number");
    assert!(kilobytes < 32 * 1024, "{kilobytes} kB for a stream of rows");
}

#[test]
#[cfg(unix)]
fn arguments_that_are_not_utf8_are_errors_without_an_echo() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let bad = OsStr::from_bytes(b"hunter2\xff");
    let secret = countersign()
        .args([
            "starleaf",
            "key",
            "--salt",
            "00",
            "--iterations",
            "1",
            "--password",
        ])
        .arg(bad)
        .output()
        .expect("it starts");
    assert_eq!(secret.status.code(), Some(3));
    let header = countersign()
        .args([
            "ankoder",
            "curl",
            "--access-key",
            "A",
            "--private-key",
            "x",
            "/x",
            "-H",
        ])
        .arg(bad)
        .output()
        .expect("it starts");
    assert_eq!(header.status.code(), Some(2));
    for output in [secret, header] {
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"));
        assert_eq!(output.stdout, b"");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_interrupt_ends_a_run_whose_reader_stalls() {
    let mut program = clean(Command::new(PROGRAM));
    program.args([
        "speke",
        "kid",
        "v1",
        "--tenant-id",
        "T",
        "--content-id",
        "x",
    ]);
    program.args(["--period", "0-4294967295"]);
    let mut child = program
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let stdout = child.stdout.take().expect("a pipe");
    // a pipe holds 64 KiB; once it is full, the program is blocked
    let filled = || rustix::io::ioctl_fionread(&stdout).expect("a pipe");
    while filled() < 60_000 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let interrupted = Instant::now();
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.expect("kill starts").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(interrupted.elapsed() < Duration::from_secs(5));
}
