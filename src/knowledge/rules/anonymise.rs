//! Takes persons, laboratories and identifiers out of a text, and finds what is left of them.
//!
//! It would rather take too much: what was taken is listed beside the draft, and the editor puts back what readers need.

use std::collections::BTreeMap;

use super::patterns::{self, Link};
use crate::i18n::Locale;
use crate::search::is_stop_word;
use crate::text::fold;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Person,
    Email,
    Phone,
    Address,
    Laboratory,
    Orcid,
    Dataset,
    Plan,
    Link,
    Project,
    Bank,
    Social,
    Number,
    Reference,
    Greeting,
    Signature,
}

impl Kind {
    /// The end of its message keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Laboratory => "laboratory",
            Self::Orcid => "orcid",
            Self::Dataset => "dataset",
            Self::Plan => "plan",
            Self::Link => "link",
            Self::Project => "project",
            Self::Bank => "bank",
            Self::Social => "social",
            Self::Number => "number",
            Self::Reference => "reference",
            Self::Greeting => "greeting",
            Self::Signature => "signature",
        }
    }

    /// What stands in its place: a word in brackets.
    pub fn placeholder(self, language: Locale) -> String {
        format!("[{}]", language.text(&format!("knowledge-kind-{}", self.as_str())))
    }
}

/// What is known of a ticket's people and things.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Words of names, folded.
    names: Vec<String>,
    /// Names of laboratories, as folded words.
    laboratories: Vec<Vec<String>>,
    /// Identifiers as they were typed.
    identifiers: Vec<(String, Kind)>,
}

/// Words of names that are no names by themselves.
const PARTICLES: [&str; 12] =
    ["de", "du", "des", "la", "le", "les", "van", "von", "der", "den", "del", "di"];

/// Those with which a name may begin.
const LEADING: [&str; 7] = ["le", "la", "van", "von", "der", "del", "di"];

impl Known {
    pub fn person(&mut self, name: &str) {
        for word in fold(name).split(' ') {
            let plain = word.len() < 3 || PARTICLES.contains(&word) || is_stop_word(word);
            if !plain && !self.names.iter().any(|known| known == word) {
                self.names.push(word.to_owned());
            }
        }
    }

    pub fn laboratory(&mut self, name: &str) {
        let words: Vec<_> =
            fold(name).split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect();
        if words.iter().map(String::len).sum::<usize>() > 2 {
            self.laboratories.push(words);
        }
    }

    pub fn identifier(&mut self, typed: &str, kind: Kind) {
        if typed.trim().len() > 4 {
            self.identifiers.push((typed.trim().to_owned(), kind));
        }
    }
}

/// Something that looks personal, where it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub kind: Kind,
    pub begin: usize,
    pub end: usize,
}

/// Everything in a text that looks personal, in order.
pub fn find(text: &str, known: &Known) -> Vec<Found> {
    let (mut found, mut at, mut in_word) = (Vec::new(), 0, false);
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let begins = !in_word && (c.is_alphanumeric() || c == '+');
        let step = if begins { look(text, at, known) } else { Step::Pass(c.len_utf8()) };
        let length = match step {
            Step::Take(length, kind) => {
                found.push(Found { kind, begin: at, end: at + length });
                length
            }
            Step::Pass(length) => length,
        };
        let last = text.get(at..at + length).and_then(|passed| passed.chars().next_back());
        in_word = last.is_some_and(is_of_a_word);
        at += length;
    }
    found
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

enum Step {
    Take(usize, Kind),
    Pass(usize),
}

/// What begins at a place where a word does.
fn look(text: &str, at: usize, known: &Known) -> Step {
    let rest = &text[at..];
    for (typed, kind) in &known.identifiers {
        if rest.starts_with(typed.as_str()) {
            return Step::Take(typed.len(), *kind);
        }
    }
    match patterns::link(rest) {
        Some(Link::Personal(length, kind)) => return Step::Take(length, kind),
        Some(Link::Public(length)) => {
            let named = named_in(&rest[..length], known);
            return if named { Step::Take(length, Kind::Link) } else { Step::Pass(length) };
        }
        None => {}
    }
    let readers = [
        patterns::email,
        patterns::identifier,
        patterns::orcid,
        patterns::bank,
        patterns::project,
        patterns::unit,
        patterns::reference,
        patterns::place,
        patterns::number,
        patterns::titled,
    ];
    if let Some((length, kind)) = readers.iter().find_map(|read| read(rest)) {
        return Step::Take(length, kind);
    }
    if let Some(length) = known.laboratories.iter().find_map(|words| follows(rest, words)) {
        return Step::Take(length, Kind::Laboratory);
    }
    match person(rest, known) {
        Some(length) => Step::Take(length, Kind::Person),
        None => Step::Pass(rest.chars().next().map_or(1, char::len_utf8)),
    }
}

fn word(text: &str) -> &str {
    &text[..text.find(|c| !is_of_a_word(c)).unwrap_or(text.len())]
}

/// Whether an address holds a word of a name.
fn named_in(address: &str, known: &Known) -> bool {
    fold(address).split(' ').any(|part| known.names.iter().any(|name| name == part))
}

/// How far these words go, when the text begins with them.
fn follows(text: &str, words: &[String]) -> Option<usize> {
    let mut end = 0;
    for (place, wanted) in words.iter().enumerate() {
        if place > 0 {
            let gap = text[end..].find(is_of_a_word)?;
            if gap > 3 || text[end..end + gap].contains('\n') {
                return None;
            }
            end += gap;
        }
        let said = word(&text[end..]);
        if fold(said) != *wanted {
            return None;
        }
        end += said.len();
    }
    (end > 0).then_some(end)
}

/// Words of known names, joined by spaces, hyphens and particles. One alone counts when it has a capital.
fn person(text: &str, known: &Known) -> Option<usize> {
    let (mut end, mut at, mut count) = (0, 0, 0);
    loop {
        let said = word(&text[at..]);
        let folded = fold(said);
        if known.names.contains(&folded) {
            count += 1;
            end = at + said.len();
        } else if count == 0 && !LEADING.contains(&folded.as_str())
            || !PARTICLES.contains(&folded.as_str())
        {
            break;
        }
        at += said.len();
        let gap = text[at..].find(is_of_a_word).unwrap_or(0);
        if gap == 0 || gap > 3 || text[at..at + gap].contains(['\n', ',', ';', ':', '(']) {
            break;
        }
        at += gap;
    }
    let capital = text.starts_with(char::is_uppercase);
    (count > 1 || count == 1 && capital).then_some(end)
}

/// A text without what was found, and what that was: each once, with how often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anonymised {
    pub text: String,
    pub replaced: BTreeMap<(Kind, String), usize>,
}

pub fn anonymise(text: &str, known: &Known, language: Locale) -> Anonymised {
    let (mut done, mut rest) = (Anonymised::default(), 0);
    for Found { kind, begin, end } in find(text, known) {
        done.text.push_str(&text[rest..begin]);
        done.text.push_str(&kind.placeholder(language));
        *done.replaced.entry((kind, text[begin..end].to_owned())).or_default() += 1;
        rest = end;
    }
    done.text.push_str(&text[rest..]);
    done
}

const GREETINGS: [&str; 11] = [
    "bonjour", "bonsoir", "hello", "hi", "dear", "cher", "chere", "chers", "madame", "monsieur",
    "salut",
];
const CLOSINGS: [&str; 17] = [
    "cordialement",
    "bien cordialement",
    "tres cordialement",
    "bien a vous",
    "bien a toi",
    "cdlt",
    "cdt",
    "salutations",
    "meilleures salutations",
    "amicalement",
    "best regards",
    "kind regards",
    "regards",
    "best wishes",
    "sincerely",
    "yours sincerely",
    "bonne journee",
];
/// A signature has so many lines at most; what is longer is text.
const SIGNATURE_LINES: usize = 12;

/// A message without the words that open and close it.
pub fn without_courtesies(message: &str) -> (String, Vec<(Kind, String)>) {
    let mut lines: Vec<&str> = message.lines().collect();
    let mut taken = Vec::new();
    let first = lines.iter().position(|line| !line.trim().is_empty());
    if let Some(first) = first.filter(|first| is_greeting(lines[*first])) {
        taken.push((Kind::Greeting, lines[first].trim().to_owned()));
        lines.drain(..=first);
    }
    let from = lines.len().saturating_sub(SIGNATURE_LINES);
    let signed = lines.iter().enumerate().skip(from).find(|(_, line)| is_closing(line));
    if let Some((at, _)) = signed {
        let cut: Vec<_> = lines.drain(at..).collect();
        let said = cut.join("\n").trim().to_owned();
        taken.push((Kind::Signature, said));
    }
    (lines.join("\n").trim().to_owned(), taken)
}

fn is_greeting(line: &str) -> bool {
    let folded = fold(line);
    let words: Vec<_> = folded.split(' ').collect();
    words.len() <= 6 && words.first().is_some_and(|word| GREETINGS.contains(word))
}

fn is_closing(line: &str) -> bool {
    if line.trim() == "--" {
        return true;
    }
    let folded = fold(line);
    CLOSINGS.iter().any(|closing| {
        folded.strip_prefix(closing).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }) && folded.split(' ').count() <= 6
}
