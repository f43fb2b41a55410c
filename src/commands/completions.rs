//! `countersign completions`.

use clap::{CommandFactory, ValueEnum};
use clap_complete::{Generator, Shell as ClapShell, generate};
use clap_complete_nushell::Nushell;

use super::Cli;
use crate::terminal::{Failure, Output};

const AFTER_HELP: &str = "\
Install:
  bash        into ~/.local/share/bash-completion/completions/countersign
  zsh         into _countersign in a folder of $fpath
  fish        into ~/.config/fish/completions/countersign.fish
  powershell  at the end of $PROFILE
  elvish      at the end of ~/.config/elvish/rc.elv
  nushell     into a file that config.nu takes with 'use'

Examples:
  $ countersign completions zsh | head -n 1
  #compdef countersign";

/// Print the completions for a shell
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The shell
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
        Shell::Fish => text(ClapShell::Fish),
        Shell::Powershell => text(ClapShell::PowerShell),
        Shell::Elvish => text(ClapShell::Elvish),
        Shell::Nushell => text(Nushell),
    }
}

fn text(generator: impl Generator) -> Vec<u8> {
    let mut text = Vec::new();
    generate(generator, &mut Cli::command(), "countersign", &mut text);
    text
}
