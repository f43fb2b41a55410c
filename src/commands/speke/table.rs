//! Tables for people.

use crate::catalogue::row::Value;
use crate::terminal::{Failure, Output, printable};

/// How wide a column gets; a longer value sticks out.
const MAX_WIDTH: usize = 64;

/// Writes headings and rows of cells, each column as wide as its widest cell. Rows are made anew each time, for there may be some hundred thousand.
pub(super) fn print(
    headings: &[&str],
    rows: impl Iterator<Item = Vec<String>> + Clone,
    mut output: Output,
) -> Result<(), Failure> {
    let mut widths: Vec<_> = headings.iter().map(|heading| heading.len()).collect();
    for row in rows.clone() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().clamp(*width, MAX_WIDTH);
        }
    }
    if let Some(last) = widths.last_mut() {
        // no spaces at the end of a line
        *last = 0;
    }
    output.write(aligned(headings, &widths).as_bytes())?;
    for row in rows {
        output.write(aligned(&row, &widths).as_bytes())?;
    }
    output.finish()
}

/// A value as people read it: on one line, never empty, and in quotes where its ends would not show.
pub(super) fn readable(value: Option<Value<'_>>) -> String {
    let Some(value) = value.filter(|value| !matches!(value, Value::Absent | Value::Null)) else {
        return "-".to_owned();
    };
    let text = value.to_text();
    let text = if text.is_empty() || text.trim() != text {
        format!("{text:?}")
    } else {
        text
    };
    printable(&text).replace('\n', "\\n")
}

/// A line of a table.
fn aligned(cells: &[impl AsRef<str>], widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths);
    let cells: Vec<_> = cells
        .map(|(cell, &width)| format!("{:width$}", cell.as_ref()))
        .collect();
    cells.join("  ") + "\n"
}
