//! A node's page, changed by those in charge of it.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::words::{self, Choice};
use crate::Result;
use crate::accounts::pages::{Fault, faults};
use crate::clock::network_day;
use crate::network::ops::{self, Saved};
use crate::network::queries::{self, Of};
use crate::network::{Node, Profile, Revision, rules};
use crate::taxonomy::Vocabulary;
use crate::web::{Context, FieldErrors, SignedIn, Upload, blank_as_none, checked_email};

/// A page as it is typed; lists come as repeated fields.
#[derive(Debug, Clone, Default, Serialize, Deserialize, PartialEq)]
#[serde(default)]
struct Form {
    name: String,
    short_name: String,
    region: String,
    city: String,
    website: String,
    help_email: String,
    description_fr: String,
    description_en: String,
    languages: String,
    opening_days: Vec<String>,
    opening_note_fr: String,
    opening_note_en: String,
    full_time_equivalents: String,
    fairness_weight: String,
    services: Vec<String>,
    lock_version: i32,
}

impl Form {
    fn of(node: &Node, services: Vec<String>) -> Self {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        Self {
            name: node.name.clone(),
            short_name: node.short_name.clone(),
            region: text(&node.region),
            city: text(&node.city),
            website: text(&node.website),
            help_email: text(&node.help_email),
            description_fr: node.description_fr.clone(),
            description_en: node.description_en.clone(),
            languages: node.languages.replace(',', ", "),
            opening_days: crate::network::words(&node.opening_days),
            opening_note_fr: node.opening_note_fr.clone(),
            opening_note_en: node.opening_note_en.clone(),
            full_time_equivalents: node.full_time_equivalents.to_string(),
            fairness_weight: node.fairness_weight.to_string(),
            services,
            lock_version: node.lock_version,
        }
    }

    fn read(sent: &Upload) -> Self {
        let text = |name: &str| sent.text(name).to_owned();
        Self {
            name: text("name"),
            short_name: text("short_name"),
            region: text("region"),
            city: text("city"),
            website: text("website"),
            help_email: text("help_email"),
            description_fr: text("description_fr"),
            description_en: text("description_en"),
            languages: text("languages"),
            opening_days: sent.all("opening_days").to_vec(),
            opening_note_fr: text("opening_note_fr"),
            opening_note_en: text("opening_note_en"),
            full_time_equivalents: text("full_time_equivalents"),
            fairness_weight: text("fairness_weight"),
            services: sent.all("services").to_vec(),
            lock_version: sent.text("lock_version").parse().unwrap_or(-1),
        }
    }

    fn parse(&self, known: &crate::taxonomy::Vocabularies) -> Result<Profile, FieldErrors> {
        let mut errors = FieldErrors::none();
        let mut need = |field: &str, ok: bool, key: &str| {
            if !ok {
                errors.add(field, key);
            }
        };
        let named = |text: &str| !text.trim().is_empty() && text.chars().count() <= 200;
        need("name", named(&self.name), "form-name");
        need("short_name", named(&self.short_name), "form-name");
        let (region, website) = (blank_as_none(&self.region), blank_as_none(&self.website));
        need(
            "region",
            region.as_ref().is_none_or(|code| known.region(code).is_some()),
            "form-choice",
        );
        let is_web = website.as_ref().is_none_or(|typed| rules::is_web_address(typed));
        need("website", is_web, "network-bad-website");
        let help_email = blank_as_none(&self.help_email).map(|typed| checked_email(&typed));
        need("help_email", help_email != Some(None), "form-email");
        let languages: Vec<&str> =
            self.languages.split([',', ' ']).filter(|code| !code.is_empty()).collect();
        let all = !languages.is_empty() && languages.iter().all(|code| rules::is_language(code));
        need("languages", all, "network-bad-languages");
        let days: Vec<&str> = rules::DAYS
            .into_iter()
            .filter(|day| self.opening_days.iter().any(|d| d == day))
            .collect();
        let services = self.services.iter().all(|code| known.service(code).is_some());
        need("services", services, "form-choice");
        let staff = share(&self.full_time_equivalents);
        need("full_time_equivalents", staff.is_some(), "network-bad-share");
        let weight = share(&self.fairness_weight);
        need("fairness_weight", weight.is_some(), "network-bad-share");
        errors.into_result()?;
        Ok(Profile {
            name: self.name.trim().to_owned(),
            short_name: self.short_name.trim().to_owned(),
            region,
            city: blank_as_none(&self.city),
            website,
            help_email: help_email.flatten(),
            description_fr: self.description_fr.trim().replace('\r', ""),
            description_en: self.description_en.trim().replace('\r', ""),
            languages: languages.join(","),
            opening_days: days.join(","),
            opening_note_fr: self.opening_note_fr.trim().to_owned(),
            opening_note_en: self.opening_note_en.trim().to_owned(),
            full_time_equivalents: staff.unwrap_or(1.0),
            fairness_weight: weight.unwrap_or(1.0),
        })
    }
}

/// A number as people type it, with a comma or a point.
fn share(typed: &str) -> Option<f64> {
    typed.trim().replace(',', ".").parse().ok().filter(|number| rules::is_share(*number))
}

#[derive(Serialize)]
struct View {
    slug: String,
    short_name: String,
    confirmed_at: Option<NaiveDateTime>,
    form: Form,
    errors: FieldErrors,
    faults: Vec<Fault>,
    /// How the page stands now, when somebody else saved it meanwhile.
    meanwhile: Option<Vec<Difference>>,
    regions: Vec<Choice>,
    services: Vec<Tick>,
    days: Vec<Tick>,
}

/// A box to tick.
#[derive(Serialize)]
struct Tick {
    code: String,
    label: String,
    on: bool,
}

#[derive(Serialize)]
struct Difference {
    field: &'static str,
    theirs: String,
}

fn view(cx: &Context<SignedIn>, node: &Node, form: Form, errors: FieldErrors) -> View {
    let (known, locale) = (cx.app.vocabularies(), cx.locale);
    let regions = known.regions.iter().map(|region| &region.code);
    let services = known.services_with(&form.services).map(|service| Tick {
        code: service.code.clone(),
        label: locale.pick(&service.label_fr, &service.label_en).to_owned(),
        on: form.services.contains(&service.code),
    });
    let days = rules::DAYS.iter().map(|day| Tick {
        code: (*day).to_owned(),
        label: locale.text(&format!("network-day-{day}")),
        on: form.opening_days.iter().any(|open| open == day),
    });
    View {
        slug: node.slug.clone(),
        short_name: node.short_name.clone(),
        confirmed_at: node.confirmed_at,
        faults: faults(&errors),
        errors,
        meanwhile: None,
        regions: words::choices(Vocabulary::Region, regions, &known, locale),
        services: services.collect(),
        days: days.collect(),
        form,
    }
}

pub async fn edit(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (actor, today) = (cx.actor(), network_day(cx.now));
    let (node, services) = cx
        .db
        .read(move |conn| {
            let node = ops::managed(conn, &actor, &slug)?;
            let live = queries::live_services(conn, Of::One(&node.id), today)?;
            Ok((node, live.into_iter().map(|row| row.service).collect()))
        })
        .await?;
    let view = view(&cx, &node, Form::of(&node, services), FieldErrors::none());
    cx.page("network/edit", cx.head("network-edit", "network"), &view)
}

pub async fn save(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    sent: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let form = Form::read(&sent);
    let profile = match form.parse(&cx.app.vocabularies()) {
        Ok(profile) => profile,
        Err(errors) => {
            let node = cx.db.read(move |conn| ops::managed(conn, &actor, &slug)).await?;
            let view = view(&cx, &node, form, errors);
            return cx.invalid("network/edit", cx.head("network-edit", "network"), &view);
        }
    };
    let (to, services, seen) = (format!("/nodes/{slug}"), form.services.clone(), form.lock_version);
    let saved = cx
        .db
        .write(move |conn| ops::save_profile(conn, &actor, &slug, (&profile, &services), seen, now))
        .await?;
    match saved {
        Saved::Done => cx.redirect(&to, "network-flash-saved"),
        Saved::Meanwhile(node) => meanwhile(&cx, &node, form),
    }
}

/// The form again with what was typed, and beside it what the other person saved. Saving once more puts it over theirs.
fn meanwhile(cx: &Context<SignedIn>, node: &Node, typed: Form) -> Result<HttpResponse> {
    let theirs = Form::of(node, typed.services.clone());
    let changed = differences(&theirs, &typed);
    let form = Form { lock_version: node.lock_version, ..typed };
    let mut view = view(cx, node, form, FieldErrors::none());
    view.meanwhile = Some(changed);
    let head = cx.head("network-edit", "network");
    cx.respond(actix_web::http::StatusCode::CONFLICT, "network/edit", head, &view)
}

fn differences(theirs: &Form, typed: &Form) -> Vec<Difference> {
    let pairs = [
        ("network-name", &theirs.name, &typed.name),
        ("network-short-name", &theirs.short_name, &typed.short_name),
        ("network-city", &theirs.city, &typed.city),
        ("network-region", &theirs.region, &typed.region),
        ("network-website", &theirs.website, &typed.website),
        ("network-help-email", &theirs.help_email, &typed.help_email),
        ("network-description-fr", &theirs.description_fr, &typed.description_fr),
        ("network-description-en", &theirs.description_en, &typed.description_en),
        ("network-languages", &theirs.languages, &typed.languages),
        ("network-opening-note-fr", &theirs.opening_note_fr, &typed.opening_note_fr),
        ("network-opening-note-en", &theirs.opening_note_en, &typed.opening_note_en),
        ("network-fte", &theirs.full_time_equivalents, &typed.full_time_equivalents),
        ("network-weight", &theirs.fairness_weight, &typed.fairness_weight),
    ];
    let differ = pairs.into_iter().filter(|(_, theirs, typed)| theirs != typed);
    differ.map(|(field, theirs, _)| Difference { field, theirs: theirs.clone() }).collect()
}

pub async fn confirm(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let to = format!("/nodes/{slug}");
    cx.db.write(move |conn| ops::confirm(conn, &actor, &slug, now)).await?;
    cx.redirect(&to, "network-flash-confirmed")
}

#[derive(Serialize)]
struct HistoryView {
    slug: String,
    short_name: String,
    revisions: Vec<Past>,
}

#[derive(Serialize)]
struct Past {
    until: NaiveDateTime,
    by: Option<String>,
    name: String,
    city: Option<String>,
    website: Option<String>,
    help_email: Option<String>,
    description: String,
    services: Vec<String>,
}

pub async fn history(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let actor = cx.actor();
    let (node, rows) = cx
        .db
        .read(move |conn| {
            let node = ops::managed(conn, &actor, &slug)?;
            let rows = queries::revisions(conn, &node.id)?;
            Ok((node, rows))
        })
        .await?;
    let (known, locale) = (cx.app.vocabularies(), cx.locale);
    let past = |(until, by, json): (NaiveDateTime, Option<String>, String)| {
        let Revision { profile, services } = serde_json::from_str(&json).ok()?;
        let label = |code: &String| known.label(Vocabulary::Service, code, locale);
        Some(Past {
            until,
            by,
            description: locale.pick(&profile.description_fr, &profile.description_en).to_owned(),
            services: services.iter().map(label).collect(),
            name: profile.name,
            city: profile.city,
            website: profile.website,
            help_email: profile.help_email,
        })
    };
    let view = HistoryView {
        revisions: rows.into_iter().filter_map(past).collect(),
        slug: node.slug,
        short_name: node.short_name,
    };
    cx.page("network/history", cx.head("network-page-history", "network"), &view)
}
