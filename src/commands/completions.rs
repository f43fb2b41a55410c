//! `countersign completions`.

use clap::builder::{PossibleValue, PossibleValuesParser, Str};
use clap::{Arg, ArgGroup, Command, CommandFactory, ValueEnum, ValueHint};
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
        Output::page(completions(self.shell).as_bytes())
    }
}

fn completions(shell: Shell) -> String {
    match shell {
        Shell::Bash => bash(),
        Shell::Zsh => {
            generated(ClapShell::Zsh, program(Some(PROFILES))).replace(PROFILES, LIST_PROFILES)
        }
        Shell::Fish => fish(),
        Shell::Powershell => generated(ClapShell::PowerShell, program(None)),
        Shell::Elvish => generated(ClapShell::Elvish, program(None)),
        Shell::Nushell => generated(Nushell, program(None)),
    }
}

/// What stands for the names of the profiles until the shell asks for them.
const PROFILES: &str = "PROFILES_OF_THE_USER";
const LIST_PROFILES: &str = "$(countersign profiles 2>/dev/null)";

/// All commands, with what is offered for each value.
fn program(profiles: Option<&'static str>) -> Command {
    let profiles = profiles.map(|profiles| PossibleValuesParser::new([profiles]));
    let mut program = Cli::command().mut_arg("profile", |argument| match profiles {
        Some(profiles) => argument.value_parser(profiles),
        None => argument,
    });
    program.build();
    let pages = PossibleValuesParser::new(super::man::names());
    with_hints(without_hidden(&program)).mut_subcommand("man", |man| {
        man.mut_arg("page", |page| page.value_parser(pages))
    })
}

/// A built command without its hidden arguments, which the generators would offer.
fn without_hidden(command: &Command) -> Command {
    let arguments = command.get_arguments();
    let visible: Vec<_> = arguments.filter(|it| !it.is_hide_set()).cloned().collect();
    let is_whole = |group: &&ArgGroup| {
        let mut members = group.get_args();
        members.all(|id| visible.iter().any(|argument| argument.get_id() == id))
    };
    let groups: Vec<_> = command.get_groups().filter(is_whole).cloned().collect();
    let inner = command.get_subcommands().map(without_hidden);
    Command::new(command.get_name().to_owned())
        .about(command.get_about().cloned().unwrap_or_default())
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .groups(groups)
        .subcommands(inner)
        .args(visible)
}

/// Only a value that is called so is a file.
fn with_hints(command: Command) -> Command {
    command.mut_subcommands(with_hints).mut_args(|argument| {
        let name = argument.get_value_names().and_then(<[_]>::first);
        let hint = match name.map(Str::as_str) {
            _ if !argument.get_action().takes_values() => return argument,
            Some("FILE" | "PATH") => ValueHint::FilePath,
            Some("CMD") => ValueHint::CommandName,
            _ => ValueHint::Other,
        };
        argument.value_hint(hint)
    })
}

/// clap's script falls back to files wherever it has nothing to offer; they are offered only where the command takes one.
fn bash() -> String {
    let program = program(Some(PROFILES));
    let mut text = generated(ClapShell::Bash, program.clone())
        .replace(PROFILES, LIST_PROFILES)
        .replace(" -o bashdefault -o default", "");
    for (words, argument) in arguments(&program) {
        if argument.get_value_hint() == ValueHint::FilePath {
            let case = format!(
                "        countersign__subcmd__{})\n",
                words.join("__subcmd__")
            );
            let files = "            compopt -o default 2>/dev/null\n";
            text = text.replace(&case, &format!("{case}{files}"));
        }
    }
    text
}

/// clap's script offers files wherever it has nothing else, and no values of arguments; it goes only two commands deep.
fn fish() -> String {
    let program = program(Some(PROFILES));
    let mut text = generated(ClapShell::Fish, program.clone());
    let seen = "__fish_seen_subcommand_from";
    let groups = program.get_subcommands().flat_map(|noun| {
        let groups = noun.get_subcommands();
        groups.map(move |group| (noun.get_name(), group))
    });
    for (noun, group) in groups.filter(|(_, group)| group.has_subcommands()) {
        let (name, verbs) = (group.get_name(), names(group).join(" "));
        text = text.replace(
            &format!("{seen} {name}\" -f -a"),
            &format!("{seen} {name}; and not {seen} {verbs}\" -f -a"),
        );
        // a script for the group alone ends with the lines of its verbs
        let alone = Command::new("countersign").disable_help_subcommand(true);
        let alone = alone.subcommand(group.clone());
        let script = generated(ClapShell::Fish, alone);
        let condition = format!("using_subcommand {name}; and {seen}");
        let start = script.find(&condition).map_or(script.len(), |at| {
            script[..at].rfind('\n').unwrap_or_default() + 1
        });
        let deeper = format!("using_subcommand {noun}; and {seen} {name}; and {seen}");
        text += &script[start..].replace(&condition, &deeper);
    }
    text += "complete -c countersign -f\n";
    for (words, argument) in arguments(&program) {
        let values = argument.get_possible_values();
        let values: Vec<_> = values.iter().map(PossibleValue::get_name).collect();
        let offer = match argument.get_value_hint() {
            ValueHint::FilePath => "-F".to_owned(),
            _ if values.is_empty() => continue,
            _ => format!("-f -a \"{}\"", values.join(" ")),
        };
        let when = words.join(&format!("; and {seen} "));
        text.push_str(
            &[
                "complete -c countersign -n \"__fish_countersign_using_subcommand ",
                &when,
                "\" ",
                &offer,
                "\n",
            ]
            .concat(),
        );
    }
    text.replace(
        &format!("{PROFILES}\\t''"),
        "(countersign profiles 2>/dev/null)",
    )
}

fn names(command: &Command) -> Vec<&str> {
    command.get_subcommands().map(Command::get_name).collect()
}

/// The arguments that are no options, each with the words of its command.
fn arguments(command: &Command) -> Vec<(Vec<String>, Arg)> {
    let here = command.get_positionals();
    let mut found: Vec<_> = here
        .map(|argument| (Vec::new(), argument.clone()))
        .collect();
    for child in command.get_subcommands() {
        let deeper = arguments(child).into_iter();
        found.extend(deeper.map(|(words, argument)| {
            (
                [vec![child.get_name().to_owned()], words].concat(),
                argument,
            )
        }));
    }
    found
}

fn generated(generator: impl Generator, mut program: Command) -> String {
    let mut text = Vec::new();
    generate(generator, &mut program, "countersign", &mut text);
    String::from_utf8_lossy(&text).into_owned()
}
