//! What is found, and the paths to it.

use std::collections::BTreeMap;

use super::{Error, Fault, FourCc, Item, MAX_KEPT, Payload};

/// Items as they are gathered.
#[derive(Default)]
pub(super) struct Found {
    pub(super) items: Vec<Item>,
    bytes: usize,
}

impl Found {
    pub(super) fn add(&mut self, path: &str, offset: u64, payload: Payload) -> Result<(), Error> {
        let length = match &payload {
            Payload::Pssh(bytes) => bytes.len(),
            Payload::Tenc(_) | Payload::Seig(_) | Payload::Senc(_) => 0,
        };
        self.bytes += size_of::<Item>() + path.len() + length;
        if self.bytes > MAX_KEPT {
            return Err(Fault::TooMany.at(offset));
        }
        self.items.push(Item {
            path: path.to_owned(),
            offset,
            payload,
        });
        Ok(())
    }
}

/// The paths of the boxes in a box.
pub(super) struct Paths<'a> {
    parent: &'a str,
    counts: BTreeMap<FourCc, usize>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(parent: &'a str) -> Self {
        Self {
            parent,
            counts: BTreeMap::new(),
        }
    }

    /// The path of the next box of a type.
    pub(super) fn next(&mut self, kind: FourCc) -> String {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let slash = if self.parent.is_empty() { "" } else { "/" };
        let path = format!("{}{slash}{}", self.parent, kind.escape_ascii());
        match count {
            1 => path,
            _ => format!("{path}[{count}]"),
        }
    }
}
