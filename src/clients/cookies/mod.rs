//! The cookie jar, in a file format that curl shares.

mod cookie;
mod netscape;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) use self::cookie::Cookie;
use super::http::Response;
use crate::request::{Request, Target};
use crate::terminal::input::cause;
use crate::terminal::replacement::{Replacement, check_folder};
use crate::terminal::{Console, Failure, Status, hide};

/// The name of the entry that holds an endpoint's session, which is not a cookie. The port is appended, because cookies do not distinguish ports.
const SESSION: &str = "countersign_session";

/// How long to wait for a folder that another program has locked; a run locks it for a few milliseconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// The cookies of a run, and the file that keeps them, if any.
pub(crate) struct Jar {
    file: Option<PathBuf>,
    cookies: Vec<Cookie>,
    /// The changes of this run, to merge into a file that another run may have changed.
    changes: Vec<Cookie>,
}

impl Jar {
    /// Reads a jar; a missing file is an empty jar.
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

    /// The `Cookie` header for a target, if any cookie matches. Longer paths come first.
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

    /// Adds the `Cookie` header to a request, if any cookie matches.
    pub(crate) fn add_to(&self, request: &mut Request) {
        if let Some(cookies) = self.header(&request.target) {
            request.headers.append_sensitive("Cookie", cookies);
        }
    }

    /// The session of an endpoint.
    pub(crate) fn session(&self, target: &Target) -> Option<&str> {
        let name = session_name(target);
        let mut cookies = self.cookies.iter();
        let session = cookies.find(|cookie| cookie.name == name && cookie.goes_to(target))?;
        hide(&session.value);
        Some(&session.value)
    }

    /// Keeps the cookies that a response sets, and returns those it kept.
    pub(crate) fn take(
        &mut self,
        response: &Response,
        target: &Target,
        console: &Console,
    ) -> Vec<Cookie> {
        let mut taken = Vec::new();
        for header in response.headers().get_all("set-cookie") {
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
            return Err("has a reserved name");
        }
        if !target.is_https() && self.cookies.iter().any(|other| cookie.shadows(other)) {
            return Err("would shadow a Secure cookie, but the connection is not secure");
        }
        Ok(cookie)
    }

    /// Keeps the session of the endpoint at a base URL.
    pub(crate) fn keep_session(&mut self, base: &Target, session: &str) {
        self.keep(vec![Cookie::new(base, session_name(base), session)]);
    }

    fn keep(&mut self, cookies: Vec<Cookie>) {
        merge(&mut self.cookies, &cookies);
        for cookie in cookies {
            replace(&mut self.changes, cookie);
        }
    }

    /// Checks that the jar can be written, before a request is sent.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        match &self.file {
            Some(file) => Replacement::private(file)
                .and_then(|file| lock(file.folder()))
                .map(drop)
                .map_err(|error| unwritable(file, &error)),
            None => Ok(()),
        }
    }

    /// Writes the changes. The file is replaced atomically, and only its owner can read it.
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

/// Adds a cookie, replacing one with the same key.
fn replace(cookies: &mut Vec<Cookie>, cookie: Cookie) {
    cookies.retain(|old| old.key() != cookie.key());
    cookies.push(cookie);
}

/// Adds cookies, replacing those with the same keys. An expired cookie only removes.
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

/// Waits until no other run writes a jar in this folder. The folder is locked because each save replaces the jar file, and because another user could
/// block a separate lock file. On a file system without locks, nothing is locked.
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
