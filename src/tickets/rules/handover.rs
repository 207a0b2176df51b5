//! Who may see a ticket that several nodes have to do with, and the life of what they do together.

use chrono::{Days, NaiveDate};

use super::{Event, NOT_ANSWERABLE, may_view, next};
use crate::Refusal;
use crate::accounts::Actor;
use crate::tickets::{Ending, Handover, HandoverKind, Right, Ticket};
use crate::working_time::Calendar;

/// A referral that nobody answers within so many working days comes back (helpdesk brief, section 2).
pub const ANSWER_WITHIN: u32 = 3;
const LONGEST_WAIT: u64 = 28;

pub const ALREADY_OFFERED: Refusal = Refusal::new("tickets-already-offered");
pub const ALREADY_WITH: Refusal = Refusal::new("tickets-already-with");
pub const NOT_YOURS_TO_PLACE: Refusal = Refusal::new("tickets-not-yours-to-place");
pub const HANDOVER_OVER: Refusal = Refusal::new("tickets-handover-over");

/// How somebody stands to a ticket, from their nodes and what is going on between nodes; nothing, when they may not know
/// of it. The strongest right counts; who is offered what they are asked about goes on with the talk until they accept.
pub fn right(actor: &Actor, ticket: &Ticket, going_on: &[Handover]) -> Option<Right> {
    if may_view(actor, ticket) {
        return Some(Right::Responsible);
    }
    let ours = |kind: HandoverKind| {
        going_on
            .iter()
            .find(|found| {
                found.kind == kind && found.ending.is_none() && actor.works_for(&found.to_node)
            })
            .cloned()
    };
    ours(HandoverKind::Share)
        .map(Right::Shared)
        .or_else(|| ours(HandoverKind::Consultation).map(Right::Consulted))
        .or_else(|| ours(HandoverKind::Referral).map(Right::Offered))
}

/// What nodes do together begins while the ticket is worked on.
pub fn check_begin(ticket: &Ticket) -> Result<(), Refusal> {
    next(ticket.state, Event::Transfer).map(drop)
}

/// Who may send a ticket to another node without asking it: those who steer the network, and the national desk, whose
/// task that is. Others offer it, since nodes are independent.
pub fn may_place(actor: &Actor, from_desk: bool, to_desk: bool) -> bool {
    actor.coordinates() || from_desk || to_desk
}

/// What can happen to a handover that is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Accept,
    Refuse,
    /// The clock: nobody answered.
    Return,
    Withdraw,
    /// Either side has finished.
    End,
}

/// How a handover ends; it ends once.
pub const fn ending(
    kind: HandoverKind,
    ended: Option<Ending>,
    answer: Answer,
) -> Result<Ending, Refusal> {
    if ended.is_some() {
        return Err(HANDOVER_OVER);
    }
    match (kind, answer) {
        (HandoverKind::Referral, Answer::Accept) => Ok(Ending::Accepted),
        (HandoverKind::Referral, Answer::Refuse) => Ok(Ending::Refused),
        (HandoverKind::Referral, Answer::Return) => Ok(Ending::Returned),
        (HandoverKind::Referral, Answer::Withdraw) => Ok(Ending::Withdrawn),
        (HandoverKind::Consultation | HandoverKind::Share, Answer::End) => Ok(Ending::Over),
        (HandoverKind::Referral, Answer::End)
        | (
            HandoverKind::Consultation | HandoverKind::Share,
            Answer::Accept | Answer::Refuse | Answer::Return | Answer::Withdraw,
        ) => Err(NOT_ANSWERABLE),
    }
}

/// The last day on which a referral that begins today may be answered, by the working days of the node that is asked.
/// One that is closed for months is not waited for longer than [`LONGEST_WAIT`].
pub fn answer_by(calendar: &Calendar, today: NaiveDate) -> NaiveDate {
    let days = (1..=LONGEST_WAIT).filter_map(|n| today.checked_add_days(Days::new(n)));
    let mut working = days.filter(|day| calendar.is_working_day(*day));
    let last = today + Days::new(LONGEST_WAIT);
    working.nth(ANSWER_WITHIN as usize - 1).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::working_time::Observance;

    #[test]
    fn days_on_which_a_node_does_not_work_give_it_no_less_time() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let week = [true, true, true, true, true, false, false];
        let paris = chrono_tz::Europe::Paris;
        let desk = Calendar::new(paris, week, (540, 1020), Observance::National);
        assert_eq!(answer_by(&desk, day(3, 2)), day(3, 5), "Monday to Thursday");
        assert_eq!(answer_by(&desk, day(3, 5)), day(3, 10), "Thursday to Tuesday");
        assert_eq!(answer_by(&desk, day(3, 7)), day(3, 11), "Saturday to Wednesday");
        assert_eq!(answer_by(&desk, day(4, 2)), day(4, 8), "over Easter Monday");
        let closed = desk.closed_on(vec![(day(3, 1), day(6, 30))]);
        assert_eq!(answer_by(&closed, day(3, 2)), day(3, 30), "closed for long");
    }

    #[test]
    fn what_ended_ends_no_more() {
        for kind in HandoverKind::ALL {
            for was in Ending::ALL {
                assert_eq!(ending(*kind, Some(*was), Answer::End), Err(HANDOVER_OVER));
            }
        }
    }
}
