//! The file given with `--output`: it is replaced atomically, keeps its mode, and no other file is left behind.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::common::{PROGRAM, clean};
use crate::live::{PASSWORD, Run, program, run};
use countersign_simulator::{Device, Fault, Framing, Handle, Scheme as _};

const CHECK: &str = "/api/auth/password_check";

fn board() -> Handle {
    Device::new(PASSWORD).start().unwrap()
}

fn arguments<'a>(url: &'a str, file: &'a Path) -> Vec<&'a str> {
    let file = file.to_str().unwrap();
    vec!["device", "call", "--password-env", "PW", url, "-o", file]
}

fn call(board: &Handle, file: &Path) -> Run {
    run(&arguments(&format!("{}{CHECK}", board.url()), file))
}

/// A folder with an existing file.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    fs::write(&file, "old").unwrap();
    (folder, file)
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_file_that_is_replaced_keeps_its_mode() {
    let (board, (_folder, file)) = (board(), folder());
    for kept in [0o600, 0o640, 0o666, 0o755] {
        fs::set_permissions(&file, fs::Permissions::from_mode(kept)).unwrap();
        board.inject(Fault::respond(200, &[], b"new").on(CHECK));
        call(&board, &file).expect(0, "", "");
        assert_eq!(
            (mode(&file), fs::read(&file).unwrap().as_slice()),
            (kept, &b"new"[..])
        );
    }
}

#[test]
fn a_new_file_gets_its_mode_from_the_umask() {
    let (board, (folder, _)) = (board(), folder());
    let file = folder.path().join("new");
    board.inject(Fault::respond(200, &[], b"new").on(CHECK));
    let url = format!("{}{CHECK}", board.url());
    let mut sh = clean(Command::new("sh"));
    sh.args(["-c", "umask 027; exec \"$@\"", "sh", PROGRAM]);
    sh.args(arguments(&url, &file)).env("PW", PASSWORD);
    assert!(sh.status().unwrap().success());
    assert_eq!(mode(&file), 0o640);
}

#[test]
fn a_response_without_content_leaves_the_file_unchanged() {
    let (board, (_folder, file)) = (board(), folder());
    for status in [304, 101] {
        board.inject(Fault::respond(status, &[], b"").on(CHECK));
        let run = call(&board, &file);
        assert_eq!(run.text(), "", "{}", run.stderr);
        assert_eq!(fs::read(&file).unwrap(), b"old", "{status}");
    }
    board.inject(Fault::respond(204, &[], b"").on(CHECK));
    call(&board, &file).expect(0, "", "");
    assert_eq!(
        fs::read(&file).unwrap(),
        b"",
        "an empty response is a result too"
    );
}

#[test]
fn a_dangling_link_is_not_replaced() {
    let (board, (folder, _)) = (board(), folder());
    let (link, file) = (folder.path().join("link"), folder.path().join("not-yet"));
    std::os::unix::fs::symlink("not-yet", &link).unwrap();
    board.inject(Fault::respond(200, &[], b"new").on(CHECK));
    call(&board, &link).expect(0, "", "");
    assert!(link.is_symlink());
    assert_eq!(fs::read(&file).unwrap(), b"new");
}

/// Not even root can create a file in /proc.
#[test]
#[cfg(target_os = "linux")]
fn an_unwritable_folder_is_an_error_before_anything_is_sent() {
    let board = board();
    call(&board, Path::new("/proc/out")).expect(1, "--output: '/proc/out' cannot be written", "");
    assert_eq!(board.connections(), 0);
}

/// Starts an endless download, and sends a signal once its file exists.
fn interrupted(signal: &str, shell: Option<&str>) -> (tempfile::TempDir, ExitStatus) {
    let (board, (folder, file)) = (board(), folder());
    board.inject(Fault::flood(Framing::Chunked).on(CHECK));
    let url = format!("{}{CHECK}", board.url());
    let mut child = match shell {
        None => program(&arguments(&url, &file)),
        Some(script) => {
            let mut sh = clean(Command::new("sh"));
            sh.args(["-c", script, "sh", PROGRAM]);
            sh.args(arguments(&url, &file)).env("PW", PASSWORD);
            sh
        }
    }
    .stdin(Stdio::null())
    .spawn()
    .unwrap();
    let begun = || {
        let mut files = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap());
        files.any(|entry| entry.path() != file && entry.metadata().is_ok_and(|it| it.len() > 0))
    };
    while !begun() {
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    let sent = Command::new("kill").args([signal, &id]).status().unwrap();
    assert!(sent.success());
    (folder, child.wait().unwrap())
}

#[test]
fn an_interrupted_download_leaves_the_folder_unchanged() {
    for (signal, code, number) in [
        ("-INT", Some(130), None),
        ("-TERM", None, Some(15)),
        ("-HUP", None, Some(1)),
    ] {
        let (folder, status) = interrupted(signal, None);
        assert_eq!((status.code(), status.signal()), (code, number), "{signal}");
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(files.len(), 1, "{signal}: {files:?}");
        assert_eq!(fs::read(folder.path().join("out")).unwrap(), b"old");
    }
}

/// A shell without job control starts background jobs with SIGINT ignored; `nohup` ignores SIGHUP.
#[test]
fn an_ignored_signal_does_not_keep_others_from_cleaning_up() {
    for ignored in ["INT", "HUP"] {
        let (folder, status) =
            interrupted("-TERM", Some(&format!("trap '' {ignored}; exec \"$@\"")));
        assert_eq!(status.signal(), Some(15), "{ignored}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{ignored}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_ignored_signal_stays_ignored() {
    let script = |ignored| {
        format!(
            "trap '' {ignored}; \"$@\" & pid=$!; sleep 0.3; kill -{ignored} $pid; sleep 0.3; kill -TERM $pid; wait $pid"
        )
    };
    for ignored in ["INT", "HUP"] {
        let (board, (_folder, file)) = (board(), folder());
        board.inject(Fault::flood(Framing::Chunked).on(CHECK));
        let url = format!("{}{CHECK}", board.url());
        let mut sh = clean(Command::new("sh"));
        sh.args(["-c", &script(ignored), "sh", PROGRAM]);
        sh.args(arguments(&url, &file)).env("PW", PASSWORD);
        assert_eq!(sh.status().unwrap().code(), Some(128 + 15), "{ignored}");
    }
}
