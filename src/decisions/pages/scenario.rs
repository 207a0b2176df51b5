//! What a committee tried out together and keeps with the minutes of its sitting.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::sittings::sheet_page;
use crate::applications::Application;
use crate::calls::CallId;
use crate::decisions::{Portfolio, PortfolioId, Scenario, SittingId, ops};
use crate::i18n::Locale;
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Result};

#[derive(Serialize)]
pub(super) struct ScenarioView {
    /// None where nothing is kept, or something that the reader must not see.
    pub kept: Option<KeptView>,
    /// What can be kept instead, for who leads the committee.
    choices: Vec<ChoiceView>,
    may_attach: bool,
}

#[derive(Serialize)]
pub(super) struct KeptView {
    pub name: String,
    pub bids: Vec<String>,
    pub places: usize,
    pub new: usize,
    pub first: usize,
    pub of_first: usize,
}

#[derive(Serialize)]
struct ChoiceView {
    id: PortfolioId,
    name: String,
}

pub(super) fn view(
    scenario: Option<&Scenario>,
    (all, portfolios): (&[Application], &[Portfolio]),
    may_attach: bool,
) -> ScenarioView {
    let named = |one: &Application| {
        format!("{} – {}", one.reference.clone().unwrap_or_default(), one.title)
    };
    let kept = scenario.map(|one| KeptView {
        name: one.name.clone(),
        bids: all.iter().filter(|bid| one.applications.contains(&bid.id)).map(named).collect(),
        places: one.places,
        new: one.new,
        first: one.first,
        of_first: one.of_first,
    });
    let choice = |one: &Portfolio| ChoiceView { id: one.id.clone(), name: one.name.clone() };
    ScenarioView {
        kept,
        choices: portfolios.iter().filter(|_| may_attach).map(choice).collect(),
        may_attach,
    }
}

/// What it would add to the map, in a sentence.
pub(super) fn said(kept: &KeptView, locale: Locale) -> String {
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("places", kept.places);
    args.set("new", kept.new);
    args.set("first", kept.first);
    args.set("of", kept.of_first);
    locale.text_with("decisions-scenario-said", Some(&args))
}

/// `POST /inbox/calls/{id}/sittings/{sitting}/scenario`: keeps one with the minutes, or none.
pub async fn attach(
    cx: Context<SignedIn>,
    at: web::Path<(CallId, SittingId)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (id, sitting)) = (cx.actor(), cx.now, at.into_inner());
    let portfolio: Option<PortfolioId> = match form.text("portfolio") {
        "" => None,
        typed => Some(typed.parse().map_err(|_| Error::NotFound)?),
    };
    let words = cx.app.vocabularies();
    let (call, which) = (id.clone(), sitting.clone());
    let done = cx
        .db
        .write(move |conn| {
            let what = (&call, &which, portfolio.as_ref());
            ops::attach_scenario(conn, &actor, what, &words, now)
        })
        .await;
    match done {
        Ok(()) => cx.redirect(
            &format!("/inbox/calls/{id}/sittings/{sitting}#scenario"),
            "decisions-flash-scenario",
        ),
        Err(Error::Refused(refusal)) => {
            sheet_page(&cx, (&id, &sitting), (None, Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}
