//! `countersign ankoder login`.

use super::BASE_URL;
use crate::clients::ankoder::{Ankoder, Auth, LOGIN_PATH, Login};
use crate::clients::{Client as _, SessionClient as _};
use crate::commands::args::connection::ConnectionArgs;
use crate::commands::args::jar::JarArgs;
use crate::commands::args::output::OutputArgs;
use crate::commands::args::secret::PasswordArgs;
use crate::commands::args::target;
use crate::terminal::{Console, Failure};

const AFTER_HELP: &str = "\
Examples:
  Against the service, or countersign-simulator ankoder; the session is for
  curl as well:

  countersign ankoder login --username me --password-file password.txt \\
      --cookie-jar cookies.txt
  curl -b cookies.txt http://api.ankoder.com/profile.xml";

/// Log in and keep the session
///
/// Sends the user name and the password as a form, in the clear unless the URL is https, and writes the cookies of the session to --cookie-jar, in
/// curl's format. If the login is refused, nothing is written.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP, next_help_heading = "Request")]
pub(crate) struct Args {
    /// The user name
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    username: String,
    /// The URL of the service
    #[arg(long, value_name = "URL", default_value = BASE_URL)]
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
        let logins = target::base_url(&self.base_url)?.join(LOGIN_PATH);
        let jar = self.jar.open()?;
        self.jar.warn_if_none(console);
        let mut login = Login {
            username: self.username,
            password: self.password.read_for(logins.authority(), console)?,
        };
        let settings = self.connection.settings()?;
        let mut client = Ankoder::new(logins, Auth::Session, jar, settings, console)?;
        let reply = client.login(&mut login)?;
        if reply.is_failure() {
            return OutputArgs::default().deliver(reply, console);
        }
        client.save()
    }
}
