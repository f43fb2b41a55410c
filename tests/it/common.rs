//! What the tests share: the program in a clean environment, and the commands it has.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");

/// The program, without what the surroundings could change: proxies, colors, locale, backtraces.
pub(crate) fn countersign() -> assert_cmd::Command {
    assert_cmd::Command::from_std(clean(Command::new(PROGRAM)))
}

/// A shell script on a terminal of its own, which `script` makes.
pub(crate) fn on_terminal(script: &str) -> Command {
    let mut terminal = clean(Command::new("script"));
    terminal
        .args(["-q", "-e", "-c", script, "/dev/null"])
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh");
    terminal
}

/// A shell in which `countersign` is the program under test.
pub(crate) fn sh(script: &str) -> Output {
    let mut sh = Command::new("sh");
    sh.args(["-e", "-c", script]);
    clean(sh).output().expect("sh starts")
}

/// Leaves the terminal that the tests may have been started on: there the program would ask for secrets.
pub(crate) fn leave_terminal() {
    // it fails where it was done before
    #[cfg(unix)]
    let _ = rustix::process::setsid();
}

/// A command with nothing in its environment but the search path, with the program under test first.
pub(crate) fn clean(mut command: Command) -> Command {
    leave_terminal();
    let mut path = vec![Path::new(PROGRAM).parent().expect("a folder").to_path_buf()];
    path.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    command
        .env_clear()
        .env("PATH", std::env::join_paths(path).expect("a search path"));
    command
}

/// Whether a tool is missing that a test needs; then it says so, past the test runner's capture. Of `script`, only util-linux's has a version.
pub(crate) fn skips_without(tool: &str) -> bool {
    let version = Command::new(tool).arg("--version").output();
    let has_none = tool == "mandoc";
    let missing = !version.is_ok_and(|version| version.status.success() || has_none);
    if missing {
        let _ = writeln!(std::io::stderr(), "SKIPPED: {tool} is not on this machine");
    }
    missing
}

/// The checkout.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What the program prints on standard output, which must be text; the run must succeed.
pub(crate) fn stdout(arguments: &[&str]) -> String {
    let output = countersign()
        .args(arguments)
        .output()
        .expect("the program starts");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Every command, as its words: the program itself, the nouns, the verbs; found by walking the help texts.
pub(crate) fn commands() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut next = 0;
    while let Some(command) = found.get(next).cloned() {
        next += 1;
        found.extend(
            subcommands(&command)
                .into_iter()
                .map(|name| [command.clone(), vec![name]].concat()),
        );
    }
    assert!(
        found.len() > 10,
        "the help texts name the commands: {found:?}"
    );
    found
}

/// The commands that have no further ones.
pub(crate) fn leaves() -> Vec<Vec<String>> {
    let all = commands();
    all.iter()
        .filter(|command| {
            !all.iter()
                .any(|other| other.len() > command.len() && other.starts_with(command))
        })
        .cloned()
        .collect()
}

/// A command's help, short (`-h`) or long (`--help`).
pub(crate) fn help(command: &[String], flag: &str) -> String {
    let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
    arguments.push(flag);
    stdout(&arguments)
}

fn subcommands(command: &[String]) -> Vec<String> {
    let help = help(command, "-h");
    let list = help
        .split_once("Commands:\n")
        .map(|(_, rest)| rest.split("\n\n").next().unwrap_or_default())
        .unwrap_or_default();
    list.lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

/// A shell command and what it prints, as a documentation shows them.
#[derive(Debug)]
pub(crate) struct Example {
    pub script: String,
    pub output: String,
}

/// The examples in a text: `$ command`, further lines of the command indented by four or more, then its output up to an empty line.
pub(crate) fn examples(text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut in_script = false;
    let mut in_example = false;
    for line in text.lines() {
        if let Some(script) = line.strip_prefix("$ ") {
            examples.push(Example {
                script: script.to_owned(),
                output: String::new(),
            });
            (in_example, in_script) = (true, true);
        } else if line.is_empty() {
            in_example = false;
        } else if in_example {
            let example = examples.last_mut().expect("an example has begun");
            let continues = example.script.ends_with(['\\', '|']);
            in_script = in_script && continues && line.starts_with("    ");
            let text = if in_script {
                &mut example.script
            } else {
                &mut example.output
            };
            *text = if in_script {
                format!("{text}\n{line}")
            } else {
                format!("{text}{line}\n")
            };
        }
    }
    examples
}

/// Runs an example and compares; what is wrong is the panic's text.
pub(crate) fn run(example: &Example) {
    let output = sh(&example.script);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{stderr}", example.script);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).trim_end(),
        example.output.trim_end(),
        "{}\n{stderr}",
        example.script
    );
}
