//! The cookie file between runs, and between the program and curl.

use std::fs;
use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::live::{PASSWORD, Raw, Run, program, read_request, respond, run};
use countersign_simulator::{Ankoder, Fault, Handle, Scheme as _, StarleafCloud};

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
fn curls_option_names_are_accepted() {
    let (cloud, (_folder, _, text)) = (cloud(), jar());
    assert_eq!(starleaf("login", &cloud, &text).status, 0);
    for flags in [
        &["-b", &text][..],
        &["-c", &text],
        &["-b", &text, "-c", &text],
    ] {
        let call = [
            "starleaf",
            "call",
            "-sSf",
            "--api",
            "cloud",
            "--base-url",
            cloud.url(),
        ];
        let run = run(&[&call, flags, &["/users"]].concat());
        assert_eq!(run.status, 0, "{flags:?}");
    }
}

#[test]
#[cfg(unix)]
fn only_the_owner_can_read_the_jar() {
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
fn a_malformed_jar_is_reported_before_anything_is_sent_and_is_unchanged() {
    let (_folder, path, text) = jar();
    let broken =
        "# Netscape HTTP Cookie File\nh\tFALSE\t/\tFALSE\t0\ta\tb\nzQ9-token is no cookie\n";
    fs::write(&path, broken).unwrap();
    let cloud = cloud();
    for verb in ["login", "call"] {
        starleaf(verb, &cloud, &text).expect(
            3,
            "is malformed at line 3: it does not have seven fields",
            "",
        );
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
fn other_cookies_are_kept_and_expired_ones_removed() {
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
fn domain_path_and_secure_are_honored() {
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
fn a_hundred_cookies_are_kept_but_not_those_of_other_hosts() {
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
    cloud.inject(Fault::respond(204, &headers, b"").on("/v1/authenticate"));
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
fn concurrent_runs_do_not_lose_each_others_cookies() {
    let (_folder, path, text) = jar();
    let clouds: Vec<_> = (0..24).map(|_| cloud()).collect();
    for (number, cloud) in clouds.iter().enumerate() {
        let cookie = format!("run{number}=1; Path=/");
        cloud.inject(Fault::respond(204, &[("Set-Cookie", &cookie)], b"").on("/v1/authenticate"));
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
fn a_symbolic_link_is_followed_to_the_file_to_replace() {
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
fn a_jar_that_cannot_be_written_is_an_error() {
    let (folder, ..) = jar();
    let nowhere = folder.path().join("no/such/jar");
    let cloud = cloud();
    for verb in ["login", "call"] {
        starleaf(verb, &cloud, nowhere.to_str().unwrap()).expect(1, "--cookie-jar: ", "");
    }
    assert_eq!(cloud.connections(), 0, "before anything is sent");
    let unreadable = folder.path().join("loop");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&unreadable, &unreadable).unwrap();
    starleaf("login", &cloud, unreadable.to_str().unwrap()).expect(3, "cannot be read", "");
}

/// Not even root can create a file in /proc.
#[test]
#[cfg(target_os = "linux")]
fn an_unwritable_folder_is_an_error_before_anything_is_sent() {
    let cloud = cloud();
    for verb in ["login", "call"] {
        starleaf(verb, &cloud, "/proc/jar").expect(
            1,
            "--cookie-jar: '/proc/jar' cannot be written",
            "",
        );
    }
    assert_eq!(cloud.connections(), 0);
}

/// A server that removes the jar's folder during a request, and responds with this status.
fn server_that_removes(folder: PathBuf, status: &'static str) -> Raw {
    Raw::start(move |_, mut stream| {
        while read_request(&mut stream).is_some() {
            let _ = fs::remove_dir_all(&folder);
            let new = "Set-Cookie: new=cookie; Path=/\r\n";
            respond(&mut stream, status, new, "done");
        }
    })
}

#[test]
fn the_response_is_written_even_if_the_jar_cannot_be() {
    let (folder, ..) = jar();
    let out = folder.path().join("out");
    for (status, arguments, expected, stdout) in [
        ("200 OK", &[][..], 1, "done"),
        ("200 OK", &["-o", out.to_str().unwrap()], 1, ""),
        ("404 Not Found", &[], 5, "done"),
    ] {
        let nested = folder.path().join("nested");
        fs::create_dir(&nested).unwrap();
        let jar = nested.join("jar");
        fs::write(&jar, "127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\tv\n").unwrap();
        let server = server_that_removes(nested, status);
        let call = [
            "starleaf",
            "call",
            "--api",
            "cloud",
            "--base-url",
            &server.url,
        ];
        let jar = ["--cookie-jar", jar.to_str().unwrap(), "/users"];
        let message = if expected == 1 {
            "jar' cannot be written: no such file or directory"
        } else {
            "404 Not Found"
        };
        run(&[&call[..], &jar, arguments].concat()).expect(expected, message, stdout);
    }
    assert_eq!(fs::read(&out).unwrap(), b"done");
}

/// Files that another user creates next to the jar do no harm, and no file is left behind.
#[test]
#[cfg(unix)]
fn files_next_to_the_jar_cannot_be_used_to_interfere() {
    let (folder, path, text) = jar();
    let lock = folder.path().join(".jar.lock");
    let status = std::process::Command::new("mkfifo").arg(&lock).status();
    assert!(status.unwrap().success());
    assert_eq!(starleaf("login", &cloud(), &text).status, 0);
    fs::remove_file(&lock).unwrap();
    let elsewhere = folder.path().join("elsewhere");
    std::os::unix::fs::symlink(&elsewhere, &lock).unwrap();
    assert_eq!(starleaf("login", &cloud(), &text).status, 0);
    assert!(!elsewhere.exists());
    fs::remove_file(&lock).unwrap();
    assert_eq!(starleaf("login", &cloud(), &text).status, 0);
    let files: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files, [path]);
}

#[test]
#[cfg(unix)]
fn the_wait_for_another_programs_lock_is_limited() {
    let (folder, _, text) = jar();
    let held = fs::File::open(folder.path()).unwrap();
    held.lock().unwrap();
    let cloud = cloud();
    starleaf("login", &cloud, &text).expect(
        1,
        "jar' cannot be written: another program has locked its folder",
        "",
    );
    assert_eq!(cloud.connections(), 0);
}

#[test]
fn a_login_that_sets_no_new_cookie_fails() {
    let (_folder, path, text) = jar();
    let cloud = cloud();
    assert_eq!(starleaf("login", &cloud, &text).status, 0);
    for headers in [&[][..], &[("Set-Cookie", "gone=; Max-Age=0; Path=/")]] {
        cloud.inject(Fault::respond(204, headers, b"").on("/v1/authenticate"));
        starleaf("login", &cloud, &text).expect(3, "set no usable cookie", "");
    }
    let ankoder = Ankoder::new("k", "p").start().unwrap();
    ankoder.inject(Fault::respond(200, &[], b"").on("/auth/login"));
    fs::write(&path, "127.0.0.1\tFALSE\t/\tFALSE\t0\told\tv\n").unwrap();
    let login = [
        "ankoder",
        "login",
        "--username",
        "u",
        "--password-env",
        "PW",
    ];
    let to = ["--base-url", ankoder.url(), "--cookie-jar", &text];
    run(&[&login[..], &to].concat()).expect(3, "set no usable cookie", "");
}

#[test]
fn cookies_that_rfc_6265bis_rejects_are_not_kept() {
    let (_folder, path, text) = jar();
    let secure = "127.0.0.1\tFALSE\t/v1\tTRUE\t0\tshadowed\tsafe\n";
    fs::write(&path, secure).unwrap();
    let cloud = cloud();
    let headers = [
        ("Set-Cookie", "insecure=1; Secure; Path=/"),
        ("Set-Cookie", "__Secure-a=1; Path=/"),
        ("Set-Cookie", "__Host-b=1; Path=/"),
        ("Set-Cookie", "shadowed=1; Path=/v1/users"),
        ("Set-Cookie", "kept=1; Path=/"),
    ];
    cloud.inject(Fault::respond(204, &headers, b"").on("/v1/authenticate"));
    let login = run(&[&arguments("login", &cloud, &text)[..], &["-v"]].concat());
    assert_eq!(
        (login.status, login.stderr.matches("not kept: it ").count()),
        (0, 4),
        "{}",
        login.stderr
    );
    let expected =
        format!("# Netscape HTTP Cookie File\n{secure}127.0.0.1\tFALSE\t/\tFALSE\t0\tkept\t1\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

#[test]
fn a_control_character_is_malformed() {
    let (_folder, path, text) = jar();
    let cloud = cloud();
    for line in [
        "127.0.0.1\tFALSE\t/\tFALSE\t0\ta\tzQ9\u{1}",
        "127.0.0.1\tFALSE\t/\u{7f}\tFALSE\t0\ta\tb",
    ] {
        fs::write(&path, line).unwrap();
        for verb in ["login", "call"] {
            starleaf(verb, &cloud, &text).expect(
                3,
                "is malformed at line 1: it has a control character",
                "",
            );
        }
    }
    assert_eq!(cloud.connections(), 0);
}

#[test]
fn a_jar_of_a_hundred_thousand_cookies_takes_linear_time() {
    let (_folder, path, text) = jar();
    let lines = (0..100_000)
        .map(|number| format!("h{number}.example.com\tFALSE\t/\tFALSE\t0\tc\tv{number}\n"));
    fs::write(&path, lines.collect::<String>()).unwrap();
    let cloud = cloud();
    let cookies: Vec<_> = (0..50)
        .map(|number| format!("c{number}=v{number}; Path=/"))
        .collect();
    let headers: Vec<_> = cookies
        .iter()
        .map(|cookie| ("Set-Cookie", cookie.as_str()))
        .collect();
    cloud.inject(Fault::respond(204, &headers, b"").on("/v1/authenticate"));
    let start = Instant::now();
    let login = run(&[&arguments("login", &cloud, &text)[..], &["-v"]].concat());
    assert_eq!(login.status, 0, "{}", login.stderr);
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 100_051);
}
