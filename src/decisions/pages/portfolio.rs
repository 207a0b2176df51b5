//! Trying out which applications together fill the map. Nothing is written by looking.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Frame;
use crate::applications::{Application, ApplicationId};
use crate::calls::CallId;
use crate::decisions::{PortfolioId, access, ops, queries, rules};
use crate::gaps::Place;
use crate::taxonomy::Vocabulary;
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    bids: Vec<BidView>,
    cells: Vec<CellView>,
    first: usize,
    met: usize,
    kept: Vec<KeptView>,
    chosen: Vec<String>,
    name: String,
}

#[derive(Serialize)]
struct BidView {
    id: String,
    reference: String,
    title: String,
    on: bool,
    cells: usize,
}

#[derive(Serialize)]
struct CellView {
    region: String,
    area: String,
    /// Whether the call puts it first.
    first: bool,
    nodes: i32,
    bids: Vec<String>,
    class: &'static str,
    icon: &'static str,
    word: String,
}

#[derive(Serialize)]
struct KeptView {
    id: String,
    name: String,
    href: String,
}

/// `GET /inbox/calls/{id}/portfolio?bid=…`
pub async fn portfolio(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    asked: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let chosen = asked.iter().filter(|(name, _)| name == "bid").map(|(_, value)| value.clone());
    let chosen: BTreeSet<String> = chosen.collect();
    page(&cx, &id, (chosen, String::new(), None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    (chosen, name, refusal): (BTreeSet<String>, String, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, now, locale) = (cx.actor(), id.clone(), cx.now, cx.locale);
    let words = cx.app.vocabularies();
    let known = cx.app.vocabularies();
    let (call, seat, applications, ground, kept) = cx
        .db
        .read(move |conn| {
            let (call, seat) = access::seated(conn, &actor, &id)?;
            let applications = queries::applications_of(conn, &id, Some(&actor.id))?;
            let ground = ops::ground(conn, (&call, &known), now)?;
            let kept = ops::portfolios(conn, &actor, &id)?;
            Ok((call, seat, applications, ground, kept))
        })
        .await?;
    let first = &ground.first;
    let aim_of = |one: &Application| ground.aim(&one.id);
    let on = |one: &Application| chosen.contains(one.id.as_str());
    let reached: BTreeSet<&Place> =
        applications.iter().filter(|one| on(one)).filter_map(aim_of).flatten().collect();
    let places: BTreeSet<&Place> = first.iter().chain(reached.iter().copied()).collect();
    let cell = |place: &&Place| {
        let serves =
            |one: &&Application| on(one) && aim_of(one).is_some_and(|aim| aim.contains(*place));
        let bids: Vec<String> =
            applications.iter().filter(serves).filter_map(|one| one.reference.clone()).collect();
        let nodes = ground.there.get(*place).map_or(0, |supply| supply.nodes);
        let (class, icon, word) = match (nodes, bids.len()) {
            (0, 0) => ("is-bad", "x-circle", "decisions-cell-empty"),
            (_, 0) => ("", "circle", "decisions-cell-as-before"),
            (_, 1) => ("is-good", "check-circle", "decisions-cell-covered"),
            _ => ("is-warn", "exclamation-triangle", "decisions-cell-overlap"),
        };
        CellView {
            region: words.label(Vocabulary::Region, &place.region, locale),
            area: words.label(Vocabulary::Discipline, &place.area, locale),
            first: first.contains(*place),
            nodes,
            bids,
            class,
            icon,
            word: locale.text(word),
        }
    };
    let mut frame = Frame::of((&call, seat), "portfolio", locale);
    frame.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let link = |ids: &str| {
        let parts: Vec<_> = ids.split(',').map(|id| format!("bid={id}")).collect();
        format!("/inbox/calls/{}/portfolio?{}", call.id, parts.join("&"))
    };
    let view = View {
        frame,
        cells: places.iter().map(cell).collect(),
        first: first.len(),
        met: first.iter().filter(|place| reached.contains(place)).count(),
        bids: applications
            .iter()
            .map(|one| BidView {
                id: one.id.to_string(),
                reference: one.reference.clone().unwrap_or_default(),
                title: one.title.clone(),
                on: on(one),
                cells: aim_of(one).map_or(0, BTreeSet::len),
            })
            .collect(),
        kept: kept
            .iter()
            .map(|one| KeptView {
                id: one.id.to_string(),
                name: one.name.clone(),
                href: link(&one.applications),
            })
            .collect(),
        chosen: chosen.into_iter().collect(),
        name,
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "decisions/portfolio", cx.head("decisions-portfolio", "inbox"), &view)
}

/// `POST /inbox/calls/{id}/portfolios`: keeps what is ticked, under a name.
pub async fn keep(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let name: String = form.text("name").trim().chars().take(60).collect();
    let ids = form.all("bid").iter().filter_map(|typed| typed.parse().ok());
    let chosen: Vec<ApplicationId> = ids.collect();
    let ticked: BTreeSet<String> = chosen.iter().map(ToString::to_string).collect();
    let (which, named) = (id.clone(), name.clone());
    let done = cx
        .db
        .write(move |conn| {
            if named.is_empty() || chosen.is_empty() {
                access::acting(conn, &actor, &which)?;
                return Err(rules::NOTHING_CHOSEN.into());
            }
            ops::keep_portfolio(conn, &actor, (&which, &named), &chosen, now)
        })
        .await;
    match done {
        Ok(()) => {
            let parts: Vec<_> = ticked.iter().map(|id| format!("bid={id}")).collect();
            let to = format!("/inbox/calls/{id}/portfolio?{}", parts.join("&"));
            cx.redirect(&to, "decisions-flash-kept")
        }
        Err(Error::Refused(refusal)) => page(&cx, &id, (ticked, name, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/portfolios/{portfolio}/removal`
pub async fn forget(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, PortfolioId)>,
) -> Result<HttpResponse> {
    let (actor, now, (id, portfolio)) = (cx.actor(), cx.now, path.into_inner());
    let which = id.clone();
    cx.db.write(move |conn| ops::forget_portfolio(conn, &actor, (&which, &portfolio), now)).await?;
    cx.redirect(&format!("/inbox/calls/{id}/portfolio"), "decisions-flash-forgotten")
}
