//! Calls that are open, that will open, and that were.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Moment, badge, moment};
use crate::Result;
use crate::calls::{Call, Phase, queries};
use crate::i18n::Locale;
use crate::web::{Anyone, Badge, Context};

#[derive(Serialize)]
struct View {
    groups: Vec<Group>,
    empty: bool,
    staff: bool,
}

#[derive(Serialize)]
struct Group {
    id: &'static str,
    title: String,
    calls: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    href: String,
    reference: String,
    title: String,
    lang: Locale,
    summary: String,
    badge: Badge,
    opens: Option<Moment>,
    closes: Option<Moment>,
    is_open: bool,
}

/// `GET /calls`
pub async fn list(cx: Context<Anyone>) -> Result<HttpResponse> {
    let (locale, now) = (cx.locale, cx.now);
    let calls = cx.db.read(|conn| Ok(queries::public(conn)?)).await?;
    let line = |call: &Call| {
        let (phase, zone) = (call.phase(now), call.terms.tz());
        Line {
            href: format!("/calls/{}", call.slug),
            reference: call.reference.clone(),
            title: call.text.title(locale).to_owned(),
            lang: call.text.language(locale),
            summary: call.text.summary(locale).to_owned(),
            badge: badge(phase, locale),
            opens: call
                .terms
                .opens_at
                .filter(|opens| now < *opens)
                .map(|at| moment(at, zone, locale)),
            closes: call.terms.closes_at.map(|at| moment(at, zone, locale)),
            is_open: matches!(phase, Phase::Open | Phase::Grace),
        }
    };
    let group = |id, key: &str, fits: fn(Phase) -> bool| Group {
        id,
        title: cx.text(key),
        calls: calls.iter().filter(|call| fits(call.phase(now))).map(line).collect(),
    };
    let mut groups = vec![
        group("open", "calls-open", |phase| matches!(phase, Phase::Open | Phase::Grace)),
        group("to-come", "calls-to-come", |phase| {
            matches!(phase, Phase::Announced | Phase::Scheduled)
        }),
        group("over", "calls-over", |phase| {
            !matches!(
                phase,
                Phase::Open | Phase::Grace | Phase::Announced | Phase::Scheduled | Phase::Draft
            )
        }),
    ];
    groups.retain(|group| !group.calls.is_empty());
    let staff = cx.actor().is_some_and(crate::accounts::Actor::coordinates);
    let view = View { empty: groups.is_empty(), groups, staff };
    cx.public_page("calls/list", cx.head("calls-title", "calls"), &view)
}
