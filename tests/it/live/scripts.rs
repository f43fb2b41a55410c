//! Scripts with the real curl: what the program prints goes straight into it, and the cookie file serves both.

use std::process::{Command, Output};

use crate::common::{clean, skips_without};
use crate::live::{PASSWORD, PRIVATE_KEY};
use countersign_simulator::{
    Ankoder, Device, Handle, Scheme as _, StarleafCloud, StarleafEndpoint,
};

const USER: &str = "me@example.com";

/// Runs a script with the server's URL, and with a folder of its own.
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
fn the_cookies_of_a_login_serve_curl_and_the_other_way_round() {
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
    // curl writes the jar anew, and the program goes on with it
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
