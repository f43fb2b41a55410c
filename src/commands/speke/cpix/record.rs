//! One row: the inputs of a key id, the key id, the kid that was requested, and what became of it in an answer.

use countersign::speke::cpix::{Override, SpekeVersion};
use countersign::speke::{Form, Input, KeyId};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::terminal::printable;

/// What became of an override in an answer: a word, and the key id that it is about, with its line.
pub(super) type Outcome = (&'static str, Option<(KeyId, usize)>);

/// The columns of a row, in the order of CSV and JSON lines. A value that there is not is null.
pub(super) struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// An override, or none for a key that only an answer has; and what became of it, where there is an answer.
    pub(super) fn new(
        version: SpekeVersion,
        expected: Option<&Override<'_>>,
        outcome: Option<Outcome>,
        form: Form,
    ) -> Self {
        let kid = |key_id: KeyId| key_id.to_form(form);
        let mut columns = inputs(version, expected.map(|row| row.inputs));
        columns.extend([
            ("kid", expected.map(|row| kid(row.key_id)).into()),
            (
                "requested_kid",
                expected.map(|row| kid(row.requested)).into(),
            ),
            ("line", expected.map(|row| row.line).into()),
        ]);
        if let Some((status, found)) = outcome {
            let (found_kid, found_line) = found.unzip();
            columns.extend([
                ("status", status.into()),
                ("found_kid", found_kid.map(kid).into()),
                ("found_line", found_line.into()),
            ]);
        }
        Self(columns)
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(name, _)| *name)
    }

    /// The values as texts.
    pub(super) fn values(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(_, value)| plain(value))
    }

    /// The value of a column as people read it: on one line, never nothing, and quoted where its ends would not show.
    pub(super) fn readable(&self, column: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(name, _)| *name == column)?;
        if value.is_null() {
            return Some("-".to_owned());
        }
        let text = plain(value);
        let ends_show = !text.is_empty() && text.trim() == text;
        let text = if ends_show { text } else { format!("{text:?}") };
        Some(printable(&text).replace('\n', "\\n"))
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn inputs(version: SpekeVersion, inputs: Option<Input<'_>>) -> Vec<(&'static str, Value)> {
    let (v1, v2) = match inputs {
        Some(Input::V1(inputs)) => (Some(inputs), None),
        Some(Input::V2(inputs)) => (None, Some(inputs)),
        None => (None, None),
    };
    match version {
        SpekeVersion::V1 => vec![
            ("tenant_id", v1.map(|inputs| inputs.tenant_id).into()),
            ("content_id", v1.map(|inputs| inputs.content_id).into()),
            (
                "content_key_period_index",
                v1.map(|inputs| inputs.content_key_period_index).into(),
            ),
            ("key_id_index", v1.map(|inputs| inputs.key_id_index).into()),
        ],
        SpekeVersion::V2 => vec![
            ("tenant_id", v2.map(|inputs| inputs.tenant_id).into()),
            ("content_id", v2.map(|inputs| inputs.content_id).into()),
            (
                "content_key_period_index",
                v2.map(|inputs| inputs.content_key_period_index).into(),
            ),
            (
                "protection_scheme",
                v2.map(|inputs| inputs.protection_scheme).into(),
            ),
            (
                "intended_track_type",
                v2.map(|inputs| inputs.intended_track_type).into(),
            ),
        ],
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        number => number.to_string(),
    }
}
