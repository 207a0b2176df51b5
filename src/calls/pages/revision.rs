//! The next version of an open call's form: begun, compared, put in the place of the one that is asked, or forgotten.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::form::page;
use crate::calls::rules::dates;
use crate::calls::{Call, CallId, ops};
use crate::i18n::Locale;
use crate::questionnaires::rules::changes::{self, Change};
use crate::questionnaires::{Definition, Version, Weight};
use crate::times::said;
use crate::web::{Context, SignedIn};
use crate::{Error, Result};

#[derive(Serialize)]
pub(super) struct View {
    changes: Vec<ChangeView>,
    weight: String,
    needs_reason: bool,
    /// Until when the closing will be put off.
    later: String,
}

/// One thing that changed, in words.
#[derive(Debug, Serialize)]
pub struct ChangeView {
    pub label: String,
    pub what: String,
    pub weight: String,
    pub serious: bool,
}

/// What changed from one version to the next, in words.
pub fn told(old: &Definition, new: &Definition, locale: Locale) -> Vec<ChangeView> {
    let one = |change: Change| ChangeView {
        label: change.label.in_locale(locale).to_owned(),
        what: locale.text(&format!("questionnaires-change-{}", change.what)),
        weight: locale.text(&format!("questionnaires-weight-{}", change.weight)),
        serious: change.weight == Weight::Amendment,
    };
    changes::list(old, new).into_iter().map(one).collect()
}

pub(super) fn view(
    cx: &Context<SignedIn>,
    (call, asked): (&Call, &Version),
    form: &Definition,
) -> View {
    let weight = changes::weight(&asked.definition, form);
    let later = (weight == Weight::Amendment).then(|| dates::time_enough(&call.terms, cx.now));
    let said = |at| said::moment(at, call.terms.tz(), cx.locale);
    View {
        changes: told(&asked.definition, form, cx.locale),
        weight: cx.text(&format!("questionnaires-weight-{weight}")),
        needs_reason: weight != Weight::Free,
        later: later.flatten().map(said).unwrap_or_default(),
    }
}

/// `POST /inbox/calls/{id}/form/revision`
pub async fn begin_revision(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done = cx.db.write(move |conn| ops::begin_revision(conn, &actor, &which, now)).await;
    answered(&cx, &id, done, "calls-flash-revision").await
}

/// `POST /inbox/calls/{id}/form/revision/removal`
pub async fn drop_revision(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done = cx.db.write(move |conn| ops::drop_revision(conn, &actor, &which, now)).await;
    answered(&cx, &id, done, "calls-flash-revision-dropped").await
}

/// What came of a step with the form, on its page.
pub async fn answered(
    cx: &Context<SignedIn>,
    id: &CallId,
    done: Result<()>,
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}/form"), flash),
        Err(Error::Refused(refusal)) => page(cx, id, Some(refusal)).await,
        Err(error) => Err(error),
    }
}
