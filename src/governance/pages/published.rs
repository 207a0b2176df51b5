//! Minutes as everybody reads them, on the page and on paper: made of what was published, and of nothing else.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::room::{QuorumView, size};
use super::{LineView, item_word, line_views, standing_badge, when};
use crate::clock::network_day;
use crate::governance::views::{Line, PublicMinutes};
use crate::governance::{ItemId, MeetingId, access, queries, rules};
use crate::i18n::Locale;
use crate::print::paper::{self, Paper, Style};
use crate::web::{Anyone, Context, Head};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    id: String,
    title: String,
    lang: Locale,
    body: String,
    body_lang: Locale,
    slug: String,
    when: String,
    approved_at: Option<NaiveDateTime>,
    published_at: NaiveDateTime,
    quorum: QuorumView,
    items: Vec<ItemView>,
    resolutions: Vec<LineView>,
    documents: Vec<DocumentView>,
    /// For those who sit there.
    room: Option<String>,
}

#[derive(Serialize)]
struct ItemView {
    number: usize,
    kind: String,
    title: String,
    lang: Locale,
    minutes_html: String,
    minutes_lang: Locale,
    resolutions: Vec<LineView>,
}

#[derive(Serialize)]
struct DocumentView {
    href: String,
    name: String,
    size: String,
}

/// `GET /governance/meetings/{id}`
pub async fn published(cx: Context<Anyone>, id: web::Path<MeetingId>) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor().cloned(), id.into_inner(), cx.locale);
    let today = network_day(cx.now);
    let which = id.clone();
    let found = cx
        .db
        .read(move |conn| {
            let reader = access::reader(conn, actor.as_ref(), today)?;
            let (minutes, body) = match queries::published_minutes(conn, &which) {
                Ok(found) => found,
                Err(error) => {
                    // Those who sit there are led to where they read.
                    let meeting = queries::meeting(conn, &which)?;
                    let sits = reader.sits_in(&meeting.body_id);
                    return if sits { Ok(None) } else { Err(Error::from(error)) };
                }
            };
            let sits = reader.sits_in(&body.id);
            Ok(Some((minutes, body, sits)))
        })
        .await?;
    let room = format!("/governance/meetings/{id}/room");
    let Some((minutes, body, sits)) = found else { return cx.go(&room) };
    let of = |item: &ItemId| -> Vec<Line> {
        let all = minutes.resolutions.iter();
        all.filter(|one| one.item.as_ref() == Some(item)).cloned().collect()
    };
    let own = |line: &&Line| minutes.items.iter().any(|item| Some(&item.id) == line.item.as_ref());
    let others: Vec<Line> = minutes.resolutions.iter().filter(|line| !own(line)).cloned().collect();
    let view = View {
        id: id.to_string(),
        title: minutes.name(locale).0.to_owned(),
        lang: minutes.name(locale).1,
        body: body.name(locale).to_owned(),
        body_lang: body.languages(locale).0,
        slug: body.slug.clone(),
        when: when((minutes.starts_at, minutes.ends_at), locale),
        approved_at: minutes.approved_at,
        published_at: minutes.published_at,
        quorum: minutes.votes.into(),
        items: minutes
            .items
            .iter()
            .enumerate()
            .map(|(place, item)| ItemView {
                number: place + 1,
                kind: item_word(item.kind, locale),
                title: item.name(locale).0.to_owned(),
                lang: item.name(locale).1,
                minutes_html: crate::text::markdown(item.said(locale).0),
                minutes_lang: item.said(locale).1,
                resolutions: line_views(&of(&item.id), today, locale),
            })
            .collect(),
        resolutions: line_views(&others, today, locale),
        documents: minutes
            .documents
            .iter()
            .map(|one| DocumentView {
                href: format!("/governance/meetings/{id}/documents/{}", one.id),
                name: one.name.clone(),
                size: size(one.bytes, locale),
            })
            .collect(),
        room: sits.then_some(room),
    };
    let head = Head { title: view.title.clone(), section: "governance" };
    cx.page("governance/published", head, &view)
}

/// `GET /governance/meetings/{id}/minutes.pdf`
pub async fn pdf(cx: Context<Anyone>, id: web::Path<MeetingId>) -> Result<HttpResponse> {
    let (id, locale, today) = (id.into_inner(), cx.locale, network_day(cx.now));
    let (minutes, body) =
        cx.db.read(move |conn| Ok(queries::published_minutes(conn, &id)?)).await?;
    let title = format!("{} – {}", body.name(locale), minutes.name(locale).0);
    let said = blocks(&minutes, &title, (today, locale));
    let languages: Vec<&str> = said.iter().map(|(.., lang)| lang.pick("fr-FR", "en-GB")).collect();
    let language = locale.pick("fr-FR", "en-GB");
    let blocks = said.into_iter().map(|(style, text, _)| (style, text)).collect();
    let bytes = paper::write_spoken(&Paper { language, title, blocks }, &languages)
        .ok_or_else(|| anyhow::anyhow!("no fonts to write with"))?;
    let day = network_day(minutes.starts_at);
    let name = format!("inline; filename=\"{}-{day}.pdf\"", body.slug);
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(bytes))
}

/// A paragraph of the paper, and its language.
type Spoken = (Style, String, Locale);

fn blocks(
    minutes: &PublicMinutes,
    title: &str,
    (today, locale): (chrono::NaiveDate, Locale),
) -> Vec<Spoken> {
    let votes = minutes.votes;
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("there", votes.there);
    args.set("votes", votes.votes);
    args.set("needed", votes.needed);
    let mut all = vec![
        (Style::Title, title.to_owned(), minutes.name(locale).1),
        (Style::Text, when((minutes.starts_at, minutes.ends_at), locale), locale),
        (Style::Small, locale.text_with("governance-quorum-said", Some(&args)), locale),
    ];
    if !votes.is_met() {
        all.push((Style::Small, locale.text("governance-quorum-missing"), locale));
    }
    for (place, item) in minutes.items.iter().enumerate() {
        let ((name, named), (text, spoken)) = (item.name(locale), item.said(locale));
        all.push((Style::Heading, format!("{}. {name}", place + 1), named));
        all.push((Style::Small, item_word(item.kind, locale), locale));
        if !text.trim().is_empty() {
            all.push((Style::Text, text.to_owned(), spoken));
        }
        for line in minutes.resolutions.iter().filter(|one| one.item.as_ref() == Some(&item.id)) {
            all.extend(of_line(line, today, locale));
        }
    }
    let known = |line: &&Line| minutes.items.iter().any(|one| Some(&one.id) == line.item.as_ref());
    let others: Vec<_> = minutes.resolutions.iter().filter(|line| !known(line)).collect();
    if !others.is_empty() {
        all.push((Style::Heading, locale.text("governance-resolutions"), locale));
        others.iter().for_each(|line| all.extend(of_line(line, today, locale)));
    }
    all
}

fn of_line(line: &Line, today: chrono::NaiveDate, locale: Locale) -> Vec<Spoken> {
    let done = (line.outcome, line.done_on.is_some());
    let standing = rules::standing_of(done, (line.has_owner, line.due_on), today);
    let word = standing_badge(standing, line.outcome, locale).word;
    let ((name, named), (text, spoken)) = (line.name(locale), line.text(locale));
    let mut all = vec![
        (Style::Label, format!("{} – {name}", line.reference), named),
        (Style::Text, text.to_owned(), spoken),
        (Style::Small, word, locale),
    ];
    if !line.quorum_reason.is_empty() {
        let without = locale.text("governance-without-quorum");
        all.push((Style::Small, without, locale));
        all.push((Style::Small, line.quorum_reason.clone(), Locale::Fr));
    }
    all
}
