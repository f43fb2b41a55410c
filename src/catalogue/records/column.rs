//! The columns of a file: their names, and names that are probably meant to be theirs.

use std::collections::BTreeSet;

use countersign::speke::Version;
use strsim::osa_distance;

use super::{
    CONTENT_ID, CONTENT_KEY_PERIOD_INDEX, INTENDED_TRACK_TYPE, KEY_ID_INDEX, PROTECTION_SCHEME,
    TENANT_ID,
};

/// How many names that are not read are remembered, and how long each may be: no file needs more, and a hostile one must not fill the memory.
const MAX_NAMES: usize = 64;
const MAX_LENGTH: usize = 64;

/// A name that begins, or ends, like a column's is similar if it has this many letters.
const MIN_START: usize = 6;
const MIN_END: usize = 8;

/// A column that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    TenantId,
    ContentId,
    ContentKeyPeriodIndex,
    KeyIdIndex,
    ProtectionScheme,
    IntendedTrackType,
}

impl Column {
    const ALL: [Self; 6] = [
        Self::TenantId,
        Self::ContentId,
        Self::ContentKeyPeriodIndex,
        Self::KeyIdIndex,
        Self::ProtectionScheme,
        Self::IntendedTrackType,
    ];

    /// The names: as results have it, then as the option's short name.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::TenantId => &[TENANT_ID],
            Self::ContentId => &[CONTENT_ID],
            Self::ContentKeyPeriodIndex => &[CONTENT_KEY_PERIOD_INDEX, "period"],
            Self::KeyIdIndex => &[KEY_ID_INDEX, "key_index"],
            Self::ProtectionScheme => &[PROTECTION_SCHEME, "scheme"],
            Self::IntendedTrackType => &[INTENDED_TRACK_TYPE, "track_type"],
        }
    }

    /// The name that results have.
    pub(crate) const fn name(self) -> &'static str {
        self.names()[0]
    }

    fn from_name(name: &str) -> Option<Self> {
        let mut columns = Self::ALL.into_iter();
        columns.find(|column| column.names().contains(&name))
    }

    /// Its place in a set of columns.
    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The only version that has the column.
    const fn version(self) -> Option<Version> {
        match self {
            Self::TenantId | Self::ContentId | Self::ContentKeyPeriodIndex => None,
            Self::KeyIdIndex => Some(Version::V1),
            Self::ProtectionScheme | Self::IntendedTrackType => Some(Version::V2),
        }
    }

    /// Its name that another one is similar to.
    fn similar_name(self, other: &str) -> Option<&'static str> {
        let other = letters(other);
        let mut names = self.names().iter().rev().copied();
        names.find(|name| is_similar(&letters(name), &other))
    }
}

fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn is_similar(name: &str, other: &str) -> bool {
    osa_distance(name, other) <= 1
        || (other.len() >= MIN_START && name.starts_with(other))
        || (other.len() >= MIN_END && name.ends_with(other))
}

/// The names that the columns of records have.
#[derive(Debug, Default, Clone)]
pub(crate) struct Names {
    /// The columns that are read, a bit for each.
    read: u8,
    unread: BTreeSet<String>,
}

impl Names {
    /// Takes note of a name. Returns the column, if it is read.
    pub(super) fn note(&mut self, name: &str) -> Option<Column> {
        let column = Column::from_name(name);
        if let Some(column) = column {
            self.read |= column.bit();
        } else if self.unread.len() < MAX_NAMES
            && name.len() <= MAX_LENGTH
            && !self.unread.contains(name)
        {
            self.unread.insert(name.to_owned());
        }
        column
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.read & column.bit() != 0
    }

    /// Whether there are columns that override options.
    pub(super) fn has_overrides(&self) -> bool {
        self.read & !Column::ContentId.bit() != 0
    }

    /// Takes note of more names. Returns the new ones that are similar to one of a column that is not there, and that one.
    pub(crate) fn add(&mut self, more: &Self, versions: &[Version]) -> Vec<(String, &'static str)> {
        self.read |= more.read;
        let new = more.unread.difference(&self.unread);
        let new: Vec<_> = new.take(MAX_NAMES - self.unread.len()).cloned().collect();
        self.unread.extend(new.iter().cloned());
        let similar = new.into_iter().filter_map(|name| {
            let similar = self
                .missing(versions)
                .find_map(|column| column.similar_name(&name))?;
            Some((name, similar))
        });
        similar.collect()
    }

    /// A name that is similar to one of a column.
    pub(super) fn similar_to(&self, column: Column) -> Option<&str> {
        let mut unread = self.unread.iter().map(String::as_str);
        unread.find(|name| column.similar_name(name).is_some())
    }

    /// The columns of some versions that are not there.
    fn missing(&self, versions: &[Version]) -> impl Iterator<Item = Column> {
        let is_of = |column: &Column| {
            column
                .version()
                .is_none_or(|version| versions.contains(&version))
        };
        Column::ALL
            .into_iter()
            .filter(move |column| is_of(column) && !self.has(*column))
    }
}
