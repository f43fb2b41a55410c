//! Long runs: memory, Ctrl-C, a reader that leaves, a pipe that pauses.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::common::{PROGRAM, clean, root, sh};

fn start(arguments: &[&str], stdin: Stdio) -> Child {
    let mut program = clean(Command::new(PROGRAM));
    program
        .args(arguments)
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    program.spawn().expect("the program starts")
}

const ENDLESS: [&str; 9] = [
    "speke",
    "kid",
    "v1",
    "--tenant-id",
    "T",
    "--content-id",
    "film",
    "--period",
    "0-4294967295",
];

/// The peak of a running program, in kilobytes.
#[cfg(target_os = "linux")]
fn peak(child: &Child) -> u64 {
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("its status");
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .expect("its peak");
    peak.trim()
        .trim_end_matches(" kB")
        .parse()
        .expect("a number")
}

/// Debug builds are larger, so they may have more; the optimised program stays under 16 MB.
#[cfg(target_os = "linux")]
const LIMIT: u64 = if cfg!(debug_assertions) {
    32 << 10
} else {
    16 << 10
};

/// How many rows are enough to see it: the optimised program does millions.
const TENS_OF_THOUSANDS: usize = if cfg!(debug_assertions) { 3 } else { 300 };

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_catalogue() {
    for (kind, header, id) in [
        ("lines", "", "series-0123456789-episode-\n"),
        ("csv", "content_id,note\n", "\"a, b\",\"\n\"\n"),
        ("jsonl", "", "{\"content_id\":\"x\\n\"}\n"),
    ] {
        let mut child = start(
            &[
                "speke",
                "kid",
                "v1",
                "--tenant-id",
                "T",
                "--content-ids",
                "-",
                "--input-format",
                kind,
                "--format",
                "jsonl",
                "--threads",
                "2",
            ],
            Stdio::piped(),
        );
        let mut stdin = child.stdin.take().expect("a pipe");
        let writer = std::thread::spawn(move || {
            stdin.write_all(header.as_bytes()).expect("read");
            let many = id.repeat(10_000);
            (0..TENS_OF_THOUSANDS).for_each(|_| stdin.write_all(many.as_bytes()).expect("read"));
            stdin
        });
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = Vec::new();
        (0..TENS_OF_THOUSANDS * 10_000).for_each(|_| {
            line.clear();
            lines.read_until(b'\n', &mut line).expect("a row");
        });
        let stdin = writer.join().expect("all is read");
        let peak = peak(&child);
        drop(stdin);
        assert!(child.wait().expect("it ends").success());
        assert!(peak < LIMIT, "{peak} kB for {kind}");
    }
}

/// A wide grid, long rows, and a reader that is slower than the program.
#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_grid() {
    let id = "x".repeat(60_000);
    let mut child = start(
        &[
            "speke",
            "kid",
            "v1",
            "--tenant-id",
            "T",
            "--content-id",
            &id,
            "--period",
            "0-4294967295",
            "--format",
            "csv",
            "--threads",
            "3",
        ],
        Stdio::null(),
    );
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut buffer = vec![0; 1 << 20];
    (0..20).for_each(|_| stdout.read_exact(&mut buffer).expect("rows"));
    std::thread::sleep(Duration::from_millis(100));
    let peak = peak(&child);
    drop(stdout);
    child.wait().expect("it ends");
    assert!(peak < LIMIT, "{peak} kB");
}

#[test]
#[cfg(unix)]
fn an_interrupt_ends_the_run_with_130_and_whole_lines() {
    for threads in ["1", "3"] {
        let mut child = start(
            &[&ENDLESS[..], &["--threads", threads]].concat(),
            Stdio::null(),
        );
        let mut stdout = child.stdout.take().expect("a pipe");
        let mut found = vec![0; 1 << 20];
        stdout.read_exact(&mut found).expect("rows");
        let killed = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .expect("kill is there");
        assert!(killed.success());
        stdout.read_to_end(&mut found).expect("the rest");
        let status = child.wait().expect("it ends");
        assert_eq!(status.code(), Some(130), "{threads} threads");
        assert!(
            found.ends_with(b"\n") && found.len().is_multiple_of(37),
            "{} bytes",
            found.len()
        );
    }
}

#[test]
#[cfg(unix)]
fn an_interrupt_ends_a_run_that_waits_for_input() {
    for threads in ["1", "2"] {
        let mut child = start(
            &[
                "speke",
                "kid",
                "v1",
                "--tenant-id",
                "T",
                "--content-ids",
                "-",
                "--threads",
                threads,
            ],
            Stdio::piped(),
        );
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(b"film\n").expect("read");
        let mut row = String::new();
        BufReader::new(child.stdout.as_mut().expect("a pipe"))
            .read_line(&mut row)
            .expect("a row, though the input goes on");
        assert_eq!(row.len(), 37);
        assert!(
            Command::new("kill")
                .args(["-INT", &child.id().to_string()])
                .status()
                .expect("kill is there")
                .success()
        );
        assert_eq!(child.wait().expect("it ends").code(), Some(130));
    }
}

#[test]
#[cfg(unix)]
fn a_reader_that_leaves_ends_the_run_silently() {
    for threads in ["1", "4"] {
        let mut child = start(
            &[&ENDLESS[..], &["--threads", threads]].concat(),
            Stdio::null(),
        );
        let mut first = [0; 100];
        child
            .stdout
            .take()
            .expect("a pipe")
            .read_exact(&mut first)
            .expect("rows");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(
            (output.status.code(), output.stderr.as_slice()),
            (Some(0), &b""[..])
        );
    }
}

#[test]
fn nothing_is_said_of_progress_where_no_terminal_is() {
    let output = sh(
        "yes film | head -n 40000 | countersign speke find 00000000000000000000000000000000 --tenant-id T --content-ids - || test $? = 1",
    );
    assert!(output.status.success());
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.starts_with(
            "error: no input of the grid gives the key ID 00000000000000000000000000000000\n"
        ),
        "{stderr}"
    );
    assert!(!stderr.contains("/s"), "{stderr}");
}

/// A catalogue is a filter of lines: cut at line breaks, its parts give the parts of the result. The commands are those of `docs/catalogues.md`.
#[test]
fn parts_of_a_catalogue_give_what_one_run_gives() {
    let text = std::fs::read_to_string(root().join("docs/catalogues.md")).expect("the recipes");
    let recipes: Vec<_> = text
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert_eq!(recipes.len(), 3);
    for recipe in recipes {
        let tool = recipe.split(' ').next().unwrap_or_default();
        if !String::from_utf8_lossy(&sh(&format!("{tool} --version")).stdout).contains("GNU") {
            #[allow(clippy::print_stderr, reason = "a test that did not run must say so")]
            {
                eprintln!("skipped: GNU {tool} is not on this machine");
            }
            continue;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let recipe = recipe
            .replace("64M", "64k")
            .replace("parallel ", "parallel --will-cite ");
        let script = format!(
            "cd {0}; export HOME={0} TENANT=T; seq -f film-%.0f 20000 > ids.txt; (echo content_id; cat ids.txt) > ids.csv
            countersign speke kid v1 --tenant-id T --content-ids ids.txt > one
            {recipe}
            cmp one kids.txt && wc -l < kids.txt",
            folder.path().display()
        );
        let output = sh(&script);
        assert_eq!(
            String::from_utf8_lossy(&output.stdout).trim(),
            "20000",
            "{recipe}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
