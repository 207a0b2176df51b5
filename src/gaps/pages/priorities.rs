//! What a call puts first: chosen on the map, shown with the call and to those who apply.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use fluent_bundle::FluentArgs;
use serde::Serialize;

use super::{Asked, page, seen};
use crate::calls::{self, CallId};
use crate::figures::charts::written;
use crate::gaps::{Place, Priority, ops, rules};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Result};

/// `POST /gaps/priorities`: puts places first in a call that is being written.
pub async fn put_first(cx: Context<SignedIn>, form: Upload) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let id: CallId = form.text("call").parse().map_err(|_| Error::NotFound)?;
    let places: BTreeSet<Place> =
        form.all("place").iter().filter_map(|typed| typed.parse().ok()).collect();
    if places.is_empty() {
        return page(&cx, Some(actor), (Asked::default(), Some(rules::NO_SUCH_PLACE))).await;
    }
    // With what the public sees, whoever chooses: it is published with the call.
    let map = seen(&cx, None, "").await?;
    let (which, who) = (id.clone(), actor.clone());
    let places: Vec<Place> = places.into_iter().collect();
    let done =
        cx.db.write(move |conn| ops::put_first(conn, &who, (&which, &places), &map, now)).await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}#priorities"), "gaps-flash-first"),
        Err(Error::Refused(refusal)) => {
            page(&cx, Some(actor), (Asked::default(), Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/priorities/removal`
pub async fn put_back(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let place: Place = form.text("place").parse().map_err(|()| Error::NotFound)?;
    let now = cx.now;
    calls::pages::step(cx, id.into_inner(), "gaps-flash-back", move |conn, actor, id| {
        ops::put_back(conn, actor, (id, &place), now)
    })
    .await
}

/// A place that a call puts first, as its pages show it.
#[derive(Serialize)]
pub struct PriorityView {
    place: String,
    region: String,
    area: String,
    nodes: i32,
    demand: String,
    year: i32,
    chosen_on: chrono::NaiveDate,
}

pub fn priority_views(
    priorities: &[Priority],
    words: &Vocabularies,
    locale: Locale,
) -> Vec<PriorityView> {
    let one = |priority: &Priority| PriorityView {
        place: priority.place().to_string(),
        region: words.label(Vocabulary::Region, &priority.region, locale),
        area: words.label(Vocabulary::Discipline, &priority.area, locale),
        nodes: priority.nodes,
        demand: written(priority.demand),
        year: priority.year,
        chosen_on: priority.chosen_on,
    };
    priorities.iter().map(one).collect()
}

/// How much of what comes first an application covers, in a sentence.
pub fn met_said(met: Option<ops::Met>, locale: Locale) -> Option<String> {
    met.map(|met| {
        let mut args = FluentArgs::new();
        args.set("met", met.met);
        args.set("of", met.of);
        locale.text_with("gaps-met", Some(&args))
    })
}
