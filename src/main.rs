//! `countersign`: answers challenges, signs requests and derives key IDs from a terminal.

mod catalogue;
mod clients;
mod commands;
mod request;
mod terminal;

use std::process::ExitCode;

fn main() -> ExitCode {
    terminal::report_panics();
    let arguments: Vec<_> = std::env::args_os().collect();
    let (console, command) = commands::parse(&arguments);
    let status = match command.and_then(|command| command.run(&console)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => console.report(&failure),
    };
    terminal::wipe_hidden();
    status
}
