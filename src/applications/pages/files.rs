//! Files of an application: brought with a section, taken away by its people, always as a download.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::overview::read_id;
use crate::accounts::rules::query_value;
use crate::app::App;
use crate::applications::ops::Brought;
use crate::applications::{HeldFile, access};
use crate::calls;
use crate::files::{check_served, nameless};
use crate::questionnaires::pages::field_id;
use crate::questionnaires::rules::complete::Problem;
use crate::questionnaires::rules::files::fault;
use crate::questionnaires::{self, Answers, Item, Kind, Section};
use crate::web::{Anyone, Context, SignedIn, Upload};
use crate::{Error, Result};

/// `GET /applications/{id}/files/{file}`
pub async fn file(cx: Context<SignedIn>, at: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (actor, (id, file)) = (cx.actor(), at.into_inner());
    let (id, file) = (read_id(&id)?, file.parse().map_err(|_| Error::NotFound)?);
    let held = cx.db.read(move |conn| access::file(conn, &actor, &id, &file)).await?;
    download(&cx.app, &held).await
}

/// A file's bytes, if nothing holds it back. Whoever calls has checked who may have it.
pub async fn download(app: &App, held: &HeldFile) -> Result<HttpResponse> {
    check_served(held.scan, app.config.clamd.is_some())?;
    served(app, (&held.sha256, &held.name, &held.media_type)).await
}

/// A stored file under its name, always as a download. Whoever calls has checked who may have it.
pub async fn served(
    app: &App,
    (sha256, name, media_type): (&str, &str, &str),
) -> Result<HttpResponse> {
    Ok(answered((name, media_type), app.files.get(sha256).await?))
}

/// The same of a file whose reader must not know who made it: it says nothing of that about itself.
pub async fn download_nameless(app: &App, held: &HeldFile) -> Result<HttpResponse> {
    check_served(held.scan, app.config.clamd.is_some())?;
    let content = app.files.get(&held.sha256).await?;
    let content = without_names(content).await?;
    Ok(answered((&held.name, &held.media_type), content))
}

/// A file without what it says of whoever made it, where it can be read. Large ones take their time, and nobody waits for it.
pub async fn without_names(content: web::Bytes) -> Result<web::Bytes> {
    let given = content.clone();
    let clean = tokio::task::spawn_blocking(move || nameless(&given)).await;
    let clean = clean.map_err(|error| anyhow::anyhow!("taking names out of a file: {error}"))?;
    Ok(clean.map_or(content, Into::into))
}

fn answered((name, media_type): (&str, &str), content: web::Bytes) -> HttpResponse {
    let kept = |c: char| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' };
    let plain: String = name.chars().map(kept).collect();
    let named = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", query_value(name));
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CONTENT_DISPOSITION, named))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(content)
}

/// `GET /calls/{slug}/templates/{key}`: what a question gives to be filled in, to all who may read the call.
pub async fn template(
    cx: Context<Anyone>,
    at: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let ((slug, key), actor, now) = (at.into_inner(), cx.actor().cloned(), cx.now);
    let (given, scan, media_type) = cx
        .db
        .read(move |conn| {
            let call = calls::access::for_form(conn, actor.as_ref(), &slug, now)?;
            let version = questionnaires::queries::find(conn, &call.version_id)?;
            let item = version.definition.item(&key).ok_or(Error::NotFound)?;
            let given = item.takes().template.ok_or(Error::NotFound)?;
            let (scan, media_type) = questionnaires::queries::template(conn, &given.sha256)?;
            Ok((given, scan, media_type))
        })
        .await?;
    check_served(scan, cx.app.config.clamd.is_some())?;
    served(&cx.app, (&given.sha256, &given.name, &media_type)).await
}

/// The questions of a section that files answer, each with its row.
fn asking<'a>(section: &'a Section, answers: &'a Answers) -> Vec<(&'a Item, String)> {
    let mut found = Vec::new();
    for item in &section.items {
        if item.kind == Kind::File {
            found.push((item, String::new()));
        }
        let inner = item.items.iter().filter(|inner| inner.kind == Kind::File);
        found.extend(
            inner.flat_map(|inner| {
                answers.rows(&item.key).iter().map(move |row| (inner, row.clone()))
            }),
        );
    }
    found
}

/// The files that come with a section: those that fit are stored, what is wrong with the others is said where they were
/// chosen.
pub async fn take_files(
    app: &App,
    (section, answers): (&Section, &Answers),
    form: &Upload,
) -> Result<(Vec<Brought>, Vec<Problem>)> {
    let (mut brought, mut problems) = (Vec::new(), Vec::new());
    let asking = asking(section, answers);
    let problem = |item: &Item, row: &str, (code, n): (&'static str, String)| Problem {
        section: section.key.clone(),
        key: item.key.clone(),
        row: row.to_owned(),
        code,
        n,
    };
    for file in &form.files {
        let of = asking.iter().find(|(item, row)| field_id(&item.key, row) == file.field);
        let Some((item, row)) = of else { continue };
        match fault(item, &file.name, &file.content) {
            Some(wrong) => problems.push(problem(item, row, wrong)),
            None => brought.push(Brought {
                key: item.key.clone(),
                row: row.clone(),
                file: app.files.put(&file.name, file.content.clone()).await?,
            }),
        }
    }
    if let Some((item, row)) = asking.first().filter(|_| !form.refused.is_empty()) {
        let names = form.refused.join(", ");
        problems.push(problem(item, row, ("questionnaires-file-refused", names)));
    }
    Ok((brought, problems))
}
