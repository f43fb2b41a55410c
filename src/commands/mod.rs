//! The command line: one folder a noun; each verb is one `Args` struct and one `run`.

mod ankoder;
pub(crate) mod args;
mod completions;
mod device;
pub(crate) mod habits;
mod help;
mod man;
mod profile;
mod profiles;
mod speke;
mod starleaf;
mod usage;

use std::borrow::Cow;
use std::ffi::OsString;
use std::iter::repeat_n;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use anstream::ColorChoice;
use clap::builder::styling::AnsiColor;
use clap::builder::{StyledStr, Styles};
use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use self::profile::{Completed, Profiles};
use crate::commands::args::data::Data;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Answer challenges, sign requests and derive key IDs.
///
/// One program for StarLeaf endpoints, the StarLeaf Cloud, boards whose requests are signed with a one-time challenge, Ankoder, and SPEKE's key ID
/// override. Standard output carries the result and nothing else. Secrets come from a file, an environment variable, a command
/// or a prompt, and are never shown.
#[derive(Parser)]
#[command(name = "countersign", version, styles = STYLES, max_term_width = 100)]
#[command(disable_help_subcommand = true)]
struct Cli {
    /// Explain each step on standard error, with secrets redacted
    #[arg(short, long, global = true, help_heading = "Messages")]
    verbose: bool,
    /// Suppress warnings
    #[arg(short, long, global = true, help_heading = "Messages")]
    quiet: bool,
    /// When to color messages and help
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

impl From<Color> for ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

/// The nouns.
#[derive(Subcommand)]
// only the noun that was typed is built: the whole tree is most of what a short run executes
#[command(defer = true)]
pub(crate) enum Command {
    /// Respond to challenges of StarLeaf endpoints and the StarLeaf Cloud.
    ///
    /// A key is derived from the password, with the salt and the iterations that the server sends (PBKDF2). The response to a challenge is an HMAC under
    /// the key. The key is as good as the password; it can be derived once and kept.
    #[command(after_long_help = starleaf::EXAMPLES)]
    Starleaf(Noun<starleaf::Command>),
    /// Sign requests to a board that hands out one-time challenges.
    ///
    /// For Warped Pinball's Vector and any other board of the same scheme. Each request carries a fresh challenge, and an HMAC-SHA256 of challenge, path
    /// and body under the board's password.
    #[command(after_long_help = device::EXAMPLES)]
    Device(Noun<device::Command>),
    /// Sign requests to Ankoder.
    ///
    /// Each request carries the access key, the date, and a passkey: the HMAC-SHA1, under the private key, of a salt that is derived from date, method
    /// and path. The body is not signed. A date is good for 15 minutes, and a passkey for one request: two equal requests within one second collide.
    #[command(after_long_help = ankoder::EXAMPLES)]
    Ankoder(Noun<ankoder::Command>),
    /// Derive the key IDs of SPEKE's key ID override.
    ///
    /// A key ID is derived from tenant, content and period, plus the key's index in version 1, or the protection scheme and track type in version 2.
    /// The texts are concatenated exactly as given and hashed with SHA-256; the XOR of the digest's halves is written as a GUID.
    #[command(after_long_help = speke::EXAMPLES)]
    Speke(Noun<speke::Command>),
    /// Print the completions for a shell
    Completions(completions::Args),
    /// Print a man page
    Man(man::Args),
    /// List the profiles
    Profiles(profiles::Args),
    /// The help or the version that a flag asks for.
    #[command(skip)]
    Help(StyledStr),
}

// One of the verbs of a noun; built only if the noun is typed. Not a doc comment, which clap would show.
#[derive(clap::Args)]
pub(crate) struct Noun<V: Subcommand> {
    #[command(subcommand)]
    verb: V,
}

impl Command {
    pub(crate) fn run(self, console: &Console) -> Result<(), Failure> {
        match self {
            Self::Starleaf(noun) => noun.verb.run(console),
            Self::Device(noun) => noun.verb.run(console),
            Self::Ankoder(noun) => noun.verb.run(console),
            Self::Speke(noun) => noun.verb.run(console),
            Self::Completions(args) => args.run(),
            Self::Man(args) => args.run(),
            Self::Profiles(args) => args.run(),
            Self::Help(help) => console.print(help.ansi()),
        }
    }
}

/// Does what the command line says. The console is the one that it asks for, also where it is wrong.
pub(crate) fn run(arguments: &[OsString]) -> (Console, Result<(), Failure>) {
    let mut completed = None;
    let (console, result) = match read(arguments, &mut completed) {
        Ok((console, command)) => {
            let result = command.run(&console);
            (console, result)
        }
        Err(failure) => (Console::new(false, false, color(arguments)), Err(failure)),
    };
    let result = result.map_err(|failure| match &completed {
        Some(completed) => completed.explain(failure),
        None => failure,
    });
    (console, result)
}

/// Reads the command line, and completes it with the profile that it names.
fn read(
    arguments: &[OsString],
    completed: &mut Option<Completed>,
) -> Result<(Console, Command), Failure> {
    // never dropped: the program ends soon, and nothing in the tree is secret
    let mut program = ManuallyDrop::new(Cli::command());
    let mut parsed = program.try_get_matches_from_mut(arguments);
    let mut arguments = Cow::Borrowed(arguments);
    if let Err(error) = &parsed
        && let Some(with_flag) = usage::help_with_flag(error, &arguments)
    {
        parsed = program.try_get_matches_from_mut(&with_flag);
        arguments = Cow::Owned(with_flag);
    }
    if let Some(typed) = with_profile(&parsed, &arguments)
        && let Some(name) = typed.get_one::<String>("profile")
    {
        if let Some(failure) = usage::one_hyphen(&arguments) {
            return Err(failure);
        }
        let config = typed.get_one::<PathBuf>("config").map(PathBuf::as_path);
        let completed =
            completed.insert(Profiles::read(config)?.complete(name, &arguments, &program, &typed)?);
        parsed = program.try_get_matches_from_mut(&completed.arguments);
        arguments = Cow::Borrowed(&completed.arguments);
    }
    let refused = |error| usage::failure(&error, &arguments);
    let mut matches = match parsed {
        Err(error) if !error.use_stderr() => {
            let console = Console::new(false, false, color(&arguments));
            let text = match error.kind() {
                ErrorKind::DisplayHelp => help::render(error, &arguments),
                _ => error.render(),
            };
            return Ok((console, Command::Help(text)));
        }
        parsed => parsed.map_err(refused)?,
    };
    let lower_case = lower_case_method(&matches);
    one_standard_input(leaf(&program, &matches))?;
    let mut cli = Cli::from_arg_matches_mut(&mut matches).map_err(refused)?;
    if let Command::Profiles(args) = &mut cli.command {
        args.config = cli.config.take();
    }
    let console = Console::new(cli.verbose, cli.quiet, cli.color.into());
    if let Some(method) = lower_case {
        let capitals = method.to_uppercase();
        console.warn(format_args!(
            "--method {method} is sent as given, and is not {capitals}"
        ));
    }
    Ok((console, cli.command))
}

/// The colors that a command line asks for which cannot be parsed.
fn color(arguments: &[OsString]) -> ColorChoice {
    let flags = arguments.iter().filter_map(|argument| argument.to_str());
    let mut flags = flags.take_while(|argument| *argument != "--").peekable();
    let mut color = Color::Auto;
    while let Some(flag) = flags.next() {
        let value = match flag.strip_prefix("--color") {
            Some("") => flags.peek().copied(),
            rest => rest.and_then(|rest| rest.strip_prefix('=')),
        };
        color = value
            .and_then(|value| Color::from_str(value, false).ok())
            .unwrap_or(color);
    }
    color.into()
}

/// What was typed, if it may name a profile. A command line that is not complete without its profile is read once more, errors ignored.
fn with_profile(
    parsed: &Result<ArgMatches, clap::Error>,
    arguments: &[OsString],
) -> Option<ArgMatches> {
    match parsed {
        Ok(matches) => matches.contains_id("profile").then(|| matches.clone()),
        Err(error) if !error.use_stderr() => None,
        Err(_) => Some(incomplete(arguments)?.1),
    }
}

/// All that can be read of a command line with errors, and the commands.
fn incomplete(arguments: &[OsString]) -> Option<(clap::Command, ArgMatches)> {
    let mut program = Cli::command().ignore_errors(true);
    let matches = program.try_get_matches_from_mut(arguments).ok()?;
    Some((program, matches))
}

/// A method of HTTP in lower case, which servers take for another one.
fn lower_case_method(mut leaf: &ArgMatches) -> Option<String> {
    while let Some((_, deeper)) = leaf.subcommand() {
        leaf = deeper;
    }
    let method = leaf.try_get_one::<String>("method").ok()??;
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
    let is_wrong = |known: &&str| known.eq_ignore_ascii_case(method) && known != method;
    known.iter().any(is_wrong).then(|| method.clone())
}

/// The command that was typed, and its arguments.
fn leaf<'a>(
    program: &'a clap::Command,
    matches: &'a ArgMatches,
) -> (&'a clap::Command, &'a ArgMatches) {
    let (mut command, mut leaf) = (program, matches);
    while let Some((name, deeper)) = leaf.subcommand() {
        command = command.find_subcommand(name).unwrap_or(command);
        leaf = deeper;
    }
    (command, leaf)
}

/// Standard input can be read only once, so only one argument may name it, and only once.
fn one_standard_input((command, leaf): (&clap::Command, &ArgMatches)) -> Result<(), Failure> {
    let count = |argument: &Arg| {
        let id = argument.get_id().as_str();
        let files = leaf.try_get_many::<FileArg>(id).ok().flatten();
        let bodies = leaf.try_get_many::<Data>(id).ok().flatten();
        let files = files.into_iter().flatten();
        let bodies = bodies.into_iter().flatten();
        files.filter(|file| **file == FileArg::Stdin).count()
            + bodies
                .filter(|body| matches!(body, Data::File(FileArg::Stdin)))
                .count()
    };
    let name = |argument: &Arg| match argument.get_long() {
        Some(long) => format!("--{long}"),
        None => argument.get_id().as_str().to_uppercase(),
    };
    let names: Vec<_> = command
        .get_arguments()
        .flat_map(|argument| repeat_n(name(argument), count(argument)))
        .collect();
    match names.as_slice() {
        [first, second, ..] if first == second => Err(Failure::usage(format!(
            "{first} names standard input twice, which can be read only once"
        ))),
        [first, second, ..] => Err(Failure::usage(format!(
            "{first} and {second} both read standard input, which can be read only once"
        ))
        .hint("use a file for one of them")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    /// In `--help` clap prints the value of a variable that it reads itself.
    #[test]
    fn clap_reads_no_variable() {
        let mut program = Cli::command();
        program.build();
        let mut commands = vec![program];
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
