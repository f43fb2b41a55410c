//! Parses the dates that Ankoder accepts: two formats, with common time zone abbreviations.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};

/// Time zone abbreviations with their offsets from UTC in minutes.
const ZONES: [(&str, i32); 18] = [
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("BST", 60),
    ("CET", 60),
    ("WEST", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("HKT", 480),
    ("JST", 540),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("PST", -480),
    ("PDT", -420),
];

/// Parses a date in the format of the `date` command (`Mon Aug 17 11:21:52 UTC 2009`) or RFC 2822.
pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(date.to_utc());
    }
    let words: Vec<_> = text.split_ascii_whitespace().collect();
    let [_, month, day, time, zone, year] = words[..] else {
        return None;
    };
    let local = format!("{month} {day} {time} {year}");
    let local = NaiveDateTime::parse_from_str(&local, "%b %e %H:%M:%S %Y").ok()?;
    let date = local.and_local_timezone(offset(zone)?).single()?;
    Some(date.to_utc())
}

fn offset(zone: &str) -> Option<FixedOffset> {
    let minutes = match ZONES.iter().find(|(name, _)| *name == zone) {
        Some((_, minutes)) => *minutes,
        // `date` prints zones without an abbreviation as `+03` or `-0330`
        None if zone.starts_with(['+', '-']) && zone.len() == 3 => zone.parse::<i32>().ok()? * 60,
        None if zone.starts_with(['+', '-']) && zone.len() == 5 => {
            let digits = zone.parse::<i32>().ok()?;
            digits / 100 * 60 + digits % 100
        }
        None => return None,
    };
    FixedOffset::east_opt(minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn both_formats_give_the_same_time_in_any_zone() {
        for text in [
            "Mon Aug 17 10:24:36 UTC 2009",
            "Mon Aug 17 18:24:36 HKT 2009",
            "Mon Aug 17 05:24:36 -05 2009",
            "Mon, 17 Aug 2009 10:24:36 GMT",
            "Mon, 17 Aug 2009 13:54:36 +0330",
        ] {
            let date = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(date.to_rfc3339(), "2009-08-17T10:24:36+00:00", "{text}");
        }
        assert!(parse("Mon Aug  3 01:02:03 UTC 2009").is_some());
    }

    #[test]
    fn other_text_is_rejected() {
        for text in [
            "",
            "now",
            "1250504676",
            "Mon Aug 17 10:24:36 XYZ 2009",
            "Mon Aug 17 25:24:36 UTC 2009",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
