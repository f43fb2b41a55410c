//! The file of a jar, in the format that curl reads and writes: a cookie a line, seven fields separated by tabs.

use std::path::Path;

use super::cookie::Cookie;
use crate::terminal::Failure;

const HEADER: &str = "# Netscape HTTP Cookie File";

/// How curl marks a cookie that browsers keep from scripts.
const HTTP_ONLY: &str = "#HttpOnly_";

/// Reads a jar; comments are dropped. An error names the line and does not repeat it: it may hold a session.
pub(super) fn parse(text: &[u8], file: &Path) -> Result<Vec<Cookie>, Failure> {
    let mut cookies = Vec::new();
    for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let malformed = |what: &str| {
            Failure::input(format!("--cookie-jar: '{}' is malformed at line {}: {what}", file.display(), at + 1))
                .hint("a line is: domain, TRUE or FALSE, path, TRUE or FALSE, expiry, name, value, separated by tabs; mend or remove it")
        };
        let line = str::from_utf8(line).map_err(|_| malformed("it is not UTF-8"))?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        let (line, http_only) = match line.strip_prefix(HTTP_ONLY) {
            Some(rest) => (rest, true),
            None => (line, false),
        };
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        cookies.push(cookie(line, http_only).map_err(malformed)?);
    }
    Ok(cookies)
}

fn cookie(line: &str, http_only: bool) -> Result<Cookie, &'static str> {
    if line.contains(|c: char| c.is_control() && c != '\t') {
        return Err("it has a control character");
    }
    let fields: Vec<_> = line.split('\t').collect();
    let (domain, subdomains, path, secure, expires, name, value) = match fields.as_slice() {
        [domain, subdomains, path, secure, expires, name, value] => {
            (domain, subdomains, path, secure, expires, name, *value)
        }
        // an editor may have removed the tab before an empty value
        [domain, subdomains, path, secure, expires, name] => {
            (domain, subdomains, path, secure, expires, name, "")
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
        with_subdomains: flag(subdomains)?,
        path: (*path).to_owned(),
        secure: flag(secure)?,
        http_only,
        expires: (expires != 0).then_some(expires),
        name: (*name).to_owned(),
        value: value.to_owned(),
    })
}

/// Writes a jar.
pub(super) fn render(cookies: &[Cookie]) -> String {
    let flag = |flag| if flag { "TRUE" } else { "FALSE" };
    let mut text = format!("{HEADER}\n");
    for cookie in cookies {
        let prefix = if cookie.http_only { HTTP_ONLY } else { "" };
        let dot = if cookie.with_subdomains { "." } else { "" };
        let fields = [
            &format!("{prefix}{dot}{}", cookie.domain),
            flag(cookie.with_subdomains),
            &cookie.path,
            flag(cookie.secure),
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
    fn a_jar_comes_out_as_it_went_in() {
        let cookies = parse(JAR.as_bytes(), Path::new("jar")).ok().expect("a jar");
        assert_eq!(cookies.len(), 2);
        assert!(cookies[0].http_only && cookies[0].with_subdomains && cookies[0].secure);
        assert_eq!(render(&cookies), JAR);
    }

    #[test]
    fn comments_empty_lines_and_crlf_are_read() {
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
    fn a_malformed_line_is_named_and_not_shown() {
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
                panic!("{line:?} is refused");
            };
            assert!(
                message.contains("'jar' is malformed at line 4") && !message.contains("zQ7"),
                "{message}"
            );
        }
        assert!(parse(b"\xff", Path::new("jar")).is_err());
    }
}
