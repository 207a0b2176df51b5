//! What waits for reviewers.

use actix_web::HttpResponse;
use chrono::NaiveDateTime;
use serde::Serialize;

use super::Frame;
use crate::Result;
use crate::certification::queries;
use crate::web::{Context, Staff};

/// So many that wait are listed; more would want other means.
const MOST: i64 = 200;

#[derive(Serialize)]
struct View {
    frame: Frame,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    href: String,
    title: String,
    lang: String,
    node: String,
    number: i32,
    requested_at: NaiveDateTime,
    reviewers: usize,
    own: bool,
}

/// `GET /inbox/certifications`
pub async fn board(cx: Context<Staff>) -> Result<HttpResponse> {
    let (actor, locale) = (cx.actor(), cx.locale);
    let (found, reviews, centres) = cx
        .db
        .read(|conn| {
            let found = queries::waiting(conn, MOST)?;
            let ids: Vec<_> = found.iter().map(|(one, _)| one.id.clone()).collect();
            Ok((found, queries::reviews_of(conn, &ids)?, queries::centres(conn)?))
        })
        .await?;
    let of_centre = actor.coordinates() || actor.nodes().any(|node| centres.contains(node));
    let items =
        found.iter().filter(|(_, subject)| of_centre || actor.works_for(&subject.material.node_id));
    let items = items.map(|(one, subject)| {
        let reviews = reviews.get(&one.id).map_or(&[][..], Vec::as_slice);
        let said = subject.version.said(locale);
        Item {
            href: format!("/inbox/certifications/{}", one.id),
            title: said.title.to_owned(),
            lang: said.language.to_owned(),
            node: subject.node.clone(),
            number: subject.version.number,
            requested_at: one.requested_at,
            reviewers: reviews.len(),
            own: reviews.iter().any(|review| review.reviewer_id == actor.id),
        }
    });
    let view =
        View { items: items.collect(), frame: Frame::of("certifications", &actor, String::new()) };
    cx.page("certification/board", cx.head("certification-board", "inbox"), &view)
}
