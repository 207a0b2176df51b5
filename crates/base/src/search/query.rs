//! What somebody typed into a search box. Nothing that can be typed is an error: what is not understood are words.

use super::words::{folded, forms, is_stop_word, words};

/// A search looks at so many things; further ones hardly narrow it.
const MOST: usize = 10;

/// What is looked for. Without clauses it is everything: only stop words were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Written with a `-`: what has it is not wanted.
    pub excluded: bool,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Folded words that follow one another; often one.
    Words(Vec<String>),
    /// The last word, which may not be finished.
    Start(String),
    /// `from:`, words of the asker's name or address.
    From(Vec<String>),
    /// `node:`, a slug.
    Node(String),
    /// `state:`, a folded word.
    State(String),
    /// `tag:`, all its words, folded.
    Tag(Vec<String>),
}

impl Search {
    pub fn parse(typed: &str) -> Self {
        let mut clauses = Vec::new();
        let mut rest = typed.trim_start();
        while !rest.is_empty() && clauses.len() < MOST {
            let (clause, after) = clause(rest);
            // An open end: nothing follows the word, not even a space.
            let last = after.is_empty();
            clauses.extend(clause.map(|clause| if last { unfinished(clause) } else { clause }));
            rest = after.trim_start();
        }
        Self { clauses }
    }

    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }
}

/// Reads one clause; none when it was only stop words or signs.
fn clause(text: &str) -> (Option<Clause>, &str) {
    let (excluded, text) = match text.strip_prefix('-') {
        Some(rest) if rest.starts_with(|c: char| c.is_alphanumeric() || opens(c).is_some()) => {
            (true, rest)
        }
        _ => (false, text),
    };
    let (key, text) = operator(text);
    let (value, after) = value(text);
    let meant = meaningful(value);
    let plain = || value.trim().to_lowercase();
    let what = match key {
        Some("tag") => Some(spelled(value)).filter(|words| !words.is_empty()).map(What::Tag),
        _ if meant.is_empty() && key != Some("node") => None,
        Some("from") => Some(What::From(meant)),
        Some("node") => Some(plain()).filter(|slug| !slug.is_empty()).map(What::Node),
        Some("state") => Some(What::State(meant.join(" "))),
        _ => Some(What::Words(meant)),
    };
    (what.map(|what| Clause { excluded, what }), after)
}

/// `from:` and the like, in both languages, without its colon; what follows it must begin at once.
fn operator(text: &str) -> (Option<&'static str>, &str) {
    let Some((name, rest)) = text.split_once(':') else { return (None, text) };
    if name.len() > 12 || rest.starts_with(char::is_whitespace) {
        return (None, text);
    }
    let key = match folded(name).as_str() {
        "from" | "de" => "from",
        "node" | "noeud" => "node",
        "state" | "etat" => "state",
        "tag" | "etiquette" => "tag",
        _ => return (None, text),
    };
    (Some(key), rest)
}

/// A quoted text, or all up to the next space.
fn value(text: &str) -> (&str, &str) {
    let first = text.chars().next();
    if let Some((open, close)) = first.and_then(|c| Some((c, opens(c)?))) {
        let inside = text.strip_prefix(open).unwrap_or(text);
        return inside.split_once(close).unwrap_or((inside, ""));
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at(end)
}

/// The sign that closes what this one opens.
fn opens(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '«' => Some('»'),
        '“' => Some('”'),
        _ => None,
    }
}

fn meaningful(text: &str) -> Vec<String> {
    spelled(text).into_iter().filter(|word| !is_stop_word(word)).take(MOST).collect()
}

fn spelled(text: &str) -> Vec<String> {
    words(text).map(|(_, word)| folded(word)).filter(|word| !word.is_empty()).collect()
}

fn unfinished(clause: Clause) -> Clause {
    let what = match clause.what {
        What::Words(words) if !clause.excluded => match words.as_slice() {
            [only] if only.len() > 2 => What::Start(only.clone()),
            _ => What::Words(words),
        },
        other => other,
    };
    Clause { what, ..clause }
}

impl What {
    /// The rows of terms any of which it may be in the index.
    pub fn rows(&self) -> Vec<Vec<String>> {
        match self {
            Self::Words(words) | Self::From(words) | Self::Tag(words) => rows_of(words),
            Self::Start(word) => rows_of(std::slice::from_ref(word)),
            Self::Node(_) | Self::State(_) => Vec::new(),
        }
    }
}

/// The words in French and in English: one row when both are the same.
fn rows_of(words: &[String]) -> Vec<Vec<String>> {
    let all: Vec<_> = words.iter().map(|word| forms(word)).collect();
    let french = all.iter().filter_map(|forms| forms.first().cloned()).collect();
    let english = all.iter().filter_map(|forms| forms.last().cloned()).collect();
    let mut rows: Vec<Vec<String>> = vec![french, english];
    rows.dedup();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(typed: &str) -> Vec<(bool, What)> {
        Search::parse(typed)
            .clauses
            .into_iter()
            .map(|clause| (clause.excluded, clause.what))
            .collect()
    }

    fn row(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn words_phrases_and_exclusions_are_told_apart() {
        let found = parsed("Données \"plan de gestion\" -embargo -« à vie » dépô");

        let expected = [
            (false, What::Words(row(&["donnees"]))),
            (false, What::Words(row(&["plan", "gestion"]))),
            (true, What::Words(row(&["embargo"]))),
            (true, What::Words(row(&["vie"]))),
            (false, What::Start("depo".into())),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn operators_have_a_name_in_each_language() {
        let expected = [
            (false, What::From(row(&["lucie", "marchal"]))),
            (true, What::State("closed".into())),
            (false, What::Node("adoc-lorraine".into())),
            (false, What::Tag(row(&["tres", "urgent"]))),
        ];
        assert_eq!(
            parsed("from:\"Lucie Marchal\" -state:closed node:adoc-lorraine tag:\"très urgent\" "),
            expected
        );
        assert_eq!(
            parsed("de:«Lucie Marchal» -état:closed nœud:adoc-lorraine étiquette:« Très urgent » "),
            expected
        );
    }

    #[test]
    fn a_reference_an_address_and_an_identifier_are_phrases() {
        assert_eq!(parsed("2026-004217"), [(false, What::Words(row(&["2026", "004217"])))]);
        assert_eq!(
            parsed("10.5281/zenodo.7 "),
            [(false, What::Words(row(&["10", "5281", "zenodo", "7"])))]
        );
    }

    #[test]
    fn stop_words_and_signs_ask_for_nothing() {
        for typed in
            ["", "  ", "de la", "the", "l'", "\"\"", "-", "--", "«", "from:", "- - \" ", ":", "☃"]
        {
            assert!(Search::parse(typed).is_empty(), "{typed}: {:?}", parsed(typed));
        }
    }
}
