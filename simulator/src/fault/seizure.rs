//! Faults for which the connection is taken away from the HTTP server.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{sleep, timeout};

/// No misbehaviour lasts longer than this, so that a client without a timeout ends too.
const LONGEST: Duration = Duration::from_secs(120);

/// How the end of a body is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Chunks, and never the last one.
    Chunked,
    /// Nothing: it would end with the connection.
    Unannounced,
    /// `Content-Length`; the body is complete after so many bytes.
    Length(u64),
}

/// What is done with the connection.
#[derive(Clone, Debug)]
pub(crate) enum Seizure {
    Close,
    Silence,
    Raw {
        bytes: Vec<u8>,
        pause: Option<Duration>,
    },
    Flood(Framing),
}

impl Seizure {
    /// Does the fault on a connection whose request has been read.
    pub(crate) async fn run(self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        // Both a client that left and the time limit end the fault; neither is an error here.
        let _ = timeout(LONGEST, self.misbehave(stream)).await;
    }

    async fn misbehave(self, mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
        match self {
            Self::Close => {}
            Self::Silence => while stream.read(&mut [0; 1024]).await? > 0 {},
            Self::Raw { bytes, pause: None } => stream.write_all(&bytes).await?,
            Self::Raw {
                bytes,
                pause: Some(pause),
            } => {
                for byte in bytes {
                    stream.write_all(&[byte]).await?;
                    stream.flush().await?;
                    sleep(pause).await;
                }
            }
            Self::Flood(framing) => flood(&mut stream, framing).await?,
        }
        stream.shutdown().await
    }
}

/// The head of an answer with status 200 and the JSON type.
pub(super) fn head(framing: Framing) -> String {
    let end = match framing {
        Framing::Chunked => "Transfer-Encoding: chunked\r\n".to_owned(),
        Framing::Unannounced => String::new(),
        Framing::Length(length) => format!("Content-Length: {length}\r\n"),
    };
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{end}Connection: close\r\n\r\n")
}

async fn flood(stream: &mut (impl AsyncWrite + Unpin), framing: Framing) -> io::Result<()> {
    const BLOCK: usize = 64 * 1024;
    let block = b"0123456789abcdef".repeat(BLOCK / 16);
    stream.write_all(head(framing).as_bytes()).await?;
    let mut left = match framing {
        Framing::Length(length) => length,
        Framing::Chunked | Framing::Unannounced => u64::MAX,
    };
    while left > 0 {
        let size = usize::try_from(left).unwrap_or(BLOCK).min(BLOCK);
        if framing == Framing::Chunked {
            stream.write_all(format!("{size:x}\r\n").as_bytes()).await?;
        }
        stream.write_all(&block[..size]).await?;
        if framing == Framing::Chunked {
            stream.write_all(b"\r\n").await?;
        }
        left -= size as u64;
    }
    Ok(())
}
