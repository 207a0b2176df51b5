//! Calls for programs.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, SecondsFormat};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Call, Phase, State, access, queries};
use crate::clock::in_zone;
use crate::decisions::pages::{ResultView, results_of};
use crate::i18n::Locale;
use crate::questionnaires::VersionState;
use crate::questionnaires::rules::contract;
use crate::web::{Api, Cursor, Public, page_of, tagged};
use crate::{Error, Result, questionnaires};

const MOST: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    limit: String,
    cursor: String,
}

#[derive(Serialize)]
struct Item {
    slug: String,
    reference: String,
    url: String,
    title_fr: String,
    title_en: String,
    summary_fr: String,
    summary_en: String,
    /// Computed at this moment from what was decided and the dates.
    phase: Phase,
    zone: String,
    opens_at: Option<String>,
    closes_at: Option<String>,
    grace_minutes: i32,
    questions_until: Option<String>,
    results_published_at: Option<String>,
}

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    item: Item,
    body_fr: String,
    body_en: String,
    contact: String,
    /// Where the JSON Schema of the answers is, once the form is published.
    form_schema: Option<String>,
    extensions: Vec<ExtensionItem>,
    questions: Vec<QuestionItem>,
}

#[derive(Serialize)]
struct ExtensionItem {
    from: String,
    to: String,
    reason: String,
    granted_at: String,
}

#[derive(Serialize)]
struct QuestionItem {
    body: String,
    answer: String,
    answered_at: String,
}

fn item(call: &Call, base: &str, now: NaiveDateTime) -> Item {
    let (text, terms) = (&call.text, &call.terms);
    Item {
        slug: call.slug.clone(),
        reference: call.reference.clone(),
        url: format!("{base}/calls/{}", call.slug),
        title_fr: text.title_fr.clone(),
        title_en: text.title_en.clone(),
        summary_fr: text.summary_fr.clone(),
        summary_en: text.summary_en.clone(),
        phase: call.phase(now).outside(),
        zone: terms.zone.clone(),
        opens_at: terms.opens_at.map(|at| said(call, at)),
        closes_at: terms.closes_at.map(|at| said(call, at)),
        grace_minutes: terms.grace_minutes,
        questions_until: terms.questions_until.map(|at| said(call, at)),
        results_published_at: call.results_at.map(|at| said(call, at)),
    }
}

/// RFC 3339 by the call's clock.
pub fn said(call: &Call, at: NaiveDateTime) -> String {
    in_zone(at, call.terms.tz()).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// `GET /api/v1/calls`: what was begun last first.
pub async fn list(cx: Api<Public>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let limit: usize = asked.limit.parse().unwrap_or(MOST).clamp(1, MOST);
    let mut found = cx.db.read(|conn| Ok(queries::public(conn)?)).await?;
    found.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
    if let Some(after) = Cursor::decode(&asked.cursor) {
        found.retain(|call| (call.created_at, call.id.as_str()) < (after.at, after.id.as_str()));
    }
    let page =
        page_of(found, limit, |call| Cursor { at: call.created_at, id: call.id.to_string() });
    let link = page.next.as_ref().map(|next| format!("/api/v1/calls?limit={limit}&cursor={next}"));
    let base = &cx.app.config.base_url;
    let items: Vec<_> = page.items.iter().map(|call| item(call, base, cx.now)).collect();
    Ok(cx.answer(&json!({ "items": items, "next": page.next }), link.as_deref()))
}

/// `GET /api/v1/calls/{slug}`
pub async fn show(cx: Api<Public>, slug: web::Path<String>) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let (call, form, extensions, questions) = cx
        .db
        .read(move |conn| {
            let call = access::for_reader(conn, &slug)?;
            let form = questionnaires::queries::find(conn, &call.version_id)?;
            let extensions = queries::extensions_of(conn, &call.id)?;
            let questions = queries::questions_of(conn, &call.id)?;
            Ok((call, form, extensions, questions))
        })
        .await?;
    let whole = Whole {
        item: item(&call, &cx.app.config.base_url, cx.now),
        body_fr: call.text.body_fr.clone(),
        body_en: call.text.body_en.clone(),
        contact: call.text.contact.clone(),
        form_schema: (form.state != VersionState::Draft && call.shows_form(cx.now))
            .then(|| schema_address(&cx.app.config.base_url, &call, form.number)),
        extensions: extensions
            .into_iter()
            .map(|one| ExtensionItem {
                from: said(&call, one.closed_at),
                to: said(&call, one.closes_at),
                reason: one.reason,
                granted_at: said(&call, one.granted_at),
            })
            .collect(),
        questions: questions
            .into_iter()
            .filter_map(|one| {
                let answered_at = said(&call, one.answered_at?);
                Some(QuestionItem { body: one.body, answer: one.answer, answered_at })
            })
            .collect(),
    };
    Ok(cx.answer(&whole, None))
}

fn schema_address(base: &str, call: &Call, version: i32) -> String {
    format!("{base}/api/v1/calls/{}/forms/{version}", call.slug)
}

/// `GET /api/v1/calls/{slug}/forms/{version}`: a published version of its form as a JSON Schema.
pub async fn form(cx: Api<Public>, path: web::Path<(String, i32)>) -> Result<HttpResponse> {
    let ((slug, number), now) = (path.into_inner(), cx.now);
    let (call, version) = cx
        .db
        .read(move |conn| {
            let call = access::for_reader(conn, &slug)?;
            if !call.shows_form(now) {
                return Err(Error::NotFound);
            }
            let form = questionnaires::queries::find(conn, &call.version_id)?.questionnaire_id;
            let version = questionnaires::queries::published(conn, &form, number)?;
            Ok((call, version))
        })
        .await?;
    let address = schema_address(&cx.app.config.base_url, &call, number);
    let schema = contract::of(&version.definition, (&address, &call.text.title_fr));
    Ok(tagged(&cx.request, "application/schema+json", schema.to_string()))
}

/// `GET /api/v1/calls/{slug}/results`: nothing is found there before results are published.
pub async fn results(cx: Api<Public>, slug: web::Path<String>) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let (call, items) = cx
        .db
        .read(move |conn| {
            let call = access::for_reader(conn, &slug)?;
            let items = results_of(conn, &call, Locale::Fr)?;
            Ok((call, items))
        })
        .await?;
    if !matches!(call.state, State::ResultsPublished | State::Archived) {
        return Err(Error::NotFound);
    }
    let at = call.results_at.map(|at| said(&call, at));
    let item = |one: ResultView| json!({ "reference": one.reference, "title": one.title, "outcome": one.code, "until": one.until });
    let items: Vec<_> = items.into_iter().map(item).collect();
    Ok(cx.answer(&json!({ "published_at": at, "items": items }), None))
}
