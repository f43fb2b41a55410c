//! The text of a jar, in the format that curl reads and writes: a cookie a line, seven fields with tabs between.

use super::cookie::Cookie;
use crate::terminal::Failure;

const HEADER: &str = "# Netscape HTTP Cookie File";

/// How curl marks a cookie that is kept from scripts.
const HTTP_ONLY: &str = "#HttpOnly_";

/// Reads a jar; comments are passed over.
///
/// # Errors
/// An input error with the number of the first line that is none of a jar. The line itself is not repeated: it may hold a secret.
pub(super) fn parse(text: &[u8], name: &str) -> Result<Vec<Cookie>, Failure> {
    let mut cookies = Vec::new();
    for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let broken = |what: &str| {
            Failure::input(format!("--cookie-jar: '{name}' is broken at line {}: {what}", at + 1))
                .hint("a line is: domain, TRUE or FALSE, path, TRUE or FALSE, expiry, name, value, with tabs between; mend or remove it")
        };
        let line = str::from_utf8(line).map_err(|_| broken("it is not UTF-8"))?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        let (line, http_only) = line
            .strip_prefix(HTTP_ONLY)
            .map_or((line, false), |rest| (rest, true));
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        cookies.push(cookie(line, http_only).map_err(broken)?);
    }
    Ok(cookies)
}

fn cookie(line: &str, http_only: bool) -> Result<Cookie, &'static str> {
    let fields: Vec<_> = line.split('\t').collect();
    let (domain, subdomains, path, secure, expires, name, value) = match fields.as_slice() {
        [domain, subdomains, path, secure, expires, name, value] => {
            (domain, subdomains, path, secure, expires, name, *value)
        }
        // an editor may have cut off the tab before an empty value
        [domain, subdomains, path, secure, expires, name] => {
            (domain, subdomains, path, secure, expires, name, "")
        }
        _ => return Err("it has not seven fields"),
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
        let cookies = parse(JAR.as_bytes(), "jar").ok().expect("a jar");
        assert_eq!(cookies.len(), 2);
        assert!(cookies[0].http_only && cookies[0].with_subdomains && cookies[0].secure);
        assert_eq!(render(&cookies), JAR);
    }

    #[test]
    fn comments_empty_lines_and_line_ends_of_windows_are_taken() {
        let text =
            "# a comment\r\n\r\ncodec\tFALSE\t/\tFALSE\t0\ta\tb\r\nh\tFALSE\t/\tFALSE\t0\tcut";
        let cookies = parse(text.as_bytes(), "jar").ok().expect("a jar");
        assert_eq!(
            cookies
                .iter()
                .map(|cookie| cookie.value.as_str())
                .collect::<Vec<_>>(),
            ["b", ""]
        );
    }

    #[test]
    fn a_broken_line_is_named_and_not_shown() {
        for line in [
            "zQ7",
            "h\tFALSE\t/\tFALSE\tzQ7\ta\tb",
            "h\tzQ7\t/\tFALSE\t0\ta\tb",
            "h\tFALSE\tzQ7\tFALSE\t0\ta\tb",
            "h\tFALSE\t/\tFALSE\t0\t\tzQ7",
            "h\tFALSE\t/\tFALSE\t0\ta\tb\tzQ7",
        ] {
            let Err(Failure::Expected { message, .. }) =
                parse(format!("{JAR}{line}\n").as_bytes(), "jar")
            else {
                panic!("{line:?} is refused");
            };
            assert!(
                message.contains("'jar' is broken at line 4") && !message.contains("zQ7"),
                "{message}"
            );
        }
        assert!(parse(b"\xff", "jar").is_err());
    }
}
