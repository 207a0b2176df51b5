//! The words by which a helpdesk steers a ticket: `#note`, `#clos répondu`, `#en-attente DPO jusqu’au 15/04/2026`. French
//! or English, accents, case and hyphens as one likes.

use chrono::{Days, NaiveDate};

use crate::text::fold;
use crate::tickets::Outcome;
use crate::web::day;

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
/// A pause without a day ends after these.
const USUAL_WAIT: Days = Days::new(14);

/// Reads the new text of a mail. A known word counts wherever its line stands, since programs put greetings above what
/// people type, and a note must never be sent to the team; an unknown one is asked about when it stands among the first.
pub fn read(text: &str, today: NaiveDate) -> Reading {
    let (mut order, mut kept, mut seen) = (Order::default(), Vec::new(), 0);
    for line in text.lines() {
        let content = bare(line);
        seen += usize::from(!content.is_empty());
        match command(content) {
            Some(command) => match known(command) {
                Some((kind, rest)) => order.words.push(word(kind, (command, rest), today)),
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
    // Why something is refused may stand below, and is not for the team.
    let reasons = order.words.iter_mut().filter_map(|word| match word {
        Word::Refuse(reason) => Some(reason),
        _ => None,
    });
    if let Some(reason) = reasons.last() {
        let below = std::mem::take(&mut order.text);
        *reason = [reason.as_str(), &below].join("\n").trim().to_owned();
    }
    Reading::Order(order)
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

fn word(kind: Kind, (line, rest): (&str, &str), today: NaiveDate) -> Word {
    match kind {
        Kind::Note => Word::Note,
        Kind::Close => Word::Close(outcome(line)),
        Kind::Wait => {
            let (who, until) = wait(rest, today);
            Word::Wait(who, until)
        }
        Kind::Take => Word::Take,
        Kind::Refuse => Word::Refuse(rest.to_owned()),
        Kind::Accept => Word::Accept,
        Kind::Reopen => Word::Reopen,
        Kind::Help => Word::Help,
    }
}

/// How it ended, as the line says: `#résolu` says it by itself.
fn outcome(line: &str) -> Option<Outcome> {
    const OUTCOMES: &[(&str, Outcome)] = &[
        ("repondu", Outcome::Answered),
        ("resolu", Outcome::Answered),
        ("answered", Outcome::Answered),
        ("resolved", Outcome::Answered),
        ("solved", Outcome::Answered),
        ("ailleurs", Outcome::ReferredOutside),
        ("reoriente", Outcome::ReferredOutside),
        ("elsewhere", Outcome::ReferredOutside),
        ("referred", Outcome::ReferredOutside),
        ("sans suite", Outcome::NoAnswerNeeded),
        ("sans reponse", Outcome::NoAnswerNeeded),
        ("no answer", Outcome::NoAnswerNeeded),
        ("not needed", Outcome::NoAnswerNeeded),
        ("doublon", Outcome::Duplicate),
        ("duplicate", Outcome::Duplicate),
        ("hors sujet", Outcome::NotInScope),
        ("hors champ", Outcome::NotInScope),
        ("hors perimetre", Outcome::NotInScope),
        ("not in scope", Outcome::NotInScope),
        ("out of scope", Outcome::NotInScope),
    ];
    let folded = fold(line);
    OUTCOMES.iter().find(|(word, _)| folded.contains(word)).map(|(_, outcome)| *outcome)
}

/// For whom and until when: a day, or so many days or weeks.
fn wait(rest: &str, today: NaiveDate) -> (Option<String>, NaiveDate) {
    let tokens: Vec<&str> = rest.split_whitespace().collect();
    let mut until = None;
    let mut end = tokens.len();
    for (place, token) in tokens.iter().enumerate() {
        let number = token.parse::<u64>().ok().filter(|number| *number > 0);
        let unit = tokens.get(place + 1).map(|unit| fold(unit)).unwrap_or_default();
        let days = number.and_then(|number| match unit.as_str() {
            "jour" | "jours" | "day" | "days" | "j" | "d" => Some(number),
            "semaine" | "semaines" | "week" | "weeks" => number.checked_mul(7),
            "mois" | "month" | "months" => number.checked_mul(30),
            _ => None,
        });
        let named = day(token.trim_matches(['.', ',', ';', '(', ')']));
        let found = named.or(days.and_then(|days| today.checked_add_days(Days::new(days))));
        if let Some(found) = found {
            (until, end) = (Some(found), place);
            break;
        }
    }
    const SMALL: &[&str] = &[
        "jusqu au", "jusqu a", "jusqu", "au", "le", "pendant", "de", "until", "till", "for", "by",
        "pour",
    ];
    while end > 0 && until.is_some() && SMALL.contains(&fold(tokens[end - 1]).as_str()) {
        end -= 1;
    }
    let who = tokens[..end].join(" ");
    let who: String = who.chars().take(120).collect();
    let who = who.trim_start_matches(['(', '-', '–']).trim().to_owned();
    let until = until.or_else(|| today.checked_add_days(USUAL_WAIT)).unwrap_or(today);
    ((!who.is_empty()).then_some(who), until)
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
            Reading::Order(Order { words, text: left }) if left.is_empty() && words.len() == 1 => {
                words.into_iter().next().unwrap()
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
            let order = Order { words: vec![], text: text.to_owned() };
            assert_eq!(read(text, today()), Reading::Order(order));
        }
    }

    #[test]
    fn a_note_is_one_wherever_its_word_stands() {
        let text = "##- Répondez au-dessus -##\nBonjour,\n\n1\n2\n3\n4\n#note\nentre nous";
        let Reading::Order(order) = read(text, today()) else { panic!() };
        assert_eq!(order.words, [Word::Note]);
        assert!(order.text.starts_with("Bonjour") && order.text.ends_with("entre nous"));
    }

    #[test]
    fn a_word_that_nobody_knows_is_asked_about() {
        for typed in ["#notte\nentre nous", "Bonjour,\n#clot", "\n\n#TODO: voir"] {
            assert!(matches!(read(typed, today()), Reading::Unknown(_)), "{typed}");
        }
        assert_eq!(read("#notte entre nous", today()), Reading::Unknown("notte".into()));
    }
}
