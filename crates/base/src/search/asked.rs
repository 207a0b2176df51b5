//! What was typed, as a question to an index whose lists know no operators but words.

use super::{What, terms};
use crate::db::search::Expr;
use crate::i18n::Locale;

impl Expr {
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
