//! One connection: every byte recorded, every request logged, faults put in the place of answers.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::{IntoResponse as _, Response};
use hyper::StatusCode;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tower::ServiceExt as _;

use crate::answer::{Reason, Silent, because};
use crate::fault::{Action, Fault, Own, Seizure, Stage, take};
use crate::lock;
use crate::record::{Journal, Raw, Request};

/// The largest body that is kept; a larger one is answered with 413.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// What all connections of one server share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub journal: Journal,
    pub faults: Mutex<Vec<Fault>>,
}

/// Serves the requests of one connection until either side closes it.
pub(crate) async fn serve<S>(
    stream: S,
    number: usize,
    raw: Raw,
    shared: Arc<Shared>,
    router: Router,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let requests = Requests {
        number,
        raw: Arc::clone(&raw),
        seen: AtomicUsize::new(0),
        shared: Arc::clone(&shared),
        router,
    };
    let io = TokioIo::new(Recorder { stream, raw });
    let service = service_fn(|request| Box::pin(requests.answer(request)));
    let mut connection = http1::Builder::new()
        .half_close(true)
        .serve_connection(io, service);
    let outcome = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let mut stream = connection.into_parts().io.into_inner();
    let Err(error) = outcome else {
        // Not to close well is the client's to notice; it may be gone itself.
        let _ = stream.shutdown().await;
        return;
    };
    match error.source().and_then(|cause| cause.downcast_ref()) {
        Some(Seized(seizure)) => seizure.clone().run(stream).await,
        None => shared
            .journal
            .line(format!("connection {number} ended: {error}")),
    }
}

struct Requests {
    number: usize,
    raw: Raw,
    /// How many of the raw bytes belong to requests that have been answered.
    seen: AtomicUsize,
    shared: Arc<Shared>,
    router: Router,
}

impl Requests {
    async fn answer(&self, request: hyper::Request<Incoming>) -> Result<Response, Seized> {
        let (mut parts, body) = request.into_parts();
        let body = to_bytes(Body::new(body), LARGEST_BODY).await;
        let complete = body.is_ok();
        let body = body.unwrap_or_default();
        let request = Arc::new(self.record(body.to_vec()));
        if !complete {
            let response = because(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the body is too large or did not arrive in full",
            );
            return Ok(self.log(&request, response));
        }

        let fault = |stage| take(&mut lock(&self.shared.faults), request.path(), stage);
        match fault(Stage::Before) {
            Some(Action::Answer(answer)) => {
                return Ok(self.log(&request, because(answer.into_response(), "injected")));
            }
            Some(Action::Seize(seizure)) => {
                self.line(&request, &format!("injected: {seizure:?}"));
                return Err(Seized(seizure));
            }
            _ => {}
        }

        parts.extensions.insert(Arc::clone(&request));
        parts.extensions.insert(Own(Arc::clone(&self.shared)));
        let routed = hyper::Request::from_parts(parts, Body::from(body));
        let mut response = self.router.clone().oneshot(routed).await.into_response();
        if response.status().is_success()
            && let Some(Action::Instead(answer)) = fault(Stage::After)
        {
            response = because(answer.replace(response), "injected after a success");
        }
        let response = self.log(&request, response);
        match response.extensions().get() {
            Some(Silent) => Err(Seized(Seizure::Silence)),
            None => Ok(response),
        }
    }

    /// Keeps the request as its raw bytes have it. (The HTTP server forgets the case of header names.)
    fn record(&self, body: Vec<u8>) -> Request {
        let raw = lock(&self.raw);
        let seen = self.seen.load(Ordering::Relaxed);
        let bytes = &raw[seen..];
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .map_or(bytes.len(), |start| start + 4);
        let length = body.len();
        let request = Request::from_head(self.number, &bytes[..end], body);
        let next = match request.header("transfer-encoding") {
            Some(_) => raw.len(),
            None => raw.len().min(seen + end + length),
        };
        self.seen.store(next, Ordering::Relaxed);
        lock(&self.shared.journal.requests).push(Arc::new(request.clone()));
        request
    }

    fn log(&self, request: &Request, response: Response) -> Response {
        let status = response.status().as_u16();
        let outcome = match response.extensions().get() {
            Some(Reason(reason)) if response.extensions().get::<Silent>().is_some() => {
                format!("no answer: {reason}")
            }
            Some(Reason(reason)) if status >= 400 => format!("{status}, refused: {reason}"),
            Some(Reason(reason)) => format!("{status}, {reason}"),
            None => status.to_string(),
        };
        self.line(request, &outcome);
        response
    }

    fn line(&self, request: &Request, outcome: &str) {
        let Request {
            method,
            target,
            body,
            ..
        } = request;
        let length = body.len();
        let line = format!(
            "connection {}: {method} {target} ({length} bytes): {outcome}",
            self.number
        );
        self.shared.journal.line(line);
    }
}

/// Ends the HTTP server's part in a connection.
#[derive(Debug)]
struct Seized(Seizure);

impl fmt::Display for Seized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault takes the connection over")
    }
}

impl Error for Seized {}

/// A stream that keeps all that is read from it.
struct Recorder<S> {
    stream: S,
    raw: Raw,
}

impl<S: AsyncRead + Unpin> AsyncRead for Recorder<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        lock(&self.raw).extend_from_slice(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Recorder<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
