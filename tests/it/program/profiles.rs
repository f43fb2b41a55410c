//! Profiles: defaults for options, from a file that only its owner can write.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use countersign_simulator::{Device, Scheme as _};
use tempfile::TempDir;

use crate::common::countersign;

/// A folder with a profiles file.
struct Config {
    folder: TempDir,
}

impl Config {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("config.toml"), text).unwrap();
        Self { folder }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut program = countersign();
        program.current_dir(self.folder.path());
        program.args(["--config", "config.toml"]).args(arguments);
        program.env("PW", "demo").output().unwrap()
    }

    #[track_caller]
    fn prints(&self, arguments: &[&str], stdout: &str) {
        let run = self.run(arguments);
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(0), "{stderr}");
        assert_eq!(String::from_utf8_lossy(&run.stdout), stdout, "{stderr}");
    }

    #[track_caller]
    fn fails(&self, arguments: &[&str], status: i32, message: &str) {
        let run = self.run(arguments);
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(status), "{stderr}");
        assert!(stderr.contains(message), "{message:?} is not in: {stderr}");
        assert!(!stderr.contains("zQ7"), "a secret leaks: {stderr}");
    }
}

const KID: &str = "89f7d061-3102-4f9a-0b27-21c29405de51\n";
const SPEKE: &[&str] = &["speke", "kid", "v1", "--content-id", "film"];

#[test]
fn a_profile_completes_the_command_line() {
    let config = Config::new("[a]\ntenant-id = \"T1\"\ntimeout = 5\n[b]\ntenant-id = \"T2\"\n");
    config.prints(&[SPEKE, &["-p", "a"]].concat(), KID);
    config.prints(&[&["--profile=a"], SPEKE].concat(), KID);
    config.prints(&[&["-qp", "a"], SPEKE].concat(), KID);
}

#[test]
fn an_option_on_the_command_line_wins() {
    let config = Config::new("[b]\ntenant-id = \"T2\"\n");
    config.prints(&[SPEKE, &["-p", "b", "--tenant-id", "T1"]].concat(), KID);
}

#[test]
fn another_source_of_the_same_secret_wins() {
    let config = Config::new("[a]\npassword-file = \"missing.txt\"\n");
    let sign = |more: &[&str]| {
        let arguments = [
            &["device", "sign", "-p", "a", "--challenge", "c", "/x"],
            more,
        ];
        config.run(&arguments.concat()).status.code()
    };
    assert_eq!(sign(&[]), Some(3));
    assert_eq!(sign(&["--password-env", "PW"]), Some(0));
    assert_eq!(sign(&["-q", "--password", "x"]), Some(0));
}

#[test]
fn another_secret_wins() {
    let config = Config::new("[a]\npassword-file = \"missing.txt\"\n");
    let key = "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b";
    let respond = ["-q", "starleaf", "respond", "-p", "a", "--challenge", "aa"];
    let run = config.run(&[&respond[..], &["--key", key]].concat());
    assert_eq!(run.status.code(), Some(0), "{run:?}");
}

const CALL: &str = "device call --unsigned -p a /x";
const KEY: &str = "starleaf key -p a --salt 00 --iterations 1";
const LOGIN: &str = "starleaf login -p a";

/// What a profile says, the line at fault, and how the run ends.
const REFUSED: [(&str, &str, usize, i32, &str); 13] = [
    (
        CALL,
        "timeout = 'soon'",
        2,
        2,
        "invalid value 'soon' for '--timeout <SECONDS>'",
    ),
    (
        CALL,
        "timeout = -1",
        2,
        2,
        "invalid value '-1' for '--timeout <SECONDS>'",
    ),
    (
        CALL,
        "base-url = 'board'",
        2,
        2,
        "error: --base-url has no scheme",
    ),
    (
        CALL,
        "\nbase-url = 'ftp://board'",
        3,
        2,
        "error: --base-url is not",
    ),
    (
        CALL,
        "base-url = 'http://a'\npinnedpubkey = 'x'",
        3,
        2,
        "error: --pinnedpubkey is",
    ),
    (
        CALL,
        "base-url = 'http://a'\nproxy = 'ftp://x'",
        3,
        2,
        "error: --proxy",
    ),
    (
        CALL,
        "base-url = 'https://a'\ncacert = 'x'",
        3,
        3,
        "error: --cacert",
    ),
    (
        KEY,
        "password-env = 'NO_SUCH'",
        2,
        3,
        "error: --password-env names",
    ),
    (
        KEY,
        "password-file = 'no-such'",
        2,
        3,
        "error: --password-file names",
    ),
    (
        KEY,
        "password-command = 'false'",
        2,
        3,
        "error: --password-command failed",
    ),
    (
        LOGIN,
        "api = 'clod'",
        2,
        2,
        "invalid value 'clod' for '--api <API>'",
    ),
    (
        LOGIN,
        "base-url = 'http://a'\nusername = 'me'",
        3,
        2,
        "error: --username goes",
    ),
    (
        "ankoder call -p a /x",
        "username = 'me'",
        2,
        2,
        "error: --username goes",
    ),
];

/// Nobody typed the option that the error names.
#[test]
fn a_value_that_is_refused_is_traced_to_its_line() {
    for (command, text, line, status, message) in REFUSED {
        let command: Vec<_> = command.split(' ').collect();
        let config = Config::new(&format!("[a]\n{text}\n"));
        config.fails(&command, status, message);
        let from = format!("comes from the profile 'a' in 'config.toml', line {line}\n");
        config.fails(&command, status, &from);
    }
}

#[test]
fn a_value_that_was_typed_is_not_traced_to_the_profile() {
    let config = Config::new("[a]\ntimeout = 5\nbase-url = 'http://board'\n");
    let call = [
        "device",
        "call",
        "--unsigned",
        "-p",
        "a",
        "/x",
        "--timeout=soon",
    ];
    let run = config.run(&call);
    assert_eq!(run.status.code(), Some(2), "{run:?}");
    assert!(
        !String::from_utf8_lossy(&run.stderr).contains("profile"),
        "{run:?}"
    );
}

#[test]
fn a_live_call_takes_server_and_password_from_its_profile() {
    let board = Device::new("demo").start().unwrap();
    let config = Config::new(&format!(
        "[board]\nbase-url = \"{}\"\npassword-env = \"PW\"\n",
        board.url()
    ));
    let call = ["device", "call", "-p", "board", "/api/auth/password_check"];
    let run = config.run(&call);
    assert_eq!(run.status.code(), Some(0), "{run:?}");
    assert_eq!(board.hits("GET", "/api/auth/password_check"), 1);
}

#[test]
fn a_profile_named_like_a_command_is_a_profile() {
    let config = Config::new("[speke]\ntenant-id = \"T1\"\n");
    config.prints(&[&["-p", "speke"], SPEKE].concat(), KID);
}

#[test]
fn no_file_is_read_unless_a_profile_is_named() {
    let config = Config::new("this is not TOML");
    config.prints(&[SPEKE, &["--tenant-id", "T1"]].concat(), KID);
    config.fails(
        &[SPEKE, &["-p", "a"]].concat(),
        3,
        "line 1: not valid TOML: ",
    );
}

#[test]
fn errors_name_the_line_but_show_no_secrets() {
    let command = [SPEKE, &["-p", "a"]].concat();
    for (text, message) in [
        (
            "[a]\npassword = \"zQ7\"\n",
            "line 2: 'password' is a secret",
        ),
        (
            "[a]\nprivate-key = 'zQ7'\n",
            "hint: say where it is: private-key-file",
        ),
        (
            "[a]\n\ntennant-id = \"T\"\n",
            "line 3: a profile has no option 'tennant-id'",
        ),
        (
            "[a]\ntenant-id = true\n",
            "'tenant-id' is neither text nor a number",
        ),
        (
            "timeout = 5\n[a]\n[b]\nkey = 'zQ7'",
            "line 1: an option stands outside a profile",
        ),
        ("[a]\ntoken = \"zQ7", "line 2: not valid TOML: "),
        (
            "[a]\ntenant_id = \"T\"\n",
            "hint: did you mean 'tenant-id'?",
        ),
        (
            "[a]\npasword-env = \"PW\"\n",
            "hint: did you mean 'password-env'?",
        ),
        ("[a]\nmethod = \"PUT\"\n", "hint: its options are: "),
        (
            "[a]\ntenant-id = zQ7\n",
            "line 2: not valid TOML: string values must be quoted",
        ),
        ("[a]\n[a]\n", "line 2: not valid TOML: duplicate key"),
        ("[b]\n[c]\n", "has no profile of this name"),
        ("[b]\n[c]\n", "hint: its profiles are: b, c"),
    ] {
        Config::new(text).fails(&command, 3, message);
    }
}

/// `-password=SECRET`, with one hyphen, is `-p assword=SECRET` to the parser.
#[test]
fn a_secret_mistaken_for_a_profile_name_is_not_shown() {
    let config = Config::new("[b]\n");
    let sign = |flag| ["device", "sign", "--challenge", "c", flag, "/x"];
    config.fails(&sign("-passwordzQ7"), 3, "has no profile of this name");
    config.fails(&sign("-passwordzQ7"), 3, "hint: its profiles are: b");
    for flag in ["-password=zQ7", "-private-key=zQ7"] {
        config.fails(&sign(flag), 2, "a long option begins with two hyphens: --p");
    }
}

#[test]
fn a_missing_file_is_named() {
    let config = Config::new("");
    fs::remove_file(config.file()).unwrap();
    config.fails(
        &[SPEKE, &["-p", "a"]].concat(),
        3,
        "'config.toml' cannot be read",
    );
    config.fails(
        &["profiles"],
        3,
        "hint: 'countersign profiles --help' shows what to write into it",
    );
}

#[test]
fn what_is_no_text_file_is_told() {
    let config = Config::new("");
    fs::write(config.file(), b"[a]\n\xff").unwrap();
    config.fails(&["profiles"], 3, "is not valid UTF-8 at byte 5");
    fs::remove_file(config.file()).unwrap();
    fs::create_dir(config.file()).unwrap();
    config.fails(&["profiles"], 3, "cannot be read: is a directory");
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_write_is_rejected() {
    use std::os::unix::fs::PermissionsExt;

    let config = Config::new("[a]\ntenant-id = \"T1\"\n");
    for mode in [0o620, 0o602, 0o666] {
        fs::set_permissions(config.file(), fs::Permissions::from_mode(mode)).unwrap();
        config.fails(&[SPEKE, &["-p", "a"]].concat(), 3, "others can write it");
        config.fails(&["profiles"], 3, "others can write it");
    }
}

#[test]
fn profiles_are_listed_in_the_order_of_the_file() {
    let config = Config::new("[z]\n[a]\ntimeout = 2.5\n[m]\n");
    config.prints(&["profiles"], "z\na\nm\n");
    Config::new("").prints(&["profiles"], "");
}

#[test]
fn the_default_file_is_in_the_config_folder() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/countersign");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), "[here]\n").unwrap();
    let run = countersign()
        .arg("profiles")
        .env("HOME", home.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&run.stdout), "here\n", "{run:?}");
}

#[test]
fn options_that_conflict_with_the_command_line_are_not_taken_from_the_profile() {
    let board = Device::new("demo").start().unwrap();
    let config = Config::new(&format!(
        "[board]\nbase-url = \"{}\"\npassword-env = \"PW\"\n",
        board.url()
    ));
    let call = [
        "device",
        "call",
        "-p",
        "board",
        "/api/version",
        "--unsigned",
    ];
    config.prints(&call, "{\"version\": \"1.0.0\"}");
    assert_eq!(board.requests().len(), 1);
}
