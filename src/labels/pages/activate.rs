//! From what an application said to what will be, and what that would have changed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use fluent_bundle::FluentArgs;
use serde::Serialize;

use super::kind_word;
use crate::accounts::{AccountId, NodeRole};
use crate::applications::{self, ApplicationId, Role};
use crate::clock::network_day;
use crate::courses::pages::{Choice, choice};
use crate::figures::panel::decimal;
use crate::i18n::Locale;
use crate::labels::ops::{self, Accepted};
use crate::labels::{Plan, Replay, queries, rules};
use crate::network::pages::{covered, kind_word as kind_said};
use crate::network::{self, Keys, Kind, NodeName};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Admin, Context, FieldErrors, Head, Upload, checked_email, day};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    id: String,
    reference: String,
    title: String,
    kind: String,
    alert: String,
    faults: Vec<FaultView>,
    errors: FieldErrors,
    said_name: String,
    name: String,
    said_short_name: String,
    short_name: String,
    said_contact: String,
    help_email: String,
    kinds: Vec<Choice>,
    starts_on: String,
    ends_on: String,
    description: String,
    institutions: Vec<String>,
    promises: Vec<String>,
    rows: Vec<TickView>,
    services: Vec<TickView>,
    members: Vec<TickView>,
    without_convention: String,
    replay: ReplayView,
}

#[derive(Serialize)]
struct FaultView {
    field: String,
    key: String,
}

/// Something that can be left out.
#[derive(Serialize)]
struct TickView {
    value: String,
    label: String,
    on: bool,
}

#[derive(Serialize)]
struct ReplayView {
    sentence: String,
    from: Vec<FromView>,
    waited: Option<String>,
    unanswered: usize,
}

#[derive(Serialize)]
struct FromView {
    node: String,
    tickets: usize,
}

/// What an application can become.
const KINDS: [Kind; 3] = [Kind::Workshop, Kind::ThematicCentre, Kind::ResourceCentre];

/// A form as it was typed; what is ticked is named by its place among what was said.
#[derive(Debug, Clone, Default)]
struct Typed {
    name: String,
    short_name: String,
    help_email: String,
    kind: String,
    starts_on: String,
    ends_on: String,
    rows: Vec<usize>,
    services: Vec<String>,
    members: Vec<String>,
    without_convention: String,
}

/// Somebody with a part in the application: whether they manage the node.
type Person = (AccountId, String, bool);

impl Typed {
    fn of(accepted: &Accepted, people: &[Person], today: NaiveDate) -> Self {
        let said = &accepted.said;
        Self {
            name: said.name.clone(),
            short_name: said.short_name.clone(),
            help_email: said.contact.clone(),
            kind: Kind::Workshop.to_string(),
            starts_on: today.to_string(),
            ends_on: rules::usual_end(&accepted.decision, today).to_string(),
            rows: (0..said.coverage.len()).collect(),
            services: said.services.clone(),
            members: people.iter().map(|(id, ..)| id.to_string()).collect(),
            without_convention: String::new(),
        }
    }

    fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        Self {
            name: text("name"),
            short_name: text("short_name"),
            help_email: text("help_email"),
            kind: text("kind"),
            starts_on: text("starts_on"),
            ends_on: text("ends_on"),
            rows: form.all("row").iter().filter_map(|row| row.parse().ok()).collect(),
            services: form.all("service").to_vec(),
            members: form.all("member").to_vec(),
            without_convention: text("without_convention"),
        }
    }

    fn coverage(&self, accepted: &Accepted) -> Vec<Keys> {
        let all = accepted.said.coverage.iter().enumerate();
        all.filter(|(place, _)| self.rows.contains(place)).map(|(_, keys)| keys.clone()).collect()
    }

    fn check(
        &self,
        accepted: &Accepted,
        people: &[Person],
        today: NaiveDate,
    ) -> Result<Plan, FieldErrors> {
        let mut errors = FieldErrors::none();
        let size = |text: &str, most| (1..=most).contains(&text.chars().count());
        if !size(&self.name, 200) {
            errors.add("name", "labels-error-name");
        }
        if !size(&self.short_name, 60) {
            errors.add("short_name", "labels-error-short-name");
        }
        let help_email = match self.help_email.as_str() {
            "" => Some(String::new()),
            typed => checked_email(typed),
        };
        if help_email.is_none() {
            errors.add("help_email", "labels-error-email");
        }
        let ends_on = day(&self.ends_on).filter(|day| *day > today);
        if ends_on.is_none() {
            errors.add("ends_on", "labels-error-end");
        }
        // A form that does not say makes a workshop, from today.
        let kind = match self.kind.as_str() {
            "" => Some(Kind::Workshop),
            typed => typed.parse().ok().filter(|kind| KINDS.contains(kind)),
        };
        if kind.is_none() {
            errors.add("kind", "form-choice");
        }
        let told = accepted.decision.notified_at.map_or(today, network_day);
        let starts_on = match self.starts_on.as_str() {
            "" => Some(today),
            typed => day(typed).filter(|day| (told..=today).contains(day)),
        };
        if starts_on.is_none() {
            errors.add("starts_on", "labels-error-start");
        }
        errors.into_result()?;
        let role = |manages| if manages { NodeRole::Manager } else { NodeRole::Staff };
        let chosen = |(id, _, manages): &Person| {
            let is_in = self.members.iter().any(|one| one == id.as_str());
            is_in.then(|| (id.clone(), role(*manages)))
        };
        let said = &accepted.said;
        Ok(Plan {
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            help_email: help_email.unwrap_or_default(),
            kind: kind.unwrap_or(Kind::Workshop),
            starts_on: starts_on.unwrap_or(today),
            ends_on: ends_on.unwrap_or(today),
            coverage: self.coverage(accepted),
            services: said
                .services
                .iter()
                .filter(|one| self.services.contains(one))
                .cloned()
                .collect(),
            members: people.iter().filter_map(chosen).collect(),
            without_convention: self.without_convention.clone(),
        })
    }
}

/// `GET /admin/labels/applications/{id}`
pub async fn activation(cx: Context<Admin>, id: web::Path<String>) -> Result<HttpResponse> {
    let id: ApplicationId = id.parse().map_err(|_| Error::NotFound)?;
    page(&cx, &id, (None, FieldErrors::none(), None)).await
}

/// `POST /admin/labels/applications/{id}`: tries what is ticked, or makes the node.
pub async fn activate(
    cx: Context<Admin>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let id: ApplicationId = id.parse().map_err(|_| Error::NotFound)?;
    let (actor, now, typed) = (cx.actor(), cx.now, Typed::read(&form));
    if form.text("do") == "replay" {
        return page(&cx, &id, (Some(typed), FieldErrors::none(), None)).await;
    }
    let (which, tried) = (id.clone(), typed.clone());
    let done = cx
        .db
        .write(move |conn| {
            let accepted = ops::accepted(conn, &actor, &which)?;
            if let Some(there) = queries::of_application(conn, &which)? {
                return Ok(Ok(there));
            }
            let people = people(conn, &which)?;
            Ok(match tried.check(&accepted, &people, network_day(now)) {
                Ok(plan) => Ok(ops::activate(conn, &actor, (&which, &plan), now)?),
                Err(errors) => Err(errors),
            })
        })
        .await;
    match done {
        Ok(Ok(label)) => cx.redirect(&format!("/admin/labels/{}", label.id), "labels-flash-active"),
        Ok(Err(errors)) => page(&cx, &id, (Some(typed), errors, None)).await,
        Err(Error::Refused(refusal)) => {
            page(&cx, &id, (Some(typed), FieldErrors::none(), Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

fn people(conn: &mut crate::db::Conn, id: &ApplicationId) -> Result<Vec<Person>> {
    let all = applications::queries::people_of(conn, id)?;
    let one = |(person, name, ..): (applications::Person, String, String, Locale)| {
        (person.account_id, name, person.role == Role::Owner)
    };
    Ok(all.into_iter().map(one).collect())
}

async fn page(
    cx: &Context<Admin>,
    id: &ApplicationId,
    (typed, errors, refusal): (Option<Typed>, FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, now, id, words) = (cx.actor(), cx.now, id.clone(), cx.app.vocabularies());
    let (accepted, people, typed, replay, names) = cx
        .db
        .read(move |conn| {
            let accepted = ops::accepted(conn, &actor, &id)?;
            let people = people(conn, &id)?;
            let typed = typed.unwrap_or_else(|| Typed::of(&accepted, &people, network_day(now)));
            let coverage = typed.coverage(&accepted);
            let replay = ops::replay(conn, (accepted.kind, &coverage), &words, now)?;
            let from: Vec<_> = replay.from.iter().map(|(node, _)| node.clone()).collect();
            let names = network::queries::by_ids(conn, &from)?;
            Ok((accepted, people, typed, replay, names))
        })
        .await?;
    let locale = cx.locale;
    let mut view = view(&accepted, &people, &typed, (&cx.app.vocabularies(), locale));
    view.replay = replay_view(&replay, &names, locale);
    view.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let fault = |(field, key): (&str, &str)| FaultView { field: field.into(), key: key.into() };
    view.faults = errors.iter().map(fault).collect();
    let status = match (errors.is_empty(), refusal) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, Some(_)) => StatusCode::CONFLICT,
        (true, None) => StatusCode::OK,
    };
    view.errors = errors;
    let head = Head { title: cx.text("labels-activation"), section: "admin" };
    cx.respond(status, "labels/activation", head, &view)
}

fn view(
    accepted: &Accepted,
    people: &[Person],
    typed: &Typed,
    (words, locale): (&Vocabularies, Locale),
) -> View {
    let said = &accepted.said;
    let tick = |value: &str, label: String, on| TickView { value: value.to_owned(), label, on };
    let row = |(place, keys): (usize, &Keys)| {
        tick(&place.to_string(), covered(keys, words, locale), typed.rows.contains(&place))
    };
    let service = |code: &String| {
        tick(code, words.label(Vocabulary::Service, code, locale), typed.services.contains(code))
    };
    let member = |(id, name, manages): &Person| {
        let word = if *manages { "labels-manages" } else { "labels-works" };
        let on = typed.members.iter().any(|one| one == id.as_str());
        tick(id.as_str(), format!("{name} – {}", locale.text(word)), on)
    };
    let label = |(slug, _): &(String, network::InstitutionRole)| {
        words.label(Vocabulary::Institution, slug, locale)
    };
    View {
        id: accepted.application.id.to_string(),
        reference: accepted.application.reference.clone().unwrap_or_default(),
        title: accepted.application.title.clone(),
        kind: kind_word(accepted.kind, locale),
        alert: String::new(),
        faults: Vec::new(),
        errors: FieldErrors::none(),
        said_name: said.name.clone(),
        name: typed.name.clone(),
        said_short_name: said.short_name.clone(),
        short_name: typed.short_name.clone(),
        said_contact: said.contact.clone(),
        help_email: typed.help_email.clone(),
        kinds: KINDS
            .iter()
            .map(|kind| {
                let on = typed.kind == kind.as_str();
                choice(kind.as_str(), kind_said(*kind, locale), on)
            })
            .collect(),
        starts_on: typed.starts_on.clone(),
        ends_on: typed.ends_on.clone(),
        description: said.description.clone(),
        institutions: said.institutions.iter().map(label).collect(),
        promises: said
            .promises
            .iter()
            .map(|(_, words, target)| format!("{words} – {target}"))
            .collect(),
        rows: said.coverage.iter().enumerate().map(row).collect(),
        services: said.services.iter().map(service).collect(),
        members: people.iter().map(member).collect(),
        without_convention: typed.without_convention.clone(),
        replay: ReplayView {
            sentence: String::new(),
            from: Vec::new(),
            waited: None,
            unanswered: 0,
        },
    }
}

fn replay_view(replay: &Replay, names: &[NodeName], locale: Locale) -> ReplayView {
    let mut args = FluentArgs::new();
    args.set("n", replay.tickets);
    let name = |id: &crate::accounts::NodeId| {
        let found = names.iter().find(|name| name.id == *id);
        found.map(|name| name.short_name.clone()).unwrap_or_default()
    };
    ReplayView {
        sentence: locale.text_with("labels-replay-sentence", Some(&args)),
        from: replay
            .from
            .iter()
            .map(|(node, tickets)| FromView { node: name(node), tickets: *tickets })
            .collect(),
        waited: replay.first_answer_hours.map(|hours| decimal(Some(hours), locale)),
        unanswered: replay.unanswered,
    }
}
