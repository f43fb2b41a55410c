//! Numbers, ranges and lists of the command line, against a reader that works another way.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use clap::{Args, Command, FromArgMatches};
use countersign::speke::{Form, KeyId, Version};

use crate::commands::args::connection::seconds;
use crate::commands::speke::args::catalogue::threads;
use crate::commands::speke::args::numbers::numbers;
use crate::commands::speke::args::{CatalogueArgs, TrackArgs};
use crate::commands::starleaf::derivation::iterations;

static COMMAND: LazyLock<Command> =
    LazyLock::new(|| TrackArgs::augment_args(CatalogueArgs::augment_args(Command::new("x"))));

pub fn lists(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    assert_eq!(numbers(text).ok(), range(text));
    assert_eq!(
        threads(text).ok().map(|n| u64::from(n.get())),
        number(text, 1, 1024)
    );
    let _ = iterations(text);
    if let Ok(time) = seconds(text) {
        assert!(!time.is_zero());
    }
    let _ = (
        text.parse::<Form>(),
        text.parse::<Version>(),
        text.parse::<KeyId>(),
    );

    let list = |flag: &str| {
        let arguments = [
            "x",
            "--tenant-id=T",
            "--content-id=c",
            &format!("{flag}={text}"),
        ];
        COMMAND.clone().try_get_matches_from(arguments)
    };
    if text.contains('\0') {
        return;
    }
    let ranges: Option<Vec<_>> = text.split(',').map(range).collect();
    let periods = list("--period").ok().map(|mut matches| {
        CatalogueArgs::from_arg_matches_mut(&mut matches)
            .expect("arguments")
            .periods
    });
    assert_eq!(periods, ranges);
    if let Ok(mut matches) = list("--track-type") {
        let types = TrackArgs::from_arg_matches_mut(&mut matches).expect("arguments");
        let expected: Vec<_> = text.split(',').collect();
        assert_eq!(types.intended_track_types, expected);
    }
}

/// A number or a range, read digit by digit.
fn range(text: &str) -> Option<RangeInclusive<u32>> {
    let number = |text: &str| number(text, 0, u32::MAX.into()).map(|number| number as u32);
    let mut ends = text.splitn(2, '-').map(number);
    let first = ends.next()??;
    let last = ends.next().unwrap_or(Some(first))?;
    (first <= last).then_some(first..=last)
}

fn number(text: &str, least: u64, most: u64) -> Option<u64> {
    let digit = |sum: u64, c: char| {
        let digit = c.to_digit(10).filter(|_| c.is_ascii())?;
        Some(sum.saturating_mul(10).saturating_add(digit.into()))
    };
    let number = text.chars().try_fold(0, digit)?;
    (!text.is_empty() && (least..=most).contains(&number)).then_some(number)
}
