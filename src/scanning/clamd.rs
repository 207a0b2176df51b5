//! The protocol of clamd, as its manual describes it: one command on each connection, `z` before it and NUL after it.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use crate::config::ClamdAddress;

const CONNECT: Duration = Duration::from_secs(5);
/// A scanner that says nothing for so long is taken to be gone.
const SILENCE: Duration = Duration::from_secs(30);
/// What is sent at once, in bytes.
const CHUNK: usize = 64 * 1024;
/// No answer of a scanner is longer.
const LONGEST_ANSWER: u64 = 4096;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    /// With the name of what was found.
    Infected(String),
    /// It takes files up to a size (`StreamMaxLength`), and this one is larger.
    TooLarge,
}

trait Stream: Read + Write {}
impl Stream for TcpStream {}
impl Stream for UnixStream {}

/// The scanner's own name and version; an error when it does not answer.
pub fn version(address: &ClamdAddress) -> Result<String> {
    let mut stream = connect(address)?;
    stream.write_all(b"zVERSION\0")?;
    let answer = read(&mut *stream)?;
    match answer.is_empty() {
        true => Err(ErrorKind::UnexpectedEof.into()),
        false => Ok(answer.chars().filter(|c| !c.is_control()).take(120).collect()),
    }
}

/// Has `content` looked at.
pub fn scan(address: &ClamdAddress, content: &[u8]) -> Result<Verdict> {
    let mut stream = connect(address)?;
    // A scanner that refuses says so and hangs up while we still send: its answer counts, not the broken pipe.
    let sent = send(&mut *stream, content);
    let answer = read(&mut *stream);
    match (answer.as_deref().map(verdict), sent) {
        (Ok(Some(verdict)), _) => Ok(verdict),
        (_, Err(error)) => Err(error),
        (Ok(None), Ok(())) => Err(Error::other(format!("clamd said {:?}", answer?))),
        (Err(_), Ok(())) => Err(answer.err().unwrap_or_else(|| ErrorKind::UnexpectedEof.into())),
    }
}

fn connect(address: &ClamdAddress) -> Result<Box<dyn Stream>> {
    match address {
        ClamdAddress::Tcp(place) => {
            let place = place.to_socket_addrs()?.next().ok_or(ErrorKind::NotFound)?;
            let stream = TcpStream::connect_timeout(&place, CONNECT)?;
            stream.set_read_timeout(Some(SILENCE))?;
            stream.set_write_timeout(Some(SILENCE))?;
            Ok(Box::new(stream))
        }
        ClamdAddress::Unix(path) => {
            let stream = UnixStream::connect(path)?;
            stream.set_read_timeout(Some(SILENCE))?;
            stream.set_write_timeout(Some(SILENCE))?;
            Ok(Box::new(stream))
        }
    }
}

fn send(stream: &mut dyn Stream, content: &[u8]) -> Result<()> {
    stream.write_all(b"zINSTREAM\0")?;
    for chunk in content.chunks(CHUNK) {
        let length = u32::try_from(chunk.len()).map_err(Error::other)?;
        stream.write_all(&length.to_be_bytes())?;
        stream.write_all(chunk)?;
    }
    stream.write_all(&[0; 4])?;
    stream.flush()
}

fn read(stream: &mut dyn Stream) -> Result<String> {
    let mut answer = Vec::new();
    let mut byte = [0];
    let mut bytes = stream.take(LONGEST_ANSWER);
    while bytes.read(&mut byte)? == 1 && byte[0] != 0 {
        answer.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&answer).trim().to_owned())
}

/// What an answer means; nothing when it is no verdict.
fn verdict(answer: &str) -> Option<Verdict> {
    if answer.contains("size limit exceeded") {
        return Some(Verdict::TooLarge);
    }
    let said = answer.strip_prefix("stream: ")?;
    match said.strip_suffix(" FOUND") {
        Some(name) => Some(Verdict::Infected(name.chars().take(120).collect())),
        None => (said == "OK").then_some(Verdict::Clean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_no_verdict_is_none() {
        assert_eq!(verdict("stream: OK"), Some(Verdict::Clean));
        let found = Verdict::Infected("Eicar-Signature".into());
        assert_eq!(verdict("stream: Eicar-Signature FOUND"), Some(found));
        assert_eq!(verdict("INSTREAM size limit exceeded. ERROR"), Some(Verdict::TooLarge));
        for unclear in
            ["", "OK", "stream: ", "stream: Can't allocate memory ERROR", "UNKNOWN COMMAND"]
        {
            assert_eq!(verdict(unclear), None, "{unclear}");
        }
    }
}
