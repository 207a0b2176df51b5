//! From what an application said to what will be, and what that would have changed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use fluent_bundle::FluentArgs;
use serde::Serialize;

use super::activate_form::{Person, Typed, kinds};
use super::kind_word;
use crate::applications::{self, ApplicationId, Role};
use crate::clock::network_day;
use crate::conventions::{self, Concern};
use crate::figures::panel::decimal;
use crate::i18n::Locale;
use crate::labels::ops::{self, Accepted};
use crate::labels::{Replay, queries};
use crate::network::pages::{covered, kind_word as kind_said};
use crate::network::{self, Keys, Node, NodeName};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Admin, Choice, Context, FieldErrors, Head, Upload, choice};
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
    /// Nodes that it may be of already, and a new one; none where there is nothing to choose.
    nodes: Vec<Choice>,
    /// The node that it is of, where that was decided anew.
    anew: String,
    starts_on: String,
    ends_on: String,
    shadow_days: String,
    description: String,
    institutions: Vec<String>,
    promises: Vec<String>,
    rows: Vec<TickView>,
    services: Vec<TickView>,
    members: Vec<TickView>,
    without_convention: String,
    /// What those who lead it signed in an older version.
    older: Vec<String>,
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
    let (accepted, people, typed, replay, names, (known, anew, older)) = cx
        .db
        .read(move |conn| {
            let accepted = ops::accepted(conn, &actor, &id)?;
            let people = people(conn, &id)?;
            let today = network_day(now);
            let known = ops::known(conn, &accepted, today)?;
            let anew = match queries::of_application(conn, &id)? {
                Some(label) => Some(network::queries::find(conn, &label.node_id)?),
                None => None,
            };
            let typed = typed.unwrap_or_else(|| Typed::of((&accepted, &known), &people, today));
            let coverage = typed.coverage(&accepted);
            let place = known.iter().find(|one| one.id.as_str() == typed.node);
            let covers = (accepted.kind, coverage.as_slice(), place.map(|one| &one.id));
            let replay = ops::replay(conn, covers, &words, now)?;
            let from: Vec<_> = replay.from.iter().map(|(node, _)| node.clone()).collect();
            let names = network::queries::by_ids(conn, &from)?;
            let leads = ops::leads(&accepted.said);
            let older = conventions::ops::older(conn, (&leads, Concern::Nodes), today)?;
            Ok((accepted, people, typed, replay, names, (known, anew, older)))
        })
        .await?;
    let locale = cx.locale;
    let mut view = view(&accepted, &people, &typed, (&cx.app.vocabularies(), locale));
    match anew {
        Some(node) => view.anew = node.name,
        None => view.nodes = choices(&known, &typed.node, locale),
    }
    view.replay = replay_view(&replay, &names, locale);
    let words = cx.app.vocabularies();
    view.older = conventions::pages::older_said(&older, (&words, locale), network_day(now));
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
        kinds: kinds(accepted)
            .into_iter()
            .map(|kind| choice(kind.as_str(), kind_said(kind, locale), typed.kind == kind.as_str()))
            .collect(),
        nodes: Vec::new(),
        anew: String::new(),
        starts_on: typed.starts_on.clone(),
        ends_on: typed.ends_on.clone(),
        shadow_days: typed.shadow_days.clone(),
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
        older: Vec::new(),
        replay: ReplayView {
            sentence: String::new(),
            from: Vec::new(),
            waited: None,
            unanswered: 0,
        },
    }
}

/// The nodes that it may be of already, and a new one.
fn choices(known: &[Node], typed: &str, locale: Locale) -> Vec<Choice> {
    if known.is_empty() {
        return Vec::new();
    }
    let node = |one: &Node| {
        let name = format!("{} – {}", one.name, kind_said(one.kind, locale));
        choice(one.id.as_str(), name, one.id.as_str() == typed)
    };
    let open = choice("", locale.text("labels-place-choose"), typed.is_empty());
    let new = choice("new", locale.text("labels-place-new"), typed == "new");
    std::iter::once(open).chain(known.iter().map(node)).chain([new]).collect()
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
