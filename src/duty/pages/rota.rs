//! A node's rota: seen by those who work there, planned by those who manage it.

use actix_web::{HttpResponse, web};
use chrono::{Days as After, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::rota_view::{Data, View, shown};
use crate::accounts::rules::may_manage;
use crate::accounts::{self, AccountId, DutyId};
use crate::clock::network_day;
use crate::duty::ops::{self, Planned, Said};
use crate::duty::rules::{self, SHOWN_WEEKS};
use crate::duty::{Pattern, queries};
use crate::network;
use crate::web::{Context, FieldErrors, SignedIn, Upload, day};
use crate::{Error, Result};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
}

/// What was typed into the forms of the page, each of which has names of its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    pub account: String,
    pub starts_on: String,
    pub ends_on: String,
    #[serde(skip_deserializing)]
    pub people: Vec<String>,
    pub begin: String,
    pub each: String,
    pub first_week: String,
    pub weeks: String,
    pub duty: String,
    pub colleague: String,
    pub in_return: String,
    pub id: String,
    pub body: String,
    pub until: String,
    pub who: String,
    pub away_from: String,
    pub away_to: String,
    pub stand_in: String,
}

impl Form {
    pub fn read(upload: &Upload) -> Result<Self> {
        Ok(Self { people: upload.all("people").to_vec(), ..upload.form()? })
    }
}

/// `GET /nodes/{slug}/rota`
pub async fn rota(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let view = view(&cx, slug.into_inner(), &asked, Form::default(), FieldErrors::none()).await?;
    cx.page("duty/rota", cx.head("duty-rota", "network"), &view)
}

/// The page with what was typed, and why nothing was done.
pub(super) async fn again(
    cx: &Context<SignedIn>,
    slug: String,
    form: Form,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let view = view(cx, slug, &Asked::default(), form, errors).await?;
    cx.invalid("duty/rota", cx.head("duty-rota", "network"), &view)
}

/// What a form on the page came to.
pub(super) async fn settle<T>(
    cx: &Context<SignedIn>,
    slug: String,
    (form, field): (Form, fn(&str) -> &'static str),
    done: Result<T>,
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(_) => cx.redirect(&format!("/nodes/{slug}/rota"), flash),
        Err(Error::Refused(refusal)) => {
            let errors = FieldErrors::one(field(refusal.key()), refusal.key());
            again(cx, slug, form, errors).await
        }
        Err(error) => Err(error),
    }
}

async fn view(
    cx: &Context<SignedIn>,
    slug: String,
    asked: &Asked,
    form: Form,
    errors: FieldErrors,
) -> Result<View> {
    let (actor, now, today) = (cx.actor(), cx.now, network_day(cx.now));
    let first = first_week(&asked.from, today);
    let signer = cx.app.signer.clone();
    let reader = actor.clone();
    let data = cx
        .db
        .read(move |conn| {
            let node = ops::visible(conn, &reader, &slug)?;
            let days = (first, first + After::new(u64::from(SHOWN_WEEKS) * 7 - 1));
            let Planned { duties, absences, calendar } = ops::planned(conn, &node.id, days, now)?;
            let notes = queries::notes_of(conn, &node.id, now)?;
            let note_ids: Vec<_> = notes.iter().map(|note| note.id.clone()).collect();
            let swaps = queries::open_swaps(conn, &node.id)?;
            let of_swaps: Vec<DutyId> = swaps
                .iter()
                .flat_map(|s| [Some(s.duty.clone()), s.in_return.clone()])
                .flatten()
                .collect();
            Ok(Data {
                may_manage: may_manage(&reader, &node.id),
                members: accounts::queries::members_of(conn, &node.id, today)?,
                ahead: queries::duties_between(
                    conn,
                    &node.id,
                    (today, today + TimeDelta::days(400)),
                )?,
                swapped: queries::duties_called(conn, &node.id, &of_swaps)?,
                readers: queries::readers_of(conn, &note_ids)?,
                feed: queries::feed_of(conn, &reader.id, &node.id)?,
                weeks: rules::weeks((first, SHOWN_WEEKS), (&duties, &absences), &calendar),
                first,
                absences,
                notes,
                swaps,
                node,
            })
        })
        .await?;
    let feed =
        data.feed.as_ref().map(|id| super::feed::address(&signer, &cx.app.config.base_url, id));
    Ok(shown(&actor, data, (form, errors), feed, today))
}

/// The Monday from which the page shows; within a year of today.
fn first_week(typed: &str, today: NaiveDate) -> NaiveDate {
    let this = rules::monday(today);
    let asked = day(typed).map(rules::monday);
    asked.filter(|monday| (*monday - this).num_weeks().abs() <= 52).unwrap_or(this)
}

/// Somebody, and a first and a last day, by the names of their fields; else what each field lacks.
fn who_and_when(
    [who, from, to]: [(&'static str, &String); 3],
) -> Result<(AccountId, NaiveDate, NaiveDate), FieldErrors> {
    let said = (who.1.parse().ok(), day(from.1), day(to.1));
    if let (Some(account), Some(first), Some(last)) = said {
        return Ok((account, first, last));
    }
    let mut errors = FieldErrors::none();
    if said.0.is_none() {
        errors.add(who.0, "form-choice");
    }
    for (day, (field, _)) in [(said.1, from), (said.2, to)] {
        if day.is_none() {
            errors.add(field, "network-bad-day");
        }
    }
    Err(errors)
}

/// `POST /nodes/{slug}/duties`
pub async fn set_duty(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug, form) = (cx.actor(), cx.now, slug.into_inner(), Form::read(&upload)?);
    let fields =
        [("account", &form.account), ("starts_on", &form.starts_on), ("ends_on", &form.ends_on)];
    let (account, from, to) = match who_and_when(fields) {
        Ok(said) => said,
        Err(errors) => return refuse_unless_managed(&cx, slug, form, errors).await,
    };
    let asked = slug.clone();
    let done = cx.db.write(move |conn| {
        let node = network::ops::managed(conn, &actor, &asked)?;
        accounts::ops::set_duty(conn, &actor, &node.id, &account, from, to, now)
    });
    settle(&cx, slug, (form, |_| "starts_on"), done.await, "network-flash-duty").await
}

/// The page again, for those who may plan; for others there is no such form.
async fn refuse_unless_managed(
    cx: &Context<SignedIn>,
    slug: String,
    form: Form,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let (actor, asked) = (cx.actor(), slug.clone());
    cx.db.read(move |conn| network::ops::managed(conn, &actor, &asked)).await?;
    again(cx, slug, form, errors).await
}

/// `POST /nodes/{slug}/duties/{id}/removal`
pub async fn remove_duty(
    cx: Context<SignedIn>,
    path: web::Path<(String, DutyId)>,
) -> Result<HttpResponse> {
    let (actor, now, (slug, id)) = (cx.actor(), cx.now, path.into_inner());
    let to = format!("/nodes/{slug}/rota");
    cx.db
        .write(move |conn| {
            network::ops::managed(conn, &actor, &slug)?;
            accounts::ops::remove_duty(conn, &actor, &id, now)
        })
        .await?;
    cx.redirect(&to, "network-flash-duty")
}

/// `POST /nodes/{slug}/rota`: fills the open weeks in turn.
pub async fn fill(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug, form) = (cx.actor(), cx.now, slug.into_inner(), Form::read(&upload)?);
    let mut errors = FieldErrors::none();
    let number = |typed: &str, most: u32| {
        typed.trim().parse().ok().filter(|number| (1..=most).contains(number))
    };
    let (each, weeks) = (number(&form.each, 4), number(&form.weeks, rules::MOST_WEEKS));
    let first = day(&form.first_week);
    let people: Vec<AccountId> = form.people.iter().filter_map(|id| id.parse().ok()).collect();
    for (missing, field, key) in [
        (people.is_empty(), "people", rules::NOBODY_CHOSEN.key()),
        (first.is_none(), "first_week", "network-bad-day"),
        (each.is_none(), "each", "duty-bad-each"),
        (weeks.is_none(), "weeks", "duty-bad-weeks"),
    ] {
        if missing {
            errors.add(field, key);
        }
    }
    let (Some(first_week), Some(weeks_each), Some(weeks), true) =
        (first, each, weeks, errors.is_empty())
    else {
        return refuse_unless_managed(&cx, slug, form, errors).await;
    };
    let people = beginning_with(people, &form.begin);
    let pattern = Pattern { people, weeks_each, first_week, weeks };
    let asked = slug.clone();
    let done = cx.db.write(move |conn| {
        let node = network::ops::managed(conn, &actor, &asked)?;
        ops::fill(conn, &actor, &node, &pattern, now)
    });
    let done = done.await;
    let flash = match done {
        Ok(0) => "duty-flash-nothing-open",
        _ => "duty-flash-filled",
    };
    let field = |key: &str| if key == "accounts-not-member" { "people" } else { "first_week" };
    settle(&cx, slug, (form, field), done, flash).await
}

/// The same people in the same order, from one of them on.
fn beginning_with(mut people: Vec<AccountId>, first: &str) -> Vec<AccountId> {
    let at = people.iter().position(|id| id.as_str() == first).unwrap_or(0);
    people.rotate_left(at);
    people
}

/// `POST /nodes/{slug}/rota/absences`: who manages a node says that somebody of it is away.
pub async fn announce(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug, form) = (cx.actor(), cx.now, slug.into_inner(), Form::read(&upload)?);
    let fields = [("who", &form.who), ("away_from", &form.away_from), ("away_to", &form.away_to)];
    let (who, from, to) = match who_and_when(fields) {
        Ok(said) => said,
        Err(errors) => return refuse_unless_managed(&cx, slug, form, errors).await,
    };
    let said = Said { stand_in: form.stand_in.parse().ok(), note: String::new() };
    let asked = slug.clone();
    let done = cx.db.write(move |conn| {
        let node = network::ops::managed(conn, &actor, &asked)?;
        let today = network_day(now);
        if accounts::queries::membership_on(conn, &who, &node.id, today)?.is_none() {
            return Err(rules::NOT_STAFF.into());
        }
        ops::be_away(conn, &actor, (&who, (from, to)), &said, now)
    });
    settle(&cx, slug, (form, super::absences::field_of), done.await, "duty-flash-away").await
}
