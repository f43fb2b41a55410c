//! The recipes of `docs/device.md` work, against simulated boards.

use std::process::Output;

use countersign_simulator::{Device, Fault, Handle, Scheme as _};
use tempfile::TempDir;

use super::readme::blocks;
use crate::common::{root, sh, skips_without};

const ADDRESS: &str = "http://192.168.1.20";

/// The shell blocks of the page's recipes by title, each after the block that all of them need.
fn recipes() -> Vec<(String, Vec<String>)> {
    let page = std::fs::read_to_string(root().join("docs/device.md")).expect("a page");
    let (_, recipes) = page.split_once("\n## Recipes\n").expect("recipes");
    let sections = recipes.split("\n### ");
    sections
        .map(|section| {
            let title = section.lines().next().unwrap_or_default();
            (title.to_owned(), blocks(section, "sh"))
        })
        .collect()
}

/// A board, and a folder with its password.
struct Bench {
    board: Handle,
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let board = Device::new("demo").start().expect("a server");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("password.txt"), "demo\n").expect("written");
        Self { board, folder }
    }

    /// Runs one block of a recipe. `sleep` does not wait.
    fn run(&self, title: &str, number: usize) -> Run {
        let recipes = recipes();
        let functions = recipes[0].1.concat();
        let recipe = recipes.iter().find(|(name, _)| name == title);
        let script = format!(
            "cd {}\nsleep() {{ :; }}\n{}\n{}",
            self.folder.path().display(),
            functions.replace(ADDRESS, self.board.url()),
            recipe.expect("a recipe").1[number]
        );
        assert!(functions.contains(ADDRESS), "{functions}");
        Run::new(&sh(&script))
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).expect("a file")
    }
}

struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    fn new(output: &Output) -> Self {
        Self {
            status: output.status.code().expect("it ends by itself"),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    fn prints(&self, stdout: &str) {
        assert_eq!(self.stdout, stdout, "{}", self.stderr);
        assert_eq!(self.status, 0, "{}", self.stderr);
    }
}

#[test]
fn each_recipe_has_a_test() {
    let recipes = recipes();
    let titles: Vec<_> = recipes[1..].iter().map(|(title, _)| title).collect();
    assert_eq!(
        titles,
        [
            "Back up and restore the scores",
            "Reboot and wait",
            "Update the software",
            "Set the date",
            "Find all boards",
            "Call all boards",
        ]
    );
}

#[test]
fn scores_are_backed_up_and_restored() {
    if skips_without("jq") {
        return;
    }
    let title = "Back up and restore the scores";
    let bench = Bench::new();
    bench.run(title, 0).prints("");
    bench.run(title, 1).prints("{\"success\": true}");
    let import = bench.board.requests().pop().expect("a request");
    assert_eq!(import.target, "/api/import/scores");
    assert_eq!(
        String::from_utf8_lossy(&import.body),
        bench.file("scores.json")
    );

    let cut_off = Fault::close_after(20).on("/api/export/scores");
    bench.board.inject(cut_off);
    assert_ne!(bench.run(title, 0).status, 0, "half a file is no backup");
}

#[test]
fn a_reboot_is_waited_for() {
    let bench = Bench::new();
    let down = Fault::close().on("/api/version");
    bench.board.inject(down.times(2));
    let run = bench.run("Reboot and wait", 0);
    run.prints("{\"version\": \"1.0.0\"}");
    assert!(
        run.stderr.contains("may have carried it out"),
        "{}",
        run.stderr
    );
    let board = &bench.board;
    assert_eq!(
        (
            board.hits("POST", "/api/settings/reboot"),
            board.hits("GET", "/api/version")
        ),
        (1, 3)
    );

    board.inject(Fault::respond(401, &[], b"no").on("/api/settings/reboot"));
    assert_ne!(bench.run("Reboot and wait", 0).status, 0, "a refusal");
}

#[test]
fn an_update_is_followed_to_its_end() {
    if skips_without("jq") {
        return;
    }
    let title = "Update the software";
    let bench = Bench::new();
    let run = bench.run(title, 0);
    run.prints("true\n");
    let records: Vec<_> = run.stderr.lines().collect();
    assert_eq!(records[0], "{\"log\":\"Starting update\",\"percent\":0}");
    assert!(records.len() > 5, "{}", run.stderr);

    // the error is only in the stream
    bench
        .board
        .inject(Fault::json(b"{}").on("/api/update/check"));
    let failed = bench.run(title, 0);
    assert_eq!((failed.status, &failed.stdout[..]), (1, "false\n"));
    assert!(failed.stderr.contains("Error applying update"));

    let cut_off = Fault::close_after(100).on("/api/update/apply");
    bench.board.inject(cut_off);
    bench
        .board
        .clock()
        .advance(std::time::Duration::from_secs(11));
    let cut_off = bench.run(title, 0);
    assert_eq!((cut_off.status, &cut_off.stdout[..]), (1, "false\n"));
}

#[test]
fn the_date_is_set() {
    let bench = Bench::new();
    let run = bench.run("Set the date", 0);
    assert_eq!(run.status, 5, "the board's own bug: {}", run.stderr);
    let sent = bench.board.requests().pop().expect("a request");
    let body: serde_json::Value = serde_json::from_slice(&sent.body).expect("JSON");
    let date: Vec<u64> = serde_json::from_value(body["date"].clone()).expect("numbers");
    assert_eq!(date.len(), 6);
    assert!(date[0] > 2024 && date[1..3].iter().all(|part| (1..=31).contains(part)));

    let fixed = Fault::respond(200, &[], b"ok").on("/api/set_date");
    bench.board.inject(fixed);
    bench.run("Set the date", 0).prints("ok");
}

/// Two boards, both known to the first one by address.
fn two_boards() -> (Bench, Bench) {
    let (bench, other) = (Bench::new(), Bench::new());
    let peers = format!(
        "{{\"{}\": {{\"name\": \"Pinbot\", \"self\": true}}, \"{}\": {{\"name\": \"Taxi\", \"self\": false}}}}",
        bench.board.address(),
        other.board.address()
    );
    let peers = Fault::json(peers).on("/api/network/peers");
    bench.board.inject(peers.always());
    (bench, other)
}

#[test]
fn all_boards_are_found() {
    if skips_without("jq") {
        return;
    }
    let (bench, other) = two_boards();
    let expected = format!(
        "{} Pinbot\n{} Taxi\n",
        bench.board.address(),
        other.board.address()
    );
    bench.run("Find all boards", 0).prints(&expected);
}

#[test]
fn all_boards_are_called() {
    if skips_without("jq") {
        return;
    }
    let (bench, other) = two_boards();
    let route = "/api/settings/set_show_ip";
    let first_fails = Fault::respond(500, &[], b"oops\n").on(route);
    bench.board.inject(first_fails);
    let run = bench.run("Call all boards", 0);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let failed = format!("{} failed\n", bench.board.address());
    assert!(run.stderr.contains(&failed), "{}", run.stderr);
    for board in [&bench.board, &other.board] {
        assert_eq!(board.hits("POST", route), 1);
        assert_eq!(
            board.requests().last().expect("a request").body,
            b"{\"show_ip\": true}"
        );
    }
}
