//! Institutions that have a part in the network, and who is committed to more than is allowed.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use chrono::NaiveDateTime;
use serde::Serialize;

use super::{DoubleView, commitments, double_view};
use crate::Result;
use crate::clock::network_day;
use crate::institutions::{Wish, queries, rules};
use crate::network::queries::{Of, live_institutions};
use crate::spaces;
use crate::taxonomy::Vocabulary;
use crate::web::{Context, Coordinator};

#[derive(Serialize)]
struct View {
    doubles: Vec<DoubleView>,
    wishes: Vec<WishView>,
    lines: Vec<Line>,
}

/// An institution that somebody asks for.
#[derive(Serialize)]
struct WishView {
    href: String,
    name: String,
    asked_by: String,
    email: String,
    asked_at: NaiveDateTime,
}

#[derive(Serialize)]
struct Line {
    href: String,
    name: String,
    nodes: usize,
    spaces: usize,
}

/// `GET /institutions`
pub async fn list(cx: Context<Coordinator>) -> Result<HttpResponse> {
    let today = network_day(cx.now);
    let actor = cx.actor();
    let (all, parts, held, wishes) = cx
        .db
        .read(move |conn| {
            let parts = live_institutions(conn, Of::Everyone, today)?;
            let wishes = queries::open_wishes(conn)?;
            Ok((commitments(conn, &actor, today)?, parts, spaces::queries::all(conn)?, wishes))
        })
        .await?;
    let (locale, words) = (cx.locale, cx.app.vocabularies());
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    parts.iter().for_each(|part| counts.entry(part.institution.clone()).or_default().0 += 1);
    held.iter()
        .filter(|one| spaces::State::LIVING.contains(&one.state))
        .for_each(|one| counts.entry(one.institution.clone()).or_default().1 += 1);
    let line = |(slug, (nodes, spaces)): (String, (usize, usize))| Line {
        name: words.label(Vocabulary::Institution, &slug, locale),
        href: format!("/institutions/{slug}"),
        nodes,
        spaces,
    };
    let mut lines: Vec<Line> = counts.into_iter().map(line).collect();
    lines.sort_by_key(|one| crate::text::fold(&one.name));
    let doubles = rules::doubles(&all);
    let wish = |one: Wish| WishView {
        href: format!("/institutions/new?wish={}", one.id),
        name: one.name,
        asked_by: one.asked_by,
        email: one.email,
        asked_at: one.asked_at,
    };
    let view = View {
        wishes: wishes.into_iter().map(wish).collect(),
        doubles: doubles.into_iter().map(|one| double_view(one, &words, locale)).collect(),
        lines,
    };
    cx.page("institutions/list", cx.head("institutions-title", "network"), &view)
}
