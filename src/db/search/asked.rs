//! What was typed, as a question to an index whose lists know no operators but words.

use super::Expr;
use crate::i18n::Locale;
use crate::search::{What, terms};

/// Every thing of such an index has it.
pub const EVERY: &str = "__a";

impl Expr {
    pub fn every() -> Self {
        Self::Term(EVERY.to_owned())
    }

    /// All of some, and nothing of others.
    pub fn all_without(all: Vec<Self>, without: Vec<Self>) -> Self {
        match without.is_empty() {
            true => Self::All(all),
            false => Self::Without(Box::new(Self::All(all)), Box::new(Self::Any(without))),
        }
    }

    /// What may stand in the index for what was typed, each term after a sign; operators of other lists are words here.
    pub fn meant(what: &What, sign: &str) -> Self {
        let rows = match what {
            What::Node(word) | What::State(word) => {
                vec![terms(word, Locale::Fr), terms(word, Locale::En)]
            }
            other => other.rows(),
        };
        let signed = |term: &String| format!("{sign}{term}");
        let mut any: Vec<_> = rows
            .iter()
            .filter(|row| !row.is_empty())
            .map(|row| match row.as_slice() {
                [one] => Self::Term(signed(one)),
                several => Self::Phrase(several.iter().map(signed).collect()),
            })
            .collect();
        if let What::Start(word) = what {
            any.push(Self::Start(signed(word)));
        }
        if any.is_empty() {
            any.push(Self::every());
        }
        Self::Any(any)
    }
}
