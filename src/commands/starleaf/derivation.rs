//! Salt and iterations: from options, or from the server's JSON response.

use countersign::starleaf::{Iterations, Salt};

use crate::clients::http::Fields;
use crate::clients::starleaf::ChallengeFields;
use crate::commands::args::secret;
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
    /// --salt or --iterations, if one of them is given.
    pub(super) fn given(&self) -> Option<&'static str> {
        let salt = self.salt.as_ref().map(|_| "--salt");
        salt.or(self.iterations.map(|_| "--iterations"))
    }

    /// Whether --from names the server's response.
    pub(super) fn has_response(&self) -> bool {
        self.from.is_some()
    }

    /// Which of --salt and --iterations are missing.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let salt = self.salt.is_none().then_some("--salt");
        let iterations = self.iterations.is_none().then_some("--iterations");
        let missing = salt.into_iter().chain(iterations);
        missing.filter(|_| !self.has_response()).collect()
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
        let (Some(salt), Some(iterations)) = (&self.salt, self.iterations) else {
            return Err(missing(&self.missing(), &[]));
        };
        let salt = Salt::from_hex(salt).map_err(|error| Failure::malformed("--salt", &error))?;
        Ok((salt, iterations))
    }
}

/// Some of what the server sent is missing, and the secret if there are names that it may have.
pub(super) fn missing(options: &[&str], secrets: &[&str]) -> Failure {
    secret::missing(options, secrets).hint(
        "what the server sent can be read as a whole with --from, from a file or - for standard input",
    )
}

/// Reads a number of iterations.
pub(super) fn iterations(text: &str) -> Result<Iterations, &'static str> {
    text.parse()
        .map_err(|_| "not a number from 1 to 4294967295")
}
