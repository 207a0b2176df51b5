//! A conversation as a program reads it: what its reader may see of the messages, and what happened in between.

use serde::Serialize;

use super::Side;
use super::files::FileLine;
use super::views::instant;
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::tickets::queries::{self, Sight};
use crate::tickets::{AuthorKind, Message, MessageId, MessageKind, Ticket, access, rules};

#[derive(Debug, Serialize)]
pub struct Said {
    id: MessageId,
    visibility: &'static str,
    author: String,
    side: AuthorKind,
    body: String,
    event: Option<String>,
    created_at: String,
    attachments: Vec<FileLine>,
}

impl From<Message> for Said {
    fn from(message: Message) -> Self {
        Self {
            id: message.id,
            visibility: match message.kind {
                MessageKind::Public => "public",
                MessageKind::Note => "internal",
                MessageKind::Event => "event",
            },
            author: message.author_name,
            side: message.author_kind,
            // What an event's body holds is ours, for the words of the page.
            body: if message.event.is_some() { String::new() } else { message.body },
            event: message.event,
            created_at: instant(message.created_at),
            attachments: Vec::new(),
        }
    }
}

/// The conversation is given from its end: as many messages as fit in one answer.
const MOST_MESSAGES: i64 = 200;

/// The messages of a ticket for somebody on one side of it, and whether there are earlier ones.
pub fn of(
    conn: &mut Conn,
    actor: &Actor,
    (ticket, side): (&Ticket, &Side),
) -> Result<(Vec<Said>, bool)> {
    let sight = match side {
        Side::Staff(right) => access::sight(actor, right),
        Side::Team => Sight::Public,
    };
    let mut messages = queries::messages_of(conn, &ticket.id, sight, None, MOST_MESSAGES)?;
    let earlier = messages.len() as i64 > MOST_MESSAGES;
    if earlier {
        messages.remove(0);
    }
    // What nodes do among themselves, and by which tool, is nothing to the team: its page does not say it either.
    if matches!(side, Side::Team) {
        messages.retain(|message| message.event.as_deref().is_none_or(rules::team_reads));
    }
    let ids: Vec<_> = messages.iter().map(|message| message.id.clone()).collect();
    let mut said: Vec<Said> = messages.into_iter().map(Said::from).collect();
    for file in queries::attachments_of(conn, &ids)? {
        if let Some(said) = said.iter_mut().find(|said| said.id == file.message) {
            said.attachments.push(file.into());
        }
    }
    Ok((said, earlier))
}
