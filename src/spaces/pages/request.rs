//! An institution asks for a space.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::arrive;
use crate::accounts::pages::{Fault, faults};
use crate::spaces::ops::{self, Requested};
use crate::spaces::rules::{MAX_NAME, MAX_TEXT, imported::number};
use crate::spaces::{Draft, Named, Role, Space, SpaceId};
use crate::taxonomy::Vocabularies;
use crate::web::{Anyone, Choice, Context, FieldErrors, Upload, checked_email, choice};
use crate::{Error, Result};

/// Rows of the form for each role.
const ROWS: usize = 3;
const MAX_PERSON: usize = 120;

#[derive(Serialize)]
struct View {
    id: String,
    institutions: Vec<Choice>,
    form: Typed,
    errors: FieldErrors,
    faults: Vec<Fault>,
    existing: Option<Existing>,
}

/// The institution that a link names.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    institution: String,
}

/// The space that the institution has already.
#[derive(Serialize)]
struct Existing {
    href: String,
    name: String,
}

/// A form as it was typed.
#[derive(Debug, Clone, Default, Serialize)]
struct Typed {
    id: String,
    institution: String,
    name: String,
    perimeter: String,
    storage_gb: String,
    contact: String,
    administrators: Vec<Row>,
    curators: Vec<Row>,
}

#[derive(Debug, Clone, Default, Serialize)]
struct Row {
    n: usize,
    name: String,
    email: String,
}

impl Typed {
    fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        Self {
            id: text("id"),
            institution: text("institution"),
            name: text("name"),
            perimeter: text("perimeter"),
            storage_gb: text("storage_gb"),
            contact: text("contact"),
            administrators: rows(form, "administrator"),
            curators: rows(form, "curator"),
        }
    }

    fn check(&self, words: &Vocabularies) -> Result<Draft, FieldErrors> {
        let mut errors = FieldErrors::none();
        let institution = words.institution_named(&self.institution);
        match institution {
            None => errors.add("institution", "spaces-error-institution"),
            Some(one) if one.ror.is_none() => errors.add("institution", "spaces-error-no-ror"),
            Some(_) => {}
        }
        let size = |text: &str, most: usize| text.chars().count() <= most;
        if self.name.is_empty() || !size(&self.name, MAX_NAME) {
            errors.add("name", "spaces-error-name");
        }
        if !size(&self.perimeter, MAX_TEXT) {
            errors.add("perimeter", "spaces-error-text");
        }
        let storage = match self.storage_gb.as_str() {
            "" => Some(None),
            typed => number(typed).and_then(|gb| i32::try_from(gb).ok()).map(Some),
        };
        if storage.is_none() {
            errors.add("storage_gb", "spaces-error-storage");
        }
        let contact = match self.contact.as_str() {
            "" => Some(String::new()),
            typed => checked_email(typed),
        };
        if contact.is_none() {
            errors.add("contact", "form-email");
        }
        let mut people = Vec::new();
        let roles = [(Role::Administrator, &self.administrators), (Role::Curator, &self.curators)];
        for (role, rows) in roles {
            for row in rows.iter().filter(|row| !row.name.is_empty() || !row.email.is_empty()) {
                match named(role, &row.name, &row.email) {
                    Ok(one) if people.contains(&one) => {}
                    Ok(one) => people.push(one),
                    Err(key) => errors.add(&format!("{role}-{}", row.n), key),
                }
            }
        }
        errors.into_result()?;
        Ok(Draft {
            id: self.id.parse().unwrap_or_else(|_| SpaceId::random()),
            institution: institution.map(|one| one.slug.clone()).unwrap_or_default(),
            name: self.name.clone(),
            perimeter: self.perimeter.clone(),
            storage_gb: storage.flatten(),
            contact: contact.unwrap_or_default(),
            people,
        })
    }
}

/// Somebody who is named to look after a space; both name and address.
pub(super) fn named(role: Role, name: &str, email: &str) -> Result<Named, &'static str> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > MAX_PERSON {
        return Err("spaces-error-person");
    }
    let email = checked_email(email).ok_or("spaces-error-person")?;
    Ok(Named { role, name, email })
}

fn rows(form: &Upload, role: &str) -> Vec<Row> {
    let all = |what: &str| form.all(&format!("{role}_{what}")).to_vec();
    let (names, emails) = (all("name"), all("email"));
    let text = |texts: &[String], at: usize| {
        texts.get(at).map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    (0..ROWS)
        .map(|at| Row { n: at + 1, name: text(&names, at), email: text(&emails, at) })
        .collect()
}

fn empty_rows() -> Vec<Row> {
    (1..=ROWS).map(|n| Row { n, ..Row::default() }).collect()
}

/// `GET /spaces/new`: the form; for whoever is not signed in, the way to get a link to it.
pub async fn new(cx: Context<Anyone>, asked: web::Query<Wanted>) -> Result<HttpResponse> {
    if cx.actor().is_none() {
        return arrive::door(&cx);
    }
    let form = Typed {
        id: SpaceId::random().to_string(),
        institution: asked.into_inner().institution,
        administrators: empty_rows(),
        curators: empty_rows(),
        ..Typed::default()
    };
    page(&cx, form, (FieldErrors::none(), None))
}

/// `POST /spaces/new`
pub async fn create(cx: Context<Anyone>, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor().cloned() else { return arrive::ask(&cx, &form).await };
    let typed = Typed::read(&form);
    let draft = match typed.check(&cx.app.vocabularies()) {
        Ok(draft) => draft,
        Err(errors) => return page(&cx, typed, (errors, None)),
    };
    let now = cx.now;
    let (tried, again) = (draft.clone(), draft);
    let who = actor.clone();
    let done = match cx.db.write(move |conn| ops::request(conn, &actor, &tried, now)).await {
        // Somebody else asked at the same moment.
        Err(error) if error.is_duplicate() => {
            cx.db.write(move |conn| ops::request(conn, &who, &again, now)).await
        }
        done => done,
    };
    match done {
        Ok(Requested::Made(space)) => {
            cx.redirect(&format!("/spaces/{}/request", space.slug), "spaces-flash-requested")
        }
        Ok(Requested::Exists(space)) => {
            let errors = FieldErrors::one("institution", "spaces-error-exists");
            page(&cx, typed, (errors, Some(space)))
        }
        Err(Error::Refused(refusal)) => {
            let errors = FieldErrors::one("institution", refusal.key());
            page(&cx, typed, (errors, None))
        }
        Err(error) => Err(error),
    }
}

/// The space that stands in the way; what nobody else may see yet is one's own request.
fn known(space: Space) -> Existing {
    let page = if space.is_public() { "" } else { "/request" };
    Existing { href: format!("/spaces/{}{page}", space.slug), name: space.name }
}

fn page(
    cx: &Context<Anyone>,
    typed: Typed,
    (errors, existing): (FieldErrors, Option<Space>),
) -> Result<HttpResponse> {
    let words = cx.app.vocabularies();
    let chosen = words.institution_named(&typed.institution).map(|one| one.slug.clone());
    let mut institutions: Vec<Choice> = words
        .institutions
        .iter()
        .filter(|one| one.ror.is_some())
        .map(|one| choice(&one.slug, one.name.clone(), chosen.as_ref() == Some(&one.slug)))
        .collect();
    institutions.sort_by_key(|one| crate::text::fold(&one.label));
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let view = View {
        id: typed.id.clone(),
        institutions,
        faults: faults(&errors),
        errors,
        existing: existing.map(known),
        form: typed,
    };
    cx.respond(status, "spaces/new", cx.head("spaces-request", "spaces"), &view)
}
