//! `maillage mail-in`: one mail from standard input. Whatever goes wrong here passes (exit code 75): the mail server
//! keeps the mail and tries again.

use std::io::Read;

use bytes::Bytes;

use super::{Failure, Outcome};
use crate::mail_in::{self, Envelope};

/// More than this is not even kept in memory to be put aside.
const MOST: u64 = 512 * 1024 * 1024;

pub fn run(to: Option<String>) -> Outcome {
    take(to).map_err(|failure| Failure::TryAgain(failure.sentences().join(" ")))
}

fn take(to: Option<String>) -> Outcome {
    let app = super::app_for_one(super::config()?)?;
    let mut raw = Vec::new();
    let read = std::io::stdin().lock().take(MOST + 1).read_to_end(&mut raw);
    read.map_err(|error| Failure::TryAgain(error.to_string()))?;
    if raw.len() as u64 > MOST {
        return Err(Failure::TryAgain("The mail is larger than this machine can hold.".into()));
    }
    let envelope = Envelope { to, from: None };
    let delivered = mail_in::deliver(&app, Bytes::from(raw), envelope, super::now());
    // One thing after another: a second thread would only have to be made.
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build();
    let runtime = runtime.map_err(|error| Failure::TryAgain(error.to_string()))?;
    super::say(runtime.block_on(delivered)?);
    // What was said is on the disk. The process ends here and lets go of all at once: to put away page by page what it
    // held, and to tidy up SQLite's log each time, costs more than the mail.
    std::mem::forget(app);
    Ok(())
}
