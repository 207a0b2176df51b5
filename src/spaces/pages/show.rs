//! A space's own page: what it is, what it holds, and whom to turn to.

use actix_web::{HttpResponse, web};
use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::{MonthView, badge, month_view};
use crate::clock::network_day;
use crate::courses::pages::line::{SessionLine, line};
use crate::courses::queries::{Wanted, fill_of, sessions};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::network::NodeName;
use crate::spaces::rules::{DEPOSIT_TOPIC, TRAINING_TOPIC};
use crate::spaces::{Space, State, access, queries};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::routing::Inputs;
use crate::web::{Anyone, Badge, Context, Head};
use crate::{Result, governance, network, tickets};

/// So many sessions are named.
const FEW: i64 = 3;

#[derive(Serialize)]
struct View {
    name: String,
    institution: String,
    institution_href: String,
    ror: Option<String>,
    badge: Badge,
    pending: bool,
    suspended: bool,
    closed: bool,
    description: String,
    /// In which the description is.
    lang: Locale,
    perimeter: String,
    alias: Option<String>,
    opened_on: Option<NaiveDate>,
    opens_on: Option<NaiveDate>,
    requested_on: NaiveDate,
    data_goes: String,
    successor: Option<Other>,
    months: Vec<MonthView>,
    ask: String,
    courses: String,
    items: Vec<SessionLine>,
    workshop: Option<NodeName>,
    resolutions: Vec<governance::pages::LineView>,
    manage: Option<String>,
    follow: Option<String>,
}

#[derive(Serialize)]
struct Other {
    href: String,
    name: String,
}

/// What the page is made of, read at once.
struct Found {
    space: Space,
    successor: Option<Space>,
    months: Vec<MonthView>,
    items: Vec<SessionLine>,
    workshop: Option<NodeName>,
    follows: bool,
    decided: Vec<governance::views::Line>,
}

/// `GET /spaces/{slug}`
pub async fn show(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (slug, now, locale) = (slug.into_inner(), cx.now, cx.locale);
    let (actor, words) = (cx.actor().cloned(), cx.app.vocabularies());
    let known = cx.app.vocabularies();
    let found = cx
        .db
        .read(move |conn| {
            let space = access::public(conn, &slug)?;
            let since = network_day(now) - Months::new(13);
            let held = queries::months_of(conn, std::slice::from_ref(&space.id), since)?;
            let wanted = Wanted {
                topic: Some(TRAINING_TOPIC.to_owned()),
                from: Some(now),
                ..Wanted::default()
            };
            let mut given = sessions(conn, &wanted, FEW)?;
            given.truncate(usize::try_from(FEW).unwrap_or_default());
            let ids: Vec<_> = given.iter().map(|one| one.session.id.clone()).collect();
            let fill = fill_of(conn, &ids, now)?;
            Ok(Found {
                successor: match &space.successor_id {
                    Some(id) => Some(queries::find(conn, id)?),
                    None => None,
                },
                months: held.iter().map(|(_, held)| month_view(held, locale)).collect(),
                items: given.iter().map(|one| line(one, &fill, now, locale)).collect(),
                workshop: workshop(conn, &space, &words, now)?,
                decided: {
                    let about = [format!("/spaces/{}", space.slug)];
                    governance::access::about(conn, actor.as_ref(), &about, network_day(now))?
                },
                follows: match &actor {
                    Some(actor) => access::follows(conn, actor, &space)?,
                    None => false,
                },
                space,
            })
        })
        .await?;
    let manages = cx.actor().is_some_and(crate::accounts::Actor::coordinates);
    let view = view(&cx, found, &known, manages);
    let head = Head { title: view.name.clone(), section: "spaces" };
    cx.page("spaces/show", head, &view)
}

/// The workshop that was consulted, else the one to which a question of the institution would go.
fn workshop(
    conn: &mut Conn,
    space: &Space,
    words: &Vocabularies,
    now: chrono::NaiveDateTime,
) -> Result<Option<NodeName>> {
    let node = match &space.node_id {
        Some(node) => node.clone(),
        None => {
            let inputs =
                Inputs { institutions: vec![space.institution.clone()], ..Inputs::default() };
            let decision = tickets::ops::decide(conn, &inputs, words, now)?;
            if decision.gap {
                return Ok(None);
            }
            decision.node
        }
    };
    Ok(network::queries::by_ids(conn, &[node])?.pop())
}

fn view(cx: &Context<Anyone>, found: Found, words: &Vocabularies, manages: bool) -> View {
    let (space, locale) = (found.space, cx.locale);
    let (description, lang) = locale.said(&space.description_fr, &space.description_en);
    let other = |one: Space| Other { href: format!("/spaces/{}", one.slug), name: one.name };
    View {
        institution: words.label(Vocabulary::Institution, &space.institution, locale),
        institution_href: format!("/institutions/{}", space.institution),
        ror: words.institution(&space.institution).and_then(|one| one.ror.clone()),
        badge: badge(space.state, locale),
        pending: space.state.is_pending(),
        suspended: space.state == State::Suspended,
        closed: space.state == State::Closed,
        description: description.to_owned(),
        lang,
        perimeter: if space.state.was_opened() { space.perimeter.clone() } else { String::new() },
        alias: space.alias.clone().filter(|_| space.state.was_opened()),
        opened_on: space.opened_at.map(network_day),
        opens_on: space.opens_on.filter(|_| space.state == State::Approved),
        requested_on: network_day(space.requested_at),
        data_goes: space.data_goes.clone(),
        successor: found.successor.map(other),
        months: found.months,
        ask: format!("/tickets/new?institution={}&topic={DEPOSIT_TOPIC}", space.institution),
        courses: format!("/courses?topic={TRAINING_TOPIC}"),
        items: found.items,
        workshop: found.workshop,
        resolutions: governance::pages::line_views(&found.decided, network_day(cx.now), locale),
        manage: manages.then(|| format!("/inbox/spaces/{}", space.id)),
        follow: found.follows.then(|| format!("/spaces/{}/request", space.slug)),
        name: space.name,
    }
}
