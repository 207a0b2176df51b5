//! Institutional spaces for programs: the public list, one space, and a month of its figures.

use actix_web::{HttpResponse, web};
use chrono::{Months, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::pages::last_of;
use super::rules::imported::month;
use super::{Counts, Held, Space, SpaceId, State, ops, queries, rules};
use crate::accounts::Actor;
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::db::Conn;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{
    Answer, Api, Cursor, FieldErrors, IdempotencyKey, Public, WriteScope, api_invalid,
    blank_as_none, day, once, page_of,
};
use crate::{Error, Result};

const MOST: usize = 100;
/// More than that is a slip.
const MOST_COUNTED: i64 = 1_000_000_000;

/// What a list may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    institution: String,
    limit: String,
    cursor: String,
}

impl Asked {
    fn states(&self) -> Option<Vec<State>> {
        Some(match self.state.as_str() {
            "" => [State::PENDING.as_slice(), &[State::Active, State::Suspended]].concat(),
            "pending" => State::PENDING.to_vec(),
            "active" => vec![State::Active],
            "suspended" => vec![State::Suspended],
            "closed" => vec![State::Closed],
            _ => return None,
        })
    }

    fn limit(&self) -> usize {
        self.limit.parse().unwrap_or(MOST).clamp(1, MOST)
    }

    fn next(&self, cursor: &str) -> String {
        let pairs = [
            ("state", self.state.as_str()),
            ("institution", &self.institution),
            ("limit", &self.limit),
            ("cursor", cursor),
        ];
        let told = pairs.iter().filter(|(_, value)| !value.is_empty());
        let told: Vec<_> = told.map(|(name, v)| format!("{name}={}", query_value(v))).collect();
        format!("/api/v1/spaces?{}", told.join("&"))
    }
}

/// A space as anybody may read it.
#[derive(Serialize)]
struct Item {
    slug: String,
    name: String,
    institution: String,
    institution_name: String,
    ror: Option<String>,
    /// As the public sees it: what is asked for is `pending`, at whatever step.
    state: &'static str,
    alias: Option<String>,
    requested_on: NaiveDate,
    opened_on: Option<NaiveDate>,
    datasets: Option<i64>,
    files: Option<i64>,
    downloads: Option<i64>,
    counted_for: Option<NaiveDate>,
    url: String,
}

fn item(space: &Space, held: Option<&Held>, (words, base): (&Vocabularies, &str)) -> Item {
    Item {
        slug: space.slug.clone(),
        name: space.name.clone(),
        institution: space.institution.clone(),
        institution_name: words.labels(Vocabulary::Institution, &space.institution).fr,
        ror: words.institution(&space.institution).and_then(|one| one.ror.clone()),
        state: if space.is_awaited() { "pending" } else { space.state.as_str() },
        alias: space.alias.clone().filter(|_| space.state.was_opened()),
        requested_on: network_day(space.requested_at),
        opened_on: space.opened_at.map(network_day),
        datasets: held.map(|held| held.datasets),
        files: held.map(|held| held.files),
        downloads: held.map(|held| held.downloads),
        counted_for: held.map(|held| held.month),
        url: format!("{base}/spaces/{}", space.slug),
    }
}

/// `GET /api/v1/spaces`
pub async fn list(cx: Api<Public>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let words = cx.app.vocabularies();
    let mut errors = FieldErrors::none();
    let states = asked.states();
    if states.is_none() {
        errors.add("state", "network-unknown-code");
    }
    let institution = blank_as_none(&asked.institution)
        .map(|typed| words.institution_named(&typed).map(|found| found.slug.clone()));
    if institution == Some(None) {
        errors.add("institution", "network-unknown-code");
    }
    if let Err(errors) = errors.into_result() {
        return Ok(api_invalid(&errors));
    }
    let (states, institution) = (states.unwrap_or_default(), institution.flatten());
    let (limit, today) = (asked.limit(), network_day(cx.now));
    let cursor = Cursor::decode(&asked.cursor);
    let (rows, last, counts) = cx
        .db
        .read(move |conn| {
            let after = cursor.as_ref().map(|one| (one.at, one.id.as_str()));
            let of = (states.as_slice(), institution.as_deref());
            let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
            let rows = queries::page(conn, of, after, most)?;
            let ids: Vec<SpaceId> = rows.iter().map(|one| one.id.clone()).collect();
            let last = last_of(queries::months_of(conn, &ids, today - Months::new(24))?);
            let all = queries::all(conn)?;
            Ok((rows, last, rules::counts(&all)))
        })
        .await?;
    let place = |one: &Space| Cursor { at: one.requested_at, id: one.id.to_string() };
    let page = page_of(rows, limit, place);
    let link = page.next.as_ref().map(|next| asked.next(next));
    let base = &cx.app.config.base_url;
    let items: Vec<Item> =
        page.items.iter().map(|one| item(one, last.get(&one.id), (&words, base))).collect();
    let Counts { active, pending, .. } = counts;
    let body = serde_json::json!({
        "items": items,
        "next": page.next,
        "counts": { "active": active, "pending": pending },
    });
    Ok(cx.answer(&body, link.as_deref()))
}

/// `GET /api/v1/spaces/{slug}`
pub async fn show(cx: Api<Public>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (slug, today) = (slug.into_inner(), network_day(cx.now));
    let (space, months) = cx
        .db
        .read(move |conn| {
            let space = super::access::public(conn, &slug)?;
            let since = today - Months::new(60);
            let months = queries::months_of(conn, std::slice::from_ref(&space.id), since)?;
            Ok((space, months))
        })
        .await?;
    let words = cx.app.vocabularies();
    let months: Vec<&Held> = months.iter().map(|(_, held)| held).collect();
    let one = item(&space, months.first().copied(), (&words, &cx.app.config.base_url));
    let body = serde_json::json!({
        "space": one,
        "description_fr": space.description_fr,
        "description_en": space.description_en,
        "months": months,
    });
    Ok(cx.answer(&body, None))
}

/// A month of a space, as a program tells it.
#[derive(Debug, Clone, Deserialize)]
struct Body {
    #[serde(default)]
    month: String,
    datasets: Option<i64>,
    files: Option<i64>,
    downloads: Option<i64>,
    last_deposit_on: Option<String>,
}

impl Body {
    fn check(&self, today: NaiveDate) -> Result<Held, FieldErrors> {
        let mut errors = FieldErrors::none();
        let month = month(&self.month);
        match month {
            None => errors.add("month", "spaces-import-month"),
            Some(month) if month > today => errors.add("month", "spaces-import-future"),
            Some(_) => {}
        }
        let mut count = |field: &str, told: Option<i64>| {
            let good = told.filter(|number| (0..=MOST_COUNTED).contains(number));
            if good.is_none() {
                errors.add(field, "spaces-import-number");
            }
            good.unwrap_or_default()
        };
        let datasets = count("datasets", self.datasets);
        let files = count("files", self.files);
        let downloads = count("downloads", self.downloads);
        let last_deposit_on = self.last_deposit_on.as_deref().and_then(day);
        if self.last_deposit_on.is_some() && last_deposit_on.is_none() {
            errors.add("last_deposit_on", "spaces-import-day");
        }
        errors.into_result()?;
        let month = month.unwrap_or(today);
        Ok(Held { month, datasets, files, downloads, last_deposit_on })
    }
}

/// All that telling a month needs, so that it can be tried twice.
#[derive(Clone)]
struct Call {
    key: Option<IdempotencyKey>,
    actor: Actor,
    slug: String,
    held: Held,
    now: NaiveDateTime,
}

impl Call {
    fn run(&self, conn: &mut Conn) -> Result<Answer> {
        once(conn, self.key.as_ref(), self.now, |conn| {
            if !self.actor.coordinates() {
                return Err(Error::NotFound);
            }
            let space = queries::by_slug(conn, &self.slug)?;
            if !space.state.was_opened() {
                return Err(Error::NotFound);
            }
            let changed = ops::tell_month(conn, &self.actor, (&space, &self.held), self.now)?;
            let told = serde_json::json!({
                "space": space.slug,
                "changed": changed,
                "told": self.held,
            });
            Ok(Answer { status: 200, body: told.to_string() })
        })
    }
}

/// `POST /api/v1/spaces/{slug}/figures`
pub async fn tell(
    cx: Api<WriteScope>,
    slug: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse> {
    let actor = cx.actor();
    if !actor.coordinates() {
        return Err(Error::NotFound);
    }
    let read: Body = serde_json::from_slice(&body).map_err(|_| Error::Malformed("JSON"))?;
    let held = match read.check(network_day(cx.now)) {
        Ok(held) => held,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let call = Call {
        key: IdempotencyKey::of(&cx.request, actor.id.as_str(), &body),
        actor,
        slug: slug.into_inner(),
        held,
        now: cx.now,
    };
    let again = call.clone();
    let done = match cx.db.write(move |conn| call.run(conn)).await {
        Err(error) if error.is_duplicate() => cx.db.write(move |conn| again.run(conn)).await,
        done => done,
    };
    Ok(done?.respond())
}
