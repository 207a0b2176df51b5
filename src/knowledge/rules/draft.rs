//! From a conversation to the draft of an article.

use std::collections::BTreeMap;

use super::anonymise::{Kind, Known, anonymise, without_courtesies};
use crate::i18n::Locale;

/// A message of the conversation.
#[derive(Debug, Clone)]
pub struct Turn<'a> {
    pub by_team: bool,
    pub body: &'a str,
}

/// What the machine made of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    pub title: String,
    pub body: String,
    pub replaced: BTreeMap<(Kind, String), usize>,
}

/// The question and the answers, one after the other, without persons and without courtesies.
pub fn of(subject: &str, turns: &[Turn<'_>], known: &Known, language: Locale) -> Made {
    let mut made = Made::default();
    let title = anonymise(subject, known, language);
    made.title = title.text.chars().take(super::MAX_TITLE).collect();
    made.replaced = title.replaced;
    let question = turns.iter().find(|turn| turn.by_team);
    let answers = turns.iter().filter(|turn| !turn.by_team);
    let parts = [
        ("knowledge-draft-question", question.into_iter().collect::<Vec<_>>()),
        ("knowledge-draft-answer", answers.collect()),
    ];
    let mut written = Vec::new();
    for (heading, turns) in parts {
        let said: Vec<_> = turns.iter().map(|turn| made.take(turn.body, known, language)).collect();
        let said: Vec<_> = said.into_iter().filter(|text| !text.is_empty()).collect();
        if !said.is_empty() {
            written.push(format!("# {}\n\n{}", language.text(heading), said.join("\n\n")));
        }
    }
    made.body = written.join("\n\n");
    made
}

impl Made {
    fn take(&mut self, body: &str, known: &Known, language: Locale) -> String {
        let (text, courtesies) = without_courtesies(body);
        for taken in courtesies {
            *self.replaced.entry(taken).or_default() += 1;
        }
        let done = anonymise(&text, known, language);
        for (taken, times) in done.replaced {
            *self.replaced.entry(taken).or_default() += times;
        }
        done.text
    }
}
