//! Salt, iterations and challenge: from options, or from the JSON that the server answered.

use countersign::starleaf::{Iterations, Salt};

use crate::clients::http::Fields;
use crate::clients::starleaf::Question;
use crate::terminal::Failure;
use crate::terminal::input::FileArg;

/// What a key is derived with.
#[derive(clap::Args)]
pub(super) struct DerivationArgs {
    /// The salt, in hex
    #[arg(
        long,
        value_name = "HEX",
        help_heading = "Request",
        conflicts_with = "from"
    )]
    salt: Option<String>,
    /// How many rounds of PBKDF2, 1 to 4294967295
    #[arg(
        long,
        value_name = "N",
        help_heading = "Request",
        conflicts_with = "from",
        allow_negative_numbers = true,
        value_parser = iterations
    )]
    iterations: Option<Iterations>,
    /// Read them from the server's JSON answer in a file, or - for standard input
    #[arg(long, value_name = "FILE", help_heading = "Request", value_parser = FileArg::parser())]
    from: Option<FileArg>,
}

impl DerivationArgs {
    /// Whether an option names a salt or iterations; a server's answer that names them too may serve for its challenge alone.
    pub(super) fn is_given(&self) -> bool {
        self.salt.is_some() || self.iterations.is_some()
    }

    /// Reads the server's answer, if the options name it.
    pub(super) fn answer(&self) -> Result<Option<Question>, Failure> {
        let read =
            |file: &FileArg| Fields::new("--from", file.read_json("--from")?).map(Question::new);
        self.from.as_ref().map(read).transpose()
    }

    /// Salt and iterations, of the server's answer or of the options.
    pub(super) fn parameters(
        &self,
        answer: Option<&Question>,
    ) -> Result<(Salt, Iterations), Failure> {
        if let Some(answer) = answer {
            return Ok((answer.salt()?, answer.iterations()?));
        }
        let missing = |flag| {
            Failure::usage(format!("{flag} is missing"))
                .hint("give --salt and --iterations, or --from with the server's answer")
        };
        let salt = self.salt.as_ref().ok_or_else(|| missing("--salt"))?;
        let salt = Salt::from_hex(salt).map_err(|error| Failure::malformed("--salt", &error))?;
        Ok((
            salt,
            self.iterations.ok_or_else(|| missing("--iterations"))?,
        ))
    }
}

/// Reads a number of iterations.
pub(super) fn iterations(text: &str) -> Result<Iterations, &'static str> {
    text.parse()
        .map_err(|_| "not a number from 1 to 4294967295")
}
