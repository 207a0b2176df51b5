//! What the index holds of a ticket.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{INDEX, PART};
use crate::accounts::NodeId;
use crate::db::Conn;
use crate::db::schema::{messages, nodes, ticket_search, tickets};
use crate::db::search::{self, Line, token};
use crate::i18n::Locale;
use crate::search::{terms, terms_in_both};
use crate::tickets::{HandoverId, MessageKind, Reach, State, Ticket, TicketId};

/// What of a thread is indexed: as many messages, as many terms.
const MOST_MESSAGES: i64 = 2_000;
const MOST_TERMS: usize = 60_000;

/// What of a ticket is indexed beside its messages.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tickets)]
pub struct Head {
    pub id: String,
    pub reference: String,
    pub subject: String,
    pub state: State,
    pub node_id: NodeId,
    pub assignee_id: Option<String>,
    pub asker_name: String,
    pub asker_email: String,
    pub beneficiary_name: Option<String>,
    pub institution: Option<String>,
    pub region: Option<String>,
    pub discipline_codes: String,
    pub topic: Option<String>,
    pub language: Locale,
    pub last_activity_at: NaiveDateTime,
}

/// A message: its ticket, what it is, whom it reaches, the node it was written for, its consultation, its words.
type Spoken = (String, MessageKind, Reach, Option<NodeId>, Option<HandoverId>, String);

/// Brings tickets' lines of the index to what their rows say now.
pub fn index(conn: &mut Conn, ids: &[TicketId]) -> QueryResult<()> {
    let heads: Vec<Head> =
        tickets::table.filter(tickets::id.eq_any(ids)).select(Head::as_select()).load(conn)?;
    // Nobody sees an unconfirmed ticket, so nobody finds it.
    let (shown, hidden): (Vec<_>, Vec<_>) =
        heads.into_iter().partition(|head| head.state != State::Unconfirmed);
    for head in hidden {
        search::remove(conn, INDEX, &head.id)?;
    }
    let said: Vec<Spoken> = messages::table
        .filter(messages::ticket_id.eq_any(shown.iter().map(|head| &head.id)))
        .filter(messages::kind.ne(MessageKind::Event))
        .order((messages::ticket_id, messages::created_at, messages::id))
        .limit(MOST_MESSAGES.max(i64::try_from(ids.len()).unwrap_or(1) * 200))
        .select((
            messages::ticket_id,
            messages::kind,
            messages::reach,
            messages::node_id,
            messages::handover_id,
            messages::body,
        ))
        .load(conn)?;
    let mut by_ticket = HashMap::<_, Vec<_>>::new();
    for (ticket, kind, reach, node, consultation, body) in &said {
        let signs = match (kind, reach, node) {
            (MessageKind::Note, Reach::Node, Some(node)) => vec![node_sign(node)],
            (MessageKind::Note, Reach::All, _) => vec!["_".to_owned(), TO_ALL.to_owned()],
            (MessageKind::Note, Reach::Side, _) => {
                let side = consultation.as_ref().map(side_sign);
                [BETWEEN.to_owned()].into_iter().chain(side).collect()
            }
            (MessageKind::Note, ..) => vec!["_".to_owned()],
            (MessageKind::Public | MessageKind::Event, ..) => vec![String::new()],
        };
        let said = signs.into_iter().map(|sign| (sign, body.as_str()));
        by_ticket.entry(ticket).or_default().extend(said);
    }
    let lines: Vec<_> = shown
        .iter()
        .map(|head| line(head, by_ticket.remove(&head.id).unwrap_or_default().into_iter()))
        .collect();
    search::put(conn, INDEX, &lines)
}

/// Puts a ticket into the index that was just inserted, with its question.
pub fn index_question(conn: &mut Conn, ticket: &Ticket, body: &str) -> QueryResult<()> {
    if ticket.state == State::Unconfirmed {
        return Ok(());
    }
    let said = std::iter::once((String::new(), body));
    search::put(conn, INDEX, &[line(&Head::of(ticket), said)])
}

impl Head {
    fn of(ticket: &Ticket) -> Self {
        let ticket = ticket.clone();
        Self {
            id: ticket.id.to_string(),
            reference: ticket.reference,
            subject: ticket.subject,
            state: ticket.state,
            node_id: ticket.node_id,
            assignee_id: ticket.assignee_id.map(|id| id.to_string()),
            asker_name: ticket.asker_name,
            asker_email: ticket.asker_email,
            beneficiary_name: ticket.beneficiary_name,
            institution: ticket.institution,
            region: ticket.region,
            discipline_codes: ticket.discipline_codes,
            topic: ticket.topic,
            language: ticket.language,
            last_activity_at: ticket.last_activity_at,
        }
    }
}

/// A ticket as the index keeps it. A sign says where a word stands: none in public, `_` in a note
/// that the responsible node reads, `_o_` in one that others who answer read too, `_n…_` in one for one node, `_c…_` in one for
/// both sides of a consultation, `_b_` in one of any consultation, `_s_` in the subject,
/// `_f_` in the asker's name or address; `__` and a letter begin what it is filtered by.
pub fn line<'a>(head: &Head, said: impl Iterator<Item = (String, &'a str)>) -> Line {
    let mut written = Written(String::with_capacity(1_000), 0);
    for facet in facets_of(head) {
        written.add("", &facet);
    }
    written.text("_s_", &head.subject, head.language);
    written.text("", &head.subject, head.language);
    let mut number = terms(&head.reference, head.language);
    number.extend(number.last().map(|last| last.trim_start_matches('0').to_owned()));
    written.part("", &number);
    let asker = format!("{} {}", head.asker_name, head.asker_email);
    let asker = terms(&asker, head.language);
    written.part("_f_", &asker);
    written.part("", &asker);
    if let Some(name) = &head.beneficiary_name {
        written.part("", &terms(name, head.language));
    }
    for (sign, body) in said {
        written.text(&sign, body, head.language);
    }
    Line { id: head.id.clone(), at: head.last_activity_at, terms: written.0 }
}

/// Terms, and how many there are.
struct Written(String, usize);

impl Written {
    /// What people wrote, by the stems of both languages; those of the other one apart, so that they make no phrase.
    fn text(&mut self, sign: &str, text: &str, language: Locale) {
        let (own, others) = terms_in_both(text, language);
        self.part(sign, &own);
        others.iter().for_each(|term| self.part(sign, [term]));
    }

    fn part<'a>(&mut self, sign: &str, terms: impl IntoIterator<Item = &'a String>) {
        self.add("", PART);
        terms.into_iter().for_each(|term| self.add(sign, term));
    }

    fn add(&mut self, sign: &str, term: &str) {
        if self.1 < MOST_TERMS {
            self.1 += 1;
            for part in [sign, term, " "] {
                self.0.push_str(part);
            }
        }
    }
}

/// What stands before the words of a note that all nodes read which answer.
pub(super) const TO_ALL: &str = "_o_";

/// What stands before the words between the responsible node and one that it asks, whichever that is.
pub(super) const BETWEEN: &str = "_b_";

/// What stands before the words of a note that one node alone reads.
pub(super) fn node_sign(node: &NodeId) -> String {
    sign_of('n', node.as_str())
}

/// What stands before the words that both sides of a consultation read.
pub(super) fn side_sign(consultation: &HandoverId) -> String {
    sign_of('c', consultation.as_str())
}

fn sign_of(kind: char, id: &str) -> String {
    format!("_{}_", facet(kind, id).trim_start_matches('_'))
}

fn facets_of(head: &Head) -> Vec<String> {
    let assignee = head.assignee_id.as_deref().unwrap_or("none");
    let mut facets = vec![
        facet('u', &head.id),
        facet('n', head.node_id.as_str()),
        facet('s', head.state.as_str()),
        facet('t', head.state.turn().as_str()),
        facet('a', assignee),
        facet('e', &head.asker_email),
    ];
    let codes = [('r', &head.region), ('p', &head.topic), ('i', &head.institution)];
    facets.extend(codes.iter().filter_map(|(kind, code)| Some(facet(*kind, code.as_deref()?))));
    let disciplines = head.discipline_codes.split(',').filter(|code| !code.is_empty());
    facets.extend(disciplines.map(|code| facet('d', code)));
    facets
}

/// One value that tickets are filtered by; of a long one its hash, since rows are looked at again.
pub(super) fn facet(kind: char, value: &str) -> String {
    let plain = token(&value.to_lowercase().replace(['.', '-'], "_"));
    if plain.len() <= 14 && plain.len() == value.len() {
        return format!("__{kind}{plain}");
    }
    let hash = value.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("__{kind}{hash:016x}")
}

/// Some tickets that are not in the index and should be, after one.
pub fn unindexed(
    conn: &mut Conn,
    after: Option<&TicketId>,
    limit: i64,
) -> QueryResult<Vec<TicketId>> {
    let query = tickets::table
        .left_join(ticket_search::table.on(ticket_search::id.eq(tickets::id)))
        .filter(ticket_search::id.is_null())
        .filter(tickets::state.ne(State::Unconfirmed))
        .order(tickets::id)
        .limit(limit)
        .select(tickets::id)
        .into_boxed();
    match after {
        Some(after) => query.filter(tickets::id.gt(after)).load(conn),
        None => query.load(conn),
    }
}

/// Empties the index; what [`unindexed`] answers then is all there is.
pub fn forget_all(conn: &mut Conn) -> QueryResult<()> {
    search::empty(conn, INDEX)
}

/// Forgets words, since nobody bears them any more.
pub fn forget_words(conn: &mut Conn, words: &[String]) -> QueryResult<()> {
    // What both sides of a consultation read stands after a sign of all such notes too; what one node reads, after its own.
    let desks: Vec<NodeId> = nodes::table.select(nodes::id).load(conn)?;
    let signs: Vec<_> = desks.iter().map(node_sign).collect();
    search::forget_words(conn, INDEX, words, &signs)
}
