//! Salt and iterations: from options, or from the server's JSON response.

use countersign::starleaf::{Iterations, Salt};

use crate::clients::http::Fields;
use crate::clients::starleaf::ChallengeFields;
use crate::terminal::Failure;
use crate::terminal::input::FileArg;

/// What a key is derived with.
#[derive(clap::Args)]
#[command(next_help_heading = "Request")]
pub(super) struct DerivationArgs {
    /// The salt, in hex
    #[arg(long, value_name = "HEX", conflicts_with = "from")]
    salt: Option<String>,
    /// The number of PBKDF2 iterations, 1 to 4294967295
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "from",
        allow_negative_numbers = true,
        value_parser = iterations
    )]
    iterations: Option<Iterations>,
    /// Read salt, iterations and challenge from the server's JSON response in a file, or - for standard input
    #[arg(long, value_name = "FILE", value_parser = FileArg::parser())]
    from: Option<FileArg>,
}

impl DerivationArgs {
    /// Whether --salt or --iterations is given.
    pub(super) fn is_given(&self) -> bool {
        self.salt.is_some() || self.iterations.is_some()
    }

    /// The server's response, if --from names it.
    pub(super) fn fields(&self) -> Result<Option<ChallengeFields>, Failure> {
        let read = |file: &FileArg| Fields::new("--from", file.read_json("--from")?);
        let fields = self.from.as_ref().map(read).transpose()?;
        Ok(fields.map(ChallengeFields::new))
    }

    /// Salt and iterations, of the server's response or of the options.
    pub(super) fn parameters(
        &self,
        fields: Option<&ChallengeFields>,
    ) -> Result<(Salt, Iterations), Failure> {
        if let Some(fields) = fields {
            return Ok((fields.salt()?, fields.iterations()?));
        }
        let missing = |flag| {
            Failure::usage(format!("{flag} is missing"))
                .hint("give --salt and --iterations, or --from with the server's response")
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
