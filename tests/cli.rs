//! The program as users run it: each case file holds commands, their statuses and all they print. `TRYCMD=overwrite cargo test --test cli`
//! rewrites the expectations.

#![allow(clippy::expect_used, reason = "a test ends there")]

#[test]
fn cases() {
    std::env::set_current_dir("tests/cli/files")
        .expect("the folder of the files that the cases read");
    trycmd::TestCases::new()
        .env("PW", "secret")
        .env("DEVICE_PW", "your-password")
        .env(
            "KEY",
            "59171411b5aeefff64a9d8b33b2b4fee2d5ba877e0d31e8e9466b67850a35d51",
        )
        .env("PRIVATE_KEY", "ANKODER_PRIVATE_KEY")
        .env("EMPTY", "")
        .env("COLUMNS", "100")
        .case("../*/*.trycmd");
}
