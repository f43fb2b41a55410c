//! `countersign man`.

use anyhow::Context;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::{Cli, EXIT_STATUS};
use crate::terminal::{Failure, Output};

const AFTER_HELP: &str = "\
Examples:
  $ countersign man speke-kid-v2 | grep '^.TH'
  .TH countersign-speke-kid-v2 1  \"countersign 0.1.0\" countersign";

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
            let names: Vec<_> = pages
                .iter()
                .filter_map(|(name, _)| name.strip_prefix("countersign-"))
                .collect();
            return Err(Failure::usage("there is no such man page")
                .hint(format!("pages: {}", names.join(", "))));
        };
        Output::page(&render(command)?)
    }
}

/// The name and the command of every page.
fn pages() -> Vec<(String, Command)> {
    let mut program = Cli::command();
    program.build();
    let mut pages = Vec::new();
    collect(&program, &mut pages);
    pages
}

fn collect(command: &Command, pages: &mut Vec<(String, Command)>) {
    pages.push((
        command
            .get_display_name()
            .unwrap_or(command.get_name())
            .to_owned(),
        command.clone(),
    ));
    command
        .get_subcommands()
        .for_each(|command| collect(command, pages));
}

/// A page in roff.
fn render(command: &Command) -> Result<Vec<u8>, Failure> {
    let man = Man::new(command.clone())
        .date("")
        .source(concat!("countersign ", env!("CARGO_PKG_VERSION")))
        .manual("countersign");
    let mut page = Vec::new();
    write(&man, command, &mut page).context("the man page cannot be written")?;
    Ok(page)
}

fn write(man: &Man, command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(page)?;
    }
    let mut roff = Roff::new();
    let texts = [
        after_help(command).filter(|text| *text != EXIT_STATUS),
        Some(EXIT_STATUS.to_owned()),
    ];
    texts
        .iter()
        .flatten()
        .for_each(|text| sections(text, &mut roff));
    if command.has_subcommands() {
        sections(
            &format!("Examples:\n{}", first_examples(command).join("\n\n")),
            &mut roff,
        );
    }
    roff.to_writer(page)
}

fn after_help(command: &Command) -> Option<String> {
    command.get_after_long_help().map(ToString::to_string)
}

/// The examples of a noun: the first one of each of its verbs, with the line that introduces it.
fn first_examples(command: &Command) -> Vec<String> {
    command
        .get_subcommands()
        .flat_map(|verb| {
            if verb.has_subcommands() {
                first_examples(verb)
            } else {
                first_example(verb)
            }
        })
        .collect()
}

fn first_example(verb: &Command) -> Vec<String> {
    let text = after_help(verb).unwrap_or_default();
    let mut paragraphs = text
        .split_once("Examples:\n")
        .unwrap_or_default()
        .1
        .split("\n\n");
    let first: Vec<_> = paragraphs.next().into_iter().map(str::to_owned).collect();
    let is_caption = first.iter().any(|paragraph| paragraph.ends_with(':'));
    first
        .into_iter()
        .chain(paragraphs.next().filter(|_| is_caption).map(str::to_owned))
        .collect()
}

/// Renders text under headings (`Formats:`) as sections, line by line.
fn sections(text: &str, roff: &mut Roff) {
    let mut lines = text.lines().peekable();
    while let Some(heading) = lines.next() {
        let Some(heading) = heading.strip_suffix(':') else {
            continue;
        };
        roff.control("SH", [heading.to_uppercase().as_str()])
            .control("nf", []);
        while let Some(line) = lines.next_if(|line| line.is_empty() || line.starts_with(' ')) {
            roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        }
        roff.control("fi", []);
    }
}
