//! Escapes text that could control a terminal or forge a line of output.

use std::borrow::Cow;

use super::redact::redact;

/// The longest excerpt of a server's text in a message, in characters.
const MAX_EXCERPT: usize = 200;

/// Prepares a server's text for one line of a message: redacted, escaped and truncated.
pub(crate) fn excerpt(text: &str) -> String {
    let text = redact(text.trim()).to_string();
    let is_long = text.chars().nth(MAX_EXCERPT).is_some();
    let start: String = text.chars().take(MAX_EXCERPT).collect();
    let start = escape(&start, |c| c.is_control() || is_invisible(c));
    if is_long {
        format!("{start}...")
    } else {
        start.into_owned()
    }
}

/// Escapes control characters, except line breaks, and invisible characters.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    escape(text, |c| (c.is_control() && c != '\n') || is_invisible(c))
}

fn escape(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_escaped(c) {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// Whether a character is invisible or changes how its neighbors are displayed: line separators, directional marks, zero-width characters, tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_control_a_terminal_are_escaped() {
        for c in [
            '\u{1b}',
            '\u{7f}',
            '\u{9b}',
            '\u{ad}',
            '\u{61c}',
            '\u{200b}',
            '\u{200f}',
            '\u{2028}',
            '\u{202e}',
            '\u{2066}',
            '\u{2060}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            let escaped = format!("a{}b", c.escape_default());
            assert_eq!(printable(&format!("a{c}b")), escaped);
            assert_eq!(excerpt(&format!("a{c}b")), escaped);
        }
        assert_eq!(
            printable("a\nb \u{e9}\u{1f512}\u{fe0f}"),
            "a\nb \u{e9}\u{1f512}\u{fe0f}"
        );
        assert_eq!(excerpt(" a\nb "), "a\\nb");
    }

    #[test]
    fn a_long_text_is_truncated() {
        assert_eq!(excerpt(&"x".repeat(200)), "x".repeat(200));
        assert_eq!(
            excerpt(&"\u{e9}".repeat(201)),
            format!("{}...", "\u{e9}".repeat(200))
        );
    }
}
