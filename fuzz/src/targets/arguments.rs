//! Command lines: nothing panics, and no message shows a secret that is given to its flag.

use std::ffi::OsString;

use clap::CommandFactory;

use crate::commands::{Cli, usage};
use crate::terminal::Failure;

const SECRET: &str = "zQ7zQ7zQ7";

/// A byte that says where the secret is, and the arguments, one a line.
pub fn arguments(input: &[u8]) {
    let [choice, lines @ ..] = input else {
        return;
    };
    let Ok(lines) = str::from_utf8(lines) else {
        return;
    };
    let mut arguments: Vec<_> = lines.lines().map(OsString::from).collect();
    if lines.contains(['\0', 'Q']) || arguments.len() > 30 {
        return;
    }
    arguments.insert(0, "countersign".into());
    let at = 1 + usize::from(choice >> 3) % arguments.len();
    let flag = ["password", "key", "private-key", "token"][usize::from(choice & 3)];
    // behind two hyphens, or as the value of another flag, it is not a secret
    let is_secret = arguments[..at]
        .iter()
        .all(|argument| argument.len() > 2 && !argument.to_string_lossy().starts_with('-'));
    let secret = match choice & 4 {
        0 => vec![format!("--{flag}={SECRET}")],
        _ => vec![format!("--{flag}"), SECRET.to_owned()],
    };
    arguments.splice(at..at, secret.into_iter().map(OsString::from));

    let mut program = Cli::command();
    let Err(error) = program.try_get_matches_from_mut(&arguments) else {
        return;
    };
    if !error.use_stderr() {
        let _ = error.render().ansi().to_string();
        return;
    }
    let _ = usage::help_with_flag(&error, &arguments);
    let Failure::Expected { message, hints, .. } = usage::failure(&error, &arguments) else {
        return;
    };
    let is_shown = message.contains(SECRET) || hints.iter().any(|hint| hint.contains(SECRET));
    assert!(!is_secret || !is_shown, "{message} {hints:?}");
}
