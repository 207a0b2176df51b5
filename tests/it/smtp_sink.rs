//! A mail server that keeps what it is given, and fails when told to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

pub struct SmtpSink {
    pub url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    messages: Mutex<Vec<String>>,
    refusals: AtomicUsize,
    held: Mutex<Option<(Sender<()>, Receiver<()>)>>,
}

/// A mail on whose answer its sender waits.
pub struct Held {
    came: Receiver<()>,
    answer: Sender<()>,
}

impl Held {
    pub fn wait(&self) {
        self.came.recv().unwrap();
    }

    /// Refuses it for now.
    pub fn refuse(self) {
        self.answer.send(()).unwrap();
    }
}

impl SmtpSink {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let kept = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&kept);
                // A client that hangs up in the middle is no concern of ours.
                std::thread::spawn(move || drop(talk(&stream, &shared)));
            }
        });
        Self { url, shared }
    }

    /// Refuses the next `n` mails for now.
    pub fn refuse(&self, n: usize) {
        self.shared.refusals.store(n, Ordering::SeqCst);
    }

    /// Lets the next mail wait for its answer.
    pub fn hold(&self) -> Held {
        let ((told, came), (answer, asked)) = (channel(), channel());
        *self.shared.held.lock().unwrap() = Some((told, asked));
        Held { came, answer }
    }

    /// The mails taken so far, as they came.
    pub fn messages(&self) -> Vec<String> {
        self.shared.messages.lock().unwrap().clone()
    }

    /// How often each mail came, by the part of its Message-ID before the `@`.
    pub fn times(&self) -> BTreeMap<String, usize> {
        let mut times = BTreeMap::new();
        for raw in self.messages() {
            let mail = mail_parser::MessageParser::default().parse(raw.as_bytes()).unwrap();
            let id = mail.message_id().unwrap().split('@').next().unwrap().to_owned();
            *times.entry(id).or_default() += 1;
        }
        times
    }
}

fn talk(stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    let mut say = |line: &str| writer.write_all(format!("{line}\r\n").as_bytes());
    say("220 sink ready")?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say("250-sink\r\n250 8BITMIME")?,
            "DATA" => {
                say("354 go on")?;
                let message = body(&mut reader)?;
                let held = shared.held.lock().unwrap().take();
                if let Some((told, asked)) = held {
                    told.send(()).unwrap();
                    asked.recv().unwrap();
                    say("451 try again later")?;
                } else if take_refusal(shared) {
                    // As servers do, with the address that they refuse.
                    say(&format!("451 {to} try again later"))?;
                } else {
                    shared.messages.lock().unwrap().push(message);
                    say("250 kept")?;
                }
            }
            "RCPT" => {
                to = line.trim().trim_start_matches("RCPT TO:").to_owned();
                say("250 ok")?;
            }
            "QUIT" => return say("221 bye"),
            _ => say("250 ok")?,
        }
    }
}

fn take_refusal(shared: &Shared) -> bool {
    let less = |n: usize| n.checked_sub(1);
    shared.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok()
}

fn body(reader: &mut impl BufRead) -> std::io::Result<String> {
    let mut message = String::new();
    loop {
        let mut line = String::new();
        // A mail that breaks off is none: its server still has it.
        if reader.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(message);
        }
        // A line that begins with a dot was given one more (RFC 5321, 4.5.2).
        message.push_str(line.strip_prefix("..").map_or(&line, |_| &line[1..]));
    }
}
