//! Prompts for a secret, on a terminal created by `script`.
#![cfg(unix)]

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::common::{on_terminal, sh, skips_without};

/// The key of `password` with the salt 73616c74 and 1 iteration.
const KEY: &str = "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b";

const DERIVE: &str = "countersign starleaf key --salt 73616c74 --iterations 1";

/// A terminal that runs a shell script.
struct Terminal {
    script: Child,
    keyboard: ChildStdin,
    screen: ChildStdout,
    shown: String,
}

impl Terminal {
    /// Runs a script until its prompt has turned off the echo.
    fn prompt(script: &str, prompt: &str) -> Self {
        let mut terminal = Self::run(&format!("tty; {script}"));
        terminal.wait_for(prompt);
        let name = terminal.shown.lines().next().expect("its name").to_owned();
        let is_silent = || {
            let settings = sh(&format!("stty -a < {name}")).stdout;
            String::from_utf8_lossy(&settings).contains("-echo ")
        };
        while !is_silent() {
            std::thread::yield_now();
        }
        terminal
    }

    fn run(script: &str) -> Self {
        let mut script = on_terminal(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script starts");
        Self {
            keyboard: script.stdin.take().expect("a pipe"),
            screen: script.stdout.take().expect("a pipe"),
            script,
            shown: String::new(),
        }
    }

    /// Waits until the terminal shows a text.
    fn wait_for(&mut self, text: &str) {
        let mut buffer = [0; 1024];
        while !self.shown.contains(text) {
            let count = self.screen.read(&mut buffer).expect("a screen");
            assert_ne!(count, 0, "{text:?} is not on the screen: {}", self.shown);
            self.shown += &String::from_utf8_lossy(&buffer[..count]);
        }
    }

    fn enter(&mut self, typed: &[u8]) {
        self.keyboard.write_all(typed).expect("typed");
        self.keyboard.flush().expect("typed");
    }

    /// Waits until the script ends, and returns everything that the terminal showed.
    fn end(mut self) -> String {
        let mut rest = Vec::new();
        self.screen.read_to_end(&mut rest).expect("a screen");
        self.script.wait().expect("it ends");
        self.shown + &String::from_utf8_lossy(&rest)
    }
}

/// Types a text at the password prompt, and returns what the terminal shows.
fn answered(script: &str, typed: &[u8]) -> String {
    let mut terminal = Terminal::prompt(script, "password: ");
    terminal.enter(typed);
    terminal.end()
}

#[test]
fn a_prompt_does_not_echo() {
    if skips_without("script") {
        return;
    }
    let text = answered(DERIVE, b"password\n");
    assert!(text.contains(KEY), "{text}");
    assert_eq!(
        text.matches("password").count(),
        1,
        "the prompt echoes: {text}"
    );
}

#[test]
fn a_prompt_works_even_if_the_standard_streams_are_pipes() {
    if skips_without("script") {
        return;
    }
    let json = r#"{"salt": "73616c74", "iterations": 1}"#;
    let key = "countersign starleaf key --from - 2>/dev/null | cat";
    let text = answered(&format!("echo '{json}' | {key}"), b"password\n");
    assert!(text.contains(KEY), "{text}");
}

#[test]
fn a_secret_that_is_not_utf8_is_rejected() {
    if skips_without("script") {
        return;
    }
    let text = answered(&format!("{DERIVE}; echo status $?"), b"pass\xff\n");
    assert!(
        text.contains("status 3") && text.contains("not valid UTF-8"),
        "{text}"
    );
}

#[test]
fn an_empty_secret_is_rejected() {
    if skips_without("script") {
        return;
    }
    let text = answered(&format!("{DERIVE}; echo status $?"), b"\n");
    assert!(
        text.contains("status 3") && text.contains("empty secret"),
        "{text}"
    );
}

/// Asserts the status of a run, and that the terminal echoes again.
fn assert_restored(text: &str, status: u8) {
    assert!(text.contains(&format!("status {status}")), "{text}");
    assert!(
        text.contains(" echo ") && !text.contains("-echo "),
        "{text}"
    );
}

#[test]
fn ctrl_c_restores_the_terminals_echo() {
    if skips_without("script") {
        return;
    }
    let text = answered(&format!("{DERIVE}; echo status $?; stty -a"), b"s\x03");
    assert_restored(&text, 130);
}

#[test]
fn a_signal_restores_the_terminals_echo() {
    if skips_without("script") {
        return;
    }
    for (signal, status) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        let run = format!("sh -c 'echo process $$.; exec {DERIVE}'; echo status $?; stty -a");
        let terminal = Terminal::prompt(&run, "password: ");
        let (_, rest) = terminal.shown.split_once("process ").expect("its number");
        let id = rest.split('.').next().expect("its number").to_owned();
        let sent = Command::new("kill").args([signal, &id]).status();
        assert!(sent.expect("kill starts").success());
        assert_restored(&terminal.end(), status);
    }
}

#[test]
fn a_prompt_names_the_server() {
    if skips_without("script") {
        return;
    }
    for (command, server) in [
        (
            "starleaf login --base-url http://127.0.0.1:1",
            "127.0.0.1:1",
        ),
        (
            "starleaf login --api cloud --username u",
            "api.starleaf.com",
        ),
        ("device call http://127.0.0.1:1/x", "127.0.0.1:1"),
        ("ankoder login --username u", "api.ankoder.com"),
    ] {
        let prompt = format!("password for {server}: ");
        let mut terminal = Terminal::prompt(&format!("countersign {command}"), &prompt);
        // nothing is sent
        terminal.enter(b"\n");
        assert!(terminal.end().contains("empty secret"));
    }
}
