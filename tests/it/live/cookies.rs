//! The cookie file between runs, and between the program and curl.

use std::fs;
use std::path::PathBuf;
use std::process::Child;

use crate::live::{PASSWORD, Run, program, run};
use countersign_simulator::{Fault, Handle, Scheme as _, StarleafCloud};

const USER: &str = "me@example.com";

fn cloud() -> Handle {
    StarleafCloud::new(USER, PASSWORD)
        .iterations(10)
        .start()
        .unwrap()
}

fn arguments<'a>(verb: &'a str, cloud: &'a Handle, jar: &'a str) -> Vec<&'a str> {
    let mut arguments = vec![
        "starleaf",
        verb,
        "--api",
        "cloud",
        "--base-url",
        cloud.url(),
        "--username",
        USER,
    ];
    arguments.extend(["--password-env", "PW", "--cookie-jar", jar]);
    arguments.extend((verb == "call").then_some("/users"));
    arguments
}

fn starleaf(verb: &str, cloud: &Handle, jar: &str) -> Run {
    run(&arguments(verb, cloud, jar))
}

fn jar() -> (tempfile::TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jar");
    let text = path.to_str().unwrap().to_owned();
    (folder, path, text)
}

#[test]
#[cfg(unix)]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let (_folder, path, text) = jar();
    fs::write(&path, "# Netscape HTTP Cookie File\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(starleaf("login", &cloud(), &text).status, 0);
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn a_broken_line_is_reported_before_anything_is_sent_and_stays() {
    let (_folder, path, text) = jar();
    let broken =
        "# Netscape HTTP Cookie File\nh\tFALSE\t/\tFALSE\t0\ta\tb\nzQ9-token is no cookie\n";
    fs::write(&path, broken).unwrap();
    let cloud = cloud();
    for verb in ["login", "call"] {
        starleaf(verb, &cloud, &text).expect(3, "is broken at line 3: it has not seven fields", "");
    }
    assert_eq!(
        (
            cloud.connections(),
            fs::read_to_string(&path).unwrap().as_str()
        ),
        (0, broken)
    );
}

#[test]
fn other_cookies_stay_and_expired_ones_go() {
    let (_folder, path, text) = jar();
    fs::write(&path, "other.example.com\tFALSE\t/\tTRUE\t4102444800\tkept\tv\n.example.com\tTRUE\t/\tFALSE\t1\tgone\tv\n").unwrap();
    assert_eq!(starleaf("login", &cloud(), &text).status, 0);
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("other.example.com\tFALSE\t/\tTRUE\t4102444800\tkept\tv\n")
            && !text.contains("gone"),
        "{text}"
    );
}

#[test]
fn domain_path_and_secure_are_honoured() {
    let (_folder, path, text) = jar();
    let lines = [
        "127.0.0.1\tFALSE\t/\tFALSE\t0\tsent\t1",
        "127.0.0.1\tFALSE\t/v1/users\tFALSE\t0\tlonger\t2",
        "127.0.0.1\tFALSE\t/v1/use\tFALSE\t0\tshorter\t3",
        "127.0.0.1\tFALSE\t/\tTRUE\t0\tsecure\t4",
        "127.0.0.1\tFALSE\t/\tFALSE\t1\texpired\t5",
        ".0.0.1\tTRUE\t/\tFALSE\t0\tdomain\t6",
        "example.com\tFALSE\t/\tFALSE\t0\tforeign\t7",
    ];
    fs::write(&path, lines.join("\n")).unwrap();
    let cloud = cloud();
    starleaf("call", &cloud, &text);
    assert_eq!(
        cloud.requests()[0].header("cookie").as_deref(),
        Some("longer=2; sent=1")
    );
}

#[test]
fn a_hundred_cookies_are_kept_and_those_of_others_are_not() {
    let (_folder, path, text) = jar();
    let cloud = cloud();
    let names: Vec<_> = (0..100)
        .map(|number| format!("c{number}=v{number}; Path=/; Max-Age=1000"))
        .collect();
    let mut headers: Vec<_> = names
        .iter()
        .map(|cookie| ("Set-Cookie", cookie.as_str()))
        .collect();
    headers.extend([
        ("Set-Cookie", "foreign=1; Domain=example.com"),
        ("Set-Cookie", "zone=1; Domain=0.0.1"),
        ("Set-Cookie", "deleted=1; Max-Age=0"),
        ("Set-Cookie", "c99=; Max-Age=-1; Path=/"),
    ]);
    cloud.inject(Fault::answer(204, &headers, b"").on("/v1/authenticate"));
    assert_eq!(starleaf("login", &cloud, &text).status, 0);
    let jar = fs::read_to_string(&path).unwrap();
    assert_eq!(
        jar.lines()
            .filter(|line| line.starts_with("127.0.0.1\tFALSE\t/\tFALSE\t"))
            .count(),
        99,
        "{jar}"
    );
    assert!(
        !jar.contains("foreign") && !jar.contains("zone") && !jar.contains("deleted"),
        "{jar}"
    );
    starleaf("call", &cloud, &text);
    let sent = cloud
        .requests()
        .iter()
        .find(|request| request.path() == "/v1/users")
        .unwrap()
        .header("cookie")
        .unwrap()
        .into_owned();
    assert_eq!(sent.split("; ").count(), 99);
}

#[test]
fn many_runs_at_once_do_not_lose_each_others_cookies() {
    let (_folder, path, text) = jar();
    let clouds: Vec<_> = (0..12).map(|_| cloud()).collect();
    for (number, cloud) in clouds.iter().enumerate() {
        let cookie = format!("run{number}=1; Path=/");
        cloud.inject(Fault::answer(204, &[("Set-Cookie", &cookie)], b"").on("/v1/authenticate"));
    }
    let children: Vec<Child> = clouds
        .iter()
        .map(|cloud| program(&arguments("login", cloud, &text)).spawn().unwrap())
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let jar = fs::read_to_string(&path).unwrap();
    for number in 0..clouds.len() {
        assert!(
            jar.contains(&format!("\trun{number}\t1\n")),
            "{number} is lost: {jar}"
        );
    }
}

#[test]
fn a_link_leads_to_the_file_that_is_replaced() {
    let (folder, path, _) = jar();
    let link = folder.path().join("link");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&path, &link).unwrap();
    fs::write(&path, "").unwrap();
    assert_eq!(
        starleaf("login", &cloud(), link.to_str().unwrap()).status,
        0
    );
    assert!(
        fs::symlink_metadata(&link).unwrap().is_symlink()
            && fs::metadata(&path).unwrap().len() > 100
    );
}

#[test]
fn a_jar_that_cannot_be_written_is_said_so() {
    let (folder, ..) = jar();
    let nowhere = folder.path().join("no/such/jar");
    let cloud = cloud();
    for verb in ["login", "call"] {
        starleaf(verb, &cloud, nowhere.to_str().unwrap()).expect(1, "--cookie-jar: ", "");
    }
    let locked = folder.path().join("locked");
    fs::create_dir(folder.path().join(".locked.lock")).unwrap();
    for verb in ["login", "call"] {
        starleaf(verb, &cloud, locked.to_str().unwrap()).expect(
            1,
            "locked' cannot be written: is a directory",
            "",
        );
    }
    assert_eq!(cloud.connections(), 0, "all before anything is sent");
    let unreadable = folder.path().join("loop");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&unreadable, &unreadable).unwrap();
    starleaf("login", &cloud, unreadable.to_str().unwrap()).expect(3, "cannot be read", "");
}

#[test]
fn the_answer_is_there_though_the_jar_cannot_be_written() {
    let (folder, _, text) = jar();
    let cloud = cloud();
    assert_eq!(starleaf("login", &cloud, &text).status, 0);
    fs::remove_file(folder.path().join(".jar.lock")).unwrap();
    fs::create_dir(folder.path().join(".jar.lock")).unwrap();
    let out = folder.path().join("out");
    for _ in 0..2 {
        cloud.inject(Fault::answer(200, &[("Set-Cookie", "new=cookie")], b"done").on("/v1/users"));
    }
    starleaf("call", &cloud, &text).expect(1, "jar' cannot be written: is a directory", "done");
    let run = run(&[
        &arguments("call", &cloud, &text)[..],
        &["-o", out.to_str().unwrap()],
    ]
    .concat());
    run.expect(1, "jar' cannot be written", "");
    assert_eq!(fs::read(&out).unwrap(), b"done");
    cloud.inject(Fault::answer(404, &[("Set-Cookie", "new=cookie")], b"none").on("/v1/users"));
    starleaf("call", &cloud, &text).expect(5, "404 Not Found", "none");
}
