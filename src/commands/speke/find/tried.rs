//! What a search has tried, for when a key ID is not found.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use countersign::speke::{Grid, Keys, PROTECTION_SCHEMES, TRACK_TYPES, Version};

use super::wanted::Target;
use crate::catalogue::Catalogue;
use crate::terminal::{Failure, Status};

/// How many entries of a list are named.
const NAMED: usize = 20;

pub(super) struct Tried {
    /// How many key IDs were derived.
    pub(super) inputs: u64,
    /// A grid for each version.
    grids: Vec<Grid<'static>>,
    /// The version that the user asked for.
    version: Option<Version>,
    /// The file with columns that override the grids.
    file: Option<String>,
}

impl Tried {
    pub(super) fn new(catalogue: &Catalogue, version: Option<Version>) -> Self {
        Self {
            inputs: 0,
            grids: catalogue.templates().to_vec(),
            version,
            file: catalogue.overriding_file().map(str::to_owned),
        }
    }

    /// The failure that names the key IDs that were not found, if there are any.
    pub(super) fn failure(&self, missing: &[&Target]) -> Option<Failure> {
        let named = first_entries(missing.iter().map(|target| target.to_string().into()));
        let message = match missing.len() {
            0 => return None,
            1 => format!("no input of the grid gives the key ID {named}"),
            count => format!("no input of the grid gives {count} of the key IDs: {named}"),
        };
        let mut failure = Failure::expected(Status::Other, message).hint(self.summary());
        let wider = self.wider();
        if !wider.is_empty() {
            failure = failure.hint(format!("to widen the search: {}", wider.join(" ")));
        }
        if let Some(version) = self.version {
            failure = failure.hint(format!(
                "to try both versions, leave out --speke {version} and the options of one version"
            ));
        }
        Some(failure.hint("is the tenant ID right, and the case and spelling of the content IDs?"))
    }

    /// How much was tried.
    fn summary(&self) -> String {
        let inputs = if self.inputs == 1 { "input" } else { "inputs" };
        let grids: Vec<_> = self.grids.iter().map(describe).collect();
        let grids = grids.join("; ");
        let tried = format!("tried {} {inputs}: {grids}", self.inputs);
        match &self.file {
            None => tried,
            Some(file) => format!("{tried}; columns of {file} override these"),
        }
    }

    /// Options that cover more than what was tried.
    fn wider(&self) -> Vec<String> {
        let mut wider = Vec::new();
        let mut periods = self
            .grids
            .iter()
            .map(|grid| grid.content_key_period_indexes);
        if periods.all(is_zero) {
            wider.push("--period 0-999".to_owned());
        }
        if self.version != Some(Version::V2) {
            let is_tried = |grid: &Grid<'_>| matches!(grid.keys, Keys::V1 { key_id_indexes } if !is_zero(key_id_indexes));
            if !self.grids.iter().any(is_tried) {
                wider.push("--key-index 0-9".to_owned());
            }
        }
        if self.version != Some(Version::V1) {
            let tried = self.grids.iter().find_map(|grid| match grid.keys {
                Keys::V1 { .. } => None,
                Keys::V2 {
                    protection_schemes,
                    intended_track_types,
                } => Some((protection_schemes, intended_track_types)),
            });
            let (schemes, track_types) = tried.unwrap_or_default();
            wider.extend(all_known("--scheme", schemes, PROTECTION_SCHEMES));
            wider.extend(all_known("--track-type", track_types, TRACK_TYPES));
        }
        wider
    }
}

/// What is combined with each content ID.
fn describe(grid: &Grid<'_>) -> String {
    let periods = first_entries(grid.content_key_period_indexes.iter().map(numbers));
    match grid.keys {
        Keys::V1 { key_id_indexes } => {
            let indexes = first_entries(key_id_indexes.iter().map(numbers));
            format!("v1 with period {periods}, key index {indexes}")
        }
        Keys::V2 {
            protection_schemes,
            intended_track_types,
        } => {
            let schemes = first_entries(protection_schemes.iter().cloned());
            let track_types = first_entries(intended_track_types.iter().cloned());
            format!("v2 with period {periods}, scheme {schemes}, track type {track_types}")
        }
    }
}

/// An option for a list with all known entries, unless they were tried.
fn all_known(option: &str, tried: &[Cow<'_, str>], known: &[&str]) -> Option<String> {
    let tried: Vec<&str> = tried.iter().map(|entry| &**entry).collect();
    let others = known.iter().filter(|known| !tried.contains(known));
    let others: Vec<&str> = others.copied().collect();
    (!others.is_empty()).then(|| format!("{option} {}", [tried, others].concat().join(",")))
}

/// The first entries of a list, and how many more there are.
fn first_entries<'a>(list: impl ExactSizeIterator<Item = Cow<'a, str>>) -> String {
    let more = list.len().saturating_sub(NAMED);
    let named: Vec<_> = list.take(NAMED).collect();
    let named = named.join(", ");
    if more == 0 {
        named
    } else {
        format!("{named} and {more} more")
    }
}

fn numbers(range: &RangeInclusive<u32>) -> Cow<'static, str> {
    let (first, last) = (range.start(), range.end());
    if first == last {
        first.to_string().into()
    } else {
        format!("{first}-{last}").into()
    }
}

fn is_zero(ranges: &[RangeInclusive<u32>]) -> bool {
    matches!(ranges, [range] if *range == (0..=0))
}
