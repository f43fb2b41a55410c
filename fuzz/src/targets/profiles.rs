//! Files of profiles: what is read becomes options of a command line, and nothing panics.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::CommandFactory;

use crate::commands::Cli;
use crate::commands::profile::Profiles;

pub fn profiles(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let profiles = || Profiles {
        path: PathBuf::from("config.toml"),
        text: text.to_owned(),
    };
    let Ok(names) = profiles().names() else {
        return;
    };
    for name in names {
        let settings = profiles()
            .find(&name)
            .ok()
            .expect("a profile that is listed");
        assert!(
            settings
                .iter()
                .all(|setting| !["password", "key", "private-key", "token"]
                    .contains(&&*setting.name))
        );
        complete(profiles, &name);
    }
}

fn complete(profiles: impl Fn() -> Profiles, name: &str) {
    let typed: [&[&str]; 2] = [
        &[
            "countersign",
            "device",
            "call",
            "--password-env",
            "PW",
            "/x",
        ],
        &[
            "countersign",
            "-v",
            "speke",
            "kid",
            "v2",
            "--content-id",
            "c",
        ],
    ];
    for typed in typed {
        let typed: Vec<OsString> = typed.iter().map(OsString::from).collect();
        let mut program = Cli::command();
        let matches = program.try_get_matches_from_mut(&typed);
        let Ok(matches) = matches.or_else(|_| {
            Cli::command()
                .ignore_errors(true)
                .try_get_matches_from(&typed)
        }) else {
            continue;
        };
        let all = profiles().complete(name, &typed, &program, &matches);
        let all = all.ok().expect("a profile that is listed").arguments;
        // what was typed is there, in order, and the rest are options
        let mut rest = typed.iter().peekable();
        for argument in &all {
            if rest.next_if_eq(&argument).is_none() {
                assert!(argument.to_string_lossy().starts_with("--"));
            }
        }
        assert_eq!(rest.next(), None);
        let _ = program.try_get_matches_from_mut(&all);
    }
}
