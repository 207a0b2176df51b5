//! The words by which a helpdesk steers a ticket: `#note`, `#clos répondu`, `#en-attente DPO jusqu’au 15/04/2026`. French
//! or English, accents, case and hyphens as one likes.

use chrono::NaiveDate;

use super::ended::outcome;
use super::wait::wait;
use crate::text::fold;
use crate::tickets::Outcome;

/// What one word asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// The text is for colleagues, not for the team.
    Note,
    /// How it ended, when that was said.
    Close(Option<Outcome>),
    /// For whom it waits, when that was said, and until when.
    Wait(Option<String>, NaiveDate),
    Take,
    /// Why not.
    Refuse(String),
    Accept,
    Reopen,
    Help,
}

/// What a mail asks for, and what is left of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    pub words: Vec<Word>,
    pub text: String,
    /// Lines on which a word is followed by more than it asks for. Nobody can tell for whom that is, so it is for
    /// colleagues.
    pub remarks: Vec<String>,
    /// Whether something that reads like an answer stands above the word for a note.
    pub covers: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    Order(Order),
    /// A line among the first looks like a word and is none that we know.
    Unknown(String),
}

#[derive(Clone, Copy)]
enum Kind {
    Note,
    Close,
    Wait,
    Take,
    Refuse,
    Accept,
    Reopen,
    Help,
}

/// Folded; the longest that fits counts.
const WORDS: &[(&str, Kind)] = &[
    ("note", Kind::Note),
    ("note interne", Kind::Note),
    ("internal note", Kind::Note),
    ("interne", Kind::Note),
    ("internal", Kind::Note),
    ("commentaire", Kind::Note),
    ("comment", Kind::Note),
    ("clos", Kind::Close),
    ("close", Kind::Close),
    ("closed", Kind::Close),
    ("clore", Kind::Close),
    ("cloture", Kind::Close),
    ("cloturer", Kind::Close),
    ("ferme", Kind::Close),
    ("fermer", Kind::Close),
    ("resolu", Kind::Close),
    ("resolved", Kind::Close),
    ("solved", Kind::Close),
    ("en attente", Kind::Wait),
    ("attente", Kind::Wait),
    ("attendre", Kind::Wait),
    ("pending", Kind::Wait),
    ("waiting", Kind::Wait),
    ("wait", Kind::Wait),
    ("on hold", Kind::Wait),
    ("prendre", Kind::Take),
    ("pris", Kind::Take),
    ("je prends", Kind::Take),
    ("take", Kind::Take),
    ("taken", Kind::Take),
    ("refuser", Kind::Refuse),
    ("refuse", Kind::Refuse),
    ("refus", Kind::Refuse),
    ("decline", Kind::Refuse),
    ("reject", Kind::Refuse),
    ("accepter", Kind::Accept),
    ("accepte", Kind::Accept),
    ("accept", Kind::Accept),
    ("rouvrir", Kind::Reopen),
    ("rouvert", Kind::Reopen),
    ("reouvrir", Kind::Reopen),
    ("reopen", Kind::Reopen),
    ("aide", Kind::Help),
    ("help", Kind::Help),
];

/// Beyond so many lines with text a `#` is a text's own.
const FIRST_LINES: usize = 5;

/// Reads the new text of a mail. A known word counts wherever its line stands, since programs put greetings above what
/// people type, and a note must never be sent to the team; an unknown one is asked about when it stands among the first.
pub fn read(text: &str, today: NaiveDate) -> Reading {
    let (mut order, mut kept, mut seen) = (Order::default(), Vec::new(), 0);
    for line in text.lines() {
        let content = bare(line);
        seen += usize::from(!content.is_empty());
        match command(content) {
            Some(command) => match known(command) {
                Some((kind, rest)) => take(&mut order, kind, (command, rest), &mut kept, today),
                None if seen <= FIRST_LINES => {
                    let shown = command.split_whitespace().next().unwrap_or_default();
                    return Reading::Unknown(shown.chars().take(40).collect());
                }
                None => kept.push(line),
            },
            None if is_marker(content) => {}
            None => kept.push(line),
        }
    }
    order.text = kept.join("\n").trim().to_owned();
    if order.words.contains(&Word::Note) {
        let remarks = std::mem::take(&mut order.remarks).join("\n");
        order.text = [order.text.as_str(), &remarks].join("\n\n").trim().to_owned();
    }
    // Why something is refused may stand below, and is not for the team.
    let mut reasons = order.words.iter_mut().filter_map(|word| match word {
        Word::Refuse(reason) => Some(reason),
        _ => None,
    });
    if let Some(reason) = reasons.next() {
        let below = std::mem::take(&mut order.text);
        *reason = [reason.as_str(), &below].join("\n").trim().to_owned();
    }
    Reading::Order(order)
}

/// Notes a word, and what its line says besides.
fn take<'a>(
    order: &mut Order,
    kind: Kind,
    (command, rest): (&'a str, &'a str),
    kept: &mut Vec<&'a str>,
    today: NaiveDate,
) {
    let (word, left) = match kind {
        Kind::Note => {
            order.covers |= !order.words.contains(&Word::Note) && says_something(kept);
            kept.extend((!rest.is_empty()).then_some(rest));
            (Word::Note, false)
        }
        Kind::Close => {
            let (outcome, left) = outcome(command, rest);
            (Word::Close(outcome), left)
        }
        Kind::Wait => {
            let (who, until, left) = wait(rest, today);
            (Word::Wait(who, until), left)
        }
        Kind::Take => (Word::Take, is_more(rest)),
        Kind::Refuse => (Word::Refuse(rest.to_owned()), false),
        Kind::Accept => (Word::Accept, is_more(rest)),
        Kind::Reopen => (Word::Reopen, is_more(rest)),
        Kind::Help => (Word::Help, is_more(rest)),
    };
    if left {
        order.remarks.push(format!("#{command}"));
    }
    match &word {
        // One refusal; what a second one says is a reason too.
        Word::Refuse(_) if order.words.iter().any(|word| matches!(word, Word::Refuse(_))) => {
            kept.push(rest);
        }
        _ => order.words.push(word),
    }
}

/// Whether what follows a word is more than a way of saying it: `#prendre en charge`, `#take it`.
pub(super) fn is_more(rest: &str) -> bool {
    const WAYS: &[&str] = &["", "en charge", "en compte", "it", "this", "merci", "thanks", "svp"];
    !WAYS.contains(&fold(rest).as_str())
}

/// Whether lines say more than hello.
pub fn says_something(lines: &[&str]) -> bool {
    const HELLO: &[&str] = &[
        "bonjour", "bonsoir", "salut", "hello", "hi", "dear", "cher", "chere", "chers", "madame",
        "monsieur", "good",
    ];
    let is_hello = |line: &str| {
        let words = fold(line);
        let first = words.split(' ').next().unwrap_or_default();
        HELLO.contains(&first) && line.chars().count() <= 60 && !line.ends_with(['.', '?'])
    };
    let mut lines = lines.iter().map(|line| bare(line)).take_while(|line| *line != "--");
    lines.any(|line| !fold(line).is_empty() && !is_marker(line) && !is_hello(line))
}

fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '*' | '_')
    })
}

/// What stands behind the `#` of a line that begins with one and a letter: `# Titre` and `#1234` are none.
fn command(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['#', '＃'])?;
    rest.starts_with(char::is_alphabetic).then_some(rest)
}

/// `##- Please type your reply above this line -##`
fn is_marker(line: &str) -> bool {
    line.starts_with("##") && line.len() > 4 && line.ends_with("##")
}

fn known(command: &str) -> Option<(Kind, &str)> {
    let ends = command
        .char_indices()
        .filter(|(_, c)| c.is_whitespace() || matches!(c, ':' | ',' | '.' | ';' | '!'))
        .map(|(place, _)| place)
        .chain([command.len()])
        .take(4);
    let fitting = ends.filter_map(|end| {
        let folded = fold(&command[..end]);
        let (_, kind) = WORDS.iter().find(|(word, _)| *word == folded)?;
        Some((*kind, command[end..].trim_matches([' ', '\u{a0}', '\u{202f}', ':', ',', ';', '\t'])))
    });
    fitting.last()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 3).unwrap()
    }

    fn on(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn only(text: &str) -> Word {
        match read(text, today()) {
            Reading::Order(order) if order.text.is_empty() && order.words.len() == 1 => {
                order.words.into_iter().next().unwrap()
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn words_are_understood_as_people_type_them() {
        use Outcome::{Answered, Duplicate, NoAnswerNeeded, NotInScope, ReferredOutside};
        let close = |outcome| Word::Close(Some(outcome));
        let waits = |who: &str, until| Word::Wait(Some(who.to_owned()), until);
        for (typed, word) in [
            ("#note", Word::Note),
            ("#NOTE :", Word::Note),
            ("**#Note-interne**", Word::Note),
            ("\u{feff}#clos", Word::Close(None)),
            ("#clos résolu", close(Answered)),
            ("#Clôturé : doublon", close(Duplicate)),
            ("#closed answered", close(Answered)),
            ("#fermer sans suite", close(NoAnswerNeeded)),
            ("#clos hors périmètre", close(NotInScope)),
            ("#clos réorienté vers Zenodo", close(ReferredOutside)),
            ("#en-attente", Word::Wait(None, on(3, 17))),
            ("#En attente : DPO jusqu’au 15/04/2026", waits("DPO", on(4, 15))),
            ("#pending the data officer until 2026-04-15", waits("the data officer", on(4, 15))),
            ("#attente 10 jours", Word::Wait(None, on(3, 13))),
            ("#en_attente CNIL 2 semaines", waits("CNIL", on(3, 17))),
            ("#Prendre", Word::Take),
            ("#accepter", Word::Accept),
            ("#rouvrir", Word::Reopen),
            ("#refuser hors de notre région", Word::Refuse("hors de notre région".into())),
            ("#refuser\nPas chez nous.", Word::Refuse("Pas chez nous.".into())),
            ("#aide", Word::Help),
        ] {
            assert_eq!(only(typed), word, "{typed}");
        }
    }

    #[test]
    fn a_text_stays_as_it_was_and_a_heading_is_no_word() {
        for text in
            ["Bonjour,\n\nDéposez-le.", "# Titre\nSuite", "#1234\nmerci", "a\nb\nc\nd\ne\n#donnees"]
        {
            let order = Order { text: text.to_owned(), ..Order::default() };
            assert_eq!(read(text, today()), Reading::Order(order));
        }
    }

    #[test]
    fn a_note_is_one_wherever_its_word_stands() {
        let text = "##- Répondez au-dessus -##\nBonjour,\n\n1\n2\n3\n4\n#note\nentre nous";
        let Reading::Order(order) = read(text, today()) else { panic!() };
        assert_eq!(order.words, [Word::Note]);
        assert!(order.text.starts_with("Bonjour") && order.text.ends_with("entre nous"));
        assert!(order.covers, "what stood above reads like an answer");
    }

    #[test]
    fn what_else_stands_on_a_words_line_is_kept() {
        for (typed, remarks, text) in [
            ("#note entre nous", "", "entre nous"),
            (
                "Bonjour Lucie,\n#note : voir avec le DPO\nMerci",
                "",
                "Bonjour Lucie,\nvoir avec le DPO\nMerci",
            ),
            ("#prendre je regarde demain\nBonjour.", "#prendre je regarde demain", "Bonjour."),
            ("#prendre en charge", "", ""),
            ("#clos répondue", "", ""),
            ("#clos réorienté vers Zenodo", "#clos réorienté vers Zenodo", ""),
            ("#clos ce n’est pas un doublon", "#clos ce n’est pas un doublon", ""),
            ("#résolu", "", ""),
            (
                "#attente 10 jours car le DPO est absent",
                "#attente 10 jours car le DPO est absent",
                "",
            ),
            ("#rouvrir !", "", ""),
            ("#note x\n#clos merci à Ana", "", "x\n\n#clos merci à Ana"),
        ] {
            let Reading::Order(order) = read(typed, today()) else { panic!("{typed}") };
            assert_eq!(
                (order.remarks.join("|").as_str(), order.text.as_str()),
                (remarks, text),
                "{typed}"
            );
            assert!(!order.covers, "{typed}");
        }
        let two = read("#refuser trop loin\n#refuser et trop tard\nDésolés.", today());
        let Reading::Order(order) = two else { panic!() };
        assert_eq!(order.words, [Word::Refuse("trop loin\net trop tard\nDésolés.".into())]);
        let outcome = |text: &str| match read(text, today()) {
            Reading::Order(order) => order.words.first().cloned(),
            Reading::Unknown(_) => None,
        };
        assert_eq!(outcome("#clos ce n’est pas un doublon"), Some(Word::Close(None)));
    }

    #[test]
    fn a_word_that_nobody_knows_is_asked_about() {
        for typed in ["#notte\nentre nous", "Bonjour,\n#clot", "\n\n#TODO: voir"] {
            assert!(matches!(read(typed, today()), Reading::Unknown(_)), "{typed}");
        }
        assert_eq!(read("#notte entre nous", today()), Reading::Unknown("notte".into()));
    }
}
