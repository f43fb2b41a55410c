//! What key ids are wanted of: contents, each with a grid of all else that its key ids follow from.

use std::io;
use std::ops::{Range, RangeInclusive};
use std::slice;

use countersign::speke::{Grid, Kinds, PROTECTION_SCHEMES};
use uuid::Uuid;

use super::records::{Entry, Layout};

/// Contents of the command line or of a file, and the lists that hold for each unless its own columns say otherwise.
pub(super) struct Catalogue {
    /// The file, as errors name it.
    pub(super) name: String,
    pub(super) tenant_id: Option<String>,
    /// The contents of the command line.
    pub(super) content_ids: Vec<String>,
    pub(super) layout: Layout,
    pub(super) periods: Vec<RangeInclusive<u32>>,
    pub(super) versions: Vec<Version>,
}

/// What each period is combined with.
pub(super) enum Version {
    V1 {
        key_id_indexes: Vec<RangeInclusive<u32>>,
    },
    V2 {
        protection_schemes: Vec<String>,
        intended_track_types: Vec<String>,
    },
}

/// A version whose texts are borrowed, as a grid wants them.
enum Lists<'a> {
    V1(&'a [RangeInclusive<u32>]),
    V2(Vec<&'a str>, Vec<&'a str>),
}

/// A part of a catalogue.
pub(super) enum Source {
    /// Contents of the command line, by their places.
    Arguments(Range<usize>),
    /// Whole records, and the number of the line where they begin.
    Records { bytes: Vec<u8>, first_line: u64 },
    /// A line that is no record.
    Bad { line: u64, reason: &'static str },
    /// The file cannot be read on.
    Unreadable(io::Error),
}

/// What was noticed on the way.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The bad lines, and why they are.
    pub(super) bad: Vec<(u64, String)>,
    /// Records with white space at an end of a text.
    pub(super) white_space: u64,
    /// Tenants with upper-case letters.
    pub(super) upper_case: u64,
    /// Protection schemes for which no override is documented.
    pub(super) schemes: u64,
}

impl Catalogue {
    /// Gives the grids of all entries of the source, each with the slice of it that lies in a slice of the combinations of its entry. What is noticed
    /// is said with the first slice.
    pub(super) fn walk(
        &self,
        source: &Source,
        slice: &Range<u64>,
        mut give: impl FnMut(&Grid<'_>, Range<u64>),
    ) -> Tally {
        let lists = self.lists();
        let plain = self.plain(&lists);
        // what the command line says is looked at once, elsewhere
        let is_file = matches!(source, Source::Records { .. });
        let mut tally = Tally::default();
        self.each_entry(source, |line, entry| {
            let walked = entry.and_then(|entry| {
                let mut before = 0_u64;
                let mut part = |grid: &Grid<'_>, count: u64| {
                    let part = slice.start.saturating_sub(before)..slice.end.saturating_sub(before);
                    before = before.saturating_add(count);
                    if part.start < count {
                        give(grid, part);
                    }
                };
                if is_file {
                    tally.note(entry);
                }
                if entry.is_plain() && self.tenant_id.is_some() {
                    for (grid, count) in &plain {
                        part(
                            &Grid {
                                content_id: &entry.content_id,
                                ..*grid
                            },
                            *count,
                        );
                    }
                    return Ok(());
                }
                self.each_grid(&lists, entry, |grid| part(grid, grid.count()))
            });
            if let Err(reason) = walked {
                tally.bad.push((line, reason));
            }
        });
        if slice.start == 0 {
            tally
        } else {
            Tally::default()
        }
    }

    /// The grids of an entry without columns, and how many combinations each has: most entries are such, and none of it is made anew for each.
    fn plain<'a>(&'a self, lists: &'a [Lists<'a>]) -> Vec<(Grid<'a>, u64)> {
        let tenant_id = self.tenant_id.as_deref().unwrap_or_default();
        let grid = |lists: &'a Lists<'a>| {
            let kinds = match lists {
                Lists::V1(key_id_indexes) => Kinds::V1 { key_id_indexes },
                Lists::V2(protection_schemes, intended_track_types) => Kinds::V2 {
                    protection_schemes,
                    intended_track_types,
                },
            };
            Grid {
                tenant_id,
                content_id: "",
                content_key_period_indexes: &self.periods,
                kinds,
            }
        };
        lists
            .iter()
            .map(grid)
            .map(|grid| (grid, grid.count()))
            .collect()
    }

    /// How many combinations the entries of the source have.
    pub(super) fn count(&self, source: &Source) -> u64 {
        let lists = self.lists();
        let mut count = 0_u64;
        self.each_entry(source, |_, entry| {
            // what is wrong is said when it is walked
            let _ = entry.and_then(|entry| {
                self.each_grid(&lists, entry, |grid| {
                    count = count.saturating_add(grid.count());
                })
            });
        });
        count
    }

    /// How many combinations an entry without columns has.
    pub(super) fn width(&self) -> u64 {
        self.plain(&self.lists())
            .iter()
            .fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }

    fn lists(&self) -> Vec<Lists<'_>> {
        let lists = self.versions.iter().map(|version| match version {
            Version::V1 { key_id_indexes } => Lists::V1(key_id_indexes),
            Version::V2 {
                protection_schemes,
                intended_track_types,
            } => {
                let [schemes, track_types] = [protection_schemes, intended_track_types]
                    .map(|texts| texts.iter().map(String::as_str).collect());
                Lists::V2(schemes, track_types)
            }
        });
        lists.collect()
    }

    fn each_entry(&self, source: &Source, mut give: impl FnMut(u64, Result<&Entry<'_>, String>)) {
        match source {
            Source::Arguments(places) => {
                for content_id in &self.content_ids[places.clone()] {
                    give(
                        0,
                        Ok(&Entry {
                            content_id: content_id.into(),
                            ..Entry::default()
                        }),
                    );
                }
            }
            Source::Records { bytes, first_line } => self.layout.each(bytes, *first_line, give),
            Source::Bad { line, reason } => give(*line, Err((*reason).to_owned())),
            Source::Unreadable(_) => {}
        }
    }

    /// The grids of an entry, one a version: its own columns are lists of one.
    fn each_grid(
        &self,
        lists: &[Lists<'_>],
        entry: &Entry<'_>,
        mut give: impl FnMut(&Grid<'_>),
    ) -> Result<(), String> {
        let tenant_id = entry.tenant_id.as_deref().or(self.tenant_id.as_deref());
        let tenant_id = tenant_id.ok_or("has no tenant_id, and --tenant-id is not given")?;
        let one = |number: Option<u32>| number.map(|number| number..=number);
        let (period, index) = (one(entry.content_key_period_index), one(entry.key_id_index));
        let (scheme, track_type) = (
            entry.protection_scheme.as_deref(),
            entry.intended_track_type.as_deref(),
        );
        for lists in lists {
            let kinds = match lists {
                Lists::V1(indexes) => Kinds::V1 {
                    key_id_indexes: index.as_ref().map_or(indexes, slice::from_ref),
                },
                Lists::V2(schemes, track_types) => Kinds::V2 {
                    protection_schemes: scheme.as_ref().map_or(schemes, slice::from_ref),
                    intended_track_types: track_type.as_ref().map_or(track_types, slice::from_ref),
                },
            };
            let content_key_period_indexes =
                period.as_ref().map_or(&self.periods[..], slice::from_ref);
            give(&Grid {
                tenant_id,
                content_id: &entry.content_id,
                content_key_period_indexes,
                kinds,
            });
        }
        Ok(())
    }
}

impl Tally {
    fn note(&mut self, entry: &Entry<'_>) {
        if entry.is_plain() {
            self.white_space += u64::from(spaced(&entry.content_id));
            return;
        }
        let texts = [
            &entry.tenant_id,
            &entry.protection_scheme,
            &entry.intended_track_type,
        ];
        self.white_space += u64::from(
            spaced(&entry.content_id) || texts.into_iter().flatten().any(|text| spaced(text)),
        );
        self.upper_case += u64::from(entry.tenant_id.as_deref().is_some_and(is_upper_case_guid));
        self.schemes += u64::from(
            entry
                .protection_scheme
                .as_deref()
                .is_some_and(|scheme| !PROTECTION_SCHEMES.contains(&scheme)),
        );
    }

    /// Adds what was noticed elsewhere, but for the bad lines.
    pub(super) fn add(&mut self, other: &Self) {
        self.white_space += other.white_space;
        self.upper_case += other.upper_case;
        self.schemes += other.schemes;
    }
}

/// Whether white space is at an end of a text.
fn spaced(text: &str) -> bool {
    // most texts begin and end with a character that needs no table
    let plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    !(plain(bytes.first()) && plain(bytes.last())) && text.trim() != text
}

/// Whether a text is a GUID that is not in lower case.
pub(super) fn is_upper_case_guid(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_uppercase()) && Uuid::try_parse(text).is_ok()
}
