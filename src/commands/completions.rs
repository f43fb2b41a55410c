//! `countersign completions`.

use clap::{CommandFactory, ValueEnum};
use clap_complete::{Generator, Shell as ClapShell, generate};
use clap_complete_nushell::Nushell;

use super::Cli;
use crate::terminal::{Failure, Output};

const AFTER_HELP: &str = "\
Install them once:
  bash        countersign completions bash > ~/.local/share/bash-completion/completions/countersign
  zsh         countersign completions zsh > a folder of $fpath, as _countersign
  fish        countersign completions fish > ~/.config/fish/completions/countersign.fish
  powershell  countersign completions powershell >> $PROFILE
  elvish      countersign completions elvish >> ~/.config/elvish/rc.elv
  nushell     countersign completions nushell > completions.nu, and 'use' it in config.nu

Examples:
  $ countersign completions fish | head -n 1
  HEAD";

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
        let mut output = Output::new();
        output.write(&completions(self.shell))?;
        output.finish()
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
