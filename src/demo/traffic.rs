//! The invented questions, lived through in the order in which they happened.

use chrono::{NaiveDateTime, TimeDelta};

use super::material::{By as Writer, Story, Turn};
use crate::Result;
use crate::accounts::{self, Actor};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::taxonomy::Vocabularies;
use crate::tickets::mail::Tools;
use crate::tickets::ops::{self, After, Closing};
use crate::tickets::{
    self, Draft, MessageId, NewMessage, Outcome, Question, State, Ticket, TicketId, Via,
};

/// Lives through every story, the oldest first, each in one transaction.
pub fn replay(app: &App, stories: &[Story], now: NaiveDateTime) -> anyhow::Result<usize> {
    let words = app.vocabularies();
    let tools = Tools { signer: &app.signer, words: &words };
    let mut ordered: Vec<_> = stories.iter().enumerate().collect();
    ordered.sort_by_key(|(_, story)| std::cmp::Reverse(story.days_ago));
    for (place, story) in ordered {
        app.db.write_now(|conn| live(conn, (place, story), tools, now))?;
    }
    Ok(stories.len())
}

fn live(
    conn: &mut Conn,
    (place, story): (usize, &Story),
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    // Spread over the working day, so that no two stories begin at the same minute.
    let minutes = i64::try_from(place * 37 % 540).unwrap_or(0);
    let asked_at = now - TimeDelta::days(story.days_ago) - TimeDelta::minutes(minutes + 10);
    let draft = draft(story, tools.words, asked_at);
    let ticket = ops::ask(conn, &By::Team, &draft, tools, asked_at)?.ticket;
    if story.state == State::Unconfirmed {
        return Ok(());
    }
    let mut at = asked_at + TimeDelta::minutes(4);
    ops::confirm(conn, &ticket, tools, at)?;
    let Some(actor) = staff_of(conn, &ticket, place, at)? else { return Ok(()) };
    if story.assigned {
        at += TimeDelta::minutes(25);
        let ticket = tickets::queries::find(conn, &ticket.id)?;
        ops::assign(conn, &actor, &ticket, &actor.id, at.min(now))?;
    }
    for (turn_place, turn) in story.thread.iter().enumerate() {
        let said_at = (asked_at + TimeDelta::hours(turn.after_hours.max(1))).min(now).max(at);
        at = said_at + TimeDelta::seconds(1);
        let stays = story.state == State::Open && turn_place + 1 == story.thread.len();
        say(conn, &actor, &ticket.id, (turn, stays), tools, said_at)?;
    }
    end(conn, &actor, &ticket.id, story, tools, (at + TimeDelta::hours(5)).min(now))
}

fn draft(story: &Story, words: &Vocabularies, asked_at: NaiveDateTime) -> Draft {
    let site = story.site.as_deref().and_then(|name| words.site_named(name));
    let laboratory = story.laboratory.as_deref().and_then(|code| words.laboratory(code));
    let mut institutions: Vec<String> = story.institution.iter().cloned().collect();
    for body in laboratory.iter().flat_map(|laboratory| &laboratory.institutions) {
        if !institutions.contains(body) {
            institutions.push(body.clone());
        }
    }
    Draft {
        id: TicketId::new(),
        question: Question {
            subject: story.subject.clone(),
            body: story.body.clone(),
            institutions,
            laboratory: laboratory.map(|laboratory| laboratory.code.clone()),
            site: site.map(|site| site.slug.clone()),
            site_typed: story.site.clone().filter(|_| site.is_none()),
            region: site.map(|site| site.region.clone()).or_else(|| story.region.clone()),
            disciplines: story.disciplines.clone(),
            topic: story.topic.clone(),
            language: story.language,
            dataset_pid: story.dataset_pid.clone(),
            dmp_url: story.dmp_url.clone(),
            deadline_on: story
                .deadline_in_days
                .map(|days| network_day(asked_at) + TimeDelta::days(days)),
            deadline_for: story.deadline_for.clone(),
            sensitive: story.sensitive,
            via: Via::Page,
        },
        asker: story.asker.clone(),
        beneficiary: None,
        files: Vec::new(),
        proven: false,
    }
}

/// Somebody of the node that has the ticket, another one for each story.
fn staff_of(
    conn: &mut Conn,
    ticket: &Ticket,
    place: usize,
    now: NaiveDateTime,
) -> Result<Option<Actor>> {
    let ticket = tickets::queries::find(conn, &ticket.id)?;
    let day = network_day(now);
    let team = tickets::queries::staff(conn, &ticket.node_id, day)?;
    let Some(person) = team.get(place % team.len().max(1)) else { return Ok(None) };
    let account = accounts::queries::find(conn, &person.id)?;
    Ok(Some(accounts::queries::actor(conn, account, None, day)?))
}

fn say(
    conn: &mut Conn,
    actor: &Actor,
    id: &TicketId,
    (turn, stays): (&Turn, bool),
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let ticket = tickets::queries::find(conn, id)?;
    let message = NewMessage {
        id: MessageId::new(),
        body: turn.body.clone(),
        files: Vec::new(),
        via: Via::Page,
    };
    let after = if stays { After::StillOurs } else { After::Theirs };
    match turn.by {
        Writer::Staff => ops::answer(conn, actor, &ticket, &message, (after, None), tools, now),
        Writer::Note => ops::note(conn, actor, &ticket, &message, now),
        Writer::Team => {
            let asker = (ticket.asker_name.as_str(), ticket.asker_email.as_str());
            ops::team_reply(conn, asker, &ticket, &message, now)
        }
    }
    .map(drop)
}

fn end(
    conn: &mut Conn,
    actor: &Actor,
    id: &TicketId,
    story: &Story,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    if story.state != State::Closed {
        return Ok(());
    }
    let closing = Closing { outcome: story.outcome.unwrap_or(Outcome::Answered), topic: None };
    let ticket = tickets::queries::find(conn, id)?;
    ops::close(conn, actor, &ticket, &closing, tools, now)?;
    if let Some(score) = story.satisfaction {
        let ticket = tickets::queries::find(conn, id)?;
        ops::rate(conn, &ticket, (score, ""), now)?;
    }
    Ok(())
}
