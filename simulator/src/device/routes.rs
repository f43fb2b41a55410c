//! The board's routes. The bodies of its open routes are made up.

use std::time::Duration;

use serde_json::Value;

use super::Device;
use crate::response::{Response, Silence};

/// The number of files that an update writes.
const UPDATED_FILES: u32 = 10;

const SCORES: &str =
    r#"[{"FileType": "leaders", "contents": []}, {"FileType": "tournament", "contents": []}]"#;
const PEERS: &str = r#"{"127.0.0.1": {"name": "Simulator", "self": true}}"#;
const UPDATE: &str = r#"{"url": "http://updates.example/1.1.0.json", "version": "1.1.0"}"#;

pub(super) struct Route {
    pub is_signed: bool,
    /// The minimum number of seconds between two calls.
    pub cool_down: i64,
    /// The response to an accepted request.
    pub reply: Result<Response, Silence>,
}

impl Device {
    /// Finds the route of a path. `body` is an empty object if there is none.
    pub(super) fn route(&self, path: &str, body: &Value) -> Option<Route> {
        Some(match path {
            "/api/version" => open(0, json(200, r#"{"version": "1.0.0"}"#)),
            "/api/game/status" => open(0, json(200, r#"{"GameActive": false}"#)),
            "/api/leaders" => open(0, json(200, "[]")),
            "/api/export/scores" => open(0, json(200, SCORES)),
            "/api/network/peers" => open(0, json(200, PEERS)),
            "/api/update/check" => open(10, json(200, UPDATE)),
            "/api/auth/password_check" => signed(0, json(200, "ok")),
            "/api/import/scores" => signed(0, json(200, r#"{"success": true}"#)),
            "/api/player/update" => signed(0, done(body, &["id", "initials", "full_name"])),
            "/api/settings/set_show_ip" => signed(0, done(body, &["show_ip"])),
            "/api/adjustments/restore" => signed(5, done(body, &["index"])),
            "/api/logs" => signed(10, logs()),
            "/api/update/apply" => signed(0, self.update(body)),
            // bugs of the real board
            "/api/set_date" => signed(0, failure("'Request' object has no attribute 'json'")),
            "/api/player/scores/reset" => {
                signed(0, failure("'Request' object has no attribute 'args'"))
            }
            "/api/settings/reboot" => Route {
                is_signed: true,
                cool_down: 0,
                reply: Err(Silence("the board restarts".to_owned())),
            },
            _ => return None,
        })
    }

    /// An update: consecutive JSON records with pauses. Errors are only reported in the records.
    fn update(&self, body: &Value) -> Response {
        let mut records = vec![("Starting update".to_owned(), 0)];
        if let Some(url) = body["url"].as_str() {
            records.push((format!("Downloading update from {url}"), 2));
            records.push(("Validating signature".to_owned(), 30));
            records.extend((1..=UPDATED_FILES).map(|file| {
                let percent = 40 + 57 * file / UPDATED_FILES;
                (format!("Writing /file_{file}.py"), percent)
            }));
            records.push(("Update complete, Device will now reboot".to_owned(), 98));
            records.push(("This page reloads by itself".to_owned(), 100));
        } else {
            records.push(("Error applying update: url".to_owned(), 100));
            records.push(("Try again in a moment".to_owned(), 100));
        }
        let records = records.iter().map(|(log, percent)| {
            let log = Value::from(log.as_str());
            format!(r#"{{"log": {log}, "percent": {percent}}}"#).into_bytes()
        });
        let response = Response::new(200).header("Content-Type", "text/html");
        response.stream(records.collect(), self.update_pause)
    }
}

fn open(cool_down: i64, response: Response) -> Route {
    Route {
        is_signed: false,
        cool_down,
        reply: Ok(response),
    }
}

fn signed(cool_down: i64, response: Response) -> Route {
    Route {
        is_signed: true,
        ..open(cool_down, response)
    }
}

/// A response with the JSON content type, whether its body is JSON or not.
pub(super) fn json(status: u16, body: &str) -> Response {
    uncached(Response::text(status, "application/json", body))
}

fn uncached(response: Response) -> Response {
    let control = "no-store, no-cache, must-revalidate, max-age=0";
    let response = response.header("Cache-Control", control);
    response.header("Pragma", "no-cache")
}

pub(super) fn not_found() -> Response {
    Response::text(404, "text/html", "Not found")
}

/// The response when a handler raises an exception.
pub(super) fn failure(exception: &str) -> Response {
    let body = format!("Error in auth_wrapper: {exception}");
    Response::text(500, "text/html", body).because(format!("the handler failed: {exception}"))
}

/// A handler that requires these fields, with any value.
fn done(body: &Value, fields: &[&str]) -> Response {
    let Value::Object(object) = body else {
        return failure("the body is not an object");
    };
    match fields.iter().find(|field| !object.contains_key(**field)) {
        Some(missing) => failure(missing),
        None => json(200, "ok"),
    }
}

/// The log, which the board sends one byte at a time.
fn logs() -> Response {
    let log = b"LOG: Delete All\nBKD: Starting\nLOG: Ready\n";
    let pieces = log.chunks(1).map(<[u8]>::to_vec).collect();
    let response = Response::new(200)
        .header("Content-Type", "text/plain")
        .header("Content-Disposition", "attachment; filename=log.txt");
    uncached(response).stream(pieces, Duration::ZERO)
}
