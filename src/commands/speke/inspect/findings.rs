//! Findings on standard error, each with its file and position, and no flood of one kind.

use std::mem::discriminant;

use countersign::speke::inspect::{Finding, Inspection};

use crate::terminal::Console;
use crate::terminal::input::FileArg;

/// How many findings of one kind are shown without --verbose.
const SHOWN: usize = 5;

/// Reports what is wrong in a file, and no flood of one kind.
pub(in crate::commands::speke) fn report(
    inspection: &Inspection,
    file: &FileArg,
    console: &Console,
) {
    let name = file.name();
    console.step("kind", format_args!("{name}: {}", inspection.kind));
    if inspection.sightings.is_empty() && inspection.findings.is_empty() {
        console.warn(format_args!("{name}: there is no key ID in it"));
    }
    let say = |finding: &Finding, message: String| {
        if finding.problem.is_error() {
            console.complain(message);
        } else {
            console.warn(message);
        }
    };
    let mut counts = Vec::new();
    for finding in &inspection.findings {
        let kind = discriminant(&finding.problem);
        let place = counts.iter().position(|(of, _, _)| *of == kind);
        let place = place.unwrap_or_else(|| {
            counts.push((kind, 0, finding));
            counts.len() - 1
        });
        let (_, count, last) = &mut counts[place];
        (*count, *last) = (*count + 1, finding);
        if *count <= SHOWN || console.is_verbose() {
            say(finding, format!("{name}: {finding}"));
        }
    }
    for (_, count, last) in counts {
        if count > SHOWN && !console.is_verbose() {
            let more = count - SHOWN;
            say(
                last,
                format!("{name}: {more} more of this kind (-v shows them), the last: {last}"),
            );
        }
    }
}
