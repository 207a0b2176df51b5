//! What a reviewer takes along: a file of what they review, or all of it in one. Within the view that they have.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::look::read_id;
use crate::applications::{
    FileId, HeldFile,
    pages::{download, download_nameless, without_names},
};
use crate::calls::{Blind, Call, CallId};
use crate::files::check_served;
use crate::print::paper::{self, Paper, Style};
use crate::reviews::access;
use crate::reviews::views::BlindView;
use crate::reviews::{AssignmentState, ops, queries};
use crate::web::{Context, SignedIn};
use crate::{Error, Result, sheets};

/// `GET /reviews/{id}/files/{file}`
pub async fn file(cx: Context<SignedIn>, at: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (actor, (id, file)) = (cx.actor(), at.into_inner());
    let (id, file) = (read_id(&id)?, file.parse::<FileId>().map_err(|_| Error::NotFound)?);
    let (held, blind) = cx
        .db
        .read(move |conn| {
            let blind = access::opened(conn, &actor, &id)?.call.terms.blind;
            Ok((access::file(conn, &actor, (&id, &file))?, blind))
        })
        .await?;
    match blind {
        Blind::Double => download_nameless(&cx.app, &held).await,
        Blind::Open | Blind::Single => download(&cx.app, &held).await,
    }
}

/// One application of a pack: as its reviewer reads it, and its files.
struct Part {
    view: BlindView,
    files: Vec<HeldFile>,
}

/// `POST /reviews/calls/{id}/pack`: the file itself answers, so that there is no address to find, and none that outlives a
/// recusal.
pub async fn pack(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let (actor, now, locale, id) = (cx.actor(), cx.now, cx.locale, id.into_inner());
    let words = cx.app.vocabularies();
    let (call, parts) = cx
        .db
        .write(move |conn| {
            let mut parts: Vec<Part> = Vec::new();
            let mut of: Option<Call> = None;
            for (one, _, call) in queries::assigned_to(conn, &actor.id)? {
                let taken = matches!(one.state, AssignmentState::Accepted | AssignmentState::Done);
                if call.id != id || !taken {
                    continue;
                }
                let there = match access::opened(conn, &actor, &one.id) {
                    Err(Error::NotFound) => continue,
                    there => there?,
                };
                let (filed, version) = access::filed(conn, &there)?;
                let blind = call.terms.blind;
                let named = (&there.application, &filed);
                let view = BlindView::of(named, &version, blind, (&words, locale));
                let mut files = Vec::new();
                for file in &view.files {
                    let file = file.id.parse::<FileId>().map_err(|_| Error::NotFound)?;
                    files.push(access::file(conn, &actor, (&one.id, &file))?);
                }
                parts.push(Part { view, files });
                of = Some(call);
            }
            let call = of.ok_or(Error::NotFound)?;
            ops::note_pack(conn, &actor, (&call.id, parts.len()), now)?;
            Ok((call, parts))
        })
        .await?;
    let mut all = Vec::new();
    for part in parts {
        let reference = part.view.reference.clone();
        let bytes = written(&cx, &call, &part.view).ok_or_else(no_letters)?;
        all.push((format!("{reference}.pdf"), bytes));
        for (place, held) in (1..).zip(&part.files) {
            all.push(bytes_of(&cx, (&reference, place), (held, call.terms.blind)).await?);
        }
    }
    let name = format!("attachment; filename=\"{}-evaluation.zip\"", call.reference);
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(sheets::pack(all.into_iter())?))
}

fn no_letters() -> Error {
    anyhow::anyhow!("no fonts to write with").into()
}

/// A file under a safe name; what is held back is a note in its place.
async fn bytes_of(
    cx: &Context<SignedIn>,
    (reference, place): (&str, usize),
    (held, blind): (&HeldFile, Blind),
) -> Result<(String, Vec<u8>)> {
    let kept = |c: char| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' };
    let plain: String = held.name.chars().map(kept).take(80).collect();
    let name = format!("{reference}/{place}-{plain}");
    if check_served(held.scan, cx.app.config.clamd.is_some()).is_err() {
        return Ok((format!("{name}.txt"), cx.text("reviews-pack-held").into_bytes()));
    }
    let content = cx.app.files.get(&held.sha256).await?;
    let content = if blind == Blind::Double { without_names(content).await? } else { content };
    Ok((name, content.to_vec()))
}

/// An application on paper, as its reviewer reads it.
fn written(cx: &Context<SignedIn>, call: &Call, view: &BlindView) -> Option<Vec<u8>> {
    let title = match view.title.as_str() {
        "" => view.reference.clone(),
        title => format!("{} – {title}", view.reference),
    };
    let mut blocks =
        vec![(Style::Title, title.clone()), (Style::Text, call.text.title(cx.locale).to_owned())];
    blocks.extend(view.institutions.iter().map(|one| (Style::Small, one.clone())));
    for section in &view.sections {
        blocks.push((Style::Heading, section.title.clone()));
        for line in &section.lines {
            blocks.push((Style::Label, line.label.clone()));
            if !line.heading {
                blocks.push((Style::Text, line.value.clone()));
            }
        }
    }
    paper::write(&Paper { language: cx.locale.pick("fr-FR", "en-GB"), title, blocks })
}
