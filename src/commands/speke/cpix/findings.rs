//! Findings on standard error, each with its file and line, and no flood of one kind.

use std::collections::HashSet;
use std::mem::discriminant;

use countersign::speke::cpix::{Finding, Flaw};

use crate::terminal::Console;
use crate::terminal::input::FileArg;

/// How many findings of one kind are shown without --verbose: a document may have as many as it has keys.
const SHOWN: usize = 5;

/// Reports the findings of a request, and counts the errors among them.
pub(super) fn of_request(findings: &[Finding], file: &FileArg, console: &Console) -> usize {
    let mut hinted = HashSet::new();
    report(findings, file, console, |flaw, message| {
        if flaw.is_error() {
            return console.complain(message);
        }
        console.warn(message);
        if let Some(hint) = hint(flaw)
            && hinted.insert(hint)
        {
            console.hint(hint);
        }
    });
    findings
        .iter()
        .filter(|finding| finding.flaw.is_error())
        .count()
}

/// What the user can say about a warning.
fn hint(flaw: &Flaw) -> Option<&'static str> {
    match flaw {
        Flaw::UnknownSpekeVersion => Some("say which one it is: --speke v1 or --speke v2"),
        Flaw::KeyIdIndex { .. } => Some(
            "say which one the key server uses: --key-index-order period or --key-index-order document",
        ),
        _ => None,
    }
}

/// Reports the findings of a response, each of which is a difference.
pub(super) fn of_response(findings: &[Finding], file: &FileArg, console: &Console) {
    report(findings, file, console, |_, message| {
        console.complain(message);
    });
}

fn report(
    findings: &[Finding],
    file: &FileArg,
    console: &Console,
    mut say: impl FnMut(&Flaw, String),
) {
    let shown = if console.is_verbose() {
        usize::MAX
    } else {
        SHOWN
    };
    let name = file.name();
    let mut counts: Vec<(&Finding, usize)> = Vec::new();
    for finding in findings {
        let flaw = discriminant(&finding.flaw);
        let place = counts
            .iter()
            .position(|(last, _)| discriminant(&last.flaw) == flaw)
            .unwrap_or(counts.len());
        if place == counts.len() {
            counts.push((finding, 0));
        }
        let (last, count) = &mut counts[place];
        (*last, *count) = (finding, *count + 1);
        if *count <= shown {
            say(&finding.flaw, format!("{name}: {finding}"));
        }
    }
    for (Finding { line, flaw }, count) in counts.into_iter().filter(|(_, count)| *count > shown) {
        say(
            flaw,
            format!(
                "{name}: {} more of this kind (-v shows them), the last on line {line}: {flaw}",
                count - shown
            ),
        );
    }
}
