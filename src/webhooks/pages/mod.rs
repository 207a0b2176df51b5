//! Where webhooks are made, changed and tried, and what they told.

mod hook;

pub use hook::{change, end_former, remove, replay, rest, rotate, show, test, wake};

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::{Ended, Hook, HookId, Occurrence, Proposal, ops, queries, rules};
use crate::accounts::NodeId;
use crate::accounts::pages::{Fault, asked_anew, faults};
use crate::network;
use crate::secret::Signer;
use crate::web::{Admin, Context, Door, FieldErrors, SignedIn, Upload};
use crate::{Error, Result};

/// The events one may choose: what a test sends is always sent.
fn choosable() -> impl Iterator<Item = Occurrence> {
    Occurrence::ALL.iter().copied().filter(|event| *event != Occurrence::Test)
}

#[derive(Serialize)]
struct EventChoice {
    value: &'static str,
    says: String,
    on: bool,
}

/// `ticket.offer_ended` has its sentence under `webhooks-event-offer-ended`.
fn event_key(event: Occurrence) -> String {
    let name = event.as_str().rsplit('.').next().unwrap_or_default();
    format!("webhooks-event-{}", name.replace('_', "-"))
}

/// The form as it is shown: what was set, or typed.
#[derive(Serialize)]
struct FormView {
    action: String,
    id: String,
    name: String,
    url: String,
    events: Vec<EventChoice>,
    errors: FieldErrors,
    private: bool,
}

/// What was typed, and what of it passes.
struct Typed {
    name: String,
    url: String,
    events: Vec<Occurrence>,
    errors: FieldErrors,
}

impl Typed {
    fn read(form: &Upload, private: bool) -> Self {
        let (name, url) = (form.text("name").trim().to_owned(), form.text("url").to_owned());
        let wanted = form.all("event");
        let events: Vec<_> =
            choosable().filter(|event| wanted.iter().any(|one| one == event.as_str())).collect();
        let mut errors = FieldErrors::none();
        if let Err(refusal) = rules::check_url(&url, private) {
            errors.add("url", refusal.key());
        }
        if events.is_empty() {
            errors.add("events", rules::NO_EVENTS.key());
        }
        if name.is_empty() || name.chars().count() > 80 {
            errors.add("name", "webhooks-bad-name");
        }
        Self { name, url, events, errors }
    }

    fn proposal(&self) -> Proposal {
        let url = self.url.trim().to_owned();
        Proposal { url, name: self.name.clone(), events: self.events.clone() }
    }

    fn view<D: Door>(self, cx: &Context<D>, (action, id): (String, String)) -> FormView {
        let Self { name, url, events, errors } = self;
        let choice = |event: Occurrence| EventChoice {
            value: event.as_str(),
            says: cx.text(&event_key(event)),
            on: events.contains(&event),
        };
        let events = choosable().map(choice).collect();
        let private = cx.app.config.webhooks_private;
        FormView { action, id, name, url, events, errors, private }
    }
}

/// A webhook in a list.
#[derive(Serialize)]
struct Line {
    id: HookId,
    name: String,
    url: String,
    class: &'static str,
    icon: &'static str,
    state: &'static str,
    events: usize,
    last: Option<NaiveDateTime>,
}

/// How a webhook stands: a class, an icon, a word.
fn standing(hook: &Hook) -> (&'static str, &'static str, &'static str) {
    match (hook.ended, hook.failing_since) {
        (Some(Ended::Person), _) => ("", "pause-circle", "webhooks-state-rests"),
        (Some(Ended::Failing), _) => ("is-bad", "exclamation-octagon", "webhooks-state-given-up"),
        (Some(Ended::Gone), _) => ("is-bad", "exclamation-octagon", "webhooks-state-gone"),
        (None, Some(_)) => ("is-warn", "exclamation-triangle", "webhooks-state-failing"),
        (None, None) => ("is-good", "check-circle", "webhooks-state-awake"),
    }
}

#[derive(Serialize)]
struct ListView {
    /// Of the admin's pages; none stands in a node's.
    tab: &'static str,
    slug: String,
    short_name: String,
    hooks: Vec<Line>,
    form: FormView,
    faults: Vec<Fault>,
}

struct Place {
    node: Option<NodeId>,
    slug: String,
    short_name: String,
}

async fn list_view<D: Door>(
    cx: &Context<D>,
    place: Place,
    typed: Typed,
    id: String,
) -> Result<ListView> {
    let node = place.node.clone();
    let (hooks, last) = cx
        .db
        .read(move |conn| {
            let hooks = queries::of(conn, node.as_ref())?;
            let ids: Vec<_> = hooks.iter().map(|hook| hook.id.clone()).collect();
            Ok((hooks, queries::last_told(conn, &ids)?))
        })
        .await?;
    let line = |hook: Hook| {
        let (class, icon, state) = standing(&hook);
        Line {
            last: last.iter().find(|(id, _)| *id == hook.id).map(|(_, at)| *at),
            events: hook.occurrences().len(),
            id: hook.id,
            name: hook.name,
            url: hook.url,
            class,
            icon,
            state,
        }
    };
    let action = match place.node {
        Some(_) => format!("/nodes/{}/webhooks", place.slug),
        None => "/admin/webhooks".to_owned(),
    };
    let faults = faults(&typed.errors);
    Ok(ListView {
        tab: if place.node.is_some() { "" } else { "webhooks" },
        slug: place.slug,
        short_name: place.short_name,
        hooks: hooks.into_iter().map(line).collect(),
        form: typed.view(cx, (action, id)),
        faults,
    })
}

/// An empty form: everything is chosen.
fn blank() -> (Typed, String) {
    let typed = Typed {
        name: String::new(),
        url: String::new(),
        events: choosable().collect(),
        errors: FieldErrors::none(),
    };
    (typed, HookId::random().to_string())
}

async fn node_place(cx: &Context<SignedIn>, slug: String) -> Result<Place> {
    let actor = cx.actor();
    let node = cx.db.read(move |conn| network::ops::managed(conn, &actor, &slug)).await?;
    Ok(Place { node: Some(node.id), slug: node.slug, short_name: node.short_name })
}

const fn network_place() -> Place {
    Place { node: None, slug: String::new(), short_name: String::new() }
}

pub async fn of_node(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let place = node_place(&cx, slug.into_inner()).await?;
    let (typed, id) = blank();
    let view = list_view(&cx, place, typed, id).await?;
    cx.page("webhooks/list", cx.head("webhooks-title", "network"), &view)
}

pub async fn of_network(cx: Context<Admin>) -> Result<HttpResponse> {
    let (typed, id) = blank();
    let view = list_view(&cx, network_place(), typed, id).await?;
    cx.page("webhooks/list", cx.head("webhooks-title", "admin"), &view)
}

pub async fn make_for_node(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let place = node_place(&cx, slug.into_inner()).await?;
    let actor = cx.actor();
    make(&cx, (actor, place, "network"), &form).await
}

pub async fn make_for_network(cx: Context<Admin>, form: Upload) -> Result<HttpResponse> {
    let actor = cx.actor();
    make(&cx, (actor, network_place(), "admin"), &form).await
}

/// Makes a webhook and shows its secret, this once.
async fn make<D: Door>(
    cx: &Context<D>,
    (actor, place, section): (crate::accounts::Actor, Place, &'static str),
    form: &Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(cx, &actor, form).await? {
        return Ok(page);
    }
    let (id, now) = (form.text("id").to_owned(), cx.now);
    let mut typed = Typed::read(form, cx.app.config.webhooks_private);
    if let (true, Ok(id)) = (typed.errors.is_empty(), id.parse::<HookId>()) {
        let (proposal, node) = (typed.proposal(), place.node.clone());
        let done =
            cx.db.write(move |conn| ops::make(conn, &actor, (&id, node.as_ref()), &proposal, now));
        match done.await {
            Ok(hook) => return secret_page(cx, &hook, section),
            Err(Error::Refused(refusal)) => typed.errors.add("url", refusal.key()),
            Err(error) => return Err(error),
        }
    }
    let id =
        id.parse::<HookId>().map_or_else(|_| HookId::random().to_string(), |id| id.to_string());
    let view = list_view(cx, place, typed, id).await?;
    cx.invalid("webhooks/list", cx.head("webhooks-title", section), &view)
}

#[derive(Serialize)]
struct SecretView {
    id: HookId,
    name: String,
    secret: String,
    former_until: Option<NaiveDateTime>,
}

fn secret_page<D: Door>(
    cx: &Context<D>,
    hook: &Hook,
    section: &'static str,
) -> Result<HttpResponse> {
    let signer: &Signer = &cx.app.signer;
    let view = SecretView {
        id: hook.id.clone(),
        name: hook.name.clone(),
        secret: rules::secret_text(signer, &hook.id, hook.secret_version),
        former_until: hook.former_until,
    };
    cx.page("webhooks/secret", cx.head("webhooks-secret-title", section), &view)
}
