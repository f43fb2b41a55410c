//! Keeps secrets out of messages, whichever encoding a server repeats them in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use memchr::memmem;
use zeroize::Zeroize;

/// Replaces a secret or a derived key in messages.
pub(crate) const REDACTED: &str = "[redacted]";

/// Shorter texts, in bytes, are redacted only as whole words.
const MIN_BYTES: usize = 5;

/// The texts that messages must not show. They are global because any thread may print a message.
static HIDDEN: Mutex<Hidden> = Mutex::new(Hidden(BTreeMap::new()));

/// The hidden texts, each with whether it is also redacted in whole messages.
struct Hidden(BTreeMap<String, bool>);

/// Hides a value that a server chose or that was derived: [`redact`] removes it from text of the server or the user. It is not removed from whole
/// messages, because a server could choose any of their words.
pub(crate) fn hide(text: &str) {
    hidden(|hidden| hidden.add(text, false));
}

/// Hides a secret of the user: like [`hide`], but also in whole messages, unless it could be an ordinary word.
pub(super) fn hide_secret(text: &str) {
    hidden(|hidden| hidden.add(text, true));
}

/// Wipes the hidden texts; call it after the last message.
pub(crate) fn wipe_hidden() {
    let texts = hidden(|hidden| std::mem::take(&mut hidden.0));
    texts.into_keys().for_each(|mut text| text.zeroize());
}

/// Redacts all hidden texts in text from a server or the user: plain, percent-encoded, form-encoded, JSON-escaped or in Base64. It is done when the result
/// is displayed, so that a step that is not shown costs nothing.
pub(crate) fn redact(text: &str) -> impl Display {
    Redacted(text)
}

struct Redacted<'t>(&'t str);

impl Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = hidden(|hidden| hidden.redact(self.0, |_| true));
        f.write_str(&text)
    }
}

/// Redacts the user's secrets in a whole message, as a last resort.
pub(super) fn redact_message(text: &str) -> Cow<'_, str> {
    hidden(|hidden| hidden.redact(text, |in_messages| in_messages))
}

fn hidden<T>(act: impl FnOnce(&mut Hidden) -> T) -> T {
    act(&mut HIDDEN.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Hidden {
    fn add(&mut self, text: &str, in_messages: bool) {
        if text.is_empty() {
            return;
        }
        let encoded = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
            .map(|engine| engine.encode(text));
        for text in encoded.into_iter().chain([text.to_owned()]) {
            let is_word = text.len() < MIN_BYTES || text.chars().all(char::is_alphabetic);
            *self.0.entry(text).or_default() |= in_messages && !is_word;
        }
    }

    fn redact<'t>(&self, text: &'t str, is_wanted: impl Fn(bool) -> bool) -> Cow<'t, str> {
        // no encoding is shorter than the text it encodes
        let hidden = self
            .0
            .iter()
            .filter(|(hidden, in_messages)| is_wanted(**in_messages) && hidden.len() <= text.len());
        let mut hidden = hidden
            .map(|(hidden, _)| memmem::Finder::new(hidden))
            .peekable();
        if hidden.peek().is_none() {
            return Cow::Borrowed(text);
        }
        let views = [plain, percent, form, json].map(|decode| View::new(text.as_bytes(), decode));
        let found = hidden.flat_map(|hidden| {
            views
                .iter()
                .flat_map(|view| view.find(&hidden))
                .collect::<Vec<_>>()
        });
        without(text, found.collect())
    }
}

/// Replaces these ranges, which may overlap, with `[redacted]`.
fn without(text: &str, mut ranges: Vec<Range<usize>>) -> Cow<'_, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    ranges.sort_by_key(|range| range.start);
    let (mut redacted, mut end) = (String::new(), 0);
    for range in ranges {
        if range.start >= end {
            redacted += &text[end..range.start];
            redacted += REDACTED;
        }
        end = end.max(range.end);
    }
    Cow::Owned(redacted + &text[end..])
}

/// A decoded text.
struct View {
    bytes: Vec<u8>,
    /// Where each decoded byte starts in the original text, and the end of that text.
    starts: Vec<usize>,
}

impl View {
    /// Decodes token by token: `decode` appends the decoded first token of a text and returns the token's encoded length.
    fn new(text: &[u8], decode: fn(&[u8], &mut Vec<u8>) -> usize) -> Self {
        let (mut bytes, mut starts) = (
            Vec::with_capacity(text.len()),
            Vec::with_capacity(text.len() + 1),
        );
        let mut at = 0;
        while at < text.len() {
            let length = decode(&text[at..], &mut bytes);
            starts.resize(bytes.len(), at);
            at += length;
        }
        starts.push(at);
        Self { bytes, starts }
    }

    /// Finds a hidden text, and returns its ranges in the original text. A short one is found only as a whole word.
    fn find<'v>(&'v self, finder: &'v memmem::Finder) -> impl Iterator<Item = Range<usize>> + 'v {
        let length = finder.needle().len();
        let is_in_word = |byte: Option<&u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
        };
        finder
            .find_iter(&self.bytes)
            .map(move |start| start..start + length)
            .filter(move |found| {
                length >= MIN_BYTES
                    || !(is_in_word(found.start.checked_sub(1).and_then(|at| self.bytes.get(at)))
                        || is_in_word(self.bytes.get(found.end)))
            })
            .map(|found| self.starts[found.start]..self.starts[found.end])
    }
}

fn plain(text: &[u8], decoded: &mut Vec<u8>) -> usize {
    decoded.extend(text.first());
    1
}

fn percent(text: &[u8], decoded: &mut Vec<u8>) -> usize {
    match text.strip_prefix(b"%").and_then(|digits| hex(digits, 2)) {
        Some(byte) => {
            decoded.extend(u8::try_from(byte));
            3
        }
        None => plain(text, decoded),
    }
}

fn form(text: &[u8], decoded: &mut Vec<u8>) -> usize {
    if text.starts_with(b"+") {
        decoded.push(b' ');
        return 1;
    }
    percent(text, decoded)
}

fn json(text: &[u8], decoded: &mut Vec<u8>) -> usize {
    let unit = |text: &[u8]| text.strip_prefix(br"\u").and_then(|digits| hex(digits, 4));
    let escaped = match text {
        [b'\\', escaped @ (b'"' | b'\\' | b'/'), ..] => Some((char::from(*escaped), 2)),
        [b'\\', b'b', ..] => Some(('\u{8}', 2)),
        [b'\\', b'f', ..] => Some(('\u{c}', 2)),
        [b'\\', b'n', ..] => Some(('\n', 2)),
        [b'\\', b'r', ..] => Some(('\r', 2)),
        [b'\\', b't', ..] => Some(('\t', 2)),
        _ => unit(text).and_then(|first| {
            let second = text.get(6..).and_then(unit);
            // a character above U+FFFF takes two
            let decoded = char::decode_utf16([Some(first), second].into_iter().flatten())
                .next()?
                .ok()?;
            Some((decoded, 6 * decoded.len_utf16()))
        }),
    };
    match escaped {
        Some((escaped, length)) => {
            decoded.extend(escaped.encode_utf8(&mut [0; 4]).bytes());
            length
        }
        None => plain(text, decoded),
    }
}

/// Parses the first hex digits of a text.
fn hex(text: &[u8], digits: usize) -> Option<u16> {
    let digits = text
        .get(..digits)
        .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(texts: &[&str]) -> Hidden {
        let mut hidden = Hidden(BTreeMap::new());
        texts.iter().for_each(|text| hidden.add(text, true));
        hidden
    }

    fn redacted(secret: &str, text: &str) -> String {
        hidden(&[secret]).redact(text, |_| true).into_owned()
    }

    #[test]
    fn every_encoding_is_found() {
        for (secret, text) in [
            ("a b+c/d", "a%20b%2Bc%2Fd"),
            ("a b+c/d", "a+b%2bc/d"),
            ("a b+c/d", "%61%20b%2Bc%2fd"),
            ("a\"b\\c\u{e9}", r#"a\"b\\c\u00E9"#),
            ("a\u{1f512}b", r"a\uD83D\uDD12b"),
            ("a\nb/cd", r"a\nb\/cd"),
            ("\u{8}a\u{c}b\r\t", r"\ba\fb\r\t"),
            ("50%41x", "50%41x"),
            ("50%41x", "50%2541x"),
            ("m\u{fc}ller", "m\u{fc}ller"),
            ("m\u{fc}ller", "m%C3%BCller"),
            ("zQ7?>\"\u{e9}~\u{ff}+&", "elE3Pz4iw6l+w78rJg=="),
            ("zQ7?>\"\u{e9}~\u{ff}+&", "elE3Pz4iw6l-w78rJg"),
            ("zQ7?>\"\u{e9}~\u{ff}+&", "elE3Pz4iw6l%2Bw78rJg%3D%3D"),
        ] {
            assert_eq!(
                redacted(secret, &format!("<{text}>")),
                "<[redacted]>",
                "{secret:?} {text}"
            );
        }
    }

    #[test]
    fn other_text_is_unchanged() {
        for text in [
            "%",
            "%4",
            "%4g %+1",
            r"\",
            r"\u",
            r"\u12",
            r"\ud83d\u0041",
            r"\udc00",
            "100% \u{e9}",
        ] {
            assert_eq!(redacted("sentinel", text), text);
        }
    }

    #[test]
    fn a_short_text_is_found_as_a_whole_word() {
        assert_eq!(
            redacted("ab", "ab, cab abc (ab) %61b"),
            "[redacted], cab abc ([redacted]) [redacted]"
        );
        assert_eq!(
            redacted("ab", "x%3Dab%26 \u{e9}ab"),
            "x%3D[redacted]%26 \u{e9}ab"
        );
        assert_eq!(redacted("", "x"), "x");
    }

    #[test]
    fn overlapping_texts_are_redacted_as_one() {
        let hidden = hidden(&["sentinel", "sentinel-longer", "nel-longer-still"]);
        let redact = |text| hidden.redact(text, |_| true).into_owned();
        assert_eq!(
            redact("x sentinel-longer sentinel"),
            "x [redacted] [redacted]"
        );
        assert_eq!(redact("sentinel-longer-still!"), "[redacted]!");
    }

    #[test]
    fn ordinary_words_stay_in_whole_messages() {
        let hidden = hidden(&["password", "404", "s3ntinel"]);
        let text = "password: 404 Not Found: s3ntinel";
        assert_eq!(
            hidden.redact(text, |it| it),
            "password: 404 Not Found: [redacted]"
        );
    }
}
