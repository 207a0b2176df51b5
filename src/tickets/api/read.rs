//! Reading tickets: what the token's owner may see, and nothing else.

use std::collections::HashMap;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Deserialize;

use super::views::{Line, Whole};
use super::{next_link, open};
use crate::Result;
use crate::accounts::{AccountId, Actor};
use crate::db::Conn;
use crate::taxonomy::Vocabularies;
use crate::tickets::State;
use crate::tickets::queries::{self, inbox};
use crate::tickets::{Door, ops::note_reading};
use crate::triage;
use crate::web::{Api, Cursor, FieldErrors, Page, ReadScope, api_invalid, blank_as_none, page_of};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    state: Option<String>,
    node: Option<String>,
    assignee: Option<String>,
    region: Option<String>,
    discipline: Option<String>,
    topic: Option<String>,
    tag: Option<String>,
    /// Of other nodes' tickets: what mine are offered, or do with them.
    queue: Option<String>,
    q: Option<String>,
    sort: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

const USUAL_LIMIT: i64 = 50;
const MOST: i64 = 100;

/// `GET /api/v1/tickets`
pub async fn list(cx: Api<ReadScope>, wanted: web::Query<Wanted>) -> Result<HttpResponse> {
    let (actor, words) = (cx.actor(), cx.app.vocabularies());
    let filter = match wanted.filter(&actor, &words, cx.now) {
        Ok(filter) => filter,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let node = wanted.node.as_deref().and_then(blank_as_none);
    let tag = wanted.tag.as_deref().and_then(blank_as_none);
    let page = cx.db.read(move |conn| lines(conn, &actor, (node, tag), filter)).await?;
    let Some(page) = page else {
        return Ok(api_invalid(&FieldErrors::one("node", "tickets-api-unknown-node")));
    };
    let mut response = HttpResponse::Ok();
    if let Some(next) = &page.next {
        response.insert_header((header::LINK, next_link(&cx.request, next)));
    }
    Ok(response.json(page))
}

/// A page of lines; none when the node that was named does not exist.
fn lines(
    conn: &mut Conn,
    actor: &Actor,
    (node, tag): (Option<String>, Option<String>),
    mut filter: inbox::Filter,
) -> Result<Option<Page<Line>>> {
    if let Some(slug) = node {
        match queries::node_id_of_slug(conn, &slug)? {
            Some(id) => filter.node = Some(id),
            None => return Ok(None),
        }
    }
    if let Some(tag) = tag {
        filter.tags = Some(match actor.is_staff() {
            true => triage::queries::tags_called(conn, &triage::ops::scope_of(actor), &tag)?,
            false => Vec::new(),
        });
    }
    let limit = usize::try_from(filter.limit).unwrap_or(1);
    let asker = (!actor.is_staff()).then_some(actor.email.as_str());
    let found = queries::search::page_of(conn, &filter, asker)?;
    let at = |row: &inbox::Row| Cursor { at: row.last_activity_at, id: row.id.to_string() };
    let mut page = page_of(found.rows, limit, at);
    if let Some(stopped) = found.stopped {
        page.next = Some(stopped.at.encode());
    }
    let ids: Vec<_> = page.items.iter().map(|row| row.id.clone()).collect();
    let mut tags = match actor.is_staff() {
        true => triage::queries::tags_of(conn, &ids, &triage::ops::scope_of(actor))?,
        false => HashMap::new(),
    };
    let line = |row: inbox::Row| {
        let own = tags.remove(&row.id).unwrap_or_default();
        let mut line = Line::from(row);
        line.tags = own;
        if !actor.is_staff() {
            line.next_answer_due_at = None;
        }
        line
    };
    Ok(Some(Page { items: page.items.into_iter().map(line).collect(), next: page.next }))
}

impl Wanted {
    fn filter(
        &self,
        actor: &Actor,
        words: &Vocabularies,
        now: NaiveDateTime,
    ) -> Result<inbox::Filter, FieldErrors> {
        let mut errors = FieldErrors::none();
        let given = |typed: &Option<String>| typed.as_deref().and_then(blank_as_none);
        let mut code = |field: &str, typed: &Option<String>, known: &dyn Fn(&str) -> bool| {
            let typed = given(typed)?;
            if !known(&typed) {
                errors.add(field, &format!("tickets-api-unknown-{field}"));
            }
            Some(typed)
        };
        let region = code("region", &self.region, &|code| words.region(code).is_some());
        let discipline =
            code("discipline", &self.discipline, &|code| words.discipline(code).is_some());
        let topic = code("topic", &self.topic, &|code| words.topic(code).is_some());
        let mut value = |field: &str| errors.add(field, "tickets-api-unknown-value");
        let state = given(&self.state)
            .and_then(|typed| typed.parse::<State>().map_err(|_| value("state")).ok());
        let assignee = given(&self.assignee).and_then(|typed| match typed.as_str() {
            "me" => Some(actor.id.clone()),
            id => id.parse::<AccountId>().map_err(|_| value("assignee")).ok(),
        });
        let queue = given(&self.queue).and_then(|typed| {
            let queue = typed.parse::<inbox::Queue>().ok().filter(|queue| queue.is_of_others());
            if queue.is_none() {
                value("queue");
            }
            queue
        });
        let sort = given(&self.sort).unwrap_or_default();
        if !["", "-last_activity_at", "last_activity_at", "best"].contains(&sort.as_str()) {
            value("sort");
        }
        let limit = given(&self.limit).map_or(Some(USUAL_LIMIT), |typed| typed.parse().ok());
        let limit = limit.filter(|limit| (1..=MOST).contains(limit)).unwrap_or_else(|| {
            value("limit");
            1
        });
        let after = given(&self.cursor).and_then(|typed| {
            let cursor = Cursor::decode(&typed);
            if cursor.is_none() {
                value("cursor");
            }
            cursor
        });
        errors.into_result()?;
        Ok(inbox::Filter {
            scope: if actor.coordinates() {
                inbox::Scope::Network
            } else {
                inbox::Scope::Nodes(actor.nodes().cloned().collect())
            },
            own: actor.nodes().cloned().collect(),
            me: actor.id.clone(),
            queue,
            duty: Vec::new(),
            stands_in_for: Vec::new(),
            node: None,
            state,
            assignee,
            region,
            discipline,
            topic,
            institution: None,
            tags: None,
            received_from: None,
            received_before: None,
            counted: None,
            field: None,
            gaps_only: false,
            words: given(&self.q),
            by_due: false,
            now,
            oldest_first: sort == "last_activity_at",
            best_first: sort == "best",
            after,
            limit,
        })
    }
}

/// `GET /api/v1/tickets/{reference}`
pub async fn show(cx: Api<ReadScope>, reference: web::Path<String>) -> Result<HttpResponse> {
    let (actor, words, signer) = (cx.actor(), cx.app.vocabularies(), cx.app.signer.clone());
    let now = cx.now;
    let whole = cx
        .db
        .read(move |conn| {
            let opened = open(conn, &actor, &reference, &signer, now)?;
            note_reading(conn, &opened.0, (Some(&actor.id), Door::Api), now)?;
            Whole::of(conn, &words, &actor, opened, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(whole))
}
