//! The Netscape cookie file format, which curl also uses: one cookie per line, seven fields separated by tabs.

use std::path::Path;

use super::cookie::Cookie;
use crate::terminal::Failure;

const HEADER: &str = "# Netscape HTTP Cookie File";

/// How curl marks an `HttpOnly` cookie.
const HTTP_ONLY: &str = "#HttpOnly_";

/// Parses a jar and drops comments. An error names the line but does not repeat it: it may contain a session.
pub(super) fn parse(text: &[u8], file: &Path) -> Result<Vec<Cookie>, Failure> {
    let mut cookies = Vec::new();
    for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let malformed = |what: &str| {
            Failure::input(format!("--cookie-jar: '{}' is malformed at line {}: {what}", file.display(), at + 1))
                .hint("a line is: domain, TRUE or FALSE, path, TRUE or FALSE, expiry, name, value, separated by tabs; fix or remove it")
        };
        let line = str::from_utf8(line).map_err(|_| malformed("it is not UTF-8"))?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        let (line, is_http_only) = match line.strip_prefix(HTTP_ONLY) {
            Some(rest) => (rest, true),
            None => (line, false),
        };
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        cookies.push(cookie(line, is_http_only).map_err(malformed)?);
    }
    Ok(cookies)
}

fn cookie(line: &str, is_http_only: bool) -> Result<Cookie, &'static str> {
    if line.contains(|c: char| c.is_control() && c != '\t') {
        return Err("it has a control character");
    }
    let fields: Vec<_> = line.split('\t').collect();
    let (domain, subdomains, path, is_secure, expires, name, value) = match fields.as_slice() {
        [domain, subdomains, path, is_secure, expires, name, value] => {
            (domain, subdomains, path, is_secure, expires, name, *value)
        }
        // an editor may have removed the tab before an empty value
        [domain, subdomains, path, is_secure, expires, name] => {
            (domain, subdomains, path, is_secure, expires, name, "")
        }
        _ => return Err("it does not have seven fields"),
    };
    let flag = |text: &str| match text {
        "TRUE" => Ok(true),
        "FALSE" => Ok(false),
        _ => Err("its second and fourth fields are not both TRUE or FALSE"),
    };
    let expires = expires
        .parse()
        .map_err(|_| "its fifth field is not a number of seconds")?;
    let domain = domain.trim_start_matches('.').to_ascii_lowercase();
    if domain.is_empty() || name.is_empty() || !path.starts_with('/') {
        return Err("it has no domain, no name, or a path that does not start with '/'");
    }
    Ok(Cookie {
        domain,
        includes_subdomains: flag(subdomains)?,
        path: (*path).to_owned(),
        is_secure: flag(is_secure)?,
        is_http_only,
        expires: (expires != 0).then_some(expires),
        name: (*name).to_owned(),
        value: value.to_owned(),
    })
}

pub(super) fn render(cookies: &[Cookie]) -> String {
    let flag = |flag| if flag { "TRUE" } else { "FALSE" };
    let mut text = format!("{HEADER}\n");
    for cookie in cookies {
        let prefix = if cookie.is_http_only { HTTP_ONLY } else { "" };
        let dot = if cookie.includes_subdomains { "." } else { "" };
        let fields = [
            &format!("{prefix}{dot}{}", cookie.domain),
            flag(cookie.includes_subdomains),
            &cookie.path,
            flag(cookie.is_secure),
            &cookie.expires.unwrap_or_default().to_string(),
            &cookie.name,
            &cookie.value,
        ];
        text.push_str(&fields.join("\t"));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const JAR: &str = "# Netscape HTTP Cookie File\n\
        #HttpOnly_.example.com\tTRUE\t/v1\tTRUE\t4102444800\tsid\ta=b\n\
        codec\tFALSE\t/\tFALSE\t0\tempty\t\n";

    #[test]
    fn a_jar_survives_a_round_trip() {
        let cookies = parse(JAR.as_bytes(), Path::new("jar")).ok().expect("a jar");
        assert_eq!(cookies.len(), 2);
        assert!(cookies[0].is_http_only && cookies[0].includes_subdomains && cookies[0].is_secure);
        assert_eq!(render(&cookies), JAR);
    }

    #[test]
    fn comments_empty_lines_and_crlf_are_accepted() {
        let text =
            "# a comment\r\n\r\ncodec\tFALSE\t/\tFALSE\t0\ta\tb\r\nh\tFALSE\t/\tFALSE\t0\tcut";
        let cookies = parse(text.as_bytes(), Path::new("jar"))
            .ok()
            .expect("a jar");
        assert_eq!(
            cookies
                .iter()
                .map(|cookie| cookie.value.as_str())
                .collect::<Vec<_>>(),
            ["b", ""]
        );
    }

    #[test]
    fn a_malformed_line_is_named_but_not_shown() {
        for line in [
            "zQ7",
            "h\tFALSE\t/\tFALSE\tzQ7\ta\tb",
            "h\tzQ7\t/\tFALSE\t0\ta\tb",
            "h\tFALSE\tzQ7\tFALSE\t0\ta\tb",
            "h\tFALSE\t/\tFALSE\t0\t\tzQ7",
            "h\tFALSE\t/\tFALSE\t0\ta\tb\tzQ7",
            "h\tFALSE\t/\tFALSE\t0\ta\tzQ7\u{1}",
            "h\tFALSE\t/\tFALSE\t0\ta\rb\tzQ7",
        ] {
            let Err(Failure::Expected { message, .. }) =
                parse(format!("{JAR}{line}\n").as_bytes(), Path::new("jar"))
            else {
                panic!("{line:?} was accepted");
            };
            assert!(
                message.contains("'jar' is malformed at line 4") && !message.contains("zQ7"),
                "{message}"
            );
        }
        assert!(parse(b"\xff", Path::new("jar")).is_err());
    }
}
