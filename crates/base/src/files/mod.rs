//! Uploaded files: kept by the hash of their content, sniffed, never served as pages.

mod missing;
mod nameless;
mod place;
mod scanned;

pub use missing::known_names;
pub use nameless::{made_nameless, nameless};
pub use place::{Bucket, Place};
pub use scanned::{BEING_CHECKED, INFECTED, ScanState, check_served, scan_of};

use std::io::Read;
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};

use crate::db::schema::{
    application_files, attachments, convention_signatures, convention_versions, label_conditions,
    material_files, meeting_documents, outbox_files, privacy_requests, questionnaire_files,
    received_mails, stored_files,
};
use crate::db::{Conn, each};
use crate::i18n::Locale;
use crate::secret::sha256_hex;
use crate::{Error, Result};

/// The largest file one may attach, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// How many files one message may carry.
pub const MAX_FILES: usize = 5;

/// What was brought and hangs on nothing is forgotten after so long.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(1);

/// A cheap handle on the file store.
#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

/// A file whose bytes are in the store and whose row is still to be written.
#[derive(Debug, Clone)]
pub struct Stored {
    pub sha256: String,
    pub bytes: i64,
    pub media_type: String,
    /// As the sender called it, without path or control characters.
    pub name: String,
}

/// How large a file is, in words: 240 Ko, 3,4 Mo.
pub fn size(bytes: i64, locale: Locale) -> String {
    let kilobytes = (bytes.max(1) + 1023) / 1024;
    if kilobytes < 1024 {
        return locale.text1("tickets-follow-size-kb", "n", kilobytes);
    }
    let tenths = bytes * 10 / (1024 * 1024);
    let text = format!("{}{}{}", tenths / 10, locale.pick(",", "."), tenths % 10);
    locale.text1("tickets-follow-size-mb", "n", text)
}

impl Files {
    pub fn open(place: &Place) -> anyhow::Result<Self> {
        place.open().map(Self)
    }

    /// The same store, which answers only when what it keeps is on the disk.
    pub fn open_durable(place: &Place) -> anyhow::Result<Self> {
        place.open_durable().map(Self)
    }

    /// Puts `content` in the store; storing the same bytes again changes nothing.
    pub async fn put(&self, name: &str, content: Bytes) -> Result<Stored> {
        let stored = Stored {
            sha256: sha256_hex(&content),
            bytes: i64::try_from(content.len()).map_err(|_| Error::TooLarge)?,
            media_type: sniff(&content).to_owned(),
            name: clean_name(name),
        };
        self.0.put(&key(&stored.sha256), content.into()).await.map_err(away("storing a file"))?;
        Ok(stored)
    }

    /// Whether a file is in the store.
    pub async fn has(&self, sha256: &str) -> Result<bool> {
        match self.0.head(&key(sha256)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(away("looking for a stored file")(error)),
        }
    }

    /// Reads a file back and checks that its bytes are still those that were stored.
    pub async fn get(&self, sha256: &str) -> Result<Bytes> {
        let found = self.0.get(&key(sha256)).await.map_err(away("reading a stored file"))?;
        let content = found.bytes().await.map_err(away("reading a stored file"))?;
        if sha256_hex(&content) != sha256 {
            return Err(anyhow::anyhow!("the stored file {sha256} has changed").into());
        }
        Ok(content)
    }

    /// What was stored before `before`.
    pub async fn stored_before(&self, before: NaiveDateTime) -> Result<Vec<Key>> {
        let old = self
            .0
            .list(None)
            .try_filter(|found| std::future::ready(found.last_modified.naive_utc() < before))
            .map_ok(|found| found.location);
        old.try_collect().await.map_err(away("listing the file store"))
    }

    /// Removes what of that hangs on nothing and was not stored again meanwhile: files of forms that were never sent, and
    /// of questions that were erased. Answers how many.
    pub async fn forget_unused(
        &self,
        db: &crate::db::Db,
        (old, before): (&[Key], NaiveDateTime),
    ) -> Result<usize> {
        let mut forgotten = 0;
        for batch in old.chunks(500) {
            let names: Vec<String> =
                batch.iter().filter_map(|place| place.filename().map(str::to_owned)).collect();
            let used = db.write(move |conn| forget_rows(conn, &names)).await?;
            for place in batch.iter().filter(|place| {
                place.filename().is_some_and(|name| !used.iter().any(|sha256| sha256 == name))
            }) {
                if self.is_new(place, before).await? {
                    continue;
                }
                self.0.delete(place).await.map_err(away("removing an unused file"))?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }

    /// Whether somebody stored the same bytes again since the store was listed.
    async fn is_new(&self, place: &Key, before: NaiveDateTime) -> Result<bool> {
        match self.0.head(place).await {
            Ok(found) => Ok(found.last_modified.naive_utc() >= before),
            Err(object_store::Error::NotFound { .. }) => Ok(true),
            Err(error) => Err(away("looking at an unused file")(error)),
        }
    }

    /// Removes those of some files on which nothing hangs any more, at once. Answers how many.
    pub async fn forget(&self, db: &crate::db::Db, mut names: Vec<String>) -> Result<usize> {
        names.sort();
        names.dedup();
        let sought = names.clone();
        let used = db.write(move |conn| forget_rows(conn, &sought)).await?;
        let unused: Vec<_> = names.iter().filter(|name| !used.contains(name)).collect();
        for sha256 in &unused {
            match self.0.delete(&key(sha256)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(away("removing a file")(error)),
            }
        }
        Ok(unused.len())
    }

    /// The names of all that is stored, in no order.
    pub fn names(&self) -> BoxStream<'static, Result<String>> {
        let found = self.0.list(None).map(|found| {
            let found = found.map_err(away("listing the file store"))?;
            Ok(found.location.filename().unwrap_or_default().to_owned())
        });
        found.boxed()
    }

    /// How long a file is, and what it holds piece by piece; none when it is not there (any more).
    pub async fn pieces(
        &self,
        sha256: &str,
    ) -> Result<Option<(u64, BoxStream<'static, object_store::Result<Bytes>>)>> {
        match self.0.get(&key(sha256)).await {
            Ok(found) => Ok(Some((found.meta.size, found.into_stream()))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away("reading a stored file")(error)),
        }
    }

    pub async fn length(&self, sha256: &str) -> Result<Option<u64>> {
        match self.0.head(&key(sha256)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away("looking at a stored file")(error)),
        }
    }

    /// Puts a file back under the name it had, piece by piece; it does not show before it is whole.
    pub async fn put_back(&self, sha256: &str, content: &mut dyn Read) -> Result<()> {
        let upload = self.0.put_multipart(&key(sha256)).await.map_err(away("storing a file"))?;
        let mut writing = WriteMultipart::new(upload);
        match pour(content, &mut writing).await {
            Ok(()) => writing.finish().await.map(drop).map_err(away("storing a file"))?,
            Err(error) => {
                let _ = writing.abort().await;
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Removes what [`Files::put_back`] put.
    pub async fn take_back(&self, sha256: &str) -> Result<()> {
        self.0.delete(&key(sha256)).await.map_err(away("removing a file"))
    }

    /// Whether the store can be written and read.
    pub async fn probe(&self) -> Result<()> {
        let stored = self.put("probe", Bytes::from_static(b"probe")).await?;
        self.get(&stored.sha256).await.map(drop)
    }
}

/// A store that does not answer, or not so, will do so later.
fn away(doing: &'static str) -> impl Fn(object_store::Error) -> Error {
    move |error| Error::Away(anyhow::Error::from(error).context(doing))
}

async fn pour(content: &mut dyn Read, writing: &mut WriteMultipart) -> anyhow::Result<()> {
    let mut piece = vec![0; 256 * 1024];
    loop {
        match content.read(&mut piece)? {
            0 => return Ok(()),
            n => writing.write(&piece[..n]),
        }
        writing.wait_for_capacity(2).await.context("storing a file")?;
    }
}

/// Where a file stands in the store's folder.
pub fn place(sha256: &str) -> String {
    format!("{}/{sha256}", &sha256[..2])
}

fn key(sha256: &str) -> Key {
    Key::from(place(sha256))
}

/// Forgets those of some files that hang on nothing; answers the others.
fn forget_rows(conn: &mut Conn, names: &[String]) -> Result<Vec<String>> {
    let mut used: Vec<String> = attachments::table
        .filter(attachments::sha256.eq_any(names))
        .select(attachments::sha256)
        .distinct()
        .load(conn)?;
    let mails: Vec<String> = received_mails::table
        .filter(received_mails::sha256.eq_any(names))
        .select(received_mails::sha256)
        .distinct()
        .load(conn)?;
    used.extend(mails);
    let going: Vec<String> = outbox_files::table
        .filter(outbox_files::sha256.eq_any(names))
        .select(outbox_files::sha256)
        .distinct()
        .load(conn)?;
    used.extend(going);
    let taught: Vec<String> = material_files::table
        .filter(material_files::sha256.eq_any(names))
        .select(material_files::sha256)
        .distinct()
        .load(conn)?;
    used.extend(taught);
    let applied: Vec<String> = application_files::table
        .filter(application_files::sha256.eq_any(names))
        .select(application_files::sha256)
        .distinct()
        .load(conn)?;
    used.extend(applied);
    let met: Vec<String> = meeting_documents::table
        .filter(meeting_documents::sha256.eq_any(names))
        .select(meeting_documents::sha256)
        .distinct()
        .load(conn)?;
    used.extend(met);
    let asked: Vec<String> = questionnaire_files::table
        .filter(questionnaire_files::sha256.eq_any(names))
        .select(questionnaire_files::sha256)
        .distinct()
        .load(conn)?;
    used.extend(asked);
    let copies: Vec<Option<String>> = privacy_requests::table
        .filter(privacy_requests::sha256.eq_any(names))
        .select(privacy_requests::sha256)
        .load(conn)?;
    used.extend(copies.into_iter().flatten());
    let texts: Vec<Option<String>> = convention_versions::table
        .filter(convention_versions::sha256.eq_any(names))
        .select(convention_versions::sha256)
        .load(conn)?;
    used.extend(texts.into_iter().flatten());
    let papers: Vec<Option<String>> = convention_signatures::table
        .filter(convention_signatures::sha256.eq_any(names))
        .select(convention_signatures::sha256)
        .load(conn)?;
    used.extend(papers.into_iter().flatten());
    let proofs: Vec<Option<String>> = label_conditions::table
        .filter(label_conditions::proof_sha256.eq_any(names))
        .select(label_conditions::proof_sha256)
        .load(conn)?;
    used.extend(proofs.into_iter().flatten());
    let unused = stored_files::table
        .filter(stored_files::sha256.eq_any(names))
        .filter(stored_files::sha256.ne_all(&used));
    diesel::delete(unused).execute(conn)?;
    Ok(used)
}

/// Notes that the bytes of `file` are in the store.
pub fn note(conn: &mut Conn, file: &Stored, now: NaiveDateTime) -> Result<()> {
    let row = (
        stored_files::sha256.eq(&file.sha256),
        stored_files::bytes.eq(file.bytes),
        stored_files::media_type.eq(&file.media_type),
        stored_files::stored_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(stored_files::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(())
}

/// The media type that the bytes show, whatever the name says.
pub fn sniff(content: &[u8]) -> &'static str {
    match infer::get(content) {
        Some(kind) => kind.mime_type(),
        None if std::str::from_utf8(content).is_ok() => "text/plain",
        None => "application/octet-stream",
    }
}

/// The last part of a path, without control and direction characters, at most 120 characters.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = last.chars().filter(|c| !hidden(*c) && *c != '"').take(1000).collect();
    let clean = shortened(clean.trim_matches([' ', '.']));
    if clean.is_empty() { "fichier".to_owned() } else { clean }
}

/// A name that is not too long; its ending says what it is.
fn shortened(name: &str) -> String {
    const LONGEST: usize = 120;
    let length = name.chars().count();
    if length <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.chars().count() + 1);
    let ending = ending.filter(|count| *count <= 12).unwrap_or(0);
    let kept = name.chars().take(LONGEST - ending);
    kept.chain(name.chars().skip(length - ending)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_tricks() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\temp\\plan.pdf"), "plan.pdf");
        assert_eq!(clean_name("photo\u{202e}gpj.exe"), "photogpj.exe");
        assert_eq!(clean_name("a\r\nb\".txt"), "ab.txt");
        assert_eq!(clean_name(".."), "fichier");
        let long = clean_name(&format!("{}.pdf", "é".repeat(300)));
        assert_eq!((long.chars().count(), long.ends_with("é.pdf")), (120, true));
        assert_eq!(clean_name(&"a.b".repeat(99)).chars().count(), 120);
    }

    #[test]
    fn the_bytes_decide_the_type() {
        assert_eq!(sniff(b"%PDF-1.7 x"), "application/pdf");
        assert_eq!(sniff("été".as_bytes()), "text/plain");
        assert_eq!(sniff(&[0xff, 0xfe, 0x00, 0x80]), "application/octet-stream");
    }
}
