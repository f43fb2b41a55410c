//! What a person types: one file a noun, each verb one `Args` and one `run`.

mod ankoder;
pub(crate) mod args;
mod completions;
mod device;
mod man;
mod profile;
mod profiles;
mod redact;
mod speke;
mod starleaf;

use std::borrow::Cow;
use std::ffi::OsString;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use anstream::ColorChoice;
use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{Arg, ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use self::profile::Profiles;
use crate::commands::args::data::Data;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXIT_STATUS: &str = "\
Exit status:
  0  done
  1  any other failure
  2  wrong usage
  3  bad input: malformed hex, JSON or XML, an unreadable file or secret
  4  authentication refused: 401, 403, or authenticated: false
  5  any other HTTP status of 400 or more; its body is still on standard output
  6  no answer: DNS, connection, TLS, timeout
  130  interrupted by Ctrl-C";

/// Answer challenges, sign requests and derive key ids.
///
/// One program for five schemes: StarLeaf endpoints and the StarLeaf Cloud, boards that sign requests under a one-time challenge, Ankoder, and
/// SPEKE's key-ID override. Standard output carries the result and nothing else; secrets come from a file, a variable, a command or a prompt and
/// are never shown.
#[derive(Parser)]
#[command(name = "countersign", version, styles = STYLES, after_long_help = EXIT_STATUS, max_term_width = 100)]
#[command(disable_help_subcommand = true)]
struct Cli {
    /// Explain each step on standard error, secrets redacted
    #[arg(short, long, global = true, help_heading = "Messages")]
    verbose: bool,
    /// Show no warnings
    #[arg(short, long, global = true, help_heading = "Messages")]
    quiet: bool,
    /// When messages and help are coloured
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Messages"
    )]
    color: Color,
    /// Take defaults for options from a profile; see 'countersign profiles --help'
    #[arg(
        short,
        long,
        global = true,
        value_name = "NAME",
        help_heading = "Profile"
    )]
    profile: Option<String>,
    /// Read profiles from this file [default: countersign/config.toml in the configuration folder]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Profile")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// The nouns.
#[derive(Subcommand)]
// only the noun that was typed is built: the whole tree is most of what a short run executes
#[command(defer = true)]
pub(crate) enum Command {
    #[command(subcommand)]
    Starleaf(starleaf::Command),
    #[command(subcommand)]
    Device(device::Command),
    #[command(subcommand)]
    Ankoder(ankoder::Command),
    #[command(subcommand)]
    Speke(speke::Command),
    /// Print the completions for a shell
    Completions(completions::Args),
    /// Print a man page
    Man(man::Args),
    /// List the profiles
    Profiles(profiles::Args),
}

impl Command {
    /// Does what was asked.
    pub(crate) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::Starleaf(command) => command.run(console),
            Self::Device(command) => command.run(console),
            Self::Ankoder(command) => command.run(console),
            Self::Speke(command) => command.run(console),
            Self::Completions(args) => args.run(),
            Self::Man(args) => args.run(),
            Self::Profiles(args) => args.run(),
        }
    }
}

/// Reads the command line, with the defaults of the profile that it names.
pub(crate) fn parse(arguments: &[OsString]) -> Result<(Console, Command), Failure> {
    // never dropped: the program ends soon, and nothing in the tree is secret
    let mut program = ManuallyDrop::new(Cli::command());
    let mut parsed = program.try_get_matches_from_mut(arguments);
    let mut arguments = Cow::Borrowed(arguments);
    if let Some(typed) = with_profile(&parsed, &arguments)
        && let Some(name) = typed.get_one::<String>("profile")
    {
        let config = typed.get_one::<PathBuf>("config").map(PathBuf::as_path);
        let with_defaults = Profiles::read(config)?.apply(name, &arguments, &program, &typed)?;
        parsed = program.try_get_matches_from_mut(&with_defaults);
        arguments = Cow::Owned(with_defaults);
    }
    let mut matches =
        parsed.map_err(|error| Failure::Parser(redact::without(error, &arguments)))?;
    one_standard_input(&program, &matches)?;
    let mut cli = Cli::from_arg_matches_mut(&mut matches).map_err(Failure::Parser)?;
    let color = match cli.color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    if let Command::Profiles(args) = &mut cli.command {
        args.config = cli.config.take();
    }
    Ok((Console::new(cli.verbose, cli.quiet, color), cli.command))
}

/// What was typed, if it may name a profile. A command line that is not complete without its profile is read once more, errors ignored.
fn with_profile(
    parsed: &Result<ArgMatches, clap::Error>,
    arguments: &[OsString],
) -> Option<ArgMatches> {
    match parsed {
        Ok(matches) => matches.contains_id("profile").then(|| matches.clone()),
        Err(error) if !error.use_stderr() => None,
        Err(_) => Cli::command()
            .ignore_errors(true)
            .try_get_matches_from(arguments)
            .ok(),
    }
}

/// Standard input can be read once, so only one argument may want it.
fn one_standard_input(program: &clap::Command, matches: &ArgMatches) -> Result<(), Failure> {
    let (mut command, mut leaf) = (program, matches);
    while let Some((name, deeper)) = leaf.subcommand() {
        command = command.find_subcommand(name).unwrap_or(command);
        leaf = deeper;
    }
    let wants_it = |argument: &&Arg| {
        let id = argument.get_id().as_str();
        let Ok(Some(mut values)) = leaf.try_get_raw(id) else {
            return false;
        };
        let is_file = leaf.try_get_one::<FileArg>(id).is_ok();
        let is_data = leaf.try_get_one::<Data>(id).is_ok();
        values.any(|value| (is_file && value == "-") || (is_data && value == "@-"))
    };
    let name = |argument: &Arg| match argument.get_long() {
        Some(long) => format!("--{long}"),
        None => argument.get_id().as_str().to_uppercase(),
    };
    match command
        .get_arguments()
        .filter(wants_it)
        .map(name)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [first, second, ..] => Err(Failure::usage(format!(
            "{first} and {second} both want standard input, which is read once"
        ))
        .hint("give one of them a file")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    /// The parser prints the value of a variable that it reads by itself in `--help`: so no argument may name one.
    #[test]
    fn no_argument_reads_the_environment_by_itself() {
        let mut commands = vec![Cli::command()];
        let mut count = 0;
        while let Some(command) = commands.pop() {
            for argument in command.get_arguments() {
                count += 1;
                assert_eq!(
                    argument.get_env(),
                    None,
                    "{} {}",
                    command.get_name(),
                    argument.get_id()
                );
            }
            commands.extend(command.get_subcommands().cloned());
        }
        assert!(count > 50, "only {count} arguments were found");
    }

    #[test]
    fn the_tree_of_commands_is_sound() {
        Cli::command().debug_assert();
    }
}
