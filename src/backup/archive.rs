//! The ZIP: parts with their sums, and the manifest that names them, which is written last.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::read::ZipFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::Result;
use crate::db::copy::Fault;
use crate::secret::hex;

const MANIFEST: &str = "manifest.json";
const FORMAT: u32 = 1;
/// There is a line for each table; what is longer is no manifest of ours.
const MOST: u64 = 4 << 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The program's version.
    pub program: String,
    /// `SQLite` or `PostgreSQL`.
    pub database: String,
    /// Every step of the schema.
    pub schema: Vec<String>,
    pub taken_at: DateTime<Utc>,
    pub files: usize,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

pub struct Writer {
    zip: ZipWriter<BufWriter<File>>,
    parts: Vec<Part>,
}

impl Writer {
    pub fn new(file: File) -> Self {
        Self { zip: ZipWriter::new(BufWriter::with_capacity(1 << 18, file)), parts: Vec::new() }
    }

    pub fn add(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        self.add_by(name, CompressionMethod::Deflated, fill)
    }

    /// Adds as it is what is mostly compressed already.
    pub fn add_stored(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        self.add_by(name, CompressionMethod::Stored, fill)
    }

    fn add_by(
        &mut self,
        name: &str,
        method: CompressionMethod,
        fill: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        // How long it gets is known when it is written.
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        self.zip.start_file(name, options).context("writing the copy")?;
        let mut summed = Summed { inner: &mut self.zip, sum: Sha256::new(), bytes: 0 };
        fill(&mut summed)?;
        let (bytes, sha256) = (summed.bytes, hex(&summed.sum.finalize()));
        self.parts.push(Part { name: name.to_owned(), bytes, sha256 });
        Ok(())
    }

    pub fn finish(
        mut self,
        database: &str,
        schema: Vec<String>,
        files: usize,
        now: NaiveDateTime,
    ) -> Result<(Manifest, File)> {
        let manifest = Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            database: database.to_owned(),
            schema,
            taken_at: now.and_utc(),
            files,
            parts: self.parts,
        };
        let json = serde_json::to_vec_pretty(&manifest).context("writing the manifest")?;
        self.zip.start_file(MANIFEST, SimpleFileOptions::default()).context("writing the copy")?;
        self.zip.write_all(&json).context("writing the copy")?;
        let buffered = self.zip.finish().context("writing the copy")?;
        let file = buffered.into_inner().map_err(io::IntoInnerError::into_error);
        Ok((manifest, file.context("writing the copy")?))
    }
}

pub struct Reader {
    zip: ZipArchive<BufReader<File>>,
    pub manifest: Manifest,
}

impl Reader {
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let foreign = |why: &dyn std::fmt::Display| {
            Fault::Unfit(format!("{} is no backup of Maillage: {why}.", path.display()))
        };
        let file = File::open(path).map_err(|error| {
            Fault::Unfit(format!("{} cannot be read: {error}.", path.display()))
        })?;
        let mut zip =
            ZipArchive::new(BufReader::with_capacity(1 << 18, file)).map_err(|e| foreign(&e))?;
        let mut json = Vec::new();
        let entry = zip.by_name(MANIFEST).map_err(|e| foreign(&e))?;
        entry.take(MOST).read_to_end(&mut json).map_err(|e| foreign(&e))?;
        let told: serde_json::Value = serde_json::from_slice(&json).map_err(|e| foreign(&e))?;
        if told["format"] != FORMAT {
            return Err(foreign(&format_args!("format {} is not known", told["format"])));
        }
        let manifest = serde_json::from_value(told).map_err(|e| foreign(&e))?;
        Ok(Self { zip, manifest })
    }

    /// Reads all parts and compares their sums; `look` may look at each on the way.
    pub fn check(
        &mut self,
        mut look: impl FnMut(&str, &mut dyn Read) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        for part in self.manifest.parts.clone() {
            let damaged = |why: &dyn std::fmt::Display| {
                Fault::Unfit(format!("The backup is damaged in {}: {why}.", part.name))
            };
            let entry = self.part(&part.name)?;
            let mut summed = Summed { inner: entry, sum: Sha256::new(), bytes: 0 };
            let seen = look(&part.name, &mut summed);
            io::copy(&mut summed, &mut io::sink()).map_err(|error| damaged(&error))?;
            if summed.bytes != part.bytes || hex(&summed.sum.finalize()) != part.sha256 {
                return Err(damaged(&"its sum is another one"));
            }
            seen?;
        }
        Ok(())
    }

    pub fn part(&mut self, name: &str) -> Result<ZipFile<'_, BufReader<File>>, Fault> {
        self.zip
            .by_name(name)
            .map_err(|error| Fault::Unfit(format!("The backup is damaged in {name}: {error}.")))
    }
}

/// Counts and sums what goes through.
struct Summed<T> {
    inner: T,
    sum: Sha256,
    bytes: u64,
}

impl<T: Write> Write for Summed<T> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(piece)?;
        self.sum.update(&piece[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for Summed<T> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(piece)?;
        self.sum.update(&piece[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
}
