//! Sessions: the cookies that servers set, in a file that curl reads and writes too.

mod cookie;
mod netscape;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

pub(crate) use self::cookie::Cookie;
use super::http::Response;
use crate::request::Target;
use crate::terminal::input::cause;
use crate::terminal::{Console, Failure, Status};

/// The name of what is no cookie, but kept like one: an endpoint's session. The server's port follows, since cookies know none.
const SESSION: &str = "countersign_session";

/// The cookies of a run, and the file that they are kept in between runs, if there is one.
pub(crate) struct Jar {
    file: Option<PathBuf>,
    cookies: Vec<Cookie>,
    /// What this run changed, which is laid over the file's content of that time: another run may have changed it too.
    changes: Vec<Cookie>,
}

impl Jar {
    /// Reads a jar; a file that is not there yet is an empty one. No message shows a value of it.
    ///
    /// # Errors
    /// An input error if the file cannot be read or a line of it is broken; another failure if it has no folder.
    pub(crate) fn open(file: Option<&Path>, console: &Console) -> Result<Self, Failure> {
        if let Some(path) = file.map(resolved) {
            fs::metadata(folder(&path)).map_err(|error| unwritable(&path, &error))?;
        }
        let cookies = file.map_or(Ok(Vec::new()), read)?;
        cookies
            .iter()
            .for_each(|cookie| console.hide(&cookie.value));
        Ok(Self {
            file: file.map(Path::to_owned),
            cookies,
            changes: Vec::new(),
        })
    }

    /// The `Cookie` header for a target: the longer paths first. None if no cookie goes there.
    pub(crate) fn header(&self, target: &Target) -> Option<String> {
        let mut cookies: Vec<_> = self
            .cookies
            .iter()
            .filter(|cookie| !cookie.name.starts_with(SESSION) && cookie.goes_to(target))
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
        self.cookies
            .iter()
            .find(|cookie| cookie.name == name && cookie.goes_to(target))
            .map(|cookie| cookie.value.as_str())
    }

    /// Takes the cookies that a response sets, and returns those that are kept.
    pub(crate) fn take(
        &mut self,
        answer: &Response,
        target: &Target,
        console: &Console,
    ) -> Vec<Cookie> {
        let mut kept = Vec::new();
        for header in answer.headers().get_all("set-cookie") {
            match header
                .to_str()
                .map_err(|_| "is not text")
                .and_then(|header| Cookie::set_by(target, header))
            {
                Ok(cookie) if cookie.name.starts_with(SESSION) => {
                    console.step("cookie", "not kept: it has the name of a session");
                }
                Ok(cookie)
                    if !target.is_https()
                        && self
                            .cookies
                            .iter()
                            .any(|old| old.secure && cookie.replaces(old)) =>
                {
                    console.step(
                        "cookie",
                        "not kept: it came without TLS, and would replace one that came with it",
                    );
                }
                Ok(cookie) => {
                    self.put(cookie.clone());
                    kept.push(cookie);
                }
                Err(reason) => console.step("cookie", format_args!("not kept: it {reason}")),
            }
        }
        kept
    }

    /// Keeps the session of the endpoint under a base URL.
    pub(crate) fn keep_session(&mut self, base: &Target, session: &str) {
        self.put(Cookie::of_session(
            base,
            base.path(),
            &session_name(base),
            session,
        ));
    }

    /// Puts a cookie in the place of its like; one that is expired removes it.
    fn put(&mut self, cookie: Cookie) {
        put(&mut self.cookies, cookie.clone());
        // that it is gone is a change too
        self.changes.retain(|old| !cookie.replaces(old));
        self.changes.push(cookie);
    }

    /// Makes sure, before anything is sent, that there is a folder to write the jar to, and that it may be written.
    ///
    /// # Errors
    /// A failure if it cannot be written.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let path = resolved(file);
        lock(&path)
            .map(drop)
            .map_err(|error| unwritable(&path, &error))
    }

    /// Writes what changed: the file is replaced at once, never half, and only its owner may read it.
    ///
    /// # Errors
    /// An input error if the file was broken meanwhile, another failure if it cannot be written; it then stays as it is.
    pub(crate) fn save(&mut self) -> Result<(), Failure> {
        let Some(file) = self.file.as_deref().filter(|_| !self.changes.is_empty()) else {
            return Ok(());
        };
        let path = resolved(file);
        let lock = lock(&path).map_err(|error| unwritable(&path, &error))?;
        let mut cookies = read(&path)?;
        self.changes
            .iter()
            .for_each(|cookie| put(&mut cookies, cookie.clone()));
        cookies.retain(|cookie| !cookie.is_expired());
        replace(&path, netscape::render(&cookies).as_bytes())
            .map_err(|error| unwritable(&path, &error))?;
        self.changes.clear();
        drop(lock);
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

/// What a link leads to is replaced, not the link.
fn resolved(file: &Path) -> PathBuf {
    fs::canonicalize(file).unwrap_or_else(|_| file.to_owned())
}

fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::expected(
        Status::Other,
        format!(
            "--cookie-jar: '{}' cannot be written: {}",
            path.display(),
            cause(error)
        ),
    )
}

fn put(cookies: &mut Vec<Cookie>, cookie: Cookie) {
    cookies.retain(|old| !cookie.replaces(old));
    if !cookie.is_expired() {
        cookies.push(cookie);
    }
}

fn read(file: &Path) -> Result<Vec<Cookie>, Failure> {
    let mut text = Vec::new();
    match File::open(file).and_then(|mut file| file.read_to_end(&mut text)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::input(format!(
            "--cookie-jar: '{}' cannot be read: {}",
            file.display(),
            cause(&error)
        ))),
        _ => netscape::parse(&text, &file.display().to_string()),
    }
}

/// Waits until no other run writes the jar. The lock is a file beside it, since the jar itself is another file after each replacement.
fn lock(path: &Path) -> io::Result<File> {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".lock");
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path.with_file_name(name))?;
    lock.lock()?;
    Ok(lock)
}

/// A file of its own, which only its owner may read, takes the jar's place when it is whole.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".countersign-")
        .tempfile_in(folder(path))?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
