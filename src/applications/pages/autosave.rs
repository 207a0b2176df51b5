//! Saving what is typed, without a button.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::ended::had_part;
use super::overview::read_id;
use super::section::{keep, read, saved_said};
use crate::applications::access::opened;
use crate::applications::queries;
use crate::questionnaires::pages::{Taken, field_id, mark, said};
use crate::questionnaires::rules::conditions::{heard, is_asked};
use crate::questionnaires::{Answers, Section};
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Result};

/// `POST /applications/{id}/answers`: the same for scripts, which are told in JSON what is kept.
pub async fn autosave(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (id, key) = (read_id(&id)?, form.text("section").to_owned());
    let (_, _, taken) = match read(&cx, (&id, &key), &form).await {
        Err(Error::NotFound) => {
            had_part(&cx, &id).await?;
            let refused = json!({ "refused": cx.text("applications-part-ended") });
            return Ok(HttpResponse::Forbidden().json(refused));
        }
        other => other?,
    };
    let saved = match keep(&cx, (&id, &key), &taken).await {
        Ok(saved) => saved,
        Err(Error::Refused(refusal)) => {
            return Ok(HttpResponse::Conflict().json(json!({ "refused": cx.text(refusal.key()) })));
        }
        Err(error) => return Err(error),
    };
    let (actor, which) = (cx.actor(), id.clone());
    let (there, answers, by) = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &actor, &which)?;
            let by = queries::name_of(conn, &there.application.saved_by)?;
            Ok((there, queries::answers_of(conn, &which)?, by))
        })
        .await?;
    let form = &there.version.definition;
    let section = form.section(&key).ok_or(Error::NotFound)?;
    let words = cx.app.vocabularies();
    let label = |key: &str| form.item(key).map(|item| item.label.in_locale(cx.locale).to_owned());
    let unread = taken.iter().filter_map(|one| {
        let code = one.value.as_ref().err()?;
        Some(json!({ "id": field_id(&one.key, &one.row), "message": cx.text(code) }))
    });
    let lost: Vec<String> =
        taken.iter().filter(|one| one.value.is_err()).filter_map(|one| label(&one.key)).collect();
    let told = match lost.is_empty() {
        true => saved_said(&cx, &there, &by),
        false => {
            let lost = cx.locale.text1("applications-not-saved", "what", lost.join(", "));
            format!("{} {lost}", saved_said(&cx, &there, &by))
        }
    };
    let clashes = saved.clashes.iter().map(|one| {
        let theirs = form.item(&one.key).zip(one.theirs.as_ref());
        json!({ "id": field_id(&one.key, &one.row), "label": label(&one.key), "by": one.by,
                "theirs": theirs.map(|(item, value)| said(item, value, &words, cx.locale)),
                "was": mark(one.theirs.as_ref()) })
    });
    let clashed = |one: &&Taken| {
        one.value.is_ok() && !saved.clashes.iter().any(|c| c.key == one.key && c.row == one.row)
    };
    // What somebody else wrote meanwhile is not on this page: its mark stays that of what the page shows.
    let seen = |one: &Taken| {
        let kept = mark(answers.get(&one.key, &one.row));
        let shown = one.value.as_ref().is_ok_and(|value| mark(value.as_ref()) == kept);
        shown.then(|| (field_id(&one.key, &one.row), json!(kept)))
    };
    let was: serde_json::Map<String, serde_json::Value> =
        taken.iter().filter(clashed).filter_map(seen).collect();
    Ok(HttpResponse::Ok().json(json!({
        "saved": told,
        "was": was,
        "hidden": hidden(section, &heard(form, &answers)),
        "unread": unread.collect::<Vec<_>>(),
        "clashes": clashes.collect::<Vec<_>>(),
    })))
}

/// The fields of a section that are not asked at present.
fn hidden(section: &Section, answers: &Answers) -> Vec<String> {
    let mut ids = Vec::new();
    for item in &section.items {
        if !is_asked(answers, (None, item), "") {
            ids.push(item.key.clone());
        }
        for row in answers.rows(&item.key) {
            let inner = item.items.iter().filter(|one| !is_asked(answers, (Some(item), one), row));
            ids.extend(inner.map(|one| field_id(&one.key, row)));
        }
    }
    ids
}
