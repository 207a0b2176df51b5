//! The rota: filled by a pattern, swapped between colleagues, given to calendars.

use chrono::{Days as After, NaiveDateTime, TimeDelta};
use serde_json::json;

use super::at_node;
use crate::accounts::rules::may_manage;
use crate::accounts::{self, AccountId, Actor, Duty, DutyId, Member, NodeId};
use crate::clock::network_day;
use crate::db::Conn;
use crate::duty::rules::{self, MOST_WEEKS};
use crate::duty::{Absence, Answer, Days, FeedId, Pattern, Swap, SwapId, mail, queries};
use crate::network::Node;
use crate::working_time::Calendar;
use crate::{Error, Result, deadlines};

/// What a rota is made of, for some days.
pub struct Planned {
    pub duties: Vec<Duty>,
    pub absences: Vec<Absence>,
    pub calendar: Calendar,
}

pub fn planned(conn: &mut Conn, node: &NodeId, days: Days, now: NaiveDateTime) -> Result<Planned> {
    Ok(Planned {
        duties: queries::duties_between(conn, node, days)?,
        absences: queries::absences_at(conn, node, days)?,
        calendar: deadlines::queries::desk(conn, node, now)?.calendar,
    })
}

/// Fills the weeks in which nobody is on duty, in turn; answers how many. Once more fills nothing.
pub fn fill(
    conn: &mut Conn,
    actor: &Actor,
    node: &Node,
    pattern: &Pattern,
    now: NaiveDateTime,
) -> Result<usize> {
    if !may_manage(actor, &node.id) {
        return Err(Error::NotFound);
    }
    let today = network_day(now);
    let first = rules::monday(pattern.first_week).max(rules::monday(today));
    let sound = (1..=MOST_WEEKS).contains(&pattern.weeks) && (1..=4).contains(&pattern.weeks_each);
    if !sound || first > today + TimeDelta::weeks(i64::from(MOST_WEEKS)) {
        return Err(rules::BAD_PATTERN.into());
    }
    let last = first + After::new(u64::from(pattern.weeks) * 7 - 1);
    let members = accounts::queries::members_of(conn, &node.id, today)?;
    let works = |id: &AccountId| {
        let all_along =
            |m: &Member| m.ends_on.is_none_or(|end| end >= last) && m.starts_on <= first;
        members.iter().any(|member| member.account == *id && all_along(member))
    };
    if pattern.people.is_empty() {
        return Err(rules::NOBODY_CHOSEN.into());
    }
    if !pattern.people.iter().all(works) {
        return Err(accounts::rules::NOT_MEMBER.into());
    }
    let pattern = Pattern { first_week: first, ..pattern.clone() };
    let Planned { duties, absences, calendar } = planned(conn, &node.id, (first, last), now)?;
    let turns = rules::filled(&pattern, (&duties, &absences), &calendar);
    let added = queries::insert_duties(conn, &node.id, &turns)?;
    if added > 0 {
        let detail = json!({ "from": first, "to": last, "weeks": added, "people": pattern.people });
        at_node(conn, actor, ("duty.filled", &node.id), &detail, now)?;
    }
    Ok(added)
}

/// Asks a colleague to take a duty of one's own, perhaps in return for one of theirs.
pub fn ask_swap(
    conn: &mut Conn,
    actor: &Actor,
    (node, duty, colleague): (&Node, &DutyId, &AccountId),
    in_return: Option<&DutyId>,
    now: NaiveDateTime,
) -> Result<SwapId> {
    let today = network_day(now);
    let ids: Vec<_> = [Some(duty), in_return].into_iter().flatten().cloned().collect();
    let found = queries::duties_called(conn, &node.id, &ids)?;
    let known = |id: &DutyId| found.iter().find(|duty| duty.id == *id).ok_or(Error::NotFound);
    let own = known(duty)?;
    if own.account != actor.id {
        return Err(Error::NotFound);
    }
    if *colleague == actor.id {
        return Err(rules::ASKS_ONESELF.into());
    }
    if let Some(back) = in_return {
        let back = known(back)?;
        if back.account != *colleague {
            return Err(rules::NOT_THEIRS.into());
        }
        check_ahead(back, today)?;
    }
    check_ahead(own, today)?;
    if accounts::queries::membership_on(conn, colleague, &node.id, own.starts_on)?.is_none() {
        return Err(rules::NO_COLLEAGUE.into());
    }
    if let Some(open) = queries::open_swap_of(conn, duty)? {
        let same = open.asked_of == *colleague && open.in_return.as_ref() == in_return;
        return if same { Ok(open.id) } else { Err(rules::ASKED_ALREADY.into()) };
    }
    let swap = Swap {
        id: SwapId::new(),
        node: node.id.clone(),
        duty: duty.clone(),
        asked_by: actor.id.clone(),
        asked_of: colleague.clone(),
        in_return: in_return.cloned(),
        answer: None,
    };
    queries::insert_swap(conn, &swap, now)?;
    let detail = json!({ "swap": swap.id, "duty": duty, "of": colleague, "in_return": in_return });
    at_node(conn, actor, ("duty.swap_asked", &node.id), &detail, now)?;
    mail::swap_asked(conn, &swap, (node, &found), actor, now)?;
    Ok(swap.id)
}

fn check_ahead(duty: &Duty, today: chrono::NaiveDate) -> Result<()> {
    if duty.ends_on < today { Err(rules::OVER.into()) } else { Ok(()) }
}

/// Answers what a colleague asked, or takes one's own question back. Accepting moves the duties if they still are whose
/// they were.
pub fn answer_swap(
    conn: &mut Conn,
    actor: &Actor,
    (node, id, answer): (&Node, &SwapId, Answer),
    now: NaiveDateTime,
) -> Result<()> {
    let swap = queries::find_swap(conn, id)?;
    let whose = if answer == Answer::TakenBack { &swap.asked_by } else { &swap.asked_of };
    if swap.node != node.id || *whose != actor.id {
        return Err(Error::NotFound);
    }
    if swap.answer == Some(answer) {
        return Ok(());
    }
    if !queries::answer_swap(conn, id, answer, now)? {
        return Err(rules::ANSWERED_ALREADY.into());
    }
    let ids: Vec<_> =
        [Some(&swap.duty), swap.in_return.as_ref()].into_iter().flatten().cloned().collect();
    let duties = queries::duties_called(conn, &node.id, &ids)?;
    if answer == Answer::Accepted {
        trade(conn, &swap, &duties, now)?;
    }
    let detail = json!({ "swap": id, "answer": answer.as_str() });
    at_node(conn, actor, ("duty.swap_answered", &node.id), &detail, now)?;
    if answer != Answer::TakenBack {
        mail::swap_answered(conn, &swap, (node, &duties, answer), actor, now)?;
    }
    Ok(())
}

fn trade(conn: &mut Conn, swap: &Swap, duties: &[Duty], now: NaiveDateTime) -> Result<()> {
    let Swap { asked_by, asked_of, .. } = swap;
    let today = network_day(now);
    for duty in duties {
        check_ahead(duty, today)?;
        let (from, to) =
            if duty.id == swap.duty { (asked_by, asked_of) } else { (asked_of, asked_by) };
        let works = accounts::queries::membership_on(conn, to, &swap.node, duty.starts_on)?;
        let free = accounts::queries::duty_from(conn, &swap.node, to, duty.starts_on)?.is_none();
        if works.is_none() || !free || !queries::give_duty(conn, &duty.id, from, to)? {
            return Err(rules::ROTA_CHANGED.into());
        }
    }
    Ok(())
}

/// Makes a secret address of the rota for somebody who works there, in the place of the one they had.
pub fn make_feed(
    conn: &mut Conn,
    actor: &Actor,
    node: &Node,
    now: NaiveDateTime,
) -> Result<FeedId> {
    queries::revoke_feeds(conn, &actor.id, &node.id, now)?;
    let id = queries::insert_feed(conn, &actor.id, &node.id, now)?;
    at_node(conn, actor, ("duty.feed_made", &node.id), &json!({}), now)?;
    Ok(id)
}

pub fn revoke_feed(conn: &mut Conn, actor: &Actor, node: &Node, now: NaiveDateTime) -> Result<()> {
    if queries::revoke_feeds(conn, &actor.id, &node.id, now)? {
        at_node(conn, actor, ("duty.feed_revoked", &node.id), &json!({}), now)?;
    }
    Ok(())
}

/// The node and the duties behind a secret address, as long as its owner may see them.
pub fn fed(conn: &mut Conn, id: &FeedId, now: NaiveDateTime) -> Result<(Actor, Node, Vec<Duty>)> {
    let today = network_day(now);
    let (account, node) = queries::find_feed(conn, id)?;
    let account = accounts::queries::find(conn, &account)?;
    if account.disabled_at.is_some() {
        return Err(Error::NotFound);
    }
    let actor = accounts::queries::actor(conn, account, None, today)?;
    let node = crate::network::queries::find(conn, &node)?;
    let node = super::visible(conn, &actor, &node.slug)?;
    let days = (today - After::new(30), today + After::new(400));
    let duties = queries::duties_between(conn, &node.id, days)?;
    Ok((actor, node, duties))
}
