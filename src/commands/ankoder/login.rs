//! `countersign ankoder login`.

use super::{BASE_URL, LOGIN_PATH};
use crate::clients::Stop;
use crate::clients::ankoder::{Ankoder, Login};
use crate::clients::http::Http;
use crate::commands::args::connection::ConnectionArgs;
use crate::commands::args::jar::JarArgs;
use crate::commands::args::reply::ReplyArgs;
use crate::commands::args::secret::PasswordArgs;
use crate::request::Target;
use crate::terminal::{Console, Failure};

const AFTER_HELP: &str = "\
Examples:
  Against the service, or countersign-simulator ankoder; the session is for
  curl as well:

  countersign ankoder login --username me --password-file password.txt \\
      --cookie-jar cookies.txt
  curl -b cookies.txt http://api.ankoder.com/profile.xml";

/// Log in, and keep the session
///
/// Sends name and password as a form, in the clear where the service is not encrypted, and writes the session's cookies to --cookie-jar, in the format
/// that curl reads. A refused login keeps no cookie, though the service sets one.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The user's name
    #[arg(
        long,
        value_name = "NAME",
        allow_hyphen_values = true,
        help_heading = "Request"
    )]
    username: String,
    /// Where the service is
    #[arg(long, value_name = "URL", default_value = BASE_URL, help_heading = "Request")]
    base_url: String,
    #[command(flatten)]
    jar: JarArgs,
    #[command(flatten)]
    connection: ConnectionArgs,
    #[command(flatten)]
    password: PasswordArgs,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let logins = Target::new(LOGIN_PATH, Some(&self.base_url))?;
        logins.uri()?;
        let jar = self.jar.open(console)?;
        self.jar.warn_if_none(console);
        let login = Login {
            username: self.username,
            password: self.password.read(console)?,
        };
        let http = Http::new(&logins, self.connection.settings(), console)?;
        match Ankoder::new(http, logins, jar).login(&login) {
            Ok(()) => Ok(()),
            Err(stop) => ReplyArgs::default().deliver(Stop::reply(Err(stop))?, console),
        }
    }
}
