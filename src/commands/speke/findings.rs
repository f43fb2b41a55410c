//! Findings on standard error, each with its file, and no flood of one kind.

use std::fmt::Display;

use crate::terminal::Console;
use crate::terminal::input::FileArg;

/// How many findings of one kind are shown without --verbose: a document may have as many as it has keys.
const SHOWN: usize = 5;

/// Reports the findings of a file: the first ones of each kind, then how many more there are.
pub(super) fn report<F: Display, K: PartialEq>(
    findings: &[F],
    kind: impl Fn(&F) -> K,
    file: &FileArg,
    console: &Console,
    mut say: impl FnMut(&F, String),
) {
    let shown = if console.is_verbose() {
        usize::MAX
    } else {
        SHOWN
    };
    let name = file.name();
    let mut counts: Vec<(K, usize, &F)> = Vec::new();
    for finding in findings {
        let kind = kind(finding);
        let place = counts.iter().position(|(known, ..)| *known == kind);
        let place = place.unwrap_or_else(|| {
            counts.push((kind, 0, finding));
            counts.len() - 1
        });
        let (_, count, last) = &mut counts[place];
        (*count, *last) = (*count + 1, finding);
        if *count <= shown {
            say(finding, format!("{name}: {finding}"));
        }
    }
    for (_, count, last) in counts.into_iter().filter(|(_, count, _)| *count > shown) {
        let more = count - shown;
        let message = format!("{name}: {more} more of this kind (-v shows them), the last: {last}");
        say(last, message);
    }
}
