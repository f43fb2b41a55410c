//! Runs the case files in `tests/cli`: commands with their statuses and output.

use std::env;
use std::process::Command;

use crate::common::{leave_terminal, root};

#[test]
fn every_case_file_matches() {
    let overwrites = env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let run = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "program::cases::run_cases",
            "--ignored",
            "--nocapture",
        ])
        .current_dir(root().join("tests/cli/files"))
        .env("TRYCMD", if overwrites { "overwrite" } else { "" })
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        run.status.success(),
        "{}{}",
        text(&run.stdout),
        text(&run.stderr)
    );
}

/// Runs in its own process, because the cases need their folder as the current directory.
#[test]
#[ignore = "started by every_case_file_matches"]
fn run_cases() {
    leave_terminal();
    trycmd::TestCases::new()
        .env("PW", "secret")
        .env("DEVICE_PW", "your-password")
        .env(
            "KEY",
            "59171411b5aeefff64a9d8b33b2b4fee2d5ba877e0d31e8e9466b67850a35d51",
        )
        .env("PRIVATE_KEY", "ANKODER_PRIVATE_KEY")
        .env("EMPTY", "")
        .env("COLUMNS", "100")
        .case("../*/*.trycmd");
}
