//! How another helpdesk knows its tickets, and what it says by itself.

use crate::text::fold;

/// More than this nobody reads in a subject.
const MOST_TAGS: usize = 3;
const LONGEST_TAG: usize = 40;

/// What in a subject another system will look for when we answer: `[Ticket#2026…]`, `[GLPI #0001234]`, else
/// `Ticket #1234`. Our own reference is none of theirs.
pub fn tags(subject: &str, own: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = subject;
    while let Some((_, after)) = rest.split_once('[') {
        let Some((inside, behind)) = after.split_once(']') else { break };
        let short = inside.chars().count() <= LONGEST_TAG && !inside.contains('[');
        if short && inside.contains(|c: char| c.is_ascii_digit()) && !inside.contains(own) {
            found.push(format!("[{}]", inside.trim()));
        }
        rest = behind;
    }
    if found.is_empty() {
        found.extend(bare_number(subject));
    }
    found.truncate(MOST_TAGS);
    found
}

/// `#1234` with the word before it, if that says what it counts.
fn bare_number(subject: &str) -> Option<String> {
    const THINGS: &[&str] =
        &["ticket", "demande", "incident", "request", "case", "dossier", "issue"];
    let place = subject.match_indices('#').find_map(|(place, _)| {
        let digits = subject[place + 1..].bytes().take_while(u8::is_ascii_digit).count();
        (digits >= 2).then_some((place, place + 1 + digits))
    });
    let (start, end) = place?;
    let before = subject[..start].trim_end();
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '[' | '(' | ':')).next()?;
    let begins =
        if THINGS.contains(&fold(word).as_str()) { before.len() - word.len() } else { start };
    Some(subject[begins..end].to_owned())
}

/// The tags of a thread with those of another mail: the newest stand first, none stands twice.
pub fn learn(known: &[String], new: Vec<String>) -> Vec<String> {
    let mut all = new;
    all.extend(known.iter().cloned());
    let mut kept: Vec<String> = Vec::new();
    for tag in all {
        if !kept.contains(&tag) {
            kept.push(tag);
        }
    }
    kept.truncate(MOST_TAGS);
    kept
}

/// A Message-ID that can stand in a header of ours.
pub fn message_id(id: &str) -> Option<String> {
    let plain = id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'));
    (plain && id.contains('@') && id.len() <= 250).then(|| id.to_owned())
}

/// Whether a mail only says that a ticket was made, by a program that does not make itself known. Short, with such a
/// sentence at its beginning, and nothing that an agent typed: an answer must not be taken for one.
pub fn is_acknowledgement(subject: &str, fresh: &str) -> bool {
    const THINGS: &[&str] =
        &["ticket", "demande", "requete", "incident", "dossier", "request", "case", "inquiry"];
    const MADE: &[&str] = &[
        "a ete cree",
        "a bien ete cree",
        "est cree",
        "cree avec succes",
        "a ete ouvert",
        "a bien ete ouvert",
        "a ete enregistre",
        "a bien ete enregistre",
        "a ete recu",
        "a bien ete recu",
        "a bien ete prise en compte",
        "accuse de reception",
        "has been created",
        "was created",
        "has been opened",
        "has been received",
        "has been registered",
        "has been logged",
        "acknowledg",
    ];
    if fresh.chars().count() > 800 || fresh.contains('?') {
        return false;
    }
    let first = fresh.lines().filter(|line| !line.trim().is_empty()).take(3);
    let said = fold(&first.chain([subject]).collect::<Vec<_>>().join(" "));
    let numbered =
        fresh.contains(|c: char| c.is_ascii_digit()) || !tags(subject, "\u{0}").is_empty();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let made = has(MADE) || said.split(' ').collect::<Vec<_>>().windows(3).any(is_made);
    numbered && has(THINGS) && made
}

/// “Ticket 1234 créé”.
fn is_made(words: &[&str]) -> bool {
    let thing = matches!(words[0], "ticket" | "demande" | "incident" | "request" | "case");
    let number = words[1].bytes().all(|byte| byte.is_ascii_digit());
    thing
        && number
        && matches!(words[2], "cree" | "creee" | "ouvert" | "ouverte" | "created" | "opened")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_other_systems_are_kept() {
        for (subject, found) in [
            (
                "Re: [Ticket#2026112510000017] [2026-000004] Où déposer ?",
                vec!["[Ticket#2026112510000017]"],
            ),
            ("[GLPI #0001234] Nouveau", vec!["[GLPI #0001234]"]),
            ("[univ.example #12345] AutoReply: x", vec!["[univ.example #12345]"]),
            ("RE: [2026-000004] Où déposer ?", vec![]),
            ("Ticket #4812 créé : Où déposer ?", vec!["Ticket #4812"]),
            ("Re: Question (#77)", vec!["#77"]),
            ("[urgent] rien", vec![]),
        ] {
            assert_eq!(tags(subject, "2026-000004"), found, "{subject}");
        }
        let known = ["[a 1]".to_owned()];
        assert_eq!(learn(&known, vec!["[b 2]".into(), "[a 1]".into()]), ["[b 2]", "[a 1]"]);
    }

    #[test]
    fn a_receipt_is_told_from_an_answer() {
        for (subject, text, receipt) in [
            ("Ticket #1234 créé", "Bonjour,\nVotre demande est en de bonnes mains.", true),
            ("[GLPI #1234] x", "Bonjour,\n\nVotre demande a bien été enregistrée.", true),
            ("[Case 99]", "Your request 99 has been received.", true),
            ("Re: Où déposer", "Bonjour,\nDéposez-le dans l’entrepôt 3 de l’université.", false),
            (
                "Re: [T#12] Où déposer",
                "Bonjour,\nVotre demande 12 a été reçue. Quel est votre laboratoire ?",
                false,
            ),
            ("Re: x", "Nous avons créé votre espace de dépôt.", false),
        ] {
            assert_eq!(is_acknowledgement(subject, text), receipt, "{text}");
        }
    }

    #[test]
    fn only_plain_ids_go_into_headers() {
        assert_eq!(message_id("a.b@c.example").as_deref(), Some("a.b@c.example"));
        for bad in ["a b@c", "a@b>\r\nX: y", "none", "<a@b>", "é@b"] {
            assert_eq!(message_id(bad), None, "{bad}");
        }
    }
}
