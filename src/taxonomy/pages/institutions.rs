//! Institutions, and two that are one.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{Choice, label, read_anew};
use crate::accounts::pages::{Fault, asked_anew, faults};
use crate::accounts::rules::query_value;
use crate::taxonomy::{Institution, Vocabularies, Vocabulary, ops};
use crate::web::{Admin, Context, FieldErrors, Upload};
use crate::{Error, Result};

/// Institutions on one page.
const LINES: usize = 50;

#[derive(Deserialize)]
pub struct Sought {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

#[derive(Serialize)]
struct InstitutionsView {
    tab: &'static str,
    q: String,
    institutions: Vec<Row>,
    next: Option<String>,
}

#[derive(Serialize)]
struct Row {
    slug: String,
    name: String,
    short_name: String,
    ror: Option<String>,
}

pub async fn institutions(cx: Context<Admin>, query: web::Query<Sought>) -> Result<HttpResponse> {
    let known = cx.app.vocabularies();
    let found: Vec<&Institution> = if query.q.trim().is_empty() {
        let all = known.institutions.iter();
        match known.institutions.iter().position(|one| one.slug == query.after) {
            Some(place) => all.skip(place + 1).take(LINES + 1).collect(),
            None => all.take(LINES + 1).collect(),
        }
    } else {
        let found = known.search(Vocabulary::Institution, &query.q, LINES);
        found.iter().filter_map(|one| known.institution(&one.code)).collect()
    };
    let last = found.get(LINES - 1).filter(|_| found.len() > LINES);
    let row = |one: &&Institution| Row {
        slug: one.slug.clone(),
        name: one.name.clone(),
        short_name: one.short_name.clone().unwrap_or_default(),
        ror: one.ror.clone(),
    };
    let view = InstitutionsView {
        tab: "institutions",
        q: query.q.clone(),
        next: last.map(|one| format!("/admin/institutions?after={}", query_value(&one.slug))),
        institutions: found.iter().take(LINES).map(row).collect(),
    };
    cx.page("taxonomy/institutions", cx.head("taxonomy-institutions", "admin"), &view)
}

#[derive(Serialize)]
struct InstitutionView {
    tab: &'static str,
    slug: String,
    name: String,
    short_name: Option<String>,
    ror: Option<String>,
    parent: Option<Row>,
    regions: Vec<String>,
    merged: Vec<String>,
    choices: Vec<Choice>,
    into: String,
    confirm: String,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

#[derive(Default, Deserialize)]
pub struct MergeForm {
    #[serde(default)]
    into: String,
    /// The code of what goes, typed: there is no way back.
    #[serde(default)]
    confirm: String,
}

/// One institution. The address of one that became part of another one leads there.
pub async fn institution(cx: Context<Admin>, slug: web::Path<String>) -> Result<HttpResponse> {
    if let Some(into) = cx.app.vocabularies().merged_into(&slug) {
        return cx.go(&format!("/admin/institutions/{into}"));
    }
    let view = institution_view(&cx, &slug, MergeForm::default(), FieldErrors::none())?;
    cx.page("taxonomy/institution", cx.head("taxonomy-institution", "admin"), &view)
}

fn institution_view(
    cx: &Context<Admin>,
    slug: &str,
    MergeForm { into, confirm }: MergeForm,
    errors: FieldErrors,
) -> Result<InstitutionView> {
    let known = cx.app.vocabularies();
    let one = known.institution(slug).ok_or(Error::NotFound)?;
    let row = |parent: &Institution| Row {
        slug: parent.slug.clone(),
        name: parent.name.clone(),
        short_name: String::new(),
        ror: None,
    };
    let region = |code: &String| label(cx, &known, (Vocabulary::Region, code));
    let choice = |other: &Institution| Choice {
        code: other.slug.clone(),
        label: other.name.clone(),
        chosen: other.slug == into,
    };
    Ok(InstitutionView {
        tab: "institutions",
        slug: one.slug.clone(),
        name: one.name.clone(),
        short_name: one.short_name.clone(),
        ror: one.ror.clone(),
        parent: one.parent.as_deref().and_then(|parent| known.institution(parent)).map(row),
        regions: one.regions.iter().map(region).collect(),
        merged: known.parts_of(slug).into_iter().map(str::to_owned).collect(),
        choices: known.institutions.iter().filter(|other| other.slug != slug).map(choice).collect(),
        into,
        confirm,
        faults: faults(&errors),
        errors,
    })
}

pub async fn merge(
    cx: Context<Admin>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let (slug, form): (_, MergeForm) = (slug.into_inner(), form.form()?);
    let known = cx.app.vocabularies();
    match known.merged_into(&slug) {
        // Done already: sent twice.
        Some(whole) if whole == form.into => {
            return cx.redirect(&format!("/admin/institutions/{whole}"), "taxonomy-flash-merged");
        }
        Some(_) => return Err(ops::MERGED_ALREADY.into()),
        None => known.institution(&slug).ok_or(Error::NotFound)?,
    };
    if let Err(errors) = check(&form, &slug, &known) {
        return refused(&cx, &slug, form, errors);
    }
    let (actor, now, names) = (cx.actor(), cx.now, (slug.clone(), form.into.clone()));
    let merged = cx
        .db
        .write(move |conn| ops::merge_institutions(conn, &actor, (&names.0, &names.1), now))
        .await;
    match merged {
        Ok(_) => {
            read_anew(&cx).await?;
            cx.redirect(&format!("/admin/institutions/{}", form.into), "taxonomy-flash-merged")
        }
        Err(Error::Refused(refusal)) => {
            refused(&cx, &slug, form, FieldErrors::one("into", refusal.key()))
        }
        Err(other) => Err(other),
    }
}

/// What it becomes part of stands alone and is another one, and whoever merges typed the code of what goes.
fn check(form: &MergeForm, slug: &str, known: &Vocabularies) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::none();
    if form.into == slug {
        errors.add("into", ops::SAME.key());
    } else if known.merged_into(&form.into).is_some() {
        errors.add("into", "taxonomy-merge-into-merged");
    } else if known.institution(&form.into).is_none() {
        errors.add("into", "form-choice");
    }
    if form.confirm.trim() != slug {
        errors.add("confirm", "taxonomy-merge-unconfirmed");
    }
    errors.into_result()
}

fn refused(
    cx: &Context<Admin>,
    slug: &str,
    form: MergeForm,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let view = institution_view(cx, slug, form, errors)?;
    cx.invalid("taxonomy/institution", cx.head("taxonomy-institution", "admin"), &view)
}
