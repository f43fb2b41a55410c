//! The program as users run it.

mod bad_input;
mod cases;
mod curl;
mod generated;
mod help;
mod leaks;
mod messages;
mod packaging;
mod profiles;
mod prompts;
mod readme;
mod recipes;
