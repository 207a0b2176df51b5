//! The stored files, as a tar of what the folder holds.

use std::collections::HashSet;
use std::io::{self, Read, Write};

use actix_web::rt::System;
use anyhow::Context;
use futures_util::TryStreamExt;
use sha2::Sha256;

use super::{Digest, tar};
use crate::Result;
use crate::db::copy::Fault;
use crate::files::{self, Files};
use crate::secret::{hex, sha256_hex};

/// Writes all files but the `known` ones, which they become.
pub fn hand_out(files: &Files, known: &mut HashSet<Digest>, out: &mut dyn Write) -> Result<()> {
    System::new().block_on(async {
        let mut names = files.names();
        while let Some(name) = names.try_next().await? {
            if let Some(digest) = digest(&name)
                && !known.contains(&digest)
                && hand_out_one(files, &name, out).await?
            {
                known.insert(digest);
            }
        }
        Ok(out.write_all(tar::END).context("writing the files")?)
    })
}

/// Answers whether it was there.
async fn hand_out_one(files: &Files, name: &str, out: &mut dyn Write) -> Result<bool> {
    let Some((bytes, mut pieces)) = files.pieces(name).await? else { return Ok(false) };
    let (mut sum, mut left) = (<Sha256 as sha2::Digest>::new(), bytes);
    let written = "writing the files";
    out.write_all(&tar::header(&files::place(name), bytes)).context(written)?;
    while let Some(piece) = pieces.try_next().await.context("reading a stored file")? {
        sha2::Digest::update(&mut sum, &piece);
        left = left.checked_sub(piece.len() as u64).context("a stored file grew")?;
        out.write_all(&piece).context(written)?;
    }
    if left > 0 {
        return Err(anyhow::anyhow!("the stored file {name} ended early").into());
    }
    out.write_all(tar::padding(bytes)).context(written)?;
    if hex(&sha2::Digest::finalize(sum)) != name {
        tracing::warn!(name, "a stored file is not what it was; it is in the copy as it is");
    }
    Ok(true)
}

/// Gathers the names of the files in a part.
pub fn names(content: &mut dyn Read, names: &mut HashSet<Digest>) -> Result<(), Fault> {
    each(content, |digest, bytes, content| {
        names.insert(digest);
        skip(content, bytes)
    })
}

/// Refuses a folder with files of others. Those of this copy may be there: somebody may have pulled the plug.
pub fn check_empty(files: &Files, own: &HashSet<Digest>) -> Result<(), Fault> {
    // What `maillage check` leaves.
    let probe = sha256_hex(b"probe");
    let others = System::new().block_on(async {
        let (mut names, mut others) = (files.names(), 0_usize);
        while let Some(name) = names.try_next().await? {
            let fine = name == probe || digest(&name).is_some_and(|digest| own.contains(&digest));
            others += usize::from(!fine);
        }
        Ok::<_, crate::Error>(others)
    })?;
    if others == 0 {
        return Ok(());
    }
    Err(Fault::Unfit(format!(
        "The folder of FILES_URL is not empty ({others} files that are not of this backup): restore into a new one."
    )))
}

/// Puts the files of a part into the store, and notes which ones were not there.
pub fn put_back(
    files: &Files,
    content: &mut dyn Read,
    placed: &mut Vec<Digest>,
) -> Result<(), Fault> {
    let system = System::new();
    each(content, |digest, bytes, content| {
        let name = hex(&digest);
        if system.block_on(files.length(&name))? == Some(bytes) {
            return skip(content, bytes);
        }
        placed.push(digest);
        Ok(system.block_on(files.put_back(&name, &mut content.take(bytes)))?)
    })
}

/// Removes them again; what cannot be removed hangs on nothing and goes by the daily sweep.
pub fn take_back(files: &Files, placed: &[Digest]) {
    let system = System::new();
    for digest in placed {
        let _ = system.block_on(files.take_back(&hex(digest)));
    }
}

/// Calls `take` with the name, the length and the content of each file.
fn each(
    content: &mut dyn Read,
    mut take: impl FnMut(Digest, u64, &mut dyn Read) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let damaged =
        |error: io::Error| Fault::Unfit(format!("The backup's files are damaged: {error}."));
    while let Some((path, bytes)) = tar::next(content).map_err(damaged)? {
        let name = path.rsplit('/').next().unwrap_or_default();
        let Some(digest) = digest(name) else {
            return Err(Fault::Unfit(format!(
                "The backup's file {path} is not named by its content."
            )));
        };
        take(digest, bytes, content)?;
        skip(content, tar::padding(bytes).len() as u64)?;
    }
    Ok(())
}

fn skip(mut content: &mut dyn Read, bytes: u64) -> Result<(), Fault> {
    io::copy(&mut (&mut content).take(bytes), &mut io::sink())?;
    Ok(())
}

/// The name of a stored file as a number.
fn digest(name: &str) -> Option<Digest> {
    let mut digest = [0; 32];
    if name.len() != 64 || !name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(name.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(digest)
}
