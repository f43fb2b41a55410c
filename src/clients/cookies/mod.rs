//! Sessions: the cookies that servers set, in a file that curl reads and writes too.

mod cookie;
mod netscape;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) use self::cookie::Cookie;
use super::http::Response;
use crate::request::Target;
use crate::terminal::input::cause;
use crate::terminal::replacement::{Replacement, check_folder};
use crate::terminal::{Console, Failure, Status, hide};

/// The name under which an endpoint's session is kept, which is no cookie. The server's port follows: cookies do not tell ports apart.
const SESSION: &str = "countersign_session";

/// How long another program may have a jar's folder locked; a run has it for some milliseconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// The cookies of a run, and the file that keeps them between runs, if there is one.
pub(crate) struct Jar {
    file: Option<PathBuf>,
    cookies: Vec<Cookie>,
    /// What this run changed. When the jar is saved, the file may have been changed by another run.
    changes: Vec<Cookie>,
}

impl Jar {
    /// Reads a jar; a file that does not exist is an empty one.
    pub(crate) fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let mut jar = Self {
            file: file.map(Path::to_owned),
            cookies: Vec::new(),
            changes: Vec::new(),
        };
        if let Some(file) = file {
            jar.cookies = read(file)?;
            check_folder(file).map_err(|error| unwritable(file, &error))?;
        }
        Ok(jar)
    }

    /// The `Cookie` header for a target, longer paths first; none if no cookie is sent there.
    pub(crate) fn header(&self, target: &Target) -> Option<String> {
        let mut cookies: Vec<_> = self
            .cookies
            .iter()
            .filter(|cookie| !cookie.name.starts_with(SESSION) && cookie.goes_to(target))
            .inspect(|cookie| hide(&cookie.value))
            .collect();
        cookies.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<_> = cookies
            .iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The session that is kept for an endpoint.
    pub(crate) fn session(&self, target: &Target) -> Option<&str> {
        let name = session_name(target);
        let mut cookies = self.cookies.iter();
        let session = cookies.find(|cookie| cookie.name == name && cookie.goes_to(target))?;
        hide(&session.value);
        Some(&session.value)
    }

    /// Takes the cookies that a response sets, and returns those that are kept.
    pub(crate) fn take(
        &mut self,
        answer: &Response,
        target: &Target,
        console: &Console,
    ) -> Vec<Cookie> {
        let mut taken = Vec::new();
        for header in answer.headers().get_all("set-cookie") {
            let header = header.to_str().map_err(|_| "is not ASCII text");
            match header.and_then(|header| self.admit(header, target)) {
                Ok(cookie) => replace(&mut taken, cookie),
                Err(reason) => console.step("cookie", format_args!("not kept: it {reason}")),
            }
        }
        self.keep(taken.clone());
        taken
    }

    fn admit(&self, header: &str, target: &Target) -> Result<Cookie, &'static str> {
        let cookie = Cookie::from_header(header, target)?;
        if cookie.name.starts_with(SESSION) {
            return Err("has the name of a session");
        }
        if !target.is_https() && self.cookies.iter().any(|other| cookie.shadows(other)) {
            return Err("would take the place of a Secure cookie, but the connection is not");
        }
        Ok(cookie)
    }

    /// Keeps the session of the endpoint under a base URL.
    pub(crate) fn keep_session(&mut self, base: &Target, session: &str) {
        self.keep(vec![Cookie::new(base, session_name(base), session)]);
    }

    fn keep(&mut self, cookies: Vec<Cookie>) {
        merge(&mut self.cookies, &cookies);
        for cookie in cookies {
            replace(&mut self.changes, cookie);
        }
    }

    /// Makes sure, before a request is sent, that the jar can be written.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        match &self.file {
            Some(file) => Replacement::private(file)
                .and_then(|file| lock(file.folder()))
                .map(drop)
                .map_err(|error| unwritable(file, &error)),
            None => Ok(()),
        }
    }

    /// Writes what changed. The file is replaced as a whole, and only its owner can read it.
    pub(crate) fn save(&mut self) -> Result<(), Failure> {
        let Some(file) = self.file.as_deref().filter(|_| !self.changes.is_empty()) else {
            return Ok(());
        };
        let unwritable = |error| unwritable(file, &error);
        let mut replacement = Replacement::private(file).map_err(unwritable)?;
        let _lock = lock(replacement.folder()).map_err(unwritable)?;
        let mut cookies = read(file)?;
        merge(&mut cookies, &self.changes);
        cookies.retain(|cookie| !cookie.is_expired());
        replacement
            .write(netscape::render(&cookies).as_bytes())
            .map_err(unwritable)?;
        replacement.commit().map_err(unwritable)?;
        self.changes.clear();
        Ok(())
    }
}

fn session_name(target: &Target) -> String {
    let server = target.server();
    format!(
        "{SESSION}_{}",
        server.rsplit(':').next().unwrap_or_default()
    )
}

/// Adds a cookie, in place of one with its key.
fn replace(cookies: &mut Vec<Cookie>, cookie: Cookie) {
    cookies.retain(|old| old.key() != cookie.key());
    cookies.push(cookie);
}

/// Adds cookies, in place of those with their keys; an expired one only removes.
fn merge(cookies: &mut Vec<Cookie>, changes: &[Cookie]) {
    let keys: HashSet<_> = changes.iter().map(Cookie::key).collect();
    cookies.retain(|cookie| !keys.contains(&cookie.key()));
    cookies.extend(
        changes
            .iter()
            .filter(|cookie| !cookie.is_expired())
            .cloned(),
    );
}

fn read(file: &Path) -> Result<Vec<Cookie>, Failure> {
    match fs::read(file) {
        Ok(text) => netscape::parse(&text, file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Failure::input(format!(
            "--cookie-jar: '{}' cannot be read: {}",
            file.display(),
            cause(&error)
        ))),
    }
}

fn unwritable(file: &Path, error: &io::Error) -> Failure {
    Failure::expected(
        Status::Other,
        format!(
            "--cookie-jar: '{}' cannot be written: {}",
            file.display(),
            cause(error)
        ),
    )
}

/// Waits until no other run writes a jar in a folder. The folder is locked: the jar is another file after each replacement, and anybody could get in the
/// way of a file beside it. Where there are no locks, it is not.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    let Ok(folder) = File::open(folder) else {
        return Ok(None);
    };
    let start = Instant::now();
    loop {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(fs::TryLockError::Error(_)) => return Ok(None),
            Err(fs::TryLockError::WouldBlock) if start.elapsed() > LOCK_TIMEOUT => {
                return Err(io::Error::other(format!(
                    "another program has locked its folder for {LOCK_TIMEOUT:?}"
                )));
            }
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}
