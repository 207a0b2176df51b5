//! One search for what was decided, and whether it is done.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{LineView, line_views};
use crate::Result;
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::governance::queries::{Doing, Wanted};
use crate::governance::{access, queries};
use crate::web::{Anyone, Choice, Context, Cursor, Pager, choice};

const PAGE: i64 = 30;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    state: String,
    body: String,
    cursor: String,
}

#[derive(Serialize)]
struct View {
    q: String,
    states: Vec<Choice>,
    bodies: Vec<Choice>,
    items: Vec<LineView>,
    pager: Pager,
    narrowed: bool,
}

/// `GET /governance/resolutions`
pub async fn search(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (actor, asked, locale) = (cx.actor().cloned(), asked.into_inner(), cx.locale);
    let today = network_day(cx.now);
    let wanted = Wanted {
        words: asked.q.chars().take(200).collect(),
        state: match asked.state.as_str() {
            "done" => Some(Doing::Done),
            "open" => Some(Doing::Open),
            _ => None,
        },
        body: None,
        after: Cursor::decode(&asked.cursor).map(|cursor| (cursor.at, cursor.id)),
        limit: PAGE,
    };
    let slug = asked.body.clone();
    let (bodies, lines, more) = cx
        .db
        .read(move |conn| {
            let reader = access::reader(conn, actor.as_ref(), today)?;
            let bodies = queries::bodies(conn)?;
            let of = bodies.iter().find(|one| one.slug == slug);
            let wanted = Wanted { body: of.map(|one| one.id.to_string()), ..wanted };
            let mut ids = queries::wanted(conn, &wanted, &reader)?;
            let more = ids.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
            ids.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
            let lines = queries::lines(conn, &ids, &reader)?;
            Ok((bodies, lines, more))
        })
        .await?;
    let query = format!(
        "/governance/resolutions?q={}&state={}&body={}",
        query_value(&asked.q),
        query_value(&asked.state),
        query_value(&asked.body)
    );
    let next = lines.last().filter(|_| more).map(|last| {
        let cursor = Cursor { at: last.decided_at, id: last.id.to_string() };
        format!("{query}&cursor={}", cursor.encode())
    });
    let state = |value: &str, key: &str| choice(value, cx.text(key), asked.state == value);
    let view = View {
        items: line_views(&lines, today, locale),
        states: vec![
            state("", "governance-any-state"),
            state("open", "governance-only-open"),
            state("done", "governance-only-done"),
        ],
        bodies: std::iter::once(choice("", cx.text("governance-any-body"), asked.body.is_empty()))
            .chain(
                bodies.iter().map(|one| {
                    choice(&one.slug, one.name(locale).to_owned(), asked.body == one.slug)
                }),
            )
            .collect(),
        pager: Pager { first: (!asked.cursor.is_empty()).then_some(query), next },
        narrowed: !(asked.q.is_empty() && asked.state.is_empty() && asked.body.is_empty()),
        q: asked.q,
    };
    cx.page("governance/search", cx.head("governance-resolutions", "governance"), &view)
}
