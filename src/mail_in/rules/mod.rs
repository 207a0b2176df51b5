//! What becomes of a mail, decided from values alone: machines are ignored, people join the ticket that they may join,
//! and whoever is not proven waits.

mod calendar;
mod guess;
mod machine;
mod proof;

use chrono::TimeDelta;

use super::model::{Fate, Reason, Received};
use crate::Refusal;
use crate::accounts::throttle::Limit;
use crate::accounts::{Actor, NodeId};
use crate::i18n::Locale;
use crate::tickets::rules::MAX_BODY;
use crate::tickets::{Right, Ticket};

pub use calendar::{Answered, answers};
pub use guess::{language, names_in_domain};
pub use machine::{is_of_list, machine, takes_no_answer};
pub use proof::{Proof, are_aligned, proof};

pub const MAILS_PER_SENDER: Limit = Limit::new(60, TimeDelta::hours(1));
/// Machines' mails and discarded ones are kept this long, for who misses one.
pub const KEPT: TimeDelta = TimeDelta::days(30);

pub const ALREADY_DECIDED: Refusal = Refusal::new("mail-in-already-decided");
pub const NO_TICKET: Refusal = Refusal::new("mail-in-no-ticket");
pub const NO_ANSWER: Refusal = Refusal::new("mail-in-no-answer");
pub const NO_SENDER: Refusal = Refusal::new("mail-in-no-sender");

/// How a mail shows which ticket it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Nothing,
    /// By answering a mail of ours, or one that came in.
    Answers,
    /// By answering a mail of ours that is about no ticket, by staff: a digest, a reminder.
    Digest,
    /// By a reply address that we signed for the team, for this member of staff, for somebody else of the staff, or for
    /// a node's mailbox.
    TeamAddress,
    StaffAddress {
        own: bool,
    },
    NodeAddress,
    /// By one that we signed for the helpdesk of a node.
    BridgeAddress,
    /// By a reply address that is not signed by us, or not any more.
    BadAddress,
}

/// Who sent a mail, as far as its ticket knows.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    pub email: &'a str,
    /// Whether the account with this address may answer the ticket's team.
    pub may_answer: bool,
    /// Whether the team lets them follow the ticket, and they agreed.
    pub follows: bool,
    /// Whether this address may speak for the helpdesk that the reply address was signed for.
    pub speaks: bool,
}

/// What is done with a mail of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Ask,
    TeamReplies,
    StaffAnswers,
    /// The helpdesk of a node speaks.
    NodeSpeaks,
    Hold(Reason),
}

/// The whole of who may enter what by mail.
pub fn verdict(
    shown: &Shown,
    ticket: Option<&Ticket>,
    sender: Sender<'_>,
    proof: Proof,
) -> Verdict {
    if proof == Proof::Failed {
        return Verdict::Hold(Reason::FailedAuthentication);
    }
    let Some(ticket) = ticket else {
        return match shown {
            Shown::Nothing => Verdict::Ask,
            Shown::Digest => Verdict::Hold(Reason::NoOneTicket),
            _ => Verdict::Hold(Reason::BadSignature),
        };
    };
    let of_team = is_team(ticket, sender.email) || sender.follows;
    let of_staff = sender.may_answer;
    match shown {
        Shown::Nothing => Verdict::Ask,
        Shown::Digest => Verdict::Hold(Reason::NoOneTicket),
        Shown::BadAddress => Verdict::Hold(Reason::BadSignature),
        Shown::NodeAddress => Verdict::Hold(Reason::NodeMailbox),
        // Somebody at the helpdesk may have answered the team itself, which now answers all.
        Shown::BridgeAddress if of_team => Verdict::TeamReplies,
        Shown::BridgeAddress if sender.speaks => Verdict::NodeSpeaks,
        // Whoever was forwarded a mail of the bridge has its reply address too.
        Shown::BridgeAddress => Verdict::Hold(Reason::NotTheHelpdesk),
        Shown::StaffAddress { own: true } if of_staff => Verdict::StaffAnswers,
        Shown::StaffAddress { .. } if of_staff => Verdict::Hold(Reason::StaffUnproven),
        Shown::TeamAddress | Shown::Answers if of_team => Verdict::TeamReplies,
        Shown::TeamAddress | Shown::Answers if of_staff => Verdict::Hold(Reason::StaffUnproven),
        Shown::TeamAddress | Shown::Answers | Shown::StaffAddress { .. } => {
            Verdict::Hold(Reason::NotTheirs)
        }
    }
}

/// Who asked, and the colleague they asked for.
pub fn is_team(ticket: &Ticket, email: &str) -> bool {
    ticket.asker_email.eq_ignore_ascii_case(email)
        || ticket.beneficiary_email.as_deref().is_some_and(|one| one.eq_ignore_ascii_case(email))
}

/// The name under which somebody of the team writes.
pub fn team_name<'a>(ticket: &'a Ticket, email: &str) -> &'a str {
    match (&ticket.beneficiary_email, &ticket.beneficiary_name) {
        (Some(theirs), Some(name))
            if theirs.eq_ignore_ascii_case(email)
                && !ticket.asker_email.eq_ignore_ascii_case(email) =>
        {
            name
        }
        _ => &ticket.asker_name,
    }
}

/// The name to show for who sent a mail.
pub fn writer(mail: &Received) -> &str {
    if mail.from_name.is_empty() { &mail.from_email } else { &mail.from_name }
}

/// Whether a text is longer than a message may be.
pub fn is_too_long(text: &str) -> bool {
    text.len() > MAX_BODY && text.chars().count() > MAX_BODY
}

/// A text that is not longer than a message may be; where it was cut, it says that there is more.
pub fn shortened(text: &str, locale: Locale) -> String {
    if !is_too_long(text) {
        return text.trim().to_owned();
    }
    let kept: String = text.chars().take(MAX_BODY - 200).collect();
    format!("{}…\n\n*{}*", kept.trim(), locale.text("mail-in-shortened"))
}

/// Whether a subject says that a mail was passed on.
pub fn is_forward(subject: &str) -> bool {
    ["fw", "fwd", "tr", "wg", "rv"].iter().any(|mark| after_mark(subject.trim(), mark).is_some())
}

fn after_mark<'a>(subject: &'a str, mark: &str) -> Option<&'a str> {
    let head = subject.get(..mark.len())?;
    let tail = subject[mark.len()..].trim_start_matches(['\u{a0}', '\u{202f}', ' ']);
    head.eq_ignore_ascii_case(mark).then(|| tail.strip_prefix(':')).flatten()
}

/// A subject without the marks of replies and forwards.
pub fn bare_subject(subject: &str) -> &str {
    let mut rest = subject.trim();
    loop {
        let marked = ["re", "fw", "fwd", "tr", "aw", "rif", "rv", "wg", "ref", "réf"]
            .iter()
            .find_map(|mark| after_mark(rest, mark));
        match marked {
            Some(tail) => rest = tail.trim_start(),
            None => return rest,
        }
    }
}

/// What may be done with a mail that a person looks at.
pub const fn may_decide(fate: Fate) -> bool {
    matches!(fate, Fate::Quarantined | Fate::Ignored)
}

/// Whether a mail may become the team's words: what bears the address of staff is not theirs.
pub fn may_be_the_teams(mail: &Received) -> bool {
    mail.reason != Some(Reason::StaffUnproven)
}

/// Who may let a mail in as the word of a node's helpdesk.
pub fn may_vouch_for(actor: &Actor, node: &NodeId) -> bool {
    actor.coordinates() || actor.nodes().any(|own| own == node)
}

/// Who sees a mail that is in no conversation: the staff of the node that answers, those that name its tickets. Coordinators
/// see every mail, that of helpdesks apart ([`is_anothers`]).
pub fn may_view(right: Option<&Right>, fate: Fate) -> bool {
    match right {
        None => false,
        Some(Right::Responsible) => true,
        Some(Right::Shared(_) | Right::Consulted(_) | Right::Offered(_)) => {
            matches!(fate, Fate::Ticket | Fate::Reply)
        }
    }
}

/// Whether the helpdesk of a node that is not the reader's sent what entered a conversation. Its mail says more than that
/// shows: what stands behind words, and notes, are often its own node's alone.
pub fn is_anothers(actor: &Actor, mail: &Received) -> bool {
    let theirs = |node: &NodeId| !actor.nodes().any(|own| own == node);
    matches!(mail.fate, Fate::Reply | Fate::Note) && mail.helpdesk_id.as_ref().is_some_and(theirs)
}

/// Who may answer a ticket's team.
pub const fn may_answer(right: &Right) -> bool {
    matches!(right, Right::Responsible | Right::Shared(_))
}
