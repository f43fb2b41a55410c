//! Numbers and ranges of numbers.

use std::ops::RangeInclusive;

/// Parses a number, or a range `A-B` that includes both ends.
pub(super) fn numbers(text: &str) -> Result<RangeInclusive<u32>, String> {
    let number = |text: &str| match text.parse() {
        Ok(number) if is_digits(text) => Ok(number),
        _ => Err("not a number from 0 to 4294967295, or a range A-B of two".to_owned()),
    };
    let Some((first, last)) = text.split_once('-') else {
        return number(text).map(|number| number..=number);
    };
    let (first, last) = (number(first)?, number(last)?);
    if first > last {
        Err("the range ends before it begins".to_owned())
    } else {
        Ok(first..=last)
    }
}

/// Whether a number has no sign.
pub(super) fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn a_number_is_a_range_of_one() {
        assert_eq!(numbers("11425"), Ok(11425..=11425));
        assert_eq!(numbers("0-4294967295"), Ok(0..=u32::MAX));
    }

    #[test]
    fn what_is_no_number_or_range_is_refused() {
        for text in [
            "",
            "-",
            "1-",
            "-1",
            "5-3",
            "4294967296",
            "1e3",
            "+1",
            "0x1",
            "1-2-3",
            " 1",
        ] {
            assert!(numbers(text).is_err(), "{text:?}");
        }
    }
}
