//! One institution: its nodes, its space, what it signed and applied for, its questions, and what its people learned.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::{DoubleView, commitments, double_view};
use crate::accounts::Actor;
use crate::applications::ApplicationId;
use crate::clock::network_day;
use crate::conventions::rules::holds;
use crate::conventions::{self, Signed};
use crate::db::Conn;
use crate::figures::charts::written;
use crate::figures::rules::SMALLEST;
use crate::governance::pages::capacity_word;
use crate::governance::{self, Body, Seat};
use crate::i18n::Locale;
use crate::institutions::{Applied, As, Part, Who, access, queries, rules};
use crate::network::pages::status_badge;
use crate::spaces::pages::badge as space_badge;
use crate::spaces::{self, Space};
use crate::taxonomy::Vocabularies;
use crate::web::{Anyone, Badge, Context, Head};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    name: String,
    short_name: String,
    ror: Option<String>,
    parent: Option<Other>,
    nodes: Vec<NodeView>,
    spaces: Vec<SpaceView>,
    signatures: Vec<SignatureView>,
    applications: Vec<AppliedView>,
    questions: Option<QuestionsView>,
    trained: Option<String>,
    /// Who sits for it in bodies of the network, as far as whoever looks may know.
    seats: Vec<SeatView>,
    /// Those who review or decide for a call: counted, never named.
    judges: Option<String>,
    courses: Vec<CourseView>,
    doubles: Vec<DoubleView>,
    /// Whether whoever looks steers the network, or speaks for the institution: nothing is masked.
    exact: bool,
    ask: String,
    edit: Option<String>,
    resolutions: Vec<governance::pages::LineView>,
}

#[derive(Serialize)]
struct Other {
    href: String,
    name: String,
}

#[derive(Serialize)]
struct NodeView {
    href: String,
    name: String,
    role: String,
    badge: Badge,
}

#[derive(Serialize)]
struct SpaceView {
    href: String,
    name: String,
    badge: Badge,
}

#[derive(Serialize)]
struct SignatureView {
    href: String,
    title: String,
    version: i32,
    signed_on: NaiveDate,
    expires_on: Option<NaiveDate>,
    holds: bool,
}

#[derive(Serialize)]
struct AppliedView {
    /// None for who may know of it and not read it.
    href: Option<String>,
    title: String,
    reference: String,
    call: String,
    role: String,
}

#[derive(Serialize)]
struct QuestionsView {
    all: String,
    open: Option<String>,
}

#[derive(Serialize)]
struct SeatView {
    href: String,
    body: String,
    name: String,
    capacity: String,
    quality: String,
    alternate: bool,
    ends_on: Option<NaiveDate>,
}

#[derive(Serialize)]
struct CourseView {
    href: Option<String>,
    title: String,
    people: usize,
}

/// What the page is made of, read at once.
#[derive(Default)]
struct Found {
    nodes: Vec<Part>,
    spaces: Vec<Space>,
    signed: Vec<Signed>,
    applied: Vec<Applied>,
    /// Those that whoever looks may open.
    own: Vec<ApplicationId>,
    questions: Option<(i64, i64)>,
    attended: Vec<(Option<String>, String, String)>,
    seats: Vec<(Seat, Body, String)>,
    judges: i64,
    doubles: Vec<crate::institutions::Double>,
    decided: Vec<governance::views::Line>,
}

/// What somebody may see of an institution.
#[derive(Debug, Clone, Copy)]
struct Sight {
    staff: bool,
    steers: bool,
    /// Steers the network, or speaks for the institution: nothing is masked.
    exact: bool,
}

impl Sight {
    fn of(
        self,
        conn: &mut Conn,
        actor: &Actor,
        (slug, now): (&str, chrono::NaiveDateTime),
    ) -> Result<Self> {
        let own = access::represented(conn, actor, network_day(now))?;
        let speaks = own.iter().any(|one| one == slug);
        Ok(Self { exact: self.steers || speaks, staff: self.staff || speaks, ..self })
    }
}

/// `GET /institutions/{slug}`. One that became part of another one is found there.
pub async fn show(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (words, slug) = (cx.app.vocabularies(), slug.into_inner());
    if let Some(into) = words.merged_into(&slug) {
        return cx.moved(&format!("/institutions/{into}"));
    }
    if words.institution(&slug).is_none() {
        return Err(Error::NotFound);
    }
    let (actor, now, which) = (cx.actor().cloned(), cx.now, slug.clone());
    let sight = Sight {
        staff: actor.as_ref().is_some_and(Actor::is_staff),
        steers: actor.as_ref().is_some_and(Actor::coordinates),
        exact: false,
    };
    let (found, sight) = cx
        .db
        .read(move |conn| {
            let sight = match &actor {
                Some(actor) => sight.of(conn, actor, (&which, now))?,
                None => sight,
            };
            Ok((read(conn, (&which, actor.as_ref(), sight), now)?, sight))
        })
        .await?;
    let view = view(&cx, &slug, (found, sight), &words);
    let head = Head { title: view.name.clone(), section: "network" };
    cx.page("institutions/show", head, &view)
}

fn read(
    conn: &mut Conn,
    (slug, actor, sight): (&str, Option<&Actor>, Sight),
    now: chrono::NaiveDateTime,
) -> Result<Found> {
    let today = network_day(now);
    let shown = |one: &Space| one.institution == slug && one.is_public();
    let mut found = Found {
        nodes: queries::nodes_of(conn, slug, today)?,
        decided: {
            let about = [format!("/institutions/{slug}")];
            governance::access::about(conn, actor, &about, today)?
        },
        spaces: spaces::queries::all(conn)?.into_iter().filter(shown).collect(),
        ..Found::default()
    };
    if let Some(actor) = actor {
        found.own = queries::own_applications(conn, &actor.id)?;
        let own = &found.own;
        let may = |one: &Applied| sight.exact || own.contains(&one.id);
        found.applied = queries::applied(conn, Some(slug))?.into_iter().filter(may).collect();
        let reader = governance::access::reader(conn, Some(actor), today)?;
        let sent = governance::queries::sent_by(conn, slug, today)?.into_iter();
        found.seats = sent.filter(|(_, body, _)| reader.sits_in(&body.id)).collect();
    }
    if sight.staff {
        found.questions = Some(queries::questions(conn, slug, now - TimeDelta::days(365))?);
        found.judges = queries::judges(conn, slug, today)?;
        let rows = queries::attended(conn, slug)?.into_iter();
        found.attended = rows.map(|(_, slug, fr, en)| (slug, fr, en)).collect();
    }
    if sight.exact {
        found.signed = conventions::queries::signed_by(conn, &[slug.to_owned()])?;
    }
    if let Some(actor) = actor.filter(|_| sight.steers) {
        let all = commitments(conn, actor, today)?;
        let own = keepers_of(conn, &found.spaces)?;
        found.doubles = rules::doubles(&all)
            .into_iter()
            .filter(|one| match &one.who {
                Who::Institution(who) => who == slug,
                Who::Person(email) => one.how == As::LooksAfter && own.contains(email),
            })
            .collect();
    }
    Ok(found)
}

/// The addresses of those who look after some spaces.
fn keepers_of(conn: &mut Conn, all: &[Space]) -> Result<Vec<String>> {
    let slugs: Vec<&str> = all.iter().map(|one| one.slug.as_str()).collect();
    let keepers = queries::keepers(conn)?.into_iter();
    Ok(keepers
        .filter(|(_, _, slug)| slugs.contains(&slug.as_str()))
        .map(|(email, ..)| email)
        .collect())
}

/// A number that may be small.
fn number(count: i64, exact: bool, locale: Locale) -> String {
    match exact || count == 0 || count >= SMALLEST {
        true => written(Some(count)),
        false => locale.text("institutions-few"),
    }
}

fn view(
    cx: &Context<Anyone>,
    slug: &str,
    (found, sight): (Found, Sight),
    words: &Vocabularies,
) -> View {
    let (locale, today) = (cx.locale, network_day(cx.now));
    let institution = words.institution(slug);
    let other = |slug: &String| {
        let known = words.institution(slug)?;
        Some(Other { href: format!("/institutions/{slug}"), name: known.name.clone() })
    };
    let node = |one: &Part| NodeView {
        href: format!("/nodes/{}", one.node.slug),
        name: one.node.short_name.clone(),
        role: locale.text(&format!("network-role-{}", one.role)),
        badge: status_badge(one.status, locale),
    };
    let space = |one: &Space| SpaceView {
        href: format!("/spaces/{}", one.slug),
        name: one.name.clone(),
        badge: space_badge(one.state, locale),
    };
    let signature = |one: &Signed| SignatureView {
        href: format!("/conventions/{}?version={}", one.convention.slug, one.version.number),
        title: one.convention.title(locale).to_owned(),
        version: one.version.number,
        signed_on: one.signature.signed_on,
        expires_on: one.signature.expires_on,
        holds: holds(&one.signature, today),
    };
    let admin = cx.actor().is_some_and(Actor::is_admin);
    let opens = |id: &ApplicationId| admin || found.own.contains(id);
    let applied = |one: &Applied| AppliedView {
        href: opens(&one.id).then(|| format!("/applications/{}", one.id)),
        title: one.title.clone(),
        reference: one.reference.clone().unwrap_or_default(),
        call: one.call(locale).to_owned(),
        role: locale.text(&format!("institutions-role-{}", one.role)),
    };
    let seat = |(seat, body, name): &(Seat, Body, String)| SeatView {
        href: format!("/governance/bodies/{}", body.slug),
        body: body.name(locale).to_owned(),
        name: name.clone(),
        capacity: capacity_word(seat.capacity, locale),
        quality: seat.quality.clone(),
        alternate: seat.alternate_of.is_some(),
        ends_on: seat.ends_on,
    };
    let people = i64::try_from(found.attended.len()).unwrap_or(i64::MAX);
    View {
        name: institution.map(|one| one.name.clone()).unwrap_or_default(),
        short_name: institution.and_then(|one| one.short_name.clone()).unwrap_or_default(),
        ror: institution.and_then(|one| one.ror.clone()),
        parent: institution.and_then(|one| other(one.parent.as_ref()?)),
        nodes: found.nodes.iter().map(node).collect(),
        spaces: found.spaces.iter().map(space).collect(),
        signatures: found.signed.iter().map(signature).collect(),
        applications: found.applied.iter().map(applied).collect(),
        questions: found.questions.map(|(all, open)| QuestionsView {
            all: number(all, sight.exact, locale),
            open: sight.exact.then(|| written(Some(open))),
        }),
        trained: sight.staff.then(|| number(people, sight.exact, locale)),
        seats: found.seats.iter().map(seat).collect(),
        judges: sight.staff.then(|| number(found.judges, sight.exact, locale)),
        courses: if sight.exact { courses(&found, locale) } else { Vec::new() },
        doubles: found.doubles.into_iter().map(|one| double_view(one, words, locale)).collect(),
        exact: sight.exact,
        resolutions: governance::pages::line_views(&found.decided, today, locale),
        edit: sight.steers.then(|| format!("/institutions/{slug}/edit")),
        ask: format!("/tickets/new?institution={slug}"),
    }
}

/// Each course with how often somebody of the institution was there.
fn courses(found: &Found, locale: Locale) -> Vec<CourseView> {
    let mut by: BTreeMap<(&str, Option<&String>), usize> = BTreeMap::new();
    for (slug, fr, en) in &found.attended {
        let title = if en.is_empty() { fr.as_str() } else { locale.pick(fr, en) };
        let title = if title.is_empty() { en.as_str() } else { title };
        *by.entry((title, slug.as_ref())).or_default() += 1;
    }
    by.into_iter()
        .map(|((title, slug), people)| CourseView {
            href: slug.map(|slug| format!("/courses/{slug}")),
            title: title.to_owned(),
            people,
        })
        .collect()
}
