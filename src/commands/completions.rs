//! `countersign completions`.

use clap::{Arg, Command, CommandFactory, ValueEnum};
use clap_complete::{Generator, Shell as ClapShell, generate};
use clap_complete_nushell::Nushell;

use super::Cli;
use crate::terminal::{Failure, Output};

const AFTER_HELP: &str = "\
Installation:
  bash        write to ~/.local/share/bash-completion/completions/countersign
  zsh         write to _countersign in a folder of $fpath
  fish        write to ~/.config/fish/completions/countersign.fish
  powershell  append to $PROFILE
  elvish      append to ~/.config/elvish/rc.elv
  nushell     write to a file, and load it in config.nu with 'use'

Examples:
  $ countersign completions zsh | head -n 1
  #compdef countersign";

/// Print the completions for a shell
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The shell to print them for
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
    Nushell,
}

impl Args {
    pub(super) fn run(self) -> Result<(), Failure> {
        Output::page(&completions(self.shell))
    }
}

fn completions(shell: Shell) -> Vec<u8> {
    match shell {
        Shell::Bash => text(ClapShell::Bash),
        Shell::Zsh => text(ClapShell::Zsh),
        Shell::Fish => fish(),
        Shell::Powershell => text(ClapShell::PowerShell),
        Shell::Elvish => text(ClapShell::Elvish),
        Shell::Nushell => text(Nushell),
    }
}

/// clap's generator goes two commands deep; the options of the third level are added here.
fn fish() -> Vec<u8> {
    let mut text = text(ClapShell::Fish);
    let mut program = Cli::command();
    program.build();
    for noun in program.get_subcommands() {
        for group in noun.get_subcommands() {
            for verb in group.get_subcommands() {
                let words = [noun, group, verb].map(Command::get_name);
                let options = verb
                    .get_arguments()
                    .filter_map(|argument| fish_option(words, argument));
                options.for_each(|line| text.extend(line.bytes()));
            }
        }
    }
    text
}

/// A line of fish that completes one option of a command at the third level.
fn fish_option([noun, group, verb]: [&str; 3], argument: &Arg) -> Option<String> {
    let names: Vec<_> = argument
        .get_long_and_visible_aliases()?
        .into_iter()
        .map(|name| format!("-l {name}"))
        .collect();
    let help = argument
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default()
        .replace('\\', "\\\\")
        .replace('\'', "\\'");
    let values: Vec<_> = argument
        .get_possible_values()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect();
    let value = match (argument.get_action().takes_values(), values.is_empty()) {
        (false, _) => String::new(),
        (true, true) => " -r".to_owned(),
        (true, false) => format!(" -r -f -a '{}'", values.join(" ")),
    };
    let seen = "__fish_seen_subcommand_from";
    let when = format!(
        "__fish_countersign_using_subcommand {noun}; and {seen} {group}; and {seen} {verb}"
    );
    Some(format!(
        "complete -c countersign -n \"{when}\" {} -d '{help}'{value}\n",
        names.join(" ")
    ))
}

fn text(generator: impl Generator) -> Vec<u8> {
    let mut text = Vec::new();
    generate(generator, &mut Cli::command(), "countersign", &mut text);
    text
}
