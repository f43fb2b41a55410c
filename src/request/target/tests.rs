use super::*;

fn target(text: &str) -> Target {
    Target::parse(text).expect("a target")
}

#[test]
fn a_path_stays_as_written() {
    for path in ["/a/../b%2F?x=%20&y", "/vid\u{e9}o", "//", "/?"] {
        assert_eq!(target(path).path(), path);
    }
}

#[test]
fn a_url_without_a_path_requests_the_root() {
    for (text, url) in [
        ("http://board", "http://board/"),
        ("HTTP://board?x=1", "http://board/?x=1"),
        ("https://[::1]:8443", "https://[::1]:8443/"),
    ] {
        assert_eq!(target(text).url().as_deref(), Ok(url));
    }
    assert_eq!(target("/x").url(), Err(TargetError::OnlyPath));
}

#[test]
fn a_path_is_appended_to_that_of_the_base() {
    let joined = |base, path| target(base).join(path).to_string();
    assert_eq!(
        joined("http://gtm/ecapi", "/state?filter=calls"),
        "http://gtm/ecapi/state?filter=calls"
    );
    assert_eq!(joined("https://api/v1/", "/users"), "https://api/v1/users");
}

#[test]
fn a_target_that_cannot_be_sent_as_written_is_rejected() {
    for (text, error) in [
        ("x", TargetError::Neither),
        ("", TargetError::Neither),
        ("codec:23456", TargetError::Neither),
        ("ftp://a/b", TargetError::Neither),
        ("http://", TargetError::NoHost),
        ("http:///x", TargetError::NoHost),
        ("http://:80/", TargetError::NoHost),
        ("http://u:p@h/", TargetError::Credentials),
        ("http://board:x/", TargetError::Authority),
        ("http://board:/", TargetError::Authority),
        ("http://board:0/", TargetError::Authority),
        ("http://board:99999/", TargetError::Authority),
        ("http://bo^ard/", TargetError::Authority),
        ("http://[::1/", TargetError::Authority),
        ("http://[::1]x/", TargetError::Authority),
        ("http://::1/", TargetError::Brackets),
        ("http://fe80::1:80/", TargetError::Brackets),
        ("http://[fe80::1%25]/", TargetError::Zone),
        ("http://[fe80::1%25a%20b]/", TargetError::Zone),
        ("http://board%25eth0/", TargetError::Zone),
        ("http://[fe80::1%25eth0/", TargetError::Zone),
        ("http://[fe80::1%25eth0]x/", TargetError::Authority),
        ("/a b", TargetError::Space { position: 3 }),
        ("/a\nb", TargetError::Control { position: 3 }),
        ("/a#b", TargetError::Fragment { position: 3 }),
        ("/a\u{a0}b", TargetError::Control { position: 3 }),
    ] {
        assert_eq!(Target::parse(text).err(), Some(error), "{text:?}");
    }
    for text in ["/x", "codec:23456"] {
        assert_eq!(Target::parse_url(text).err(), Some(TargetError::NotUrl));
    }
}

#[test]
fn the_agent_sends_the_path_unchanged() {
    for path in [
        "/a/../b",
        "//x",
        "/%2f%2F",
        "/vid\u{e9}o",
        "/a?b=c%20d&e=\u{1f600}",
        "/?",
        "/{x}|^[]~!$'()*+,;=:@",
    ] {
        let uri = target(&format!("http://board:80{path}"))
            .uri()
            .expect("a URI");
        assert_eq!(
            uri.path_and_query().map(ToString::to_string).as_deref(),
            Some(path)
        );
    }
}

#[test]
fn the_character_that_cannot_be_sent_is_named() {
    for (path, position, character) in [
        ("/a<b", 3, '<'),
        ("/a`", 3, '`'),
        ("/a?\u{e9}\"", 5, '"'),
        ("/\"?\"", 4, '"'),
    ] {
        let error = target(&format!("http://board{path}")).uri().err();
        let expected = TargetError::Unsendable {
            position,
            character,
        };
        assert_eq!(error, Some(expected), "{path}");
    }
}

#[test]
fn a_long_path_is_too_long_unless_a_character_is_at_fault() {
    let long = format!("http://board/{}", "a".repeat(1 << 17));
    assert_eq!(target(&long).uri().err(), Some(TargetError::TooLong));
    let unsendable = target(&format!("{long}<")).uri().err();
    assert!(
        matches!(
            unsendable,
            Some(TargetError::Unsendable {
                position: 131_074,
                character: '<'
            })
        ),
        "{unsendable:?}"
    );
}

#[test]
fn servers_are_compared_case_insensitively_and_with_the_port() {
    assert_eq!(target("http://Board:8080/x").host(), "board");
    assert_eq!(target("https://[::1]:8443/x").host(), "::1");
    assert!(target("http://[fe80::1]").is_address() && !target("http://board").is_address());
    assert_eq!(target("http://Board/x").server(), "http://board:80");
    assert_eq!(target("https://[::1]/x").server(), "https://[::1]:443");
}

#[test]
fn a_zone_is_for_this_machine_only() {
    for text in [
        "http://[fe80::1%25eth0]:8042/x",
        "http://[fe80::1%eth0]:8042/x",
    ] {
        let target = target(text);
        assert_eq!(target.zone(), Some("eth0"));
        assert_eq!(target.host(), "fe80::1");
        assert_eq!(target.server(), "http://[fe80::1]eth0:8042");
        let url = target.url();
        assert_eq!(url.as_deref(), Ok("http://[fe80::1%25eth0]:8042/x"));
        let uri = target.uri().map(|uri| uri.to_string());
        assert_eq!(uri.as_deref(), Ok("http://[fe80::1]:8042/x"));
    }
}

#[test]
fn only_marked_values_are_redacted() {
    let mut target = target("http://codec/state?token=t");
    target.append_parameter("filter", "a b");
    target.append_sensitive_parameter("session", "s&s");
    target.append_sensitive_parameter("again", "s");
    assert_eq!(
        target.path(),
        "/state?token=t&filter=a%20b&session=s%26s&again=s"
    );
    let shown = "http://codec/state?token=t&filter=a%20b&session=[redacted]&again=[redacted]";
    assert_eq!(target.to_string(), shown);
    assert_eq!(format!("{target:?}"), format!("Target({shown})"));
    assert!(target.has_parameter("session") && !target.has_parameter("sess"));
}
