//! A jar that is read is written so that it reads the same, and so is every cookie that a server may set.

use std::path::Path;

use crate::clients::cookies::cookie::Cookie;
use crate::clients::cookies::netscape::{parse, render};
use crate::request::Target;

const TARGETS: [&str; 4] = [
    "https://api.starleaf.com/v1",
    "http://codec:23456/auth",
    "http://[::1]:8080/a/b",
    "https://10.0.0.1/x",
];

pub fn cookies(input: &[u8]) {
    if let Ok(cookies) = parse(input, Path::new("jar")) {
        check(&cookies);
    }
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    for target in TARGETS {
        let target = Target::parse(target).expect("a target");
        for header in text.lines() {
            if let Ok(cookie) = Cookie::from_header(header, &target) {
                assert!(cookie.is_expired() || !cookie.is_secure || target.is_https());
                assert!(cookie.domain == target.host() || cookie.includes_subdomains);
                assert!(!target.is_address() || !cookie.includes_subdomains);
                check(&[cookie]);
            }
        }
    }
}

fn check(cookies: &[Cookie]) {
    let text = render(cookies);
    let again = parse(text.as_bytes(), Path::new("jar")).ok();
    let again = again.expect("a jar that was written can be read");
    assert!(again == cookies, "{again:?} {cookies:?}");
    // what curl reads: seven fields, and no comment but the first line and the mark of HttpOnly
    for line in text.lines().skip(1) {
        assert_eq!(line.split('\t').count(), 7);
        assert!(!line.starts_with('#') || line.starts_with("#HttpOnly_"));
    }
}
