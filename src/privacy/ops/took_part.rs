//! Somebody is taken out of the conversations of others: what they wrote themselves is anonymised as a ticket of theirs
//! would be, what the others wrote loses their name and address, however they are called there.

use super::team_word;
use crate::Result;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::privacy::TextPolicy;
use crate::privacy::queries::{self, Said};
use crate::privacy::rules::{NameScope, Traces, event_facts, impersonal};
use crate::text::fold;
use crate::tickets::{AuthorKind, MessageId, MessageKind, TicketId};

/// Somebody who is erased: the address, the names it is known by, the language they read.
pub(super) struct Person<'a> {
    pub email: &'a str,
    pub names: &'a [String],
    pub language: Locale,
}

impl Person<'_> {
    fn traces(&self) -> Traces {
        Traces::of(self.names.iter().map(|name| (name.as_str(), self.email)))
    }

    /// Whether they wrote it: from their address, by one of their mails, or by their link under a name of theirs.
    fn wrote(&self, said: &Said, mails: &[String]) -> bool {
        let named = || {
            let author = fold(&said.author_name);
            self.names.iter().any(|name| fold(name) == author)
        };
        match (said.author_kind, &said.mail, &said.author_email) {
            // An account's messages are made nobody's with the account.
            (AuthorKind::System | AuthorKind::Staff, ..) => false,
            (AuthorKind::Team, _, Some(email)) if email == self.email => true,
            (AuthorKind::Team, Some(mail), _) => mails.contains(mail),
            (AuthorKind::Team, None, Some(_)) => false,
            (AuthorKind::Team, None, None) => named(),
        }
    }
}

/// Takes somebody out of some of the conversations they took part in; answers how many, and the files on which nothing may
/// hang any more. Asked again it goes on with the next ones.
pub(super) fn leave(
    conn: &mut Conn,
    person: &Person<'_>,
    (policy, limit): (TextPolicy, i64),
) -> Result<(usize, Vec<String>)> {
    let ids = queries::took_part(conn, person.email, limit)?;
    if ids.is_empty() {
        return Ok((0, Vec::new()));
    }
    let traces = person.traces();
    let without = |text: &str| traces.without(text, NameScope::EachWord);
    let (said, subjects) = queries::said_in(conn, &ids)?;
    let mails: Vec<String> = said.iter().filter_map(|said| said.mail.clone()).collect();
    let mails = queries::mails_of(conn, person.email, &mails)?;
    let (theirs, others): (Vec<&Said>, Vec<&Said>) =
        said.iter().partition(|said| person.wrote(said, &mails));
    let own: Vec<_> = theirs
        .iter()
        .map(|said| {
            let body = match (said.kind, policy) {
                (MessageKind::Event, _) => event_facts(&said.body),
                (_, TextPolicy::Removed) => person.language.text("privacy-text-removed"),
                (_, TextPolicy::Kept) => impersonal(&said.body, &traces),
            };
            (said.id.clone(), body, team_word(person.language))
        })
        .collect();
    queries::put_written(conn, &own)?;
    let changed: Vec<(MessageId, String, String)> = others
        .iter()
        .filter_map(|said| {
            // What happened is told by facts: a first name in them may be anybody's.
            if said.kind == MessageKind::Event {
                let facts = traces.without(&said.body, NameScope::WholeName)?;
                return Some((said.id.clone(), facts, String::new()));
            }
            let quoted = said.quoted.as_deref().unwrap_or_default();
            // What is quoted of somebody else is folded away anyway: it goes whole.
            let names = without(quoted).is_some();
            let body = without(&said.body);
            (names || body.is_some()).then(|| {
                let quoted = if names { String::new() } else { quoted.to_owned() };
                (said.id.clone(), body.unwrap_or_else(|| said.body.clone()), quoted)
            })
        })
        .collect();
    queries::put_said(conn, &changed)?;
    let subjects: Vec<(TicketId, String)> = subjects
        .into_iter()
        .filter_map(|(id, subject)| without(&subject).map(|subject| (id, subject)))
        .collect();
    queries::put_subjects(conn, &subjects)?;
    let own: Vec<MessageId> = own.into_iter().map(|(id, ..)| id).collect();
    let files = queries::leave(conn, person.email, (&ids, &own))?;
    crate::tickets::queries::search::index(conn, &ids)?;
    Ok((ids.len(), files))
}
