//! A node's own page.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::words::{self, Mark};
use super::{map, scope, staff};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::labels::Label;
use crate::network::queries::{self, Of, StatusPeriod, Until};
use crate::network::{Absence, InstitutionRole, Listed, Node, NodeName, Status, rules};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Anyone, Badge, Context, Head};
use crate::{Result, governance, labels};

#[derive(Serialize)]
struct View {
    slug: String,
    name: String,
    short_name: String,
    closed: bool,
    receives: bool,
    mark: Mark,
    badge: Badge,
    since: Option<NaiveDate>,
    place: Option<String>,
    description: String,
    /// The language of the description when it is not the page's own.
    foreign: Option<Locale>,
    website: Option<String>,
    help_email: Option<String>,
    successor: Option<NodeName>,
    absences: Vec<AbsenceView>,
    away: bool,
    to_verify: bool,
    confirmed_at: Option<chrono::NaiveDateTime>,
    scope: scope::Scope,
    /// Where anybody checks its label.
    label: Option<String>,
    map: map::MapView,
    services: Vec<ServiceView>,
    languages: Vec<String>,
    opening: String,
    opening_note: String,
    institutions: Vec<InstitutionView>,
    periods: Vec<PeriodView>,
    relays: Vec<NodeName>,
    relay_of: Option<NodeName>,
    address: String,
    staff: Option<staff::StaffView>,
    /// What was decided about it, and about its label.
    resolutions: Vec<governance::pages::LineView>,
    linked_data_html: String,
}

#[derive(Serialize)]
struct AbsenceView {
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    current: bool,
    note: String,
    stand_in: Option<NodeName>,
}

#[derive(Serialize)]
struct ServiceView {
    label: String,
    description: String,
}

#[derive(Serialize)]
struct InstitutionView {
    slug: String,
    name: String,
    ror: Option<String>,
    role: String,
    since: NaiveDate,
}

#[derive(Serialize)]
struct PeriodView {
    label: String,
    starts_on: NaiveDate,
    note: String,
}

/// What the page is made of, read at once.
struct Found {
    listed: Listed,
    periods: Vec<StatusPeriod>,
    institutions: Vec<queries::InstitutionRow>,
    absences: Vec<Absence>,
    relays: Vec<NodeName>,
    names: Vec<NodeName>,
    staff: Option<staff::Found>,
    label: Option<Label>,
    decided: Vec<governance::views::Line>,
}

impl Found {
    fn read(
        conn: &mut Conn,
        (slug, actor): (&str, Option<&Actor>),
        today: NaiveDate,
        staff: staff::Wanted,
    ) -> Result<Self> {
        let id = queries::by_slug(conn, slug)?.id;
        let mut listed = queries::listed(conn, Of::One(&id), Until::InForce(today))?;
        let listed = listed.pop().ok_or(crate::Error::NotFound)?;
        let absences = queries::absences_of(conn, &id, today)?;
        let node = &listed.node;
        let mut linked: Vec<_> =
            absences.iter().filter_map(|one| one.stand_in_id.clone()).collect();
        linked.extend(node.successor_id.iter().chain(&node.relay_of).cloned());
        let label = labels::queries::live_of(conn, &id)?;
        let mut about = vec![format!("/nodes/{slug}")];
        about.extend(label.as_ref().map(|label| format!("/labels/{}", label.id)));
        Ok(Self {
            decided: governance::access::about(conn, actor, &about, today)?,
            periods: queries::status_history(conn, &id)?,
            institutions: queries::live_institutions(conn, Of::One(&id), today)?,
            relays: queries::relays_of(conn, &id)?,
            names: queries::by_ids(conn, &linked)?,
            staff: staff.read(conn, &id, today)?,
            label,
            absences,
            listed,
        })
    }

    fn name(&self, id: Option<&crate::network::NodeId>) -> Option<NodeName> {
        self.names.iter().find(|name| Some(&name.id) == id).cloned()
    }
}

pub async fn show(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (slug, today) = (slug.into_inner(), network_day(cx.now));
    let wanted = staff::Wanted::of(cx.actor());
    let actor = cx.actor().cloned();
    let found =
        cx.db.read(move |conn| Found::read(conn, (&slug, actor.as_ref()), today, wanted)).await?;
    let known = cx.app.vocabularies();
    let view = view(&cx, found, &known, today);
    let head = Head { title: view.name.clone(), section: "network" };
    cx.page("network/show", head, &view)
}

fn view(cx: &Context<Anyone>, found: Found, known: &Vocabularies, today: NaiveDate) -> View {
    let (node, locale) = (&found.listed.node, cx.locale);
    let (description, foreign) = description(node, locale);
    let absences: Vec<_> = found.absences.iter().map(|one| absence(one, &found, today)).collect();
    let address = format!("{}/nodes/{}", cx.app.config.base_url, node.slug);
    let confirmed = node.confirmed_at;
    View {
        closed: node.status == Status::Closed,
        receives: node.receives(),
        mark: words::mark(node.kind, locale),
        badge: words::badge(node.status, locale),
        since: found.periods.first().map(|period| period.starts_on),
        label: found.label.as_ref().map(|label| format!("/labels/{}", label.id)),
        place: words::place(node, known, locale),
        website: node.website.clone(),
        help_email: node.help_email.clone(),
        successor: found.name(node.successor_id.as_ref()),
        away: absences.iter().any(|one| one.current),
        absences,
        to_verify: node.status != Status::Closed
            && rules::wants_verifying(confirmed, node.created_at, cx.now),
        confirmed_at: confirmed,
        scope: scope::of(&found.listed, known, locale),
        map: map::draw(&[&found.listed], None, known, locale, |code| {
            format!("/network?region={code}")
        }),
        services: services(&found.listed, known, locale),
        languages: words::languages(&node.languages, locale),
        opening: words::opening_days(&node.opening_days, locale),
        opening_note: locale.pick(&node.opening_note_fr, &node.opening_note_en).to_owned(),
        institutions: institutions(&found, known, locale),
        periods: periods(&found.periods, locale),
        relays: found.relays.clone(),
        relay_of: found.name(node.relay_of.as_ref()),
        linked_data_html: linked_data(&found.listed, &address, known),
        address,
        resolutions: governance::pages::line_views(&found.decided, today, locale),
        staff: found.staff.as_ref().map(|staff| staff.view(node)),
        slug: node.slug.clone(),
        name: node.name.clone(),
        short_name: node.short_name.clone(),
        description,
        foreign,
    }
}

/// The description in the page's language, or in the other one when there is none.
fn description(node: &Node, locale: Locale) -> (String, Option<Locale>) {
    let own = locale.pick(&node.description_fr, &node.description_en);
    let other = locale.pick(&node.description_en, &node.description_fr);
    match (own.trim().is_empty(), other.trim().is_empty()) {
        (true, false) => (other.to_owned(), Some(locale.other())),
        _ => (own.to_owned(), None),
    }
}

fn absence(one: &Absence, found: &Found, today: NaiveDate) -> AbsenceView {
    AbsenceView {
        starts_on: one.starts_on,
        ends_on: one.ends_on,
        current: one.starts_on <= today,
        note: one.note.clone(),
        stand_in: found.name(one.stand_in_id.as_ref()),
    }
}

fn services(listed: &Listed, known: &Vocabularies, locale: Locale) -> Vec<ServiceView> {
    let told = listed.services.iter().map(|code| ServiceView {
        label: known.label(Vocabulary::Service, code, locale),
        description: known.service(code).map_or_else(String::new, |service| {
            locale.pick(&service.description_fr, &service.description_en).to_owned()
        }),
    });
    told.collect()
}

fn institutions(found: &Found, known: &Vocabularies, locale: Locale) -> Vec<InstitutionView> {
    let told = found.institutions.iter().map(|row| InstitutionView {
        slug: row.institution.clone(),
        name: known.label(Vocabulary::Institution, &row.institution, locale),
        ror: known.institution(&row.institution).and_then(|found| found.ror.clone()),
        role: locale.text(match row.role {
            InstitutionRole::Lead => "network-role-lead",
            InstitutionRole::Partner => "network-role-partner",
        }),
        since: row.starts_on,
    });
    told.collect()
}

fn periods(periods: &[StatusPeriod], locale: Locale) -> Vec<PeriodView> {
    let told = periods.iter().map(|period| PeriodView {
        label: words::status_word(period.status, locale),
        starts_on: period.starts_on,
        note: period.note.clone(),
    });
    told.collect()
}

/// The page for programs (schema.org), safe inside a script element: no `<` in it.
fn linked_data(listed: &Listed, address: &str, known: &Vocabularies) -> String {
    let node = &listed.node;
    let regions = rules::search::regions(listed, known);
    let areas: Vec<_> =
        regions.iter().map(|code| known.label(Vocabulary::Region, code, Locale::Fr)).collect();
    let subjects: Vec<_> = listed
        .disciplines
        .iter()
        .map(|code| known.label(Vocabulary::Discipline, code, Locale::En))
        .collect();
    let parents: Vec<_> = listed
        .institutions
        .iter()
        .filter_map(|(slug, _)| known.institution(slug))
        .map(|found| json!({ "@type": "Organization", "name": found.name, "sameAs": found.ror }))
        .collect();
    let data = json!({
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": address,
        "url": address,
        "name": node.name,
        "alternateName": node.short_name,
        "description": node.description_fr,
        "sameAs": node.website,
        "email": node.help_email,
        "areaServed": areas,
        "knowsAbout": subjects,
        "parentOrganization": parents,
    });
    data.to_string().replace('<', "\\u003c")
}
