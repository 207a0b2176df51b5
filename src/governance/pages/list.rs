//! The first page of governance: bodies, what was published last, and for those who sit somewhere what waits for them.

use actix_web::HttpResponse;
use chrono::NaiveDate;
use serde::Serialize;

use super::{LineView, kind_word, line_views, state_badge, when};
use crate::Result;
use crate::clock::network_day;
use crate::governance::{Body, Meeting, access, queries};
use crate::i18n::Locale;
use crate::web::{Anyone, Badge, Context};

#[derive(Serialize)]
struct View {
    bodies: Vec<BodyView>,
    ahead: Vec<MeetingView>,
    unfinished: Vec<MeetingView>,
    mine: Vec<LineView>,
    last: Vec<LineView>,
    published: Vec<PublishedView>,
    may_found: bool,
}

#[derive(Serialize)]
struct BodyView {
    href: String,
    name: String,
    lang: Locale,
    kind: String,
    mandate: String,
}

#[derive(Serialize)]
struct MeetingView {
    href: String,
    title: String,
    lang: Locale,
    body: String,
    body_lang: Locale,
    when: String,
    badge: Badge,
}

#[derive(Serialize)]
struct PublishedView {
    href: String,
    title: String,
    lang: Locale,
    body: String,
    body_lang: Locale,
    day: NaiveDate,
}

const LAST: i64 = 6;

/// `GET /governance`
pub async fn list(cx: Context<Anyone>) -> Result<HttpResponse> {
    let (actor, now, locale) = (cx.actor().cloned(), cx.now, cx.locale);
    let today = network_day(now);
    let runs = actor.as_ref().is_some_and(crate::accounts::Actor::coordinates);
    let (bodies, ahead, unfinished, owed, last, published) = cx
        .db
        .read(move |conn| {
            let reader = access::reader(conn, actor.as_ref(), today)?;
            let bodies = queries::bodies(conn)?;
            let ahead = queries::ahead(conn, &reader, now)?;
            let unfinished = queries::unfinished(conn, &reader, now)?;
            let owed = match &actor {
                Some(actor) => queries::owed(conn, &actor.id, 20)?,
                None => Vec::new(),
            };
            let owed: Vec<_> = owed.into_iter().map(|one| one.id).collect();
            let owed = queries::lines(
                conn,
                &owed,
                &crate::governance::Reader { all: true, bodies: Vec::new() },
            )?;
            let wanted = queries::Wanted { limit: LAST, ..queries::Wanted::default() };
            let mut newest = queries::wanted(conn, &wanted, &reader)?;
            newest.truncate(usize::try_from(LAST).unwrap_or(usize::MAX));
            let last = queries::lines(conn, &newest, &reader)?;
            let published = queries::published(conn, None, LAST)?;
            Ok((bodies, ahead, unfinished, owed, last, published))
        })
        .await?;
    let name = |id: &crate::governance::BodyId| {
        let found = bodies.iter().find(|one| one.id == *id);
        let named = |body: &Body| (body.name(locale).to_owned(), body.languages(locale).0);
        found.map_or_else(|| (String::new(), locale), named)
    };
    let view = View {
        ahead: ahead.iter().map(|one| meeting(one, "room", locale)).collect(),
        unfinished: unfinished.iter().map(|one| meeting(one, "room/minutes", locale)).collect(),
        mine: line_views(&owed, today, locale),
        last: line_views(&last, today, locale),
        published: published
            .iter()
            .map(|one| PublishedView {
                href: format!("/governance/meetings/{}", one.id),
                title: one.name(locale).to_owned(),
                lang: one.language(locale),
                body: name(&one.body_id).0,
                body_lang: name(&one.body_id).1,
                day: network_day(one.starts_at),
            })
            .collect(),
        bodies: bodies.iter().map(|body| body_view(body, locale)).collect(),
        may_found: runs,
    };
    cx.page("governance/list", cx.head("governance-title", "governance"), &view)
}

fn body_view(body: &Body, locale: Locale) -> BodyView {
    BodyView {
        href: format!("/governance/bodies/{}", body.slug),
        name: body.name(locale).to_owned(),
        lang: body.languages(locale).0,
        kind: kind_word(body.kind, locale),
        mandate: body.mandate(locale).to_owned(),
    }
}

fn meeting((meeting, body): &(Meeting, Body), page: &str, locale: Locale) -> MeetingView {
    MeetingView {
        href: format!("/governance/meetings/{}/{page}", meeting.id),
        title: meeting.name(locale).to_owned(),
        lang: meeting.language(locale),
        body: body.name(locale).to_owned(),
        body_lang: body.languages(locale).0,
        when: when((meeting.starts_at, meeting.ends_at), locale),
        badge: state_badge(meeting.state, locale),
    }
}
