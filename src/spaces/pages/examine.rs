//! A space as the network's team sees it: what is to be checked, who looks after it, and what comes next.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Months, NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::{MonthView, badge, item_word, month_view, role_word, training_badge};
use crate::accounts::{self, Account, AccountId};
use crate::clock::network_day;
use crate::conventions::{self, Concern, Signed};
use crate::db::Conn;
use crate::network::{self, NodeName};
use crate::spaces::rules::{self, Event, TRAINING_TOPIC};
use crate::spaces::{
    Check, Item, Person, Question, QuestionId, Role, Space, SpaceId, State, Training, access, ops,
    queries,
};
use crate::taxonomy::Vocabulary;
use crate::web::{Badge, Choice, Context, Coordinator, Head, Upload, choice};
use crate::{Refusal, Result, institutions};

#[derive(Serialize)]
struct View {
    id: String,
    slug: String,
    name: String,
    institution: String,
    institution_slug: String,
    badge: Badge,
    since: NaiveDate,
    alert: String,
    reason: String,
    alias: String,
    /// Its name as the form has it.
    named: String,
    perimeter: String,
    description_fr: String,
    description_en: String,
    storage: String,
    contact: String,
    requester: Option<RequesterView>,
    /// Somebody has to make sure that the institution asks for it; the domain of who did.
    unsure: Option<String>,
    requested_on: NaiveDate,
    opens_on: NaiveDate,
    convention: Option<ConventionView>,
    /// What its institution signed in an older version.
    older: Vec<String>,
    checks: Vec<CheckView>,
    people: Vec<PersonView>,
    questions: Vec<QuestionView>,
    months: Vec<MonthView>,
    nodes: Vec<Choice>,
    successors: Vec<Choice>,
    question_id: String,
    typed: Typed,
    may: May,
}

/// What was typed and did not pass.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Typed {
    body: String,
    person_name: String,
    person_email: String,
    reason: String,
    data_goes: String,
    alias: String,
    #[serde(skip)]
    profile: Option<[String; 5]>,
    #[serde(skip)]
    check: Option<CheckTyped>,
}

/// The same of an item of the list.
#[derive(Debug, Clone)]
struct CheckTyped {
    item: Item,
    owner: String,
    due_on: String,
    note: String,
}

impl Typed {
    pub fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        let profile = ["name", "contact", "perimeter", "description_fr", "description_en"];
        let is_profile = form.names().any(|name| name == "description_fr");
        Self {
            body: text("body"),
            person_name: text("person_name"),
            person_email: text("person_email"),
            reason: text("reason"),
            data_goes: text("data_goes"),
            alias: text("alias"),
            profile: is_profile.then(|| profile.map(text)),
            check: None,
        }
    }

    pub fn check(form: &Upload, item: Item) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        let (owner, due_on, note) = (text("owner"), text("due_on"), text("note"));
        Self { check: Some(CheckTyped { item, owner, due_on, note }), ..Self::default() }
    }
}

#[derive(Serialize)]
struct RequesterView {
    name: String,
    email: String,
}

#[derive(Serialize)]
struct ConventionView {
    href: String,
    title: String,
    signatory: String,
    until: Option<NaiveDate>,
}

#[derive(Serialize)]
struct CheckView {
    item: &'static str,
    word: String,
    badge: Badge,
    owners: Vec<Choice>,
    due_on: String,
    note: String,
    done: bool,
}

#[derive(Serialize)]
struct PersonView {
    id: String,
    name: String,
    email: String,
    role: String,
    curates: bool,
    training: Badge,
    ended: Option<NaiveDate>,
}

#[derive(Serialize)]
struct QuestionView {
    body: String,
    answer: String,
    asked_at: NaiveDateTime,
    answered_at: Option<NaiveDateTime>,
    lapses_on: NaiveDate,
}

/// What may be done now, and by whoever looks at the page.
#[derive(Serialize)]
struct May {
    examine: bool,
    ask: bool,
    vouch: bool,
    check: bool,
    name_people: bool,
    approve: bool,
    refuse: bool,
    activate: bool,
    suspend: bool,
    resume: bool,
    close: bool,
    anything: bool,
}

/// What the page is made of, read at once.
struct Found {
    space: Space,
    requester: Account,
    checks: Vec<Check>,
    people: Vec<Person>,
    trained: std::collections::HashMap<String, Training>,
    questions: Vec<Question>,
    months: Vec<MonthView>,
    steering: Vec<(AccountId, String)>,
    nodes: Vec<NodeName>,
    others: Vec<Space>,
    convention: Option<Signed>,
    older: Vec<Signed>,
}

/// `GET /inbox/spaces/{id}`
pub async fn page(cx: Context<Coordinator>, id: web::Path<SpaceId>) -> Result<HttpResponse> {
    show(&cx, id.into_inner(), (None, Typed::default())).await
}

pub(super) async fn show(
    cx: &Context<Coordinator>,
    id: SpaceId,
    (refusal, typed): (Option<Refusal>, Typed),
) -> Result<HttpResponse> {
    let (actor, now, locale) = (cx.actor(), cx.now, cx.locale);
    let found = cx
        .db
        .read(move |conn| {
            let space = access::registered(conn, &actor, &id)?;
            read(conn, space, (now, locale))
        })
        .await?;
    let view = view(cx, found, (refusal, typed));
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let head = Head { title: view.name.clone(), section: "spaces" };
    cx.respond(status, "spaces/examine", head, &view)
}

fn read(
    conn: &mut Conn,
    space: Space,
    (now, locale): (NaiveDateTime, crate::i18n::Locale),
) -> Result<Found> {
    let today = network_day(now);
    let people = queries::people_of(conn, &space.id)?;
    let emails: Vec<String> = people.iter().map(|one| one.email.clone()).collect();
    let months =
        queries::months_of(conn, std::slice::from_ref(&space.id), today - Months::new(13))?;
    let by_whom = (space.institution.as_str(), Concern::Spaces);
    let institutions = [space.institution.clone()];
    Ok(Found {
        requester: accounts::queries::find(conn, &space.requested_by)?,
        checks: queries::checks_of(conn, &space.id)?,
        trained: queries::training_of(conn, &emails, TRAINING_TOPIC)?,
        questions: queries::questions_of(conn, &space.id)?,
        months: months.iter().map(|(_, held)| month_view(held, locale)).collect(),
        steering: queries::steering(conn)?,
        nodes: network::queries::names(conn)?,
        others: queries::in_states(conn, &[State::Active], 500)?,
        convention: conventions::ops::held(conn, by_whom, today)?,
        older: conventions::ops::older(conn, (&institutions, Concern::Spaces), today)?,
        people,
        space,
    })
}

fn view(
    cx: &Context<Coordinator>,
    found: Found,
    (refusal, typed): (Option<Refusal>, Typed),
) -> View {
    let (space, locale) = (&found.space, cx.locale);
    let own = [
        space.name.clone(),
        space.contact.clone(),
        space.perimeter.clone(),
        space.description_fr.clone(),
        space.description_en.clone(),
    ];
    let [named, contact, perimeter, description_fr, description_en] =
        typed.profile.clone().unwrap_or(own);
    let words = cx.app.vocabularies();
    let node = |one: &NodeName| {
        let on = Some(&one.id) == space.node_id.as_ref();
        choice(one.id.as_str(), one.short_name.clone(), on)
    };
    let other = |one: &&Space| one.id != space.id;
    View {
        id: space.id.to_string(),
        slug: space.slug.clone(),
        institution: words.label(Vocabulary::Institution, &space.institution, locale),
        institution_slug: space.institution.clone(),
        badge: badge(space.state, locale),
        since: network_day(space.since),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        reason: space.reason.clone(),
        alias: match typed.alias.as_str() {
            "" => space.alias.clone().unwrap_or_default(),
            alias => alias.to_owned(),
        },
        named,
        contact,
        perimeter,
        description_fr,
        description_en,
        storage: space.storage_gb.map(|gb| gb.to_string()).unwrap_or_default(),
        requester: found.requester.disabled_at.is_none().then(|| RequesterView {
            name: found.requester.name.clone(),
            email: found.requester.email.clone(),
        }),
        unsure: space.unsure.then(|| domain(&found.requester.email)),
        requested_on: network_day(space.requested_at),
        opens_on: space.opens_on.unwrap_or_else(|| ops::usual_opening(cx.now)),
        older: conventions::pages::older_said(&found.older, (&words, locale), network_day(cx.now)),
        convention: found.convention.as_ref().map(|one| ConventionView {
            href: format!("/conventions/{}", one.convention.slug),
            title: one.convention.title(locale).to_owned(),
            signatory: one.signature.signatory.clone(),
            until: one.ends_on(),
        }),
        checks: Item::ALL.iter().map(|item| check(cx, &found, (*item, &typed))).collect(),
        people: found.people.iter().map(|one| person(cx, &found, one)).collect(),
        questions: found.questions.iter().map(question).collect(),
        nodes: found.nodes.iter().map(node).collect(),
        successors: found
            .others
            .iter()
            .filter(other)
            .map(|one| choice(one.id.as_str(), one.name.clone(), false))
            .collect(),
        question_id: QuestionId::new().to_string(),
        typed,
        may: may(space, cx.actor().is_admin()),
        name: space.name.clone(),
        months: found.months,
    }
}

/// The domain of an address, when an institution may have it.
fn domain(email: &str) -> String {
    let domain = email.rsplit('@').next().unwrap_or_default();
    if institutions::rules::is_domain(domain) { domain.to_owned() } else { String::new() }
}

fn may(space: &Space, admin: bool) -> May {
    let can = |event| rules::next(space.state, event).is_ok();
    let decides = |event| admin && can(event);
    let may = May {
        examine: can(Event::Examine),
        ask: can(Event::Ask),
        vouch: space.unsure && space.state.is_pending(),
        check: space.state.is_pending(),
        name_people: State::LIVING.contains(&space.state),
        approve: decides(Event::Approve),
        refuse: decides(Event::Refuse),
        activate: decides(Event::Activate),
        suspend: decides(Event::Suspend),
        resume: decides(Event::Resume),
        close: decides(Event::Close),
        anything: false,
    };
    let decided = may.approve || may.refuse || may.activate || may.suspend;
    May { anything: decided || may.examine || may.ask || may.resume || may.close, ..may }
}

fn check(cx: &Context<Coordinator>, found: &Found, (item, typed): (Item, &Typed)) -> CheckView {
    let known = found.checks.iter().find(|one| one.item == item);
    let done = known.is_some_and(|one| one.done_at.is_some());
    let kept = |one: &Check| CheckTyped {
        item,
        owner: one.owner_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        due_on: one.due_on.map(|due| due.to_string()).unwrap_or_default(),
        note: one.note.clone(),
    };
    let typed = typed.check.clone().filter(|one| one.item == item);
    let (owner, due_on, note) = typed
        .or_else(|| known.map(kept))
        .map(|one| (one.owner, one.due_on, one.note))
        .unwrap_or_default();
    let (class, icon, key) = match done {
        true => ("is-good", "check-circle", "spaces-check-done"),
        false => ("", "circle", "spaces-check-open"),
    };
    CheckView {
        item: item.as_str(),
        word: item_word(item, cx.locale),
        badge: Badge { class, icon, word: cx.text(key) },
        owners: found
            .steering
            .iter()
            .map(|(id, name)| choice(id.as_str(), name.clone(), owner == id.as_str()))
            .collect(),
        due_on,
        note,
        done,
    }
}

fn person(cx: &Context<Coordinator>, found: &Found, one: &Person) -> PersonView {
    let training = found.trained.get(&one.email).copied().unwrap_or(Training::No);
    PersonView {
        id: one.id.to_string(),
        name: one.name.clone(),
        email: one.email.clone(),
        role: role_word(one.role, cx.locale),
        curates: one.role == Role::Curator,
        training: training_badge(training, cx.locale),
        ended: one.ends_on,
    }
}

fn question(one: &Question) -> QuestionView {
    QuestionView {
        body: one.body.clone(),
        answer: one.answer.clone(),
        asked_at: one.asked_at,
        answered_at: one.answered_at,
        lapses_on: rules::lapses_on(one),
    }
}
