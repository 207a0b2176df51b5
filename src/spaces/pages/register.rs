//! The register of spaces, for whoever steers the network.

use std::collections::HashMap;

use actix_web::HttpResponse;
use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::{badge, last_of, month};
use crate::Result;
use crate::clock::network_day;
use crate::conventions::{self, Concern};
use crate::figures::charts::written;
use crate::network::NodeName;
use crate::spaces::{Check, Held, Question, Space, SpaceId, State, queries};
use crate::taxonomy::Vocabulary;
use crate::web::{Badge, Context, Coordinator};
use crate::{accounts, network};

#[derive(Serialize)]
struct View {
    waiting: Vec<WaitingView>,
    lines: Vec<Line>,
}

/// A request that somebody has to do something about.
#[derive(Serialize)]
struct WaitingView {
    href: String,
    name: String,
    institution: String,
    badge: Badge,
    since: NaiveDate,
    done: String,
    /// Who has the next check, and by when.
    next: String,
    late: bool,
}

#[derive(Serialize)]
struct Line {
    href: String,
    name: String,
    institution: String,
    badge: Badge,
    since: NaiveDate,
    datasets: String,
    files: String,
    downloads: String,
    counted: String,
    last_deposit_on: Option<NaiveDate>,
    people: String,
    contact: String,
    convention_ends: String,
    convention_bad: bool,
    node: Option<NodeName>,
}

/// What the page is made of, read at once.
struct Found {
    spaces: Vec<Space>,
    last: HashMap<SpaceId, Held>,
    signed: Vec<conventions::Signed>,
    checks: Vec<Check>,
    open: Vec<(Question, Space)>,
    owners: Vec<accounts::Account>,
    nodes: Vec<NodeName>,
}

/// `GET /inbox/spaces`
pub async fn register(cx: Context<Coordinator>) -> Result<HttpResponse> {
    let today = network_day(cx.now);
    let found = cx
        .db
        .read(move |conn| {
            let spaces = queries::all(conn)?;
            let ids: Vec<SpaceId> = spaces.iter().map(|one| one.id.clone()).collect();
            let mut institutions: Vec<_> =
                spaces.iter().map(|one| one.institution.clone()).collect();
            institutions.sort();
            institutions.dedup();
            let pending: Vec<SpaceId> = spaces
                .iter()
                .filter(|one| one.state.is_pending())
                .map(|one| one.id.clone())
                .collect();
            let checks = queries::checks_of_all(conn, &pending)?;
            let owners: Vec<_> = checks.iter().filter_map(|one| one.owner_id.clone()).collect();
            let nodes: Vec<_> = spaces.iter().filter_map(|one| one.node_id.clone()).collect();
            Ok(Found {
                last: last_of(queries::months_of(conn, &ids, today - Months::new(24))?),
                signed: conventions::queries::signed_by(conn, &institutions)?,
                open: queries::open_questions(conn)?,
                owners: accounts::queries::by_ids(conn, &owners)?,
                nodes: network::queries::by_ids(conn, &nodes)?,
                checks,
                spaces,
            })
        })
        .await?;
    let view = View {
        waiting: found
            .spaces
            .iter()
            .filter(|one| one.state.is_pending())
            .map(|one| waiting(&cx, &found, one, today))
            .collect(),
        lines: found
            .spaces
            .iter()
            .filter(|one| !one.state.is_pending())
            .map(|one| line(&cx, &found, one, today))
            .collect(),
    };
    cx.page("spaces/register", cx.head("spaces-register", "spaces"), &view)
}

fn institution(cx: &Context<Coordinator>, space: &Space) -> String {
    cx.app.vocabularies().label(Vocabulary::Institution, &space.institution, cx.locale)
}

fn waiting(
    cx: &Context<Coordinator>,
    found: &Found,
    space: &Space,
    today: NaiveDate,
) -> WaitingView {
    let own: Vec<&Check> = found.checks.iter().filter(|one| one.space_id == space.id).collect();
    let done = own.iter().filter(|one| one.done_at.is_some()).count();
    let open = own.iter().filter(|one| one.done_at.is_none());
    let next = open.filter(|one| one.owner_id.is_some()).min_by_key(|one| one.due_on);
    let asked = found.open.iter().find(|(_, of)| of.id == space.id);
    let owner = |check: &&&Check| {
        let id = check.owner_id.as_ref()?;
        found.owners.iter().find(|one| one.id == *id).map(|one| one.name.clone())
    };
    let opens = space.opens_on.filter(|_| space.state == State::Approved);
    let said = match (asked, next.as_ref().and_then(owner), next.and_then(|one| one.due_on)) {
        _ if space.unsure => cx.text("spaces-origin"),
        _ if space.state == State::Requested => cx.text("spaces-next-examine"),
        _ if opens.is_some() => {
            let on = opens.map(|opens| super::day(opens, cx.locale)).unwrap_or_default();
            cx.locale.text1("spaces-next-open", "on", on)
        }
        (Some((question, _)), ..) => {
            let on = super::day(network_day(question.asked_at), cx.locale);
            cx.locale.text1("spaces-asked-on", "on", on)
        }
        (None, Some(name), Some(due)) => format!("{name} – {}", super::day(due, cx.locale)),
        (None, Some(name), None) => name,
        (None, None, _) => cx.text("spaces-nobody-yet"),
    };
    WaitingView {
        href: format!("/inbox/spaces/{}", space.id),
        name: space.name.clone(),
        institution: institution(cx, space),
        badge: badge(space.state, cx.locale),
        since: network_day(space.requested_at),
        done: format!("{done}/{}", own.len()),
        late: opens.or(next.and_then(|one| one.due_on)).is_some_and(|due| due < today),
        next: said,
    }
}

fn line(cx: &Context<Coordinator>, found: &Found, space: &Space, today: NaiveDate) -> Line {
    let held = found.last.get(&space.id);
    let number = |value: Option<i64>| value.map_or("–".to_owned(), |n| written(Some(n)));
    let own: Vec<conventions::Signed> = found
        .signed
        .iter()
        .filter(|one| one.signature.institution == space.institution)
        .cloned()
        .collect();
    let valid = conventions::rules::valid_for(&own, Concern::Spaces, today);
    let live = matches!(space.state, State::Active | State::Suspended);
    Line {
        href: format!("/inbox/spaces/{}", space.id),
        name: space.name.clone(),
        institution: institution(cx, space),
        badge: badge(space.state, cx.locale),
        since: network_day(space.since),
        datasets: number(held.map(|held| held.datasets)),
        files: number(held.map(|held| held.files)),
        downloads: number(held.map(|held| held.downloads)),
        counted: held.map(|held| month(held.month, cx.locale)).unwrap_or_default(),
        last_deposit_on: held.and_then(|held| held.last_deposit_on),
        people: format!("{} + {}", space.administrators, space.curators),
        contact: space.contact.clone(),
        convention_ends: match valid.map(conventions::Signed::ends_on) {
            Some(Some(ends)) => super::day(ends, cx.locale),
            Some(None) => cx.text("spaces-convention-endless"),
            None => cx.text("spaces-convention-none"),
        },
        convention_bad: live && valid.is_none(),
        node: found.nodes.iter().find(|one| Some(&one.id) == space.node_id.as_ref()).cloned(),
    }
}
