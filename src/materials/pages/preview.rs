//! A file looked at before it is taken away: pages of a PDF, the text of slides, pictures, films and recordings.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::address;
use super::labels::language;
use crate::files::check_served;
use crate::materials::rules::preview::{Preview, captions};
use crate::materials::rules::slides::{self, Deck, Slide};
use crate::materials::{Held, access};
use crate::tickets::pages::files::size;
use crate::web::{Anyone, Context, Head};
use crate::{Error, Result};

/// The page around a preview frames nothing but ours, and plays nothing but files of ours.
const AROUND: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'; frame-src 'self'";

/// What shows PDF files may run our scripts and ask for nothing: it is given the bytes. It has no origin, so that whatever a
/// file makes of it, it reads nothing of the site.
const VIEWER: &str = "sandbox allow-scripts; default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval'; \
    worker-src blob:; style-src 'self'; img-src blob: data:; font-src 'self' blob: data:; form-action 'none'; \
    base-uri 'none'; frame-ancestors 'self'";

#[derive(Serialize)]
struct View {
    title: String,
    lang: String,
    name: String,
    alt_text: String,
    size: String,
    back: String,
    file: String,
    /// Where it is counted that a film was opened and seen to its end.
    plays: String,
    media_type: String,
    pdf: bool,
    image: bool,
    video: bool,
    audio: bool,
    slides: Option<SlidesView>,
    captions: Vec<Captions>,
}

#[derive(Serialize)]
struct Captions {
    src: String,
    tag: String,
    label: String,
}

#[derive(Serialize)]
struct SlidesView {
    count: usize,
    slides: Vec<SlideView>,
    /// The picture in the file, as an address that holds it.
    thumbnail: String,
    is_cut: bool,
}

#[derive(Serialize)]
struct SlideView {
    number: usize,
    title: String,
    lines: Vec<String>,
}

/// `GET /materials/{slug}/{version}/preview/{id}`: for whom the file is.
pub async fn preview(
    cx: Context<Anyone>,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse> {
    let ((slug, version, id), actor) = (path.into_inner(), cx.actor().cloned());
    let (wanted, number) = ((slug.clone(), version.clone(), id.clone()), version.clone());
    let (found, held, files) = cx
        .db
        .read(move |conn| {
            let (slug, version, id) = (&wanted.0, &wanted.1, &wanted.2);
            access::files_for_reader(conn, actor.as_ref(), (slug, version, id))
        })
        .await?;
    let kind = Preview::of(&held).ok_or(Error::NotFound)?;
    check_served(held.scan, cx.app.config.clamd.is_some())?;
    let said = found.version.said(cx.locale);
    let place = |held: &Held| format!("/materials/{slug}/{number}/files/{}", held.file.id);
    let view = View {
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        name: held.file.name.clone(),
        alt_text: held.file.alt_text.clone(),
        size: size(held.bytes, cx.locale),
        back: address(&slug, Some(found.version.number)),
        file: place(&held),
        plays: format!("/materials/{slug}/{number}/plays/{}", held.file.id),
        media_type: held.media_type.clone(),
        pdf: kind == Preview::Pdf,
        image: kind == Preview::Image,
        video: kind == Preview::Video,
        audio: kind == Preview::Audio,
        captions: captions(&held, &files)
            .into_iter()
            .map(|(file, tag)| {
                let tag = tag.unwrap_or_else(|| said.language.to_owned());
                Captions { src: place(file), label: language(&tag, cx.locale), tag }
            })
            .collect(),
        slides: match kind {
            Preview::Slides => Some(written(&cx, &held).await?),
            Preview::Pdf | Preview::Image | Preview::Video | Preview::Audio => None,
        },
    };
    let head = Head { title: view.name.clone(), section: "materials" };
    let mut answer = cx.page("materials/preview", head, &view)?;
    let policy = HeaderValue::from_static(AROUND);
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

/// Slides are read each time they are looked at: nothing is kept that would go stale.
async fn written(cx: &Context<Anyone>, held: &Held) -> Result<SlidesView> {
    let content = cx.app.files.get(&held.file.sha256).await?;
    let read = tokio::task::spawn_blocking(move || slides::read(&content)).await;
    let deck = read.map_err(|error| anyhow::anyhow!("reading slides: {error}"))?;
    let Deck { slides, thumbnail, is_cut } = deck.unwrap_or_default();
    let shown = |(place, slide): (usize, Slide)| SlideView {
        number: place + 1,
        title: slide.title,
        lines: slide.lines,
    };
    Ok(SlidesView {
        count: slides.len(),
        slides: slides.into_iter().enumerate().map(shown).collect(),
        thumbnail: thumbnail.map(|(kind, bytes)| data(kind, &bytes)).unwrap_or_default(),
        is_cut,
    })
}

/// An address that holds what it leads to.
fn data(media_type: &str, bytes: &[u8]) -> String {
    use base64::Engine;
    format!("data:{media_type};base64,{}", base64::prelude::BASE64_STANDARD.encode(bytes))
}

/// `GET /viewers/pdf`: the frame in which the pages of a PDF are drawn.
pub async fn viewer(cx: Context<Anyone>) -> Result<HttpResponse> {
    let mut answer = cx.fragment("materials/viewer", &())?;
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, VIEWER),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(answer)
}
