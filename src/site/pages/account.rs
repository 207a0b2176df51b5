//! One's own account: profile, memberships, duty weeks, and of what one is told.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::accounts::pages::{Fault, faults, network_role_key, role_key};
use crate::accounts::{Duty, Held, ops, queries};
use crate::calendar::{self, AllDay};
use crate::clock::network_day;
use crate::duty::{self, pages::DigestChoice};
use crate::i18n::Locale;
use crate::news;
use crate::triage::{self, queries::MailChoice};
use crate::web::{Context, FieldErrors, SignedIn, blank_as_none};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProfileForm {
    name: String,
    language: String,
}

#[derive(Serialize)]
struct AccountView {
    tab: &'static str,
    email: String,
    form: ProfileForm,
    errors: FieldErrors,
    faults: Vec<Fault>,
    network_role: Option<&'static str>,
    archivist: bool,
    memberships: Vec<HeldRow>,
    is_staff: bool,
    duties: Vec<DutyRow>,
    mail_mentions: bool,
    mail_followed: bool,
    digest: DigestChoice,
    /// Where one says of which news one is told.
    news: String,
    news_told: bool,
}

#[derive(Serialize)]
struct HeldRow {
    node_slug: String,
    node_name: String,
    role: &'static str,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    over: bool,
}

#[derive(Serialize)]
struct DutyRow {
    node: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    now: bool,
}

pub async fn show(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let actor = cx.actor();
    let form = ProfileForm { name: actor.name, language: actor.language.to_string() };
    let view = view(&cx, form, FieldErrors::none()).await?;
    cx.page("accounts/account", cx.head("accounts-title", "account"), &view)
}

async fn view(
    cx: &Context<SignedIn>,
    form: ProfileForm,
    errors: FieldErrors,
) -> Result<AccountView> {
    let (actor, today) = (cx.actor(), network_day(cx.now));
    let (id, reader) = (actor.id.clone(), actor.clone());
    let email = actor.email.clone();
    let (held, duties, mails, digest, archivist, told) = cx
        .db
        .read(move |conn| {
            let mails = triage::queries::mail_choices(conn, std::slice::from_ref(&id))?;
            let held = queries::memberships_held(conn, &id)?;
            let digest = duty::pages::digest_choice(conn, &reader)?;
            let archivist = queries::is_archivist(conn, &id)?;
            let told = news::queries::of_address(conn, &email)?;
            Ok((held, queries::duties_held(conn, &id, today)?, mails, digest, archivist, told))
        })
        .await?;
    let mails = mails.first().map_or(MailChoice::USUAL, |(_, chosen)| *chosen);
    let duty = |(duty, node): (Duty, String)| DutyRow {
        node,
        starts_on: duty.starts_on,
        ends_on: duty.ends_on,
        now: duty.starts_on <= today,
    };
    Ok(AccountView {
        tab: "profile",
        email: actor.email.clone(),
        form,
        faults: faults(&errors),
        errors,
        network_role: actor.network_role.map(network_role_key),
        archivist,
        memberships: held.into_iter().map(|held| held_row(held, today)).collect(),
        is_staff: actor.is_staff(),
        duties: duties.into_iter().map(duty).collect(),
        mail_mentions: mails.mentions,
        mail_followed: mails.followed,
        digest,
        news_told: told.as_ref().is_some_and(|one| one.since.is_some()),
        news: told.map_or_else(
            || "/news/subscription".to_owned(),
            |one| news::access::link(&cx.app.signer, &one.id),
        ),
    })
}

fn held_row(held: Held, today: NaiveDate) -> HeldRow {
    HeldRow {
        node_slug: held.node_slug,
        node_name: held.node_name,
        role: role_key(held.role),
        starts_on: held.starts_on,
        ends_on: held.ends_on,
        over: held.ends_on.is_some_and(|last| last < today),
    }
}

pub async fn save_profile(
    cx: Context<SignedIn>,
    form: web::Form<ProfileForm>,
) -> Result<HttpResponse> {
    let form = form.into_inner();
    let name = blank_as_none(&form.name).filter(|name| name.chars().count() <= 200);
    let language = form.language.parse::<Locale>().ok();
    let (Some(name), Some(language)) = (name.clone(), language) else {
        let mut errors = FieldErrors::none();
        if name.is_none() {
            errors.add("name", "form-name");
        }
        if language.is_none() {
            errors.add("language", "form-choice");
        }
        let view = view(&cx, form, errors).await?;
        return cx.invalid("accounts/account", cx.head("accounts-title", "account"), &view);
    };
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::set_profile(conn, &actor, &name, language, now)).await?;
    // The address sets the language's cookie too, which would else outlive the choice.
    cx.redirect(&format!("/account?lang={language}"), "accounts-flash-saved")
}

/// My duty weeks as a file that any calendar reads.
pub async fn duty_calendar(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let (actor, from) = (cx.actor(), network_day(cx.now) - Days::new(30));
    let held = cx.db.read(move |conn| Ok(queries::duties_held(conn, &actor.id, from)?)).await?;
    let domain = cx.app.config.mail_domain();
    let events: Vec<_> = held
        .into_iter()
        .map(|(duty, node)| AllDay {
            uid: format!("duty-{}@{domain}", duty.id),
            summary: cx.locale.text1("accounts-duty-summary", "node", node),
            description: format!("{}/inbox", cx.app.config.base_url),
            days: (duty.starts_on, duty.ends_on),
            stamp: duty.starts_on.and_time(chrono::NaiveTime::MIN),
        })
        .collect();
    let name = cx.text("accounts-duty-calendar");
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"duty.ics\""))
        .body(calendar::write(&name, &events)))
}
