//! Why a ticket is in the list of a search: its words, marked in the subject and in the first message that has them.

use serde::Serialize;

use crate::search::{Marks, Piece, Search};
use crate::tickets::TicketId;
use crate::tickets::queries::search::Texts;

/// What a search found, for the rows of its list.
pub(super) struct Findings {
    marks: Marks,
    texts: Texts,
}

#[derive(Serialize)]
pub struct Found {
    subject: Vec<Piece>,
    /// Empty when only the subject, a name or a number has the words.
    snippet: Vec<Piece>,
    in_note: bool,
}

impl Findings {
    pub fn new(search: &Search, texts: Texts) -> Self {
        Self { marks: Marks::of(search), texts }
    }

    pub fn of(&self, ticket: &TicketId, subject: &str) -> Found {
        let whole = || vec![Piece { text: subject.to_owned(), found: false }];
        let texts = self.texts.get(ticket).into_iter().flatten();
        let first =
            texts.filter_map(|(note, body)| Some((*note, self.marks.snippet(body)?))).next();
        let (in_note, snippet) = first.unwrap_or_default();
        Found { subject: self.marks.marked(subject).unwrap_or_else(whole), snippet, in_note }
    }
}
