//! Scripts with the real curl: output is piped into it, and both share the cookie file.

use std::process::{Command, Output};

use crate::common::{clean, skips_without};
use crate::live::{PASSWORD, PRIVATE_KEY};
use countersign_simulator::{
    Ankoder, Device, Handle, Scheme as _, StarleafCloud, StarleafEndpoint,
};

const USER: &str = "me@example.com";

/// Runs a script with the server's URL in a temporary folder.
fn sh(server: &Handle, script: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut sh = clean(Command::new("sh"));
    sh.args(["-e", "-c", script]).current_dir(folder.path());
    sh.env("URL", server.url())
        .env("PW", PASSWORD)
        .env("PRIVATE_KEY", PRIVATE_KEY);
    sh.output().expect("sh starts")
}

#[track_caller]
fn expect(server: &Handle, script: &str, stdout: &str) {
    let output = sh(server, script);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr} {:?}", server.log());
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        stdout,
        "{stderr} {:?}",
        server.log()
    );
}

#[test]
fn a_challenge_signed_by_hand_goes_through_curl() {
    if skips_without("curl") {
        return;
    }
    let board = Device::new(PASSWORD).start().unwrap();
    let headers = r#"countersign device challenge "$URL" |
        countersign device sign --from - --password-env PW --format headers -d '{"show_ip": true}' /api/settings/set_show_ip |
        curl -sf -H @- -H 'Content-Type: application/json' --data-raw '{"show_ip": true}' "$URL/api/settings/set_show_ip?x=1""#;
    expect(&board, headers, "ok");
    let config = r#"countersign device challenge "$URL" |
        countersign device sign --from - --password-env PW --format config -d '{"show_ip": true}' "$URL/api/settings/set_show_ip" |
        curl -sf -K -"#;
    expect(&board, config, "ok");
    let command = r#"countersign device challenge "$URL" |
        countersign device sign --from - --password-env PW --format curl -d '{"show_ip": true}' "$URL/api/settings/set_show_ip" | sh -s"#;
    expect(
        &board,
        &command.replace("| sh -s", "> command; sh ./command 2> /dev/null"),
        "ok",
    );
}

#[test]
fn curl_and_the_program_share_the_cookies_of_a_login() {
    if skips_without("curl") {
        return;
    }
    let cloud = StarleafCloud::new(USER, PASSWORD)
        .iterations(10)
        .start()
        .unwrap();
    let login = r#"countersign starleaf login --api cloud --base-url "$URL" --username me@example.com --password-env PW --cookie-jar jar"#;
    let users = "[{\"email\":\"me@example.com\"}]";
    expect(
        &cloud,
        &format!("{login}; curl -sf -b jar \"$URL/users\""),
        users,
    );
    // curl rewrites the jar, and the program continues with it
    let call = login.replace(" login ", " call ");
    expect(
        &cloud,
        &format!("{login}; curl -sf -b jar -c jar \"$URL/features\" > /dev/null; {call} /users"),
        users,
    );
    assert_eq!(cloud.hits("POST", "/v1/authenticate"), 2);

    let ankoder = Ankoder::new("A", PRIVATE_KEY)
        .user("demo", PASSWORD)
        .start()
        .unwrap();
    let script = r#"countersign -q ankoder login --base-url "$URL" --username demo --password-env PW --cookie-jar jar
        curl -sf -o /dev/null -w '%{http_code}' -b jar -H 'Accept: text/xml' "$URL/video""#;
    expect(&ankoder, script, "200");
}

#[test]
fn an_endpoints_challenge_is_answered_by_hand() {
    if skips_without("curl") {
        return;
    }
    let codec = StarleafEndpoint::new(PASSWORD)
        .iterations(10)
        .start()
        .unwrap();
    let query = r#"RESPONSE=$(curl -sf "$URL/auth" | countersign starleaf respond --from - --password-env PW --format query)
        curl -sf "$URL/auth?$RESPONSE" | grep -o '"authenticated":true'"#;
    expect(&codec, query, "\"authenticated\":true\n");
    let session = r#"SESSION=$(countersign starleaf login --base-url "$URL" --password-env PW)
        curl -sf -o /dev/null -w '%{http_code}' "$URL/state?session=$SESSION""#;
    expect(&codec, session, "200");
}

#[test]
fn a_printed_ankoder_command_is_accepted() {
    if skips_without("curl") {
        return;
    }
    let ankoder = Ankoder::new("ACCESS", PRIVATE_KEY).start().unwrap();
    let script = r#"countersign ankoder curl --access-key ACCESS --private-key-env PRIVATE_KEY --base-url "$URL" /video > command
        echo ' -s -o /dev/null -w %{http_code}' >> command
        tr -d '\n' < command | sh"#;
    expect(&ankoder, script, "200");
}

#[test]
fn what_a_call_prints_for_curl_is_accepted() {
    if skips_without("curl") {
        return;
    }
    let board = Device::new(PASSWORD).start().unwrap();
    let cloud = StarleafCloud::new(USER, PASSWORD)
        .iterations(10)
        .start()
        .unwrap();
    let codec = StarleafEndpoint::new(PASSWORD)
        .iterations(10)
        .start()
        .unwrap();
    let ankoder = Ankoder::new("ACCESS", PRIVATE_KEY)
        .user("demo", PASSWORD)
        .start()
        .unwrap();
    let body = r#"-d '{"show_ip": true}'"#;
    for (server, arguments, status) in [
        (
            &board,
            format!("device call --password-env PW {body} /api/settings/set_show_ip?x=1"),
            "200",
        ),
        (
            &codec,
            "starleaf call --password-env PW '/state?filter=calls'".to_owned(),
            "200",
        ),
        (
            &codec,
            r#"starleaf call --password-env PW -d '{"action": "hangup"}' /action"#.to_owned(),
            "409",
        ),
        (
            &cloud,
            "starleaf call --api cloud --username me@example.com --password-env PW /users"
                .to_owned(),
            "200",
        ),
        (
            &ankoder,
            "ankoder call --access-key ACCESS --private-key-env PRIVATE_KEY /video".to_owned(),
            "200",
        ),
        (
            &ankoder,
            "ankoder call --auth basic --username demo --password-env PW /video".to_owned(),
            "200",
        ),
        (
            &ankoder,
            "ankoder call --auth session --username demo --password-env PW /video".to_owned(),
            "200",
        ),
    ] {
        let before = server.requests().len();
        let command = format!(
            r#"countersign -q {arguments} --base-url "$URL" --curl > command
            echo ' -s -o /dev/null -w %{{http_code}}' >> command
            tr -d '\n' < command | sh"#
        );
        expect(server, &command, status);
        // a passkey is valid for one request per second, and has been used
        if !arguments.contains("--access-key") {
            let config = format!(
                r#"countersign -q {arguments} --base-url "$URL" --curl=config |
                curl -s -o /dev/null -w '%{{http_code}}' -K -"#
            );
            expect(server, &config, status);
        }
        let path = arguments.rsplit([' ', '?']).next().unwrap_or_default();
        let sent = server.requests()[before..]
            .iter()
            .filter(|request| {
                request
                    .header("user-agent")
                    .is_some_and(|agent| agent.starts_with("curl/"))
            })
            .count();
        assert!(sent > 0, "{path}");
    }
}

#[test]
fn a_file_that_is_printed_for_curl_is_named() {
    if skips_without("curl") {
        return;
    }
    let ankoder = Ankoder::new("ACCESS", PRIVATE_KEY).start().unwrap();
    let script = r#"printf 'a=b\0c' > 'the data'
        countersign ankoder call --access-key ACCESS --private-key-env PRIVATE_KEY --base-url "$URL" -d '@the data' --curl=config /job > config
        grep -o '^data-binary.*' config
        curl -s -o /dev/null -K config"#;
    expect(&ankoder, script, "data-binary = \"@the data\"\n");
    assert_eq!(ankoder.requests()[0].body, b"a=b\0c");
}

#[test]
fn a_session_is_kept_when_its_request_is_printed() {
    let cloud = StarleafCloud::new(USER, PASSWORD)
        .iterations(10)
        .start()
        .unwrap();
    let script = r#"call='countersign starleaf call --api cloud --username me@example.com --password-env PW --cookie-jar jar --curl'
        $call --base-url "$URL" /users > first
        $call --base-url "$URL" /users > second
        cmp first second"#;
    expect(&cloud, script, "");
    assert_eq!(
        (
            cloud.hits("POST", "/v1/authenticate"),
            cloud.hits("GET", "/v1/users")
        ),
        (1, 0)
    );
}
