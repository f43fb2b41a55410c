//! `countersign device challenge`.

use crate::clients::SessionClient as _;
use crate::clients::device::{CHALLENGE_PATH, Device};
use crate::commands::args::connection::ConnectionArgs;
use crate::commands::args::output::OutputArgs;
use crate::commands::args::target;
use crate::terminal::{Console, Failure, Output};

const AFTER_HELP: &str = "\
Examples:
  Against a board, or countersign-simulator device --password demo:

  countersign device challenge http://127.0.0.1:8042

  Sign with it by hand, and let curl send the request:

  countersign device challenge http://board.local |
      countersign device sign --from - --password-file password.txt \\
      --format config http://board.local/api/auth/password_check |
      curl -K -";

/// Fetch a challenge
///
/// Prints the bare challenge, for 'device sign --from -' and for scripts that do the rest by hand. It lasts a minute and is good for one request.
/// A board has at most eleven outstanding: while it says that there are too many, it is asked again, for as long as --timeout allows.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The URL of the board; a path in it takes the place of /api/auth/challenge
    #[arg(value_name = "URL")]
    url: String,
    #[command(flatten)]
    connection: ConnectionArgs,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        let url = target::url("URL", &self.url)?;
        let challenges = if url.path() == "/" {
            url.at(CHALLENGE_PATH)
        } else {
            url
        };
        let mut device = Device::new(challenges, None, self.connection.settings()?, console)?;
        let reply = device.login(&mut ())?;
        match device.challenge() {
            Some(challenge) => Output::print(challenge.as_str()),
            None => OutputArgs::default().deliver(reply, console),
        }
    }
}
