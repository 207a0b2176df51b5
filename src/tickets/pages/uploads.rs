//! Files that came with a form. They go to the store at once, and a form that is shown again carries a signed word of
//! each, so that nobody has to choose them twice.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde::Serialize;

use crate::accounts::throttle;
use crate::app::App;
use crate::files::{MAX_FILES, Stored};
use crate::i18n::Locale;
use crate::secret::Signer;
use crate::tickets::attached::{read, token};
use crate::tickets::rules;
use crate::web::{Context, Door, Upload, client_address};
use crate::{Error, Result};

/// The files of a form: those it kept and those it just brought.
#[derive(Debug, Clone, Default)]
pub struct Attached {
    pub files: Vec<Stored>,
    /// Names of files that were left out.
    pub refused: Vec<String>,
    /// They were left out because so many came from one address: files may come again after so many seconds.
    pub wait: Option<u64>,
}

/// A kept file as the form shows it.
#[derive(Debug, Serialize)]
pub struct KeptFile {
    token: String,
    name: String,
    size: String,
}

/// What a visitor's form brings; nobody may fill the store. Beyond the limit its files are left out, and nothing else of it
/// is lost.
pub async fn take<D: Door>(cx: &Context<D>, upload: &Upload, id: &str) -> Result<Attached> {
    if upload.files.is_empty() {
        return gather(&cx.app, upload, id).await;
    }
    match count(cx).await {
        Ok(()) => gather(&cx.app, upload, id).await,
        Err(Error::TooMany(seconds)) => {
            let left_out = upload.files.iter().map(|file| file.name.clone());
            let refused = upload.refused.iter().cloned().chain(left_out).collect();
            let files = recalled(&cx.app.signer, upload, id);
            Ok(Attached { files, refused, wait: Some(seconds) })
        }
        Err(error) => Err(error),
    }
}

/// What the form kept from the last time.
fn recalled(signer: &Signer, upload: &Upload, id: &str) -> Vec<Stored> {
    let kept = upload.all("kept").iter().filter_map(|token| read(signer, id, token));
    kept.take(MAX_FILES).collect()
}

/// Stores what was sent and recalls what was kept for the form named `id`.
pub async fn gather(app: &App, upload: &Upload, id: &str) -> Result<Attached> {
    let files = recalled(&app.signer, upload, id);
    let mut attached = Attached { files, refused: upload.refused.clone(), wait: None };
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

/// An answer that says after how many seconds to come again, if waiting is all that it needs.
pub fn say_when(mut response: HttpResponse, wait: Option<u64>) -> HttpResponse {
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// The demo is shown from few addresses to many people.
pub fn factor(app: &App) -> i32 {
    if app.config.demo { 20 } else { 1 }
}

impl Attached {
    /// Why files were left out.
    pub fn fault(&self) -> Option<&'static str> {
        match (self.wait, self.refused.is_empty()) {
            (Some(_), _) => Some("tickets-ask-error-files-too-many"),
            (None, false) => Some("tickets-ask-error-files"),
            (None, true) => None,
        }
    }

    /// The status of a form that is shown again.
    pub fn status(&self) -> StatusCode {
        match self.wait {
            Some(_) => StatusCode::TOO_MANY_REQUESTS,
            None => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

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
