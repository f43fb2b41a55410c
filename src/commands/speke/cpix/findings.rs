//! The findings of requests and responses on standard error.

use std::collections::HashSet;
use std::mem::{Discriminant, discriminant};

use countersign::speke::cpix::{Finding, Flaw};

use crate::commands::speke::findings::report;
use crate::terminal::Console;
use crate::terminal::input::FileArg;

/// Reports the findings of a request, and counts the errors among them.
pub(super) fn of_request(findings: &[Finding], file: &FileArg, console: &Console) -> usize {
    let mut hinted = HashSet::new();
    report(findings, kind, file, console, |finding, message| {
        let flaw = &finding.flaw;
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
    report(findings, kind, file, console, |_, message| {
        console.complain(message);
    });
}

fn kind(finding: &Finding) -> Discriminant<Flaw> {
    discriminant(&finding.flaw)
}
