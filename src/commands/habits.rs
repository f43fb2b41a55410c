//! What hands are used to: flags of curl and of the scripts that came before, and words in the wrong place. Looked at only after a parse error,
//! except for the flags that have no effect.

use clap::{Arg, ArgAction, Command};

use crate::terminal::list;

/// The flags of other programs, separated by blanks, and what to type instead.
const FLAGS: &[(&str, &str)] = &[
    (
        "-k --insecure",
        "the server is always verified: --pinnedpubkey trusts one public key, --cacert one certificate or authority",
    ),
    (
        "-u --user",
        "the user name is --username or --access-key, and the secret comes from a flag under 'Secrets' in --help",
    ),
    (
        "--basic --digest --anyauth --ntlm --negotiate --oauth2-bearer",
        "each command authenticates in its scheme's own way: leave it out",
    ),
    (
        "-n --netrc --netrc-file",
        "the secret comes from a flag under 'Secrets' in --help",
    ),
    (
        "-F --form --form-string",
        "forms with files are not composed: give the complete body with --data @FILE, and its type with --header 'Content-Type: ...'",
    ),
    (
        "--data-urlencode",
        "nothing is encoded: give the body as it is to be sent with --data",
    ),
    (
        "-L --location --location-trusted --max-redirs",
        "redirects are never followed, for credentials go to one server only; give the final URL",
    ),
    (
        "-w --write-out",
        "--include writes the status line and the headers; the exit status tells 401 and 403 (4) from other errors (5)",
    ),
    (
        "-D --dump-header",
        "--include writes the status line and the headers before the body",
    ),
    (
        "-E --cert --cert-type --pass",
        "client certificates are not supported: print the request with --curl, and add --cert to that command",
    ),
    ("--capath", "give one PEM file with --cacert"),
    (
        "-x --preproxy --socks5 --socks5-hostname",
        "give the proxy with --proxy http://HOST:PORT or --proxy socks5h://HOST:PORT",
    ),
    ("-A --user-agent", "use --header 'User-Agent: NAME'"),
    ("-e --referer", "use --header 'Referer: URL'"),
    ("-r --range", "use --header 'Range: bytes=FIRST-LAST'"),
    ("-G --get", "put the query into TARGET: '/path?name=value'"),
    ("-T --upload-file", "use --method PUT --data @FILE"),
    ("-I --head", "use --method HEAD --include"),
    (
        "-O --remote-name -J --remote-header-name",
        "name the file with --output",
    ),
    ("--url", "give the URL without a flag"),
    ("-K", "--config reads profiles, not options of curl"),
    (
        "-b --cookie -c --cookie-jar",
        "this command keeps no session and sends no cookies: leave it out",
    ),
    (
        "-s --silent -S --show-error -f --fail",
        "this command makes no request: leave it out",
    ),
    (
        "-j --junk-session-cookies",
        "leave out --cookie-jar for a new session",
    ),
    (
        "-N --no-buffer -# --progress-bar --compressed --fail-with-body",
        "leave it out: the body is written as it arrives, also that of an error",
    ),
    (
        "--retry",
        "repeat the command in the shell; a request is repeated only where that is safe",
    ),
    (
        "--resolve --connect-to",
        "put the address into the URL, and trust the server's key with --pinnedpubkey",
    ),
    (
        "--mode",
        "--mode key is 'countersign starleaf key', and --mode respond is 'countersign starleaf respond'",
    ),
    (
        "--password-stdin",
        "use --password-file -, which reads standard input",
    ),
    (
        "--key-stdin",
        "use --key-file -, which reads standard input",
    ),
    (
        "--private-key-stdin",
        "use --private-key-file -, which reads standard input",
    ),
    (
        "--token-stdin",
        "use --token-file -, which reads standard input",
    ),
    (
        "--key-index --key-id-index",
        "key indexes belong to version 1 of SPEKE; version 2 has --protection-scheme and --intended-track-type",
    ),
    (
        "--scheme --protection-scheme --track-type --intended-track-type",
        "protection schemes and track types belong to version 2 of SPEKE; version 1 has --key-id-index",
    ),
];

/// What to type instead of a flag that this command does not have.
pub(super) fn instead_of(flag: &str) -> Option<&'static str> {
    let mut rows = FLAGS.iter();
    let row = rows.find(|(flags, _)| flags.split(' ').any(|known| known == flag));
    row.map(|(_, hint)| *hint)
}

/// The commands that have a flag which this one does not have.
pub(super) fn elsewhere(flag: &str, program: &Command) -> Option<String> {
    const FEW: usize = 3;
    let commands = commands(program, |command| has_flag(command, flag));
    match commands.len() {
        0 => None,
        1..=FEW => Some(format!("it is an option of {}", listed(&commands))),
        _ => Some("this command does not have it; others do".to_owned()),
    }
}

/// Whether a command has a flag, under any of its names.
fn has_flag(command: &Command, flag: &str) -> bool {
    command.get_arguments().any(|argument| {
        let aliases = argument.get_all_aliases().unwrap_or_default();
        let mut names = argument.get_long().into_iter().chain(aliases);
        let aliases = argument.get_all_short_aliases().unwrap_or_default();
        let mut letters = argument.get_short().into_iter().chain(aliases);
        names.any(|name| flag.strip_prefix("--") == Some(name))
            || letters.any(|letter| flag == format!("-{letter}"))
    })
}

/// What to type instead of a word that is no command here: the commands that end with it.
pub(super) fn meant_by(word: &str, program: &Command) -> Option<String> {
    if word == "version" {
        return Some("the command is 'countersign --version'".to_owned());
    }
    let commands = commands(program, |command| command.get_name() == word);
    match commands.len() {
        0 => None,
        1 => Some(format!("the command is {}", listed(&commands))),
        _ => Some(format!("the commands are {}", listed(&commands))),
    }
}

/// The commands that are wanted, each with the words that lead to it.
fn commands(program: &Command, is_wanted: impl Fn(&Command) -> bool) -> Vec<String> {
    let mut commands = vec![program];
    let mut wanted = Vec::new();
    while let Some(command) = commands.pop() {
        if is_wanted(command) {
            wanted.push(format!("'{}'", command.get_bin_name().unwrap_or_default()));
        }
        let inner: Vec<_> = command.get_subcommands().collect();
        commands.extend(inner.into_iter().rev());
    }
    wanted
}

fn listed(commands: &[String]) -> String {
    list(&commands.iter().map(String::as_str).collect::<Vec<_>>())
}

/// curl's --silent, --show-error and --fail, which are what this program does anyway.
pub(super) fn without_effect() -> [Arg; 3] {
    [("silent", 's'), ("show-error", 'S'), ("fail", 'f')].map(|(name, short)| {
        Arg::new(name)
            .long(name)
            .short(short)
            .action(ArgAction::Count)
            .help("Accepted for curl's sake; no effect")
            .hide(true)
    })
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::FLAGS;
    use crate::commands::Cli;

    fn flags(command: &Command) -> Vec<String> {
        let own = command
            .get_arguments()
            .filter_map(clap::Arg::get_long_and_visible_aliases);
        let own = own.flatten().map(|flag| format!("--{flag}"));
        own.chain(command.get_subcommands().flat_map(flags))
            .collect()
    }

    #[test]
    fn every_flag_is_answered_once_and_with_flags_that_exist() {
        let mut program = Cli::command();
        program.build();
        let real = flags(&program);
        let mut answered = Vec::new();
        for (row, hint) in FLAGS {
            for flag in row.split(' ') {
                assert!(!answered.contains(&flag), "{flag} is there twice");
                answered.push(flag);
            }
            let named = hint
                .split([' ', ':', ',', ';'])
                .filter(|word| word.starts_with("--"));
            for flag in named.filter(|flag| !row.split(' ').any(|known| known == *flag)) {
                assert!(
                    real.iter().any(|known| known == flag),
                    "{row}: there is no {flag}"
                );
            }
        }
    }
}
