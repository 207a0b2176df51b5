//! The staff's page of a ticket as its template sees it.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::carry;
use super::handover_view::{Between, between, readers};
use super::pause::PauseForm;
use super::relations::{LinkView, link_views};
use super::thread_view::{Entry, ThreadWords, entry};
use super::ticket::{Loaded, TicketQuery};
use super::typed::{Alert, Aside, Part, Typed};
use super::typed_address::{Address, address};
use super::uploads::KeptFile;
use super::wanted::Wanted;
use super::why::{Why, WhyWords, why};
use super::words::{
    Choice, Deadline, badge, choices, deadline, outcome_choices, outcome_word, state_word,
    topic_choices,
};
use crate::accounts::rules::query_value;
use crate::accounts::{AccountId, Actor};
use crate::bridge;
use crate::clock::network_day;
use crate::deadlines;
use crate::duty::Absence;
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::queries::Colleague;
use crate::tickets::rules::{self, Event};
use crate::tickets::{Added, MessageId, Right, State, Ticket};
use crate::triage::pages::{Panel, panel};
use crate::web::{Fault, FieldErrors, said_faults};

#[derive(Serialize)]
pub struct TicketView {
    reference: String,
    subject: String,
    asker: String,
    created_at: NaiveDateTime,
    badge_class: &'static str,
    badge_icon: &'static str,
    badge_word: String,
    /// By when the desk owes its next answer, in words; empty while it owes none.
    due: String,
    late: bool,
    /// By when it does that took it over; empty when that is the same.
    own_due: String,
    sensitive: bool,
    anonymised_at: Option<NaiveDateTime>,
    /// How it ended; empty while it has not.
    outcome: String,
    back: String,
    back_label: String,
    /// The query of the list one came from, carried along by every form.
    from: String,
    /// The same as the end of an address.
    carry: String,
    aside: Aside,
    next: Option<String>,
    alert: Option<Alert>,
    held: Option<String>,
    earlier: Option<String>,
    /// Back to the last messages, when earlier ones are shown.
    latest: Option<String>,
    thread: Vec<Entry>,
    composer: Composer,
    between: Between,
    links: Vec<LinkView>,
    side: Side,
    why: Option<Why>,
    may: May,
    triage: Panel,
    bridge: Vec<bridge::pages::Line>,
}

/// What the state allows: buttons that would be refused are not shown.
#[derive(Serialize)]
struct May {
    answer: bool,
    note: bool,
    assign: bool,
    take: bool,
    release: bool,
    hand_over: bool,
    describe: bool,
    history: bool,
    close: bool,
    pause: bool,
    wake: bool,
    reopen: bool,
    publish: bool,
    spam: bool,
    not_spam: bool,
    /// Mark it as sensitive, and see who read it.
    privacy: bool,
    readings: bool,
}

#[derive(Serialize)]
struct Composer {
    /// The last message on the page: what the writer has seen.
    seen: String,
    reply_id: String,
    note_id: String,
    last_word_id: String,
    body: String,
    keep: bool,
    note: String,
    last_word: String,
    pause: PauseForm,
    /// For whom a note may be, when there is a choice.
    readers: Vec<Choice>,
    outcomes: Vec<Choice>,
    topics: Vec<Choice>,
    errors: FieldErrors,
    faults: Vec<Fault>,
    meanwhile: bool,
    reply_kept: Vec<KeptFile>,
    note_kept: Vec<KeptFile>,
    /// Names of files that were left out.
    refused: Vec<String>,
    opens_reply: bool,
    opens_note: bool,
    opens_close: bool,
    opens_pause: bool,
}

#[derive(Serialize)]
struct Side {
    assignee: String,
    /// Who has it is away.
    away: Option<Absence>,
    /// Whom outside it waits for, since when, until when.
    waiting_for: Option<String>,
    waiting_since: Option<NaiveDateTime>,
    waiting_until: Option<NaiveDate>,
    snoozed_until: Option<NaiveDateTime>,
    node: String,
    node_slug: String,
    colleagues: Vec<Choice>,
    email: String,
    beneficiary: Option<(String, String)>,
    following: Vec<(String, String)>,
    institutions: Vec<String>,
    laboratory: String,
    site: String,
    region: String,
    disciplines: Vec<String>,
    topic: String,
    language: String,
    deadline: Option<Deadline>,
    deadline_on: Option<NaiveDate>,
    deadline_for: String,
    dataset: Option<Address>,
    plan: Option<Address>,
    satisfaction: Option<Satisfaction>,
}

#[derive(Serialize)]
struct Satisfaction {
    score: i32,
    comment: String,
}

impl TicketView {
    /// Shows the files that came along in the form that brought them.
    pub(super) fn keep(&mut self, part: Part, files: impl FnOnce(&str) -> Vec<KeptFile>) {
        let composer = &mut self.composer;
        match part {
            Part::Note => composer.note_kept = files(&composer.note_id),
            _ => composer.reply_kept = files(&composer.reply_id),
        }
    }
}

pub(super) fn shown(
    locale: Locale,
    words: &Vocabularies,
    actor: &Actor,
    query: &TicketQuery,
    mut loaded: Loaded,
    typed: Typed,
    now: NaiveDateTime,
) -> TicketView {
    let triage = std::mem::take(&mut loaded.triage);
    let ticket = &loaded.ticket;
    let label = |vocabulary, code: &str| words.label(vocabulary, code, locale);
    let nodes: HashMap<&str, &str> =
        loaded.nodes.iter().map(|node| (node.slug.as_str(), node.short_name.as_str())).collect();
    let names: HashMap<&str, &str> =
        loaded.nodes.iter().map(|node| (node.id.as_str(), node.short_name.as_str())).collect();
    let slugs: HashMap<&str, &str> =
        loaded.nodes.iter().map(|node| (node.id.as_str(), node.slug.as_str())).collect();
    let lab = ticket.laboratory.as_deref().map(|code| label(Vocabulary::Laboratory, code));
    let employer = || Some(label(Vocabulary::Institution, ticket.institution.as_deref()?));
    let team = lab.or_else(employer).unwrap_or_default();
    let only = (!loaded.right.is_responsible()).then(|| loaded.right.node(ticket).as_str());
    let threaded = ThreadWords {
        only: only.map(|id| slugs.get(id).copied().unwrap_or_default()),
        locale,
        reference: &ticket.reference,
        nodes: &nodes,
        names: &names,
        team: &team,
        scanner: loaded.scanner,
        pictures: !ticket.sensitive,
    };
    let people = &loaded.people;
    let with = WhyWords { locale, words, nodes: &nodes, slugs: &slugs, people, only };
    let (badge_class, badge_icon) = badge(ticket.state);
    let here = format!("/tickets/{}?from={}", ticket.reference, query_value(&query.from));
    let wanted = Wanted::parse(&query.from);
    let queue = match wanted.queue.as_str() {
        "" => None,
        queue => Some(format!("tickets-inbox-queue-{queue}")).filter(|key| locale.has(key)),
    };
    TicketView {
        reference: ticket.reference.clone(),
        subject: ticket.subject.clone(),
        asker: ticket.asker_name.clone(),
        created_at: ticket.created_at,
        badge_class,
        badge_icon,
        badge_word: state_word(ticket.state, locale),
        due: ticket
            .next_due_at
            .map(|due| deadlines::words::due(due, now, loaded.zone, locale))
            .unwrap_or_default(),
        late: ticket.next_due_at.is_some_and(|due| due <= now),
        own_due: ticket
            .own_due_at
            .map(|own| deadlines::words::passed_on(own, now, loaded.zone, locale))
            .unwrap_or_default(),
        sensitive: ticket.sensitive,
        anonymised_at: ticket.anonymised_at,
        outcome: ticket.outcome.map(|outcome| outcome_word(outcome, locale)).unwrap_or_default(),
        back: wanted.href(&[]),
        back_label: queue.map(|key| locale.text(&key)).unwrap_or_default(),
        carry: carry(&query.from),
        from: query.from.clone(),
        next: loaded
            .next
            .as_ref()
            .map(|next| format!("/tickets/{next}?from={}", query_value(&query.from))),
        alert: typed.alert.clone(),
        aside: typed.aside.clone(),
        held: loaded.held.clone(),
        earlier: loaded.earlier.as_ref().map(|at| format!("{here}&before={}", at.encode())),
        latest: (!query.before.is_empty()).then(|| here.clone()),
        thread: loaded
            .messages
            .iter()
            .map(|message| entry(message, &loaded.files, &threaded))
            .collect(),
        why: loaded.decisions.iter().find(|one| !one.is_return()).map(|one| why(one, &with)),
        may: may(actor, ticket, &loaded.right),
        links: link_views(loaded.links.clone(), locale),
        between: between(
            actor,
            (ticket, &loaded.right),
            &loaded.between,
            &loaded.nodes,
            (&typed.reason, typed.part == Part::Refusal),
            locale,
        ),
        triage: panel(triage, (actor, ticket), locale),
        bridge: bridge::pages::lines(&loaded.bridge, locale),
        side: side(locale, words, &loaded, now),
        composer: composer(locale, words, &loaded, typed, now),
    }
}

fn may(actor: &Actor, ticket: &Ticket, right: &Right) -> May {
    let possible = |event| rules::lands(ticket, event).is_ok();
    let can = |event| right.is_responsible() && possible(event);
    let mine = ticket.assignee_id.as_ref() == Some(&actor.id);
    May {
        answer: right.may_answer() && possible(Event::Answer),
        note: right.may_note() && rules::check_note(ticket).is_ok(),
        assign: can(Event::Assign),
        take: can(Event::Assign) && !mine,
        release: can(Event::Assign) && ticket.assignee_id.is_some(),
        hand_over: can(Event::Transfer),
        describe: right.is_responsible() && rules::check_describe(ticket).is_ok(),
        history: right.is_responsible(),
        close: can(Event::Close),
        pause: can(Event::Snooze),
        wake: can(Event::Wake),
        reopen: can(Event::Reopen),
        publish: right.is_responsible() && ticket.state == State::Closed,
        spam: can(Event::MarkSpam),
        not_spam: can(Event::UnmarkSpam),
        privacy: right.is_responsible() && ticket.anonymised_at.is_none(),
        readings: rules::may_see_readings(actor, ticket),
    }
}

fn composer(
    locale: Locale,
    words: &Vocabularies,
    loaded: &Loaded,
    typed: Typed,
    now: NaiveDateTime,
) -> Composer {
    let ticket = &loaded.ticket;
    let topic = match (typed.part, &ticket.topic) {
        (Part::Close, _) => typed.topic,
        (_, topic) => topic.clone().unwrap_or_default(),
    };
    let faults = said_faults(&typed.errors, locale);
    Composer {
        seen: loaded.messages.last().map(|last| last.id.to_string()).unwrap_or_default(),
        reply_id: MessageId::new().to_string(),
        note_id: MessageId::new().to_string(),
        last_word_id: MessageId::new().to_string(),
        readers: readers(&loaded.right, &loaded.between.handovers, &loaded.nodes, locale),
        outcomes: outcome_choices(locale, &typed.outcome),
        topics: topic_choices(words, locale, &topic),
        faults,
        errors: typed.errors,
        body: typed.body,
        keep: typed.keep,
        note: typed.note,
        last_word: typed.last_word,
        pause: typed.pause.shown(now),
        meanwhile: typed.meanwhile,
        reply_kept: Vec::new(),
        note_kept: Vec::new(),
        refused: typed.attached.refused,
        opens_reply: typed.part == Part::Reply,
        opens_note: typed.part == Part::Note,
        opens_close: typed.part == Part::Close,
        opens_pause: typed.part == Part::Pause,
    }
}

fn side(locale: Locale, words: &Vocabularies, loaded: &Loaded, now: NaiveDateTime) -> Side {
    let ticket = &loaded.ticket;
    let label = |vocabulary, code: &str| words.label(vocabulary, code, locale);
    let maybe = |vocabulary, code: &Option<String>| {
        code.as_deref().map(|code| label(vocabulary, code)).unwrap_or_default()
    };
    let node = loaded.nodes.iter().find(|node| node.id == ticket.node_id);
    let assignee = ticket.assignee_id.as_ref();
    let away = |id: &AccountId| loaded.away.iter().find(|absence| absence.account == *id);
    let colleague = |c: &Colleague| match away(&c.id) {
        Some(_) => (c.id.to_string(), locale.text1("duty-away-name", "name", c.name.clone())),
        None => (c.id.to_string(), c.name.clone()),
    };
    let colleagues = loaded.colleagues.iter().map(colleague);
    Side {
        assignee: assignee.and_then(|id| loaded.people.get(id).cloned()).unwrap_or_default(),
        away: assignee.and_then(away).cloned(),
        waiting_for: ticket.waiting_for.clone(),
        waiting_since: ticket.waiting_since,
        waiting_until: ticket.waiting_until,
        snoozed_until: ticket.snoozed_until,
        node: node.map(|node| node.short_name.clone()).unwrap_or_default(),
        node_slug: node.map(|node| node.slug.clone()).unwrap_or_default(),
        colleagues: choices(colleagues, assignee.map_or("", |id| id.as_str())),
        email: ticket.asker_email.clone(),
        beneficiary: ticket.beneficiary_name.clone().zip(ticket.beneficiary_email.clone()),
        following: loaded.following.iter().filter_map(Added::reads).collect(),
        institutions: loaded
            .institutions
            .iter()
            .map(|slug| label(Vocabulary::Institution, slug))
            .collect(),
        laboratory: maybe(Vocabulary::Laboratory, &ticket.laboratory),
        site: match &ticket.site_typed {
            Some(typed) => typed.clone(),
            None => maybe(Vocabulary::Site, &ticket.site),
        },
        region: maybe(Vocabulary::Region, &ticket.region),
        disciplines: ticket
            .disciplines()
            .iter()
            .map(|code| label(Vocabulary::Discipline, code))
            .collect(),
        topic: maybe(Vocabulary::Topic, &ticket.topic),
        language: locale.text(&format!("tickets-desk-language-{}", ticket.language)),
        deadline: ticket
            .deadline_on
            .and_then(|on| deadline(on, network_day(now), ticket.state.turn(), locale)),
        deadline_on: ticket.deadline_on,
        deadline_for: ticket.deadline_for.clone().unwrap_or_default(),
        dataset: ticket.dataset_pid.as_deref().map(address),
        plan: ticket.dmp_url.as_deref().map(address),
        satisfaction: loaded
            .satisfaction
            .clone()
            .map(|(score, comment)| Satisfaction { score, comment }),
    }
}
