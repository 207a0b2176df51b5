//! Where a text says what was looked for.

use std::collections::HashSet;

use serde::Serialize;

use super::query::{Search, What};
use super::words::{folded, is_stop_word, stem, words};
use crate::i18n::Locale;
use crate::text::without_mark;

/// What to mark: terms, and beginnings of words.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    terms: HashSet<String>,
    starts: Vec<String>,
}

/// A part of a text, which was looked for or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    pub text: String,
    pub found: bool,
}

/// How much of a text a snippet shows, in bytes, and how much of it lies before the first word found.
const WIDTH: usize = 180;
const BEFORE: usize = 50;

impl Marks {
    pub fn of(search: &Search) -> Self {
        let mut marks = Self::default();
        for clause in search.clauses.iter().filter(|clause| !clause.excluded) {
            marks.terms.extend(clause.what.rows().into_iter().flatten());
            if let What::Start(start) = &clause.what {
                marks.starts.push(start.clone());
            }
        }
        marks
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    fn has(&self, word: &str) -> bool {
        let word = folded(word);
        if is_stop_word(&word) {
            return false;
        }
        self.starts.iter().any(|start| word.starts_with(start))
            || [Locale::Fr, Locale::En]
                .iter()
                .any(|language| self.terms.contains(&stem(&word, *language)))
    }

    /// The whole text in pieces; none when it holds nothing that was looked for.
    pub fn marked(&self, text: &str) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        let mut rest = 0;
        for (begin, word) in words(text).filter(|(_, word)| self.has(word)) {
            push(&mut pieces, text.get(rest..begin)?, false);
            push(&mut pieces, word, true);
            rest = begin + word.len();
        }
        if pieces.is_empty() {
            return None;
        }
        push(&mut pieces, text.get(rest..)?, false);
        Some(pieces)
    }

    /// The surroundings of the first word found, on one line; none when the text holds none.
    pub fn snippet(&self, text: &str) -> Option<Vec<Piece>> {
        let (first, _) = words(text).find(|(_, word)| self.has(word))?;
        let begin = words(text)
            .map(|(begin, _)| begin)
            .find(|begin| begin + BEFORE >= first)
            .unwrap_or(first);
        let begin = if begin < BEFORE { 0 } else { begin };
        let end = words(text)
            .map(|(begin, word)| begin + word.len())
            .take_while(|end| *end <= begin + WIDTH)
            .last()
            .unwrap_or(begin)
            .max(first);
        let shown = text.get(begin..)?;
        let cut = words(shown).map(|(at, word)| begin + at + word.len()).find(|at| *at >= end);
        let end = cut.unwrap_or(text.len());
        let goes_on = words(text.get(end..)?).next().is_some();
        let end = if goes_on { end } else { text.len() };
        let lines = text.get(begin..end)?.lines().map(without_mark);
        let line: Vec<_> = lines.flat_map(str::split_whitespace).collect();
        let line = format!(
            "{}{}{}",
            if begin > 0 { "… " } else { "" },
            line.join(" "),
            if goes_on { " …" } else { "" }
        );
        self.marked(&line)
    }
}

fn push(pieces: &mut Vec<Piece>, text: &str, found: bool) {
    if !text.is_empty() {
        pieces.push(Piece { text: text.to_owned(), found });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: Option<Vec<Piece>>) -> String {
        let all = pieces.unwrap_or_default().into_iter();
        all.map(|piece| if piece.found { format!("[{}]", piece.text) } else { piece.text })
            .collect()
    }

    #[test]
    fn every_form_of_a_word_is_marked_where_it_stands() {
        let marks = Marks::of(&Search::parse("deposer donnée -secret \"plan de gestion\" entr"));

        let text = "L’entrepôt a déposé nos Données : plan de gestion <b>secret</b>.";
        let expected = "L’[entrepôt] a [déposé] nos [Données] : [plan] de [gestion] <b>secret</b>.";
        assert_eq!(shown(marks.marked(text)), expected);
        assert_eq!(marks.marked("rien"), None);
        let give = Marks::of(&Search::parse("donner accès"));
        assert_eq!(shown(give.marked("donner accès aux données")), "[donner] [accès] aux données");
    }

    #[test]
    fn a_snippet_is_one_line_around_the_first_word_found() {
        let marks = Marks::of(&Search::parse("embargo"));
        let text = format!(
            "{}\n\nun embargo de\ndouze mois {}",
            "avant ".repeat(100),
            "après ".repeat(100)
        );

        let line = shown(marks.snippet(&text));

        assert!(line.starts_with("… avant avant") && line.ends_with("après …"), "{line}");
        assert!(line.contains("un [embargo] de douze mois"), "{line}");
        assert!((100..300).contains(&line.len()), "{line}");
        assert_eq!(shown(marks.snippet("Embargo")), "[Embargo]");
        assert_eq!(shown(marks.snippet("é embargo é")), "é [embargo] é");
        let letter = "# Deux points\n> - un *embargo* ;\n2. le dépôt - ou rien.\n\n-- \nZoé\n---";
        let line = "Deux points un *[embargo]* ; le dépôt - ou rien. Zoé";
        assert_eq!(shown(marks.snippet(letter)), line);
        assert_eq!(shown(marks.snippet("12 mois d’embargo")), "12 mois d’[embargo]");
    }
}
