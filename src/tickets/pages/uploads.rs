//! Files that came with a form. They go to the store at once, and a form that is shown again carries a signed word of
//! each, so that nobody has to choose them twice.

use serde::Serialize;

use crate::Result;
use crate::accounts::throttle;
use crate::app::App;
use crate::files::{MAX_FILES, Stored};
use crate::i18n::Locale;
use crate::secret::Signer;
use crate::tickets::attached::{read, token};
use crate::tickets::rules;
use crate::web::{Context, Door, Upload, client_address};

/// The files of a form: those it kept and those it just brought.
#[derive(Debug, Clone, Default)]
pub struct Attached {
    pub files: Vec<Stored>,
    /// Names of files that were left out.
    pub refused: Vec<String>,
}

/// A kept file as the form shows it.
#[derive(Debug, Serialize)]
pub struct KeptFile {
    token: String,
    name: String,
    size: String,
}

/// What a visitor's form brings; nobody may fill the store.
pub async fn take<D: Door>(cx: &Context<D>, upload: &Upload, id: &str) -> Result<Attached> {
    if !upload.files.is_empty() {
        count(cx).await?;
    }
    gather(&cx.app, upload, id).await
}

/// Stores what was sent and recalls what was kept for the form named `id`.
pub async fn gather(app: &App, upload: &Upload, id: &str) -> Result<Attached> {
    let signer = &app.signer;
    let kept = upload.all("kept").iter().filter_map(|token| read(signer, id, token));
    let mut attached =
        Attached { files: kept.take(MAX_FILES).collect(), refused: upload.refused.clone() };
    for file in &upload.files {
        if attached.files.len() == MAX_FILES {
            attached.refused.push(file.name.clone());
            continue;
        }
        let stored = app.files.put(&file.name, file.content.clone()).await?;
        if !rules::may_attach(&stored.media_type) {
            attached.refused.push(stored.name);
        } else if !attached.files.iter().any(|known| known.sha256 == stored.sha256) {
            attached.files.push(stored);
        }
    }
    Ok(attached)
}

async fn count<D: Door>(cx: &Context<D>) -> Result<()> {
    let (address, now) = (client_address(cx.request()), cx.now);
    let limit = rules::UPLOADS_PER_ADDRESS.times(factor(&cx.app));
    cx.db.write(move |conn| throttle::count(conn, "upload", &address, limit, now)).await
}

/// The demo is shown from few addresses to many people.
pub fn factor(app: &App) -> i32 {
    if app.config.demo { 20 } else { 1 }
}

impl Attached {
    pub fn shown(&self, signer: &Signer, id: &str, locale: Locale) -> Vec<KeptFile> {
        self.files
            .iter()
            .map(|file| KeptFile {
                token: token(signer, id, file),
                name: file.name.clone(),
                size: super::files::size(file.bytes, locale),
            })
            .collect()
    }
}
