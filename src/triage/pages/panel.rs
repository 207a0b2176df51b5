//! What a ticket's page shows of triage: tags, checklist, time, who follows, who is there, and the answers at hand.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::time::short_time;
use crate::Result;
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::tickets::queries::Colleague;
use crate::tickets::queries::inbox::Scope;
use crate::tickets::{MessageId, Right, Ticket};
use crate::triage::queries::{self, Offered, Readers};
use crate::triage::{Present, Tag, TicketStep, TimeNote, TimeNoteId, ops, rules};
use crate::web::{Choice, choices};

/// What is read for it.
#[derive(Debug, Default)]
pub struct PanelData {
    /// Whether the reader is responsible, and sees all of it.
    on: bool,
    /// Whether they may tag and note time, in words and for a node of their own.
    aside: bool,
    /// Whether they may answer, and so are told who else does.
    answers: bool,
    tags: Vec<Tag>,
    known: Vec<Tag>,
    steps: Vec<TicketStep>,
    times: Vec<TimeNote>,
    followers: Vec<(crate::accounts::AccountId, String)>,
    mentions: Vec<MessageId>,
    present: Vec<Present>,
    templates: Vec<Offered>,
    seers: Vec<String>,
}

impl PanelData {
    pub fn read(
        conn: &mut Conn,
        actor: &Actor,
        (ticket, right): (&Ticket, &Right),
        now: NaiveDateTime,
    ) -> Result<Self> {
        if !right.is_responsible() {
            return Self::of_another_node(conn, actor, (ticket, right), now);
        }
        let scope = ops::scope_of(actor);
        let mut nodes: Vec<_> = actor.nodes().cloned().collect();
        if actor.coordinates() && !nodes.contains(&ticket.node_id) {
            nodes.push(ticket.node_id.clone());
        }
        let seers = queries::who_may_see(conn, (ticket, Readers::All), network_day(now))?;
        Ok(Self {
            on: true,
            aside: true,
            answers: true,
            tags: queries::tags_on(conn, &ticket.id, &scope)?,
            known: queries::tags(conn, &Scope::Nodes(nodes.clone()))?,
            steps: queries::steps_on(conn, ticket)?,
            times: queries::time_on(conn, &ticket.id, None)?,
            followers: queries::followers(conn, &ticket.id)?,
            mentions: queries::unseen_mentions(conn, &ticket.id, &actor.id)?,
            present: queries::present(conn, &ticket.id, (&actor.id, now - rules::PRESENT_FOR))?,
            templates: queries::offered(conn, &nodes)?,
            seers: others(seers, actor),
        })
    }
}

/// The names of everybody but the reader.
fn others(people: Vec<Colleague>, actor: &Actor) -> Vec<String> {
    people.into_iter().filter(|one| one.id != actor.id).map(|one| one.name).collect()
}

impl PanelData {
    /// What somebody of a node that answers too, or is asked, has of it: their node's own tags and time; and who else is
    /// there, and prepared answers, when they may answer.
    fn of_another_node(
        conn: &mut Conn,
        actor: &Actor,
        (ticket, right): (&Ticket, &Right),
        now: NaiveDateTime,
    ) -> Result<Self> {
        if !right.may_note() {
            return Ok(Self::default());
        }
        let node = right.node(ticket).clone();
        let scope = Scope::Nodes(vec![node.clone()]);
        let theirs = |mut tags: Vec<Tag>| {
            tags.retain(|tag| tag.node.is_some());
            tags
        };
        let mut data = Self {
            aside: true,
            tags: theirs(queries::tags_on(conn, &ticket.id, &scope)?),
            known: theirs(queries::tags(conn, &scope)?),
            times: queries::time_on(conn, &ticket.id, Some(&node))?,
            ..Self::default()
        };
        if right.may_answer() {
            let since = now - rules::PRESENT_FOR;
            data.answers = true;
            let seers = queries::who_may_see(conn, (ticket, Readers::All), network_day(now))?;
            data.seers = others(seers, actor);
            data.followers = queries::followers(conn, &ticket.id)?;
            data.mentions = queries::unseen_mentions(conn, &ticket.id, &actor.id)?;
            data.present = queries::present(conn, &ticket.id, (&actor.id, since))?;
            data.templates = queries::offered(conn, &[node])?;
        }
        Ok(data)
    }
}

#[derive(Debug, Serialize)]
pub struct Panel {
    on: bool,
    aside: bool,
    answers: bool,
    tags: Vec<TagView>,
    suggested: Vec<String>,
    steps: Vec<StepView>,
    steps_done: usize,
    steps_all: usize,
    time: String,
    times: Vec<TimeView>,
    time_id: String,
    followers: String,
    follows: bool,
    mentions: Vec<String>,
    present: String,
    /// Whether there is any prepared answer.
    offers: bool,
    suggested_templates: Vec<Choice>,
    other_templates: Vec<Choice>,
    /// Names that may be mentioned, one a line.
    seers: String,
}

#[derive(Debug, Serialize)]
struct TagView {
    id: String,
    label: String,
    query: String,
}

#[derive(Debug, Serialize)]
struct StepView {
    id: String,
    label: String,
    done: bool,
    who: String,
    at: Option<NaiveDateTime>,
}

#[derive(Debug, Serialize)]
struct TimeView {
    id: String,
    name: String,
    time: String,
    word: String,
    on: NaiveDate,
    mine: bool,
}

/// The panel in the reader's language.
pub fn panel(data: PanelData, (actor, ticket): (&Actor, &Ticket), locale: Locale) -> Panel {
    let total: i64 = data.times.iter().map(|time| i64::from(time.minutes)).sum();
    let topic = ticket.confirmed_topic.as_ref().or(ticket.topic.as_ref());
    let (for_topic, others): (Vec<_>, Vec<_>) = data
        .templates
        .into_iter()
        .partition(|offered| topic.is_some() && offered.topic.as_ref() == topic);
    let offered =
        |list: Vec<Offered>| choices(list.into_iter().map(|o| (o.id.to_string(), o.name)), "");
    let on: Vec<_> = data.tags.iter().map(|tag| tag.id.clone()).collect();
    let mut suggested: Vec<_> = data
        .known
        .into_iter()
        .filter(|tag| tag.retired_at.is_none() && !on.contains(&tag.id))
        .map(|tag| tag.label)
        .collect();
    suggested.dedup();
    let step = |found: TicketStep| StepView {
        id: found.step.id.to_string(),
        label: locale.pick(&found.step.label_fr, &found.step.label_en).to_owned(),
        done: found.done.is_some(),
        at: found.done.as_ref().map(|(_, at)| *at),
        who: found.done.map(|(who, _)| who).unwrap_or_default(),
    };
    let time = |note: TimeNote| TimeView {
        mine: note.account == actor.id,
        id: note.id.to_string(),
        name: note.name,
        time: short_time(i64::from(note.minutes), locale),
        word: note.word,
        on: note.spent_on,
    };
    Panel {
        on: data.on,
        aside: data.aside,
        answers: data.answers,
        tags: data
            .tags
            .into_iter()
            .map(|tag| TagView {
                id: tag.id.to_string(),
                query: crate::accounts::rules::query_value(&tag.label),
                label: tag.label,
            })
            .collect(),
        suggested,
        steps_done: data.steps.iter().filter(|step| step.done.is_some()).count(),
        steps_all: data.steps.len(),
        steps: data.steps.into_iter().map(step).collect(),
        time: if total > 0 { short_time(total, locale) } else { String::new() },
        times: data.times.into_iter().map(time).collect(),
        time_id: TimeNoteId::new().to_string(),
        follows: data.followers.iter().any(|(id, _)| *id == actor.id),
        followers: data.followers.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", "),
        mentions: data.mentions.iter().map(|id| format!("#m-{id}")).collect(),
        present: present_words(&data.present, locale),
        offers: !for_topic.is_empty() || !others.is_empty(),
        suggested_templates: offered(for_topic),
        other_templates: offered(others),
        seers: data.seers.join("\n"),
    }
}

/// “Inès Martin is answering. Paul Roy is looking.”
pub fn present_words(present: &[Present], locale: Locale) -> String {
    let said = |person: &Present| {
        let key = if person.writing { "triage-is-writing" } else { "triage-is-looking" };
        locale.text1(key, "name", person.name.as_str())
    };
    present.iter().map(said).collect::<Vec<_>>().join(" ")
}
