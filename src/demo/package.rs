//! A course that readers play on its page: a package of one page.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::awaited;
use crate::app::App;
use crate::files::Stored;
use crate::materials::ops::About;
use crate::materials::rules::package::{self, Found};

const PAGE: &[u8] = include_bytes!("../../assets/demo/package.html");

/// Puts it into the store, with what is said of it.
pub fn put(app: &App) -> anyhow::Result<(Stored, Found, About)> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("index.html", SimpleFileOptions::default())?;
    zip.write_all(PAGE)?;
    let content = zip.finish()?.into_inner();
    let found = package::read(&content).map_err(crate::Error::from)?;
    let files = app.files.clone();
    let stored = awaited(async move { files.put("parcours.zip", content.into()).await })?;
    let about = About { alt_text: String::new(), is_source: false };
    Ok((stored, found, about))
}
