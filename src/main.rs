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
    let (console, result) = commands::run(&arguments);
    let status = match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => console.report(&failure),
    };
    terminal::wipe_hidden();
    status
}
