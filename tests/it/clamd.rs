//! A virus scanner that knows one virus and speaks clamd's protocol, slowly, badly or not at all when told to.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use maillage::config::ClamdAddress;

/// The test file that every scanner knows, in two parts so that none stops at ours.
pub fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat().into()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// Answers after a while.
    Slow,
    /// Hangs up in the middle of a file.
    Dying,
    /// Takes files of so many bytes.
    Narrow(usize),
    /// Says what is no verdict.
    Confused,
}

pub struct Clamd {
    pub address: ClamdAddress,
    shared: Arc<Shared>,
}

struct Shared {
    mood: Mutex<Mood>,
    scans: AtomicUsize,
}

impl Clamd {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = ClamdAddress::Tcp(listener.local_addr().unwrap().to_string());
        let shared = Arc::new(Shared { mood: Mutex::new(Mood::Well), scans: AtomicUsize::new(0) });
        let kept = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&kept);
                std::thread::spawn(move || drop(talk(stream, &shared)));
            }
        });
        Self { address, shared }
    }

    pub fn is(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap() = mood;
    }

    /// How many files were sent to it.
    pub fn scans(&self) -> usize {
        self.shared.scans.load(Ordering::SeqCst)
    }
}

fn talk(mut stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut command = Vec::new();
    let mut byte = [0];
    while stream.read(&mut byte)? == 1 && byte[0] != 0 {
        command.push(byte[0]);
    }
    match command.as_slice() {
        b"zVERSION" => stream.write_all(b"ClamAV 1.4.2/27500/Tue Mar  3 08:00:00 2026\0"),
        b"zINSTREAM" => look(stream, shared),
        _ => stream.write_all(b"UNKNOWN COMMAND\0"),
    }
}

fn look(mut stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    shared.scans.fetch_add(1, Ordering::SeqCst);
    let mood = *shared.mood.lock().unwrap();
    let mut content = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 {
            break;
        }
        if mood == Mood::Dying {
            return Ok(());
        }
        let mut chunk = vec![0; length];
        stream.read_exact(&mut chunk)?;
        content.extend(chunk);
        if matches!(mood, Mood::Narrow(most) if content.len() > most) {
            return stream.write_all(b"INSTREAM size limit exceeded. ERROR\0");
        }
    }
    let virus = eicar();
    let found = content.windows(virus.len()).any(|part| part == virus);
    if mood == Mood::Slow {
        std::thread::sleep(Duration::from_millis(700));
    }
    stream.write_all(match (mood, found) {
        (Mood::Confused, _) => b"stream: Can't allocate memory ERROR\0",
        (_, true) => b"stream: Eicar-Signature FOUND\0",
        (_, false) => b"stream: OK\0",
    })
}
