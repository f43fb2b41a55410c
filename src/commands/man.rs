//! `countersign man`.

use anyhow::Context;
use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::help::{after_help, documented};
use crate::terminal::{Failure, Output};

const AFTER_HELP: &str = "\
Examples:
  $ countersign man speke-kid-v2 | grep -A 1 '^.SH NAME'
  .SH NAME
  countersign\\-speke\\-kid\\-v2 \\- Derive version 2 key IDs";

/// The day of the release, as in CHANGELOG.md.
const DATE: &str = "2026-11-25";

const ENVIRONMENT: [(&str, &str); 3] = [
    (
        "NO_COLOR",
        "If set, messages have no colors, unless --color says otherwise.",
    ),
    (
        "http_proxy, https_proxy, all_proxy, no_proxy",
        "Proxies and the hosts that need none, as curl reads them. Hosts on the local network and boards are reached without a proxy; --proxy overrides all this.",
    ),
    (
        "SSL_CERT_FILE, SSL_CERT_DIR",
        "Certificates of the authorities to trust instead of the system's; --cacert overrides them.",
    ),
];

const FILES: [(&str, &str); 1] = [(
    "~/.config/countersign/config.toml",
    "Profiles, for --profile; see countersign-profiles(1). The folder follows XDG_CONFIG_HOME, and on Windows it is in %APPDATA%.",
)];

/// Print a man page
///
/// Each command has a page, whose name is the command's words joined by '-'. To read one: countersign man starleaf-respond | man -l -
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The command, its words joined by '-' or separate [default: countersign itself]
    #[arg(value_name = "PAGE")]
    page: Vec<String>,
}

impl Args {
    pub(super) fn run(self) -> Result<(), Failure> {
        let page = match self.page.join("-").as_str() {
            "" | "countersign" => "countersign".to_owned(),
            page => format!("countersign-{}", page.trim_start_matches("countersign-")),
        };
        let pages = pages();
        let Some((_, command)) = pages.iter().find(|(name, _)| *name == page) else {
            return Err(Failure::usage("there is no such man page")
                .hint(format!("pages: {}", names().join(", "))));
        };
        let related = pages.iter().map(|(name, _)| name.as_str());
        let related = related.filter(|name| is_related(&page, name));
        let text = render(command, &page, &related.collect::<Vec<_>>());
        Output::page(text.context("the man page cannot be written")?.as_bytes())
    }
}

/// The names of the pages of all commands, without the program's own.
pub(super) fn names() -> Vec<String> {
    let names = pages().into_iter();
    names
        .filter_map(|(name, _)| Some(name.strip_prefix("countersign-")?.to_owned()))
        .collect()
}

/// The name and the command of every page.
fn pages() -> Vec<(String, Command)> {
    let mut pages = Vec::new();
    collect(&documented(), &mut pages);
    pages
}

fn collect(command: &Command, pages: &mut Vec<(String, Command)>) {
    let name = command.get_display_name().unwrap_or(command.get_name());
    pages.push((name.to_owned(), command.clone()));
    command
        .get_subcommands()
        .for_each(|command| collect(command, pages));
}

/// Whether one page is the parent, a child or a sibling of another.
fn is_related(page: &str, other: &str) -> bool {
    let parent = |name: &str| name.rsplit_once('-').map(|(parent, _)| parent.to_owned());
    let (of_page, of_other) = (parent(page), parent(other));
    page != other
        && (of_page.as_deref() == Some(other)
            || of_other.as_deref() == Some(page)
            || of_page == of_other)
}

/// A page in roff.
fn render(command: &Command, name: &str, related: &[&str]) -> std::io::Result<String> {
    let man = Man::new(with_forms(command.clone()))
        .title(name.to_uppercase())
        .date(DATE)
        .source(concat!("countersign ", env!("CARGO_PKG_VERSION")))
        .manual("countersign");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    let mut options = Vec::new();
    man.render_options_section(&mut options)?;
    page.extend(under_one_heading(&String::from_utf8_lossy(&options)).bytes());
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }

    let text = after_help(command);
    let (text, examples) = text.split_once("Examples:").unwrap_or((&text, ""));
    let mut roff = Roff::new();
    sections(text, &mut roff);
    let is_sent = command
        .get_arguments()
        .any(|argument| argument.get_id() == "proxy");
    tagged(
        "ENVIRONMENT",
        &ENVIRONMENT[..if is_sent { 3 } else { 1 }],
        &mut roff,
    );
    tagged("FILES", &FILES, &mut roff);
    sections(&format!("Examples:{examples}"), &mut roff);
    roff.control("SH", ["SEE ALSO"]);
    for name in related {
        roff.text([bold(*name), roman("(1),")]);
    }
    roff.text([bold("curl"), roman("(1)")]);
    roff.to_writer(&mut page)?;
    // values are set in italics, so they need no brackets
    let page = String::from_utf8_lossy(&page);
    let page = page.replace("\\fI<", "\\fI").replace(">\\fR", "\\fR");
    Ok(folded(&page))
}

/// Folds lines of text that are too long for those who check the page, but not those that are set as they are.
fn folded(page: &str) -> String {
    let mut is_filled = true;
    let mut folded = String::with_capacity(page.len());
    for line in page.lines() {
        match line {
            ".nf" => is_filled = false,
            ".fi" => is_filled = true,
            _ => {}
        }
        let mut rest = line;
        if is_filled && !line.starts_with('.') {
            while let Some(at) = break_in(rest) {
                folded.extend([&rest[..at], "\n"]);
                rest = &rest[at + 1..];
            }
        }
        folded.extend([rest, "\n"]);
    }
    folded
}

/// The last blank at which a line of text can be broken, if it is too long.
fn break_in(line: &str) -> Option<usize> {
    const LONGEST: usize = 80;
    let blanks = line.match_indices(' ').map(|(at, _)| at);
    // a line that begins with one of these would be a request
    let is_text = |at: &usize| !line[at + 1..].starts_with(['.', '\'']);
    let breaks = blanks.take_while(|at| *at <= LONGEST).filter(is_text);
    breaks.last().filter(|_| line.len() > LONGEST)
}

/// The command with its usage as clap prints it, which the synopsis then shows, one form a line.
fn with_forms(mut command: Command) -> Command {
    let usage = command.render_usage().to_string();
    let forms = usage
        .trim_start_matches("Usage: ")
        .replace("\n           ", " ");
    command.override_usage(forms)
}

/// Makes sections that follow the options, one for each of their headings, parts of it; mends empty lines, which roff warns of.
fn under_one_heading(options: &str) -> String {
    options
        .replace(".SH ", ".SS ")
        .replacen(".SS OPTIONS", ".SH OPTIONS", 1)
        .replace(".br\n\n.br\n", ".sp\n")
}

fn tagged(heading: &str, entries: &[(&str, &str)], roff: &mut Roff) {
    roff.control("SH", [heading]);
    for (tag, text) in entries {
        roff.control("TP", [])
            .text([bold(*tag)])
            .text([roman(*text)]);
    }
}

/// Renders text under headings (`Formats:`) as sections, line by line.
fn sections(text: &str, roff: &mut Roff) {
    let mut lines = text.lines().peekable();
    while let Some(heading) = lines.next() {
        let Some(heading) = heading.strip_suffix(':') else {
            continue;
        };
        roff.control("SH", [heading.to_uppercase().as_str()])
            .control("nf", [])
            // as in the help texts: further in, the longest lines would not fit 80 columns
            .control("in", ["2n"]);
        while let Some(line) = lines.next_if(|line| line.is_empty() || line.starts_with(' ')) {
            roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        }
        roff.control("fi", []);
    }
}
