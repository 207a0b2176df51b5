//! An institution is added to the list, or corrected, by whoever steers the network.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::accounts::pages::{Fault, faults};
use crate::institutions::rules::{self, MAX_NAME};
use crate::institutions::{Entry, WishId, ops, queries};
use crate::taxonomy::Vocabularies;
use crate::taxonomy::pages::read_anew;
use crate::web::{Choice, Context, Coordinator, FieldErrors, Head, Upload, blank_as_none, choice};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    title: String,
    /// None when it is to be added.
    slug: Option<String>,
    action: String,
    wish: String,
    form: Typed,
    parents: Vec<Choice>,
    regions: Vec<Choice>,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

/// A form as it was typed.
#[derive(Debug, Clone, Default, Serialize)]
struct Typed {
    name: String,
    short_name: String,
    ror: String,
    parent: String,
    regions: Vec<String>,
    domains: String,
}

impl Typed {
    fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        Self {
            name: text("name").split_whitespace().collect::<Vec<_>>().join(" "),
            short_name: text("short_name"),
            ror: text("ror"),
            parent: text("parent"),
            regions: form.all("regions").to_vec(),
            domains: text("domains"),
        }
    }

    fn of(entry: Entry) -> Self {
        Self {
            name: entry.name,
            short_name: entry.short_name.unwrap_or_default(),
            ror: entry.ror.unwrap_or_default(),
            parent: entry.parent.unwrap_or_default(),
            regions: entry.regions,
            domains: entry.domains.join("\n"),
        }
    }

    fn check(&self, words: &Vocabularies) -> Result<Entry, FieldErrors> {
        let mut errors = FieldErrors::none();
        if self.name.is_empty() || self.name.chars().count() > MAX_NAME {
            errors.add("name", "form-name");
        }
        if self.short_name.chars().count() > MAX_NAME {
            errors.add("short_name", "form-name");
        }
        let ror = rules::ror(&self.ror);
        if !self.ror.is_empty() && ror.is_none() {
            errors.add("ror", "institutions-error-ror");
        }
        if !self.parent.is_empty() && words.institution(&self.parent).is_none() {
            errors.add("parent", "form-choice");
        }
        if self.regions.iter().any(|code| words.region(code).is_none()) {
            errors.add("regions", "form-choice");
        }
        let typed = self.domains.to_lowercase();
        let split = typed.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
        let mut domains: Vec<String> =
            split.map(|one| one.trim_start_matches('@').to_owned()).collect();
        domains.retain(|one| !one.is_empty());
        domains.sort();
        domains.dedup();
        if domains.iter().any(|one| !rules::is_domain(one)) {
            errors.add("domains", "institutions-error-domain");
        }
        errors.into_result()?;
        let mut regions = self.regions.clone();
        regions.sort();
        regions.dedup();
        Ok(Entry {
            name: self.name.clone(),
            short_name: blank_as_none(&self.short_name),
            ror,
            parent: blank_as_none(&self.parent),
            regions,
            domains,
        })
    }
}

/// The wish that an institution is added for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    wish: String,
}

/// `GET /institutions/new`
pub async fn add(cx: Context<Coordinator>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let mut form = Typed::default();
    if let Ok(id) = asked.wish.parse::<WishId>() {
        let wish = cx.db.read(move |conn| Ok(queries::wish(conn, &id)?)).await?;
        let wish = wish.ok_or(Error::NotFound)?;
        (form.name, form.ror) = (wish.name, wish.ror.unwrap_or_default());
        form.domains = wish.email.rsplit('@').next().unwrap_or_default().to_owned();
        if !rules::is_domain(&form.domains) {
            form.domains.clear();
        }
    }
    page(&cx, None, (form, asked.into_inner().wish), FieldErrors::none())
}

/// `POST /institutions/new`
pub async fn create(cx: Context<Coordinator>, form: Upload) -> Result<HttpResponse> {
    save(cx, None, form).await
}

/// `GET /institutions/{slug}/edit`
pub async fn edit(cx: Context<Coordinator>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (slug, which) = (slug.into_inner(), cx.app.vocabularies());
    which.institution(&slug).filter(|one| one.slug == slug).ok_or(Error::NotFound)?;
    let of = slug.clone();
    let entry = cx.db.read(move |conn| Ok(queries::entry(conn, &of)?)).await?;
    page(&cx, Some(&slug), (Typed::of(entry), String::new()), FieldErrors::none())
}

/// `POST /institutions/{slug}/edit`
pub async fn change(
    cx: Context<Coordinator>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    save(cx, Some(slug.into_inner()), form).await
}

async fn save(
    cx: Context<Coordinator>,
    slug: Option<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (typed, wish) = (Typed::read(&form), form.text("wish").to_owned());
    let entry = match typed.check(&cx.app.vocabularies()) {
        Ok(entry) => entry,
        Err(errors) => return page(&cx, slug.as_deref(), (typed, wish), errors),
    };
    let (actor, now, which) = (cx.actor(), cx.now, slug.clone());
    let granted: Option<WishId> = wish.parse().ok();
    let done = cx
        .db
        .write(move |conn| {
            // Sent twice: it was made the first time.
            if let Some(id) = &granted
                && let Some(made) = queries::wish(conn, id)?.and_then(|wish| wish.institution)
            {
                return Ok(made);
            }
            let slug = ops::save(conn, &actor, (which.as_deref(), &entry), now)?;
            if let Some(id) = &granted {
                ops::grant(conn, &actor, (id, &slug), now)?;
            }
            Ok(slug)
        })
        .await;
    match done {
        Ok(slug) => {
            read_anew(&cx).await?;
            cx.redirect(&format!("/institutions/{slug}"), "institutions-flash-saved")
        }
        Err(Error::Refused(refusal)) => {
            let errors = FieldErrors::one(field(refusal), refusal.key());
            page(&cx, slug.as_deref(), (typed, wish), errors)
        }
        Err(error) => Err(error),
    }
}

/// What a refusal is about.
fn field(refusal: Refusal) -> &'static str {
    match refusal {
        rules::ROR_TAKEN => "ror",
        rules::BAD_PARENT => "parent",
        _ => "domains",
    }
}

fn page(
    cx: &Context<Coordinator>,
    slug: Option<&str>,
    (form, wish): (Typed, String),
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let (words, locale) = (cx.app.vocabularies(), cx.locale);
    let mut parents: Vec<Choice> = words
        .institutions
        .iter()
        .filter(|one| Some(one.slug.as_str()) != slug)
        .map(|one| choice(&one.slug, one.name.clone(), one.slug == form.parent))
        .collect();
    parents.sort_by_key(|one| crate::text::fold(&one.label));
    let region = |one: &crate::taxonomy::Region| {
        let label = locale.pick(&one.label_fr, &one.label_en).to_owned();
        choice(&one.code, label, form.regions.contains(&one.code))
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let key = if slug.is_some() { "institutions-edit" } else { "institutions-add" };
    let view = View {
        title: cx.text(key),
        action: match slug {
            Some(slug) => format!("/institutions/{slug}/edit"),
            None => "/institutions/new".to_owned(),
        },
        slug: slug.map(str::to_owned),
        wish,
        regions: words.regions.iter().map(region).collect(),
        parents,
        faults: faults(&errors),
        errors,
        form,
    };
    let head = Head { title: view.title.clone(), section: "network" };
    cx.respond(status, "institutions/edit", head, &view)
}
