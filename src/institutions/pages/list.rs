//! Institutions that have a part in the network, and who is committed to more than is allowed.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::{DoubleView, commitments, double_view};
use crate::Result;
use crate::clock::network_day;
use crate::institutions::rules;
use crate::network::queries::{Of, live_institutions};
use crate::spaces;
use crate::taxonomy::Vocabulary;
use crate::web::{Context, Coordinator};

#[derive(Serialize)]
struct View {
    doubles: Vec<DoubleView>,
    lines: Vec<Line>,
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
    let (all, parts, held) = cx
        .db
        .read(move |conn| {
            let parts = live_institutions(conn, Of::Everyone, today)?;
            Ok((commitments(conn, &actor, today)?, parts, spaces::queries::all(conn)?))
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
    let view = View {
        doubles: doubles.into_iter().map(|one| double_view(one, &words, locale)).collect(),
        lines,
    };
    cx.page("institutions/list", cx.head("institutions-title", "network"), &view)
}
