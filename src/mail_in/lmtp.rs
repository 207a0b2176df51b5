//! Mail over LMTP (RFC 2033): a mail server on this machine hands mails over and is told, for each recipient, whether
//! the mail is kept. What cannot be kept now is answered 4xx, and the server tries again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::{Envelope, deliver, parse};
use crate::app::App;

/// Conversations at once; more are asked to come back.
const MOST_CONVERSATIONS: usize = 32;
/// Recipients of one mail (RFC 5321, 4.5.3.1.8: at least 100).
const MOST_RECIPIENTS: usize = 1000;
const LONGEST_COMMAND: usize = 4096;
/// How long the other side may be silent (RFC 5321, 4.5.3.2).
const SILENCE: Duration = Duration::from_secs(300);

/// Listens, and only where nobody but this machine can reach it.
pub async fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    if !address.ip().is_loopback() {
        return Err(std::io::Error::other("mail is taken in on a loopback address only"));
    }
    TcpListener::bind(address).await
}

/// Takes mail in until told to stop; a mail that is being taken in is finished first.
pub async fn serve(app: App, listener: TcpListener, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(MOST_CONVERSATIONS));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        match accepted {
            Ok((mut stream, _)) => match Arc::clone(&places).try_acquire_owned() {
                Ok(place) => {
                    let (app, stop) = (app.clone(), stop.clone());
                    tokio::spawn(async move {
                        // A client that hangs up in the middle has not been told that anything is kept.
                        let _ = Conversation::new(app, stream).hold(stop).await;
                        drop(place);
                    });
                }
                Err(_) => {
                    let _ = stream.write_all(b"421 4.3.2 busy, come back later\r\n").await;
                }
            },
            Err(error) => {
                tracing::warn!(%error, "no mail conversation could begin");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
    let everyone = u32::try_from(MOST_CONVERSATIONS).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(Duration::from_secs(10), places.acquire_many(everyone)).await;
}

struct Conversation {
    app: App,
    stream: BufReader<TcpStream>,
    greeted: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// What came after DATA.
enum Data {
    Whole(Bytes),
    TooLarge,
}

impl Conversation {
    fn new(app: App, stream: TcpStream) -> Self {
        Self { app, stream: BufReader::new(stream), greeted: false, from: None, to: Vec::new() }
    }

    async fn hold(mut self, mut stop: watch::Receiver<bool>) -> std::io::Result<()> {
        self.say("220 maillage LMTP").await?;
        loop {
            let line = tokio::select! {
                line = self.line() => line?,
                _ = stop.changed() => return self.say("421 4.3.2 stopping").await,
            };
            let Some(line) = line else { return Ok(()) };
            let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "QUIT" => return self.say("221 2.0.0 bye").await,
                "DATA" => self.data().await?,
                "BDAT" => return self.say("502 5.5.1 no chunks").await,
                _ => {
                    let answer = self.answer(&verb, &line);
                    self.say(&answer).await?;
                }
            }
        }
    }

    fn answer(&mut self, verb: &str, line: &str) -> String {
        match verb {
            "LHLO" => {
                (self.greeted, self.from) = (true, None);
                self.to.clear();
                format!(
                    "250-maillage\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n\
                     250 SIZE {}",
                    parse::MAX_BYTES
                )
            }
            "HELO" | "EHLO" => "500 5.5.1 this is LMTP: say LHLO".into(),
            "MAIL" if !self.greeted => "503 5.5.1 say LHLO first".into(),
            "MAIL" if self.from.is_some() => "503 5.5.1 one sender".into(),
            "MAIL" => self.sender(line),
            "RCPT" if self.from.is_none() => "503 5.5.1 say MAIL first".into(),
            "RCPT" if self.to.len() >= MOST_RECIPIENTS => "452 4.5.3 too many recipients".into(),
            "RCPT" => match path(line, "TO:") {
                Some(path) if !path.is_empty() => {
                    self.to.push(path);
                    "250 2.1.5 ok".into()
                }
                _ => "501 5.1.3 no such path".into(),
            },
            "RSET" => {
                self.from = None;
                self.to.clear();
                "250 2.0.0 ok".into()
            }
            "NOOP" => "250 2.0.0 ok".into(),
            "VRFY" => "252 2.5.0 try it".into(),
            _ => "500 5.5.2 what?".into(),
        }
    }

    fn sender(&mut self, line: &str) -> String {
        let size = line.split(' ').find_map(|word| {
            let (name, value) = word.split_once('=')?;
            name.eq_ignore_ascii_case("size").then(|| value.parse::<usize>().ok())?
        });
        if size.is_some_and(|size| size > parse::MAX_BYTES) {
            return "552 5.3.4 too large".into();
        }
        match path(line, "FROM:") {
            Some(path) => {
                self.from = Some(path);
                "250 2.1.0 ok".into()
            }
            None => "501 5.1.7 no such path".into(),
        }
    }

    /// The mail itself, and an answer for each recipient in their order.
    async fn data(&mut self) -> std::io::Result<()> {
        if self.to.is_empty() {
            return self.say("503 5.5.1 no valid recipients").await;
        }
        self.say("354 go on").await?;
        let data = self.message().await?;
        let (from, recipients) = (self.from.take(), std::mem::take(&mut self.to));
        let raw = match data {
            Data::Whole(raw) => raw,
            Data::TooLarge => {
                for _ in recipients {
                    self.say("552 5.3.4 too large").await?;
                }
                return Ok(());
            }
        };
        for to in recipients {
            let envelope = Envelope { to: Some(to), from: from.clone() };
            let now = self.app.clock.now();
            let answer = match deliver(&self.app, raw.clone(), envelope, now).await {
                Ok(receipt) => format!("250 2.0.0 {receipt}"),
                Err(error) => {
                    tracing::error!(%error, "a mail could not be kept; the mail server will try again");
                    "451 4.3.0 not now, try again".to_owned()
                }
            };
            self.say(&answer).await?;
        }
        Ok(())
    }

    /// Reads up to the line with one dot, and takes away the dots that were added (RFC 5321, 4.5.2). A line ends with both
    /// its characters: were one enough, a mail could end where its server did not see it end, and go on as commands.
    async fn message(&mut self) -> std::io::Result<Data> {
        let (mut raw, mut too_large) = (BytesMut::new(), false);
        let mut line = Vec::new();
        let (mut begins_line, mut cut) = (true, false);
        loop {
            line.clear();
            // Parts of a line at a time, so that a line without end costs no memory.
            let mut part = (&mut self.stream).take(64 * 1024);
            let read = part.read_until(b'\n', &mut line);
            if tokio::time::timeout(SILENCE, read).await?? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if begins_line && line == b".\r\n" {
                return Ok(if too_large { Data::TooLarge } else { Data::Whole(raw.freeze()) });
            }
            let content =
                if begins_line { line.strip_prefix(b".").unwrap_or(&line) } else { &line };
            // A part may end between the two characters.
            begins_line = line.ends_with(b"\r\n") || (cut && line == b"\n");
            cut = line.ends_with(b"\r");
            too_large |= raw.len() + content.len() > parse::MAX_BYTES;
            if too_large {
                raw = BytesMut::new();
            } else {
                raw.extend_from_slice(content);
            }
        }
    }

    /// The next command; nothing at the end. One that is too long ends the conversation.
    async fn line(&mut self) -> std::io::Result<Option<String>> {
        let mut line = Vec::new();
        let mut part = (&mut self.stream).take(LONGEST_COMMAND as u64);
        let read = part.read_until(b'\n', &mut line);
        if tokio::time::timeout(SILENCE, read).await?? == 0 {
            return Ok(None);
        }
        if !line.ends_with(b"\n") {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned()))
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        let line = format!("{line}\r\n");
        let said = self.stream.get_mut().write_all(line.as_bytes());
        tokio::time::timeout(SILENCE, said).await?
    }
}

/// The address in `MAIL FROM:<…>` or `RCPT TO:<…>`; empty for `<>`.
fn path(line: &str, word: &str) -> Option<String> {
    let rest = line.split_once(' ')?.1.trim_start();
    let head = rest.get(..word.len())?;
    let path = rest[word.len()..].trim_start().strip_prefix('<')?;
    let (path, _) = path.split_once('>')?;
    (head.eq_ignore_ascii_case(word) && path.len() <= 1000).then(|| path.trim().to_owned())
}
