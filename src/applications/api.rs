//! Applications for programs.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::ops::{self, Brought};
use super::pages::read_id;
use super::{Application, State, Submission, access, queries, rules};
use crate::accounts::throttle;
use crate::calls::Call;
use crate::calls::api::said;
use crate::decisions::{self, Outcome};
use crate::questionnaires::rules::complete::{self, Problem};
use crate::questionnaires::rules::files::fault;
use crate::questionnaires::{Kind, Letters};
use crate::tickets::api::read_body;
use crate::web::{Api, FieldErrors, ReadScope, WriteScope, api_invalid};
use crate::{Error, Result};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Named {
    /// The question's key.
    field: String,
    /// Of a block.
    row: String,
    name: String,
}

#[derive(Debug, Serialize)]
struct Added {
    field: String,
    row: String,
    name: String,
    bytes: i64,
    media_type: String,
    sha256: String,
}

/// `POST /api/v1/applications/{id}/files?field=budget&name=budget.pdf`, its bytes as body. The same bytes again are the same
/// file.
pub async fn bring(
    cx: Api<WriteScope>,
    id: web::Path<String>,
    named: web::Query<Named>,
    body: web::Payload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let (reader, wanted) = (actor.clone(), id.clone());
    let there = cx
        .db
        .write(move |conn| {
            throttle::count(conn, "application-files", reader.id.as_str(), rules::FILES, now)?;
            access::opened(conn, &reader, &wanted)
        })
        .await?;
    let place = there.version.definition.place(&named.field);
    let Some((section, _, item)) = place.filter(|(_, _, item)| item.kind == Kind::File) else {
        return Ok(api_invalid(&FieldErrors::one("field", "questionnaires-no-such-item")));
    };
    let content = read_body(body).await?;
    if let Some((code, _)) = fault(item, &named.name, &content) {
        return Ok(api_invalid(&FieldErrors::one("body", code)));
    }
    let file = cx.app.files.put(&named.name, content).await?;
    let brought = Brought { key: item.key.clone(), row: named.row.clone(), file: file.clone() };
    let (section, of) = (section.key.clone(), id.clone());
    let done =
        cx.db.write(move |conn| ops::bring(conn, &actor, (&of, &section), &[brought], now)).await;
    match done {
        Err(Error::Refused(refusal)) => {
            return Ok(api_invalid(&FieldErrors::one("body", refusal.key())));
        }
        other => other?,
    }
    let crate::files::Stored { sha256, bytes, media_type, name } = file;
    let (field, row) = (named.field.clone(), named.row.clone());
    Ok(HttpResponse::Created().json(Added { field, row, name, bytes, media_type, sha256 }))
}

/// One's own application, as a list has it.
#[derive(Debug, Serialize)]
struct Item {
    id: String,
    url: String,
    /// The slug of its call.
    call: String,
    title: String,
    reference: Option<String>,
    state: State,
    /// What was decided, once it was told.
    outcome: Option<Outcome>,
    saved_at: String,
}

fn item(base: &str, (one, call): (&Application, &Call), outcome: Option<Outcome>) -> Item {
    Item {
        id: one.id.to_string(),
        url: format!("{base}/applications/{}", one.id),
        call: call.slug.clone(),
        title: one.title.clone(),
        reference: one.reference.clone(),
        state: one.state,
        outcome,
        saved_at: said(call, one.saved_at),
    }
}

#[derive(Debug, Serialize)]
struct Items {
    items: Vec<Item>,
}

/// `GET /api/v1/applications`: those in which the token's account has a part.
pub async fn list(cx: Api<ReadScope>) -> Result<HttpResponse> {
    let actor = cx.actor();
    let (found, told) = cx
        .db
        .read(move |conn| {
            let found = queries::of_account(conn, &actor.id)?;
            let ids: Vec<_> = found.iter().map(|(one, _)| one.id.clone()).collect();
            Ok((found, decisions::queries::told_of(conn, &ids)?))
        })
        .await?;
    let base = &cx.app.config.base_url;
    let items = found
        .iter()
        .map(|(one, call)| item(base, (one, call), told.get(&one.id).copied()))
        .collect();
    Ok(HttpResponse::Ok().json(Items { items }))
}

#[derive(Debug, Serialize)]
struct Whole {
    #[serde(flatten)]
    item: Item,
    /// The last instant to file it.
    closes_at: Option<String>,
    /// The last one first; the first of these counts.
    filings: Vec<Filing>,
}

#[derive(Debug, Serialize)]
struct Filing {
    receipt: String,
    sha256: String,
    received_at: String,
    within_grace: bool,
}

/// `GET /api/v1/applications/{id}`
pub async fn show(cx: Api<ReadScope>, id: web::Path<String>) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), read_id(&id)?);
    let (there, filings) = cx
        .db
        .read(move |conn| {
            let there = access::opened(conn, &actor, &id)?;
            Ok((there, queries::submissions_of(conn, &id)?))
        })
        .await?;
    let call = &there.call;
    let filing = |one: &Submission| Filing {
        receipt: one.receipt.clone(),
        sha256: one.sha256.clone(),
        received_at: said(call, one.received_at),
        within_grace: one.within_grace,
    };
    let closes = crate::calls::rules::deadline(&call.terms, there.granted);
    Ok(HttpResponse::Ok().json(Whole {
        item: item(&cx.app.config.base_url, (&there.application, call), there.told),
        closes_at: closes.map(|at| said(call, at)),
        filings: filings.iter().map(filing).collect(),
    }))
}

/// What filing would say now.
#[derive(Debug, Serialize)]
struct Checked {
    /// Whether nothing is missing or wrong.
    complete: bool,
    /// Whether it could be filed now, by its owner.
    in_time: bool,
    problems: Vec<ProblemItem>,
    /// Institutions whose letter does not hold, by slug.
    letters: Vec<String>,
    rules: Vec<RuleItem>,
}

#[derive(Debug, Serialize)]
struct ProblemItem {
    section: String,
    field: String,
    row: String,
    code: &'static str,
    message: String,
}

#[derive(Debug, Serialize)]
struct RuleItem {
    text: String,
    met: bool,
    blocking: bool,
}

/// `POST /api/v1/applications/{id}/check`: the same check as filing makes. Nothing is written.
pub async fn check(cx: Api<ReadScope>, id: web::Path<String>) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), read_id(&id)?);
    let language = actor.language;
    let (there, answers, owed, checks) = cx
        .db
        .read(move |conn| {
            let there = access::opened(conn, &actor, &id)?;
            let answers = queries::answers_of(conn, &id)?;
            let owed = ops::letters_owed(conn, &there)?;
            let checks = ops::eligible(conn, &there)?;
            Ok((there, answers, owed, checks))
        })
        .await?;
    let form = &there.version.definition;
    let problems = complete::check(form, &answers);
    let letters_block = form.letters == Letters::Required && !owed.is_empty();
    let rules_block = checks.iter().any(|one| one.rule.blocking && !one.met);
    let within = (&there.call, there.granted);
    let problem = |one: &Problem| ProblemItem {
        section: one.section.clone(),
        field: one.key.clone(),
        row: one.row.clone(),
        code: one.code,
        message: language.text1(one.code, "n", one.n.clone()),
    };
    Ok(HttpResponse::Ok().json(Checked {
        complete: problems.is_empty() && !letters_block && !rules_block,
        in_time: rules::check_file(&there.application, within, cx.now).is_ok(),
        problems: problems.iter().map(problem).collect(),
        letters: owed.into_iter().map(|one| one.institution).collect(),
        rules: checks
            .iter()
            .map(|one| RuleItem {
                text: one.rule.text(language).to_owned(),
                met: one.met,
                blocking: one.rule.blocking,
            })
            .collect(),
    }))
}
