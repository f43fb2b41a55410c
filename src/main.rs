//! `countersign`: answers challenges, signs requests and derives key ids from a terminal.

mod catalogue;
mod clients;
mod commands;
mod request;
mod terminal;

use std::process::ExitCode;

use terminal::Console;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let (console, outcome) = match commands::parse(&arguments) {
        Ok((console, command)) => {
            let outcome = command.run(&console);
            (console, outcome)
        }
        Err(failure) => (Console::before_parsing(&arguments), Err(failure)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => console.report(&failure),
    }
}
