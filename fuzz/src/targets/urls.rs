//! Targets and their parts, proxies and pins: a target that is taken is one for ureq, too, and is signed as it is sent.

use countersign::device::signed_path;
use ureq::http::Uri;

use crate::clients::http::Pin;
use crate::clients::http::proxy::is_excepted;
use crate::request::Target;
use crate::request::query::{percent_encoded, redacted};

pub fn urls(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let _ = (Pin::parse_list(text), redacted(text));
    let (host, list) = text.split_once('\n').unwrap_or((text, "localhost"));
    let _ = is_excepted(host, list);
    assert!(percent_encoded(text).is_ascii());
    for parse in [Target::parse, Target::parse_url] {
        if let Ok(target) = parse(text) {
            check(target);
        }
    }
}

fn check(mut target: Target) {
    assert!(target.path().starts_with('/'));
    assert!(!signed_path(target.path()).contains('?'));
    let (Ok(url), Ok(uri)) = (target.url(), target.uri()) else {
        return;
    };
    let again: Uri = url.parse().expect("a URI");
    assert_eq!(again, uri);
    let again = Target::parse_url(&url).ok().expect("its own URL");
    assert_eq!(again.url().ok(), Some(url));
    assert_eq!(again.host(), target.host());
    assert_eq!(again.is_address(), target.is_address());
    let sent = uri.path_and_query().map_or("/", |path| path.as_str());
    assert!(
        sent.starts_with(signed_path(target.path())),
        "{sent:?} is not {:?}",
        target.path()
    );
    target.append_sensitive_parameter("session", "s&=?#/ ü");
    assert!(target.has_parameter("session"));
    assert!(target.uri().is_ok());
}
