//! What becomes of a mail, and what people do with those that wait. Each function is one whole step, in the caller's
//! transaction.

mod applied;
mod bridged;
mod calendar;
mod decide;
mod enter;
mod returned;
mod seen;
mod waits;

pub use decide::{Release, discard, open_ticket, release, release_as_node};

use chrono::NaiveDateTime;
use serde_json::json;

use super::model::{Envelope, Fate, Letter, Reason, Receipt, ReceivedId};
use super::queries::{self, Entry, Outcome};
use super::rules::{self, Sender, Shown, Verdict};
use crate::accounts::{self, Actor};
use crate::bridge::{self, Bridge};
use crate::clock::network_day;
use crate::db::Conn;
use crate::files::{self, Stored};
use crate::history::{self, By};
use crate::outbox::{self, Party, Tag};
use crate::secret::sha256_hex;
use crate::tickets::Ticket;
use crate::tickets::mail::Tools;
use crate::{Error, Refusal, Result, tickets};

/// A mail with its envelope; its bytes and its files are in the store.
#[derive(Debug, Clone)]
pub struct Post {
    pub letter: Letter,
    pub envelope: Envelope,
    pub original: Stored,
    pub files: Vec<Stored>,
}

/// What deciding about a mail needs besides it.
#[derive(Clone, Copy)]
pub struct Office<'a> {
    pub tools: Tools<'a>,
    /// The address that takes mail in.
    pub own_address: &'a str,
    /// What our Message-IDs end in.
    pub domain: &'a str,
    pub authserv: Option<&'a str>,
}

/// Which ticket a mail names and how, and whose address it comes from.
struct Named {
    shown: Shown,
    ticket: Option<Ticket>,
    actor: Option<Actor>,
    /// The helpdesk that the address was signed for, with the ticket that it names.
    bridge: Option<(Bridge, Ticket)>,
    /// Whether the sender's address may speak for that helpdesk.
    speaks: bool,
    /// Whether another mail came under its identity before.
    taken: bool,
}

/// Takes a mail in. The same mail once more changes nothing and gets the same answer.
pub fn receive(
    conn: &mut Conn,
    post: &Post,
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Receipt> {
    let (id, named) = match register(conn, post, office, now)? {
        Registered::Before(receipt) => return Ok(receipt),
        Registered::New(id, named) => (id, *named),
    };
    let ticket = named.ticket.clone();
    let outcome = outcome(conn, post, (&id, named), office, now)?;
    conclude(conn, &id, (&outcome, ticket.as_ref()), now)
}

/// Keeps a mail for a person, since what it asks for was refused.
pub fn hold(
    conn: &mut Conn,
    post: &Post,
    (reason, refusal): (Reason, Option<Refusal>),
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Receipt> {
    match register(conn, post, office, now)? {
        Registered::Before(receipt) => Ok(receipt),
        Registered::New(id, named) => {
            if let Some(away) = applied::turn_away(conn, post, (&id, refusal), office, now)? {
                return conclude(conn, &id, (&away, None), now);
            }
            if let (Some((bridge, claimed)), Some(refusal), true) =
                (&named.bridge, refusal, named.speaks)
            {
                let why = bridge::ops::Why::Refused(refusal.key());
                let about = bridged::consultation(conn, post, bridge, office)?;
                bridge::ops::explain(conn, (bridge, claimed, about.as_ref()), &why, now)?;
            }
            let ticket = named.ticket.as_ref();
            conclude(conn, &id, (&held(reason, ticket), ticket), now)
        }
    }
}

enum Registered {
    Before(Receipt),
    New(ReceivedId, Box<Named>),
}

/// Puts the mail's row first: of two deliveries at once, one waits here and then finds the other.
fn register(
    conn: &mut Conn,
    post: &Post,
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Registered> {
    let tag = tag(post);
    let place = tag.as_ref().map_or("", |tag| tag.reference.as_str());
    let (identity, content) = (&post.letter.identity, &post.letter.content);
    let mut key = sha256_hex(format!("{identity}\n{place}").as_bytes());
    let mut before = queries::by_key(conn, &key)?;
    let taken = before.take_if(|before| before.content_hash != *content);
    if taken.is_some() {
        key = sha256_hex(format!("{identity}\n{place}\n{content}").as_bytes());
        before = queries::by_key(conn, &key)?;
    }
    if let Some(before) = before {
        return Ok(Registered::Before(before.receipt()));
    }
    files::note(conn, &post.original, now)?;
    let sender = post.letter.senders.first().cloned().unwrap_or_default();
    let id = ReceivedId::new();
    let entry = Entry {
        id: &id,
        key: &key,
        message_id_hash: post.letter.message_id.as_deref().map(hash_of_id),
        content_hash: content,
        sha256: &post.original.sha256,
        from_name: &sender.name,
        from_email: &sender.email,
        subject: &post.letter.subject,
    };
    queries::insert(conn, &entry, now)?;
    let mut named = Named { taken: taken.is_some(), ..named(conn, post, tag, office, now)? };
    if let Some((bridge, _)) = &named.bridge {
        queries::note_helpdesk(conn, &id, &bridge.node_id)?;
    }
    // What names no ticket itself lies beside what came under its identity.
    if let (None, Some(reference)) = (&named.ticket, taken.and_then(|mail| mail.reference)) {
        let ticket = tickets::queries::with_reference(conn, &reference)?;
        named.ticket =
            ticket.map(|ticket| tickets::queries::destination(conn, ticket)).transpose()?;
    }
    Ok(Registered::New(id, Box::new(named)))
}

fn conclude(
    conn: &mut Conn,
    id: &ReceivedId,
    (outcome, ticket): (&Outcome, Option<&Ticket>),
    now: NaiveDateTime,
) -> Result<Receipt> {
    queries::settle(conn, id, outcome)?;
    let mail = queries::find(conn, id)?;
    if outcome.fate == Fate::Quarantined {
        let detail = json!({ "reason": outcome.reason });
        history::record(conn, &By::System, "mail.hold", ("mail", id.as_str()), &detail, now)?;
        waits::announce(conn, &mail, ticket, now)?;
    }
    Ok(mail.receipt())
}

fn held(reason: Reason, ticket: Option<&Ticket>) -> Outcome {
    Outcome { fate: Fate::Quarantined, reason: Some(reason), ..Outcome::about(ticket) }
}

fn outcome(
    conn: &mut Conn,
    post: &Post,
    (id, named): (&ReceivedId, Named),
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Outcome> {
    let letter = &post.letter;
    if calendar::hear(conn, post, office, now)? {
        let reason = Some(Reason::CalendarReply);
        return Ok(Outcome { fate: Fate::Ignored, reason, ..Outcome::about(None) });
    }
    // Helpdesks call all that they send bulk, what their people write too: RT does so by itself.
    let helpdesk = named.bridge.is_some() && named.speaks;
    let machine = rules::machine(letter, &post.envelope, office.own_address)
        .filter(|reason| !(helpdesk && *reason == Reason::Bulk));
    if let Some(reason) = machine {
        // A mail that came back says nothing of the helpdesk but that it was not reached.
        if let (Some((bridge, claimed)), true) = (&named.bridge, named.speaks)
            && reason != Reason::Bounce
        {
            bridge::ops::hear(conn, bridge, claimed, letter.heading(), now)?;
        }
        let about = if reason == Reason::Bounce {
            returned::note(conn, letter, office, now)?
        } else {
            None
        };
        let about = about.as_ref().or(named.bridge.as_ref().map(|(_, claimed)| claimed));
        let reason = Some(reason);
        return Ok(Outcome { fate: Fate::Ignored, reason, ..Outcome::about(about) });
    }
    let from = (id, named.actor.as_ref(), named.taken);
    if let Some(heard) = applied::hear(conn, post, from, office, now)? {
        return Ok(heard);
    }
    let ticket = named.ticket.as_ref();
    // Helpdesks send all that they write so, their people's words too.
    if !helpdesk && rules::takes_no_answer(letter, &post.envelope) {
        return Ok(held(Reason::NullPath, ticket));
    }
    if named.taken {
        return Ok(held(Reason::SameIdentifier, ticket));
    }
    if let Some(fault) = letter.fault {
        // A question may be all in its subject; an answer is not.
        let asks =
            named.shown == Shown::Nothing && !rules::bare_subject(&letter.subject).is_empty();
        if fault != Reason::Empty || !asks {
            return Ok(held(fault, ticket));
        }
    }
    let email = letter.senders.first().map_or("", |sender| sender.email.as_str());
    let proof = rules::proof(letter, office.authserv);
    let may_answer = may_answer(conn, &named)?;
    let follows = match ticket {
        Some(ticket) => enter::colleague(conn, ticket, email)?.is_some(),
        None => false,
    };
    let sender = Sender { email, may_answer, follows, speaks: named.speaks };
    match (rules::verdict(&named.shown, ticket, sender, proof), ticket, &named.actor) {
        (Verdict::Hold(reason), ticket, _) => Ok(held(reason, ticket)),
        // It may have been for everybody there.
        (Verdict::Ask, ticket, _) if rules::is_of_list(letter) => Ok(held(Reason::List, ticket)),
        (Verdict::TeamReplies, Some(ticket), _) => {
            enter::team_reply(conn, post, (id, ticket), office, now)
        }
        (Verdict::StaffAnswers, Some(ticket), Some(actor)) => {
            enter::staff_answer(conn, post, (id, ticket, actor), office, now)
        }
        (Verdict::NodeSpeaks, Some(ticket), _) => {
            bridged::node_speaks(conn, post, (id, ticket, named.bridge.as_ref()), office, now)
        }
        (
            Verdict::Ask | Verdict::TeamReplies | Verdict::StaffAnswers | Verdict::NodeSpeaks,
            _,
            _,
        ) => {
            let proven = proof == rules::Proof::Passed;
            enter::ask(conn, post, id, (proven, None), (office, now))
        }
    }
}

/// Whether the account that the mail bears the address of may answer the ticket's team.
fn may_answer(conn: &mut Conn, named: &Named) -> Result<bool> {
    let (Some(actor), Some(ticket)) = (&named.actor, &named.ticket) else { return Ok(false) };
    match tickets::for_colleague(conn, actor, &ticket.reference) {
        Ok((_, right)) => Ok(rules::may_answer(&right)),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The reply address that the mail came to, else the first that it names.
fn tag(post: &Post) -> Option<Tag> {
    let envelope = post.envelope.to.as_deref().and_then(Tag::read);
    envelope.or_else(|| post.letter.recipients.iter().find_map(|one| Tag::read(one)))
}

/// Which ticket the mail names: by a signed address, else by the mails it answers, never by its subject.
fn named(
    conn: &mut Conn,
    post: &Post,
    tag: Option<Tag>,
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Named> {
    let actor = match post.letter.senders.first() {
        Some(sender) => sending_actor(conn, &sender.email, now)?,
        None => None,
    };
    let mut shown = Shown::Nothing;
    let (mut claimed, mut bridge, mut speaks) = (None, None, false);
    if let Some(tag) = tag {
        claimed = tickets::queries::with_reference(conn, &tag.reference)?;
        shown = claimed
            .as_ref()
            .map_or(Shown::BadAddress, |ticket| shown_by(&tag, ticket, actor.as_ref(), office));
        if let (Some(ticket), 'b') = (&claimed, tag.kind) {
            let found = bridge::ops::named_by(conn, &tag, ticket, office.tools.signer)?;
            if let (Some(found), Some(sender)) = (&found, post.letter.senders.first()) {
                speaks = bridge::ops::speaks(conn, found, &sender.email, now)?;
            }
            bridge = found.map(|found| (found, ticket.clone()));
            shown = if bridge.is_some() { Shown::BridgeAddress } else { Shown::BadAddress };
        }
    }
    if matches!(shown, Shown::Nothing | Shown::BadAddress)
        && let Some(ticket) = answered(conn, &post.letter, office)?
    {
        let ticket = Some(tickets::queries::destination(conn, ticket)?);
        let shown = Shown::Answers;
        return Ok(Named { shown, ticket, actor, bridge: None, speaks: false, taken: false });
    }
    // What staff say to a list of tickets is no question of theirs, from whichever of their addresses.
    if shown == Shown::Nothing
        && let Some(mail) = outbox::by_message_id(conn, &ours(&post.letter, office))?
    {
        let reader = sending_actor(conn, &mail.to_email, now)?;
        if [&actor, &reader].into_iter().flatten().any(Actor::is_staff) {
            shown = Shown::Digest;
        }
    }
    // Of a merged ticket the conversation goes on in the one that took it in.
    let ticket = match claimed {
        Some(ticket) => Some(tickets::queries::destination(conn, ticket)?),
        None => None,
    };
    Ok(Named { shown, ticket, actor, bridge, speaks, taken: false })
}

fn sending_actor(conn: &mut Conn, email: &str, now: NaiveDateTime) -> Result<Option<Actor>> {
    let account = accounts::queries::by_email(conn, email)?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
        return Ok(None);
    };
    Ok(Some(accounts::queries::actor(conn, account, None, network_day(now))?))
}

fn shown_by(tag: &Tag, ticket: &Ticket, actor: Option<&Actor>, office: &Office<'_>) -> Shown {
    let signer = office.tools.signer;
    let is_for = |party: Party| tag.is_for(signer, &party);
    match tag.kind {
        't' if is_for(Party::Team(ticket.follow_version)) => Shown::TeamAddress,
        'n' if is_for(Party::Node(ticket.node_id.to_string())) => Shown::NodeAddress,
        's' => {
            let own = actor.is_some_and(|actor| is_for(Party::Staff(actor.id.to_string())));
            Shown::StaffAddress { own }
        }
        _ => Shown::BadAddress,
    }
}

/// The ticket of the mails that this one answers: ours, whose ids nobody can guess, or those that came in.
fn answered(conn: &mut Conn, letter: &Letter, office: &Office<'_>) -> Result<Option<Ticket>> {
    if letter.answers.is_empty() {
        return Ok(None);
    }
    if let Some(mail) = outbox::by_message_id(conn, &ours(letter, office))?
        && let Some(reference) = mail.ticket_reference
    {
        return Ok(tickets::queries::with_reference(conn, &reference)?);
    }
    let hashes: Vec<String> = letter.answers.iter().map(|id| hash_of_id(id)).collect();
    Ok(queries::ticket_of_mails(conn, &hashes)?)
}

/// Those of the mails that this one answers which bear an id of ours.
fn ours(letter: &Letter, office: &Office<'_>) -> Vec<String> {
    letter.answers.iter().filter_map(|id| local_id(id, office)).collect()
}

fn local_id(id: &str, office: &Office<'_>) -> Option<String> {
    let (local, domain) = id.rsplit_once('@')?;
    domain.eq_ignore_ascii_case(office.domain).then(|| local.to_owned())
}

fn hash_of_id(id: &str) -> String {
    sha256_hex(id.as_bytes())
}
