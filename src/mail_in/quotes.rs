//! Where a reply ends and what it quotes begins: one pass over the lines, whatever mail program wrote them.

/// Splits a text into what is new and what is quoted below it. An answer between quoted lines is all new.
pub fn split(text: &str) -> (String, Option<String>) {
    let lines: Vec<&str> = text.lines().collect();
    at(text, &lines, cut(&lines))
}

/// The same for whoever passes a mail on: what they pass on belongs to what they say. `passes_on` is what the subject says
/// of the mail, for programs that pass on and quote alike.
pub fn split_keeping(text: &str, passes_on: bool) -> (String, Option<String>) {
    let lines: Vec<&str> = text.lines().collect();
    let found = cut(&lines);
    let before = found.map_or(lines.len(), |cut| (cut + 1).min(lines.len()));
    let marked = lines[..before].iter().any(|line| is_forward(line.trim()));
    let header = passes_on && found.is_some_and(|cut| opens_by_itself(&lines, cut));
    at(text, &lines, found.filter(|_| !marked && !header))
}

/// What somebody wrote themselves, as far as that can be told: without quoted lines and the lines by which programs quote.
/// Where everything is quoted, it is all there is.
pub fn own_words(text: &str) -> String {
    let is_head = |line: &str| {
        named(line, FROM) || named(line, OTHERS) || is_separator(line.trim()) || is_forward(line)
    };
    let plain: Vec<&str> = text.lines().filter(|line| !is_head(line)).collect();
    let own: Vec<&str> =
        plain.iter().copied().filter(|line| !line.trim_start().starts_with('>')).collect();
    if own.iter().all(|line| line.trim().is_empty()) { plain.join("\n") } else { own.join("\n") }
}

fn at(text: &str, lines: &[&str], cut: Option<usize>) -> (String, Option<String>) {
    let Some(cut) = cut else { return (text.trim_end().to_owned(), None) };
    let fresh = lines[..cut].join("\n").trim().to_owned();
    let quoted = lines[cut..].join("\n").trim().to_owned();
    if fresh.is_empty() || quoted.is_empty() {
        return (text.trim().to_owned(), None);
    }
    (fresh, Some(quoted))
}

/// The first line of what is quoted.
fn cut(lines: &[&str]) -> Option<usize> {
    let header = (0..lines.len()).find(|place| opens_by_itself(lines, *place));
    let header = header.map(|place| rule_above(lines, place).unwrap_or(place));
    let tail = quoted_tail(lines);
    match (header, tail) {
        (Some(header), Some(tail)) => Some(header.min(tail)),
        (header, tail) => header.or(tail),
    }
}

/// The line that Outlook draws above the header of what it quotes.
fn rule_above(lines: &[&str], header: usize) -> Option<usize> {
    let above = (0..header).rev().find(|place| !lines[*place].trim().is_empty())?;
    let line = lines[above].trim();
    (line.len() >= 10 && line.bytes().all(|byte| byte == b'_')).then_some(above)
}

/// A line after which everything is quoted: Outlook's rule or header, "----- Original message -----", forwarded mails,
/// and mobile attributions without marked lines.
fn opens_by_itself(lines: &[&str], place: usize) -> bool {
    let line = lines[place].trim();
    if line.len() > 300 {
        return false;
    }
    is_separator(line) || is_outlook_header(lines, place)
}

/// `-----Original Message-----` and its sisters.
fn is_separator(line: &str) -> bool {
    if !line.starts_with("--") || !line.ends_with("--") || line.len() < 12 {
        return false;
    }
    let words = line.trim_matches(['-', ' ']).to_lowercase();
    const WORDS: &[&str] = &[
        "original message",
        "message d'origine",
        "message d’origine",
        "message original",
        "mail original",
        "courriel original",
        "courriel d'origine",
        "courriel d’origine",
        "mensaje original",
        "ursprüngliche nachricht",
        "messaggio originale",
        "forwarded message",
        "message transféré",
        "message réexpédié",
        "reply message",
    ];
    WORDS.contains(&words.as_str())
}

/// A line below which a mail is passed on.
fn is_forward(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "forwarded message",
        "begin forwarded message",
        "message transféré",
        "début du message transféré",
        "mail transféré",
        "message réexpédié",
        "début du message réexpédié",
        "weitergeleitete nachricht",
        "anfang der weitergeleiteten nachricht",
        "mensaje reenviado",
        "inicio del mensaje reenviado",
        "messaggio inoltrato",
        "inizio messaggio inoltrato",
    ];
    if line.len() > 120 {
        return false;
    }
    let words = line.trim_matches(['-', ' ', ':', '>', '*', '_', '\u{a0}', '\u{202f}']);
    WORDS.contains(&words.to_lowercase().as_str())
}

const FROM: &[&str] = &["from", "de", "von", "da", "expéditeur"];
const OTHERS: &[&str] = &[
    "sent",
    "date",
    "envoyé",
    "envoyé le",
    "gesendet",
    "enviado",
    "inviato",
    "datum",
    "fecha",
    "data",
    "to",
    "à",
    "a",
    "an",
    "para",
    "cc",
    "subject",
    "objet",
    "betreff",
    "asunto",
    "oggetto",
];

/// `From:` with `Sent:` or `Date:` and `Subject:` or `To:` right below: how Outlook quotes.
fn is_outlook_header(lines: &[&str], place: usize) -> bool {
    if !named(lines[place], FROM) {
        return false;
    }
    let below = lines[place + 1..].iter().take(6).take_while(|line| !line.trim().is_empty());
    below.filter(|line| named(line, OTHERS)).count() >= 2
}

fn named(line: &str, names: &[&str]) -> bool {
    let line = line.trim().trim_start_matches(['*', ' ']);
    let Some((name, _)) = line.split_once(':') else { return false };
    if name.len() > 24 {
        return false;
    }
    let name = name.trim_matches(['*', ' ', '\u{a0}', '\u{202f}']).to_lowercase();
    names.contains(&name.as_str())
}

/// The beginning of a block of `>` lines that goes on to the end, with the line that says who wrote it. A signature may
/// follow the block: then both are folded only if nothing else does.
fn quoted_tail(lines: &[&str]) -> Option<usize> {
    let mut end = before_signature(lines);
    while end > 0 && lines[end - 1].trim().is_empty() {
        end -= 1;
    }
    let mut start = end;
    while start > 0 {
        let line = lines[start - 1].trim();
        if line.starts_with('>') || line.is_empty() {
            start -= 1;
        } else {
            break;
        }
    }
    while start < end && lines[start].trim().is_empty() {
        start += 1;
    }
    if start == end {
        return None;
    }
    Some(attribution(lines, start).unwrap_or(start))
}

/// The end of the text without a signature of a few lines that stands right below a quote.
fn before_signature(lines: &[&str]) -> usize {
    let all = lines.len();
    let first = all.saturating_sub(LONGEST_SIGNATURE + 1);
    let Some(mark) = (first..all).rev().find(|place| lines[*place].trim_end() == "--") else {
        return all;
    };
    let above = lines[..mark].iter().rev().find(|line| !line.trim().is_empty());
    let quoted = |line: &&str| line.trim_start().starts_with('>');
    match above.is_some_and(quoted) && !lines[mark..].iter().any(quoted) {
        true => mark,
        false => all,
    }
}

const LONGEST_SIGNATURE: usize = 15;

/// "Le 3 mars 2026 à 10:00, Camille a écrit :" above the quote, on one line or up to four.
fn attribution(lines: &[&str], quote: usize) -> Option<usize> {
    let mut last = quote;
    while last > 0 && lines[last - 1].trim().is_empty() {
        last -= 1;
    }
    if last == 0 {
        return None;
    }
    let closing = lines[last - 1].trim();
    if closing.len() > 300 || !closing.ends_with(':') {
        return None;
    }
    const WROTE: &[&str] = &[
        "écrit",
        "wrote",
        "schrieb",
        "escribió",
        "scritto",
        "escreveu",
        "writes",
        "a dit",
        "said",
    ];
    (1..=4.min(last))
        .map(|count| last - count)
        .find(|first| {
            let head = lines[*first].trim();
            let whole = || lines[*first..last].join(" ").to_lowercase();
            head.len() <= 300
                && begins_attribution(head)
                && WROTE.iter().any(|word| whole().contains(word))
        })
        .or_else(|| {
            let line = closing.to_lowercase();
            WROTE.iter().any(|word| line.contains(word)).then_some(last - 1)
        })
}

fn begins_attribution(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ']).to_lowercase();
    ["le ", "on ", "am ", "el ", "il ", "em ", "en "].iter().any(|word| line.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is_split(text: &str, fresh: &str, quoted: &str) {
        let (new, old) = split(text);
        assert_eq!((new.as_str(), old.as_deref()), (fresh, Some(quoted)), "{text}");
    }

    #[test]
    fn five_mail_programs_in_two_languages() {
        let gmail = "Merci !\n\nLe mar. 3 mars 2026 à 10:00, Camille via Maillage <aide@x.example> a\nécrit :\n\n> Bonjour";
        is_split(gmail, "Merci !", gmail.split_once("\n\n").unwrap().1);
        let english = "Thanks\n\nOn Tue, 3 Mar 2026 at 10:00, Camille <aide@x.example> wrote:\n> Hello\n>\n> More\n";
        is_split(english, "Thanks", english.split_once("\n\n").unwrap().1.trim());
        let apple =
            "Parfait.\n\n> Le 3 mars 2026 à 10:00, Camille <a@x.example> a écrit :\n> \n> Bonjour";
        is_split(apple, "Parfait.", apple.split_once("\n\n").unwrap().1);
        let thunderbird =
            "Oui\n\nLe 03/03/2026 à 10:00, Camille a écrit :\n> Bonjour\n\n-- \nLucie";
        is_split(thunderbird, "Oui", thunderbird.split_once("\n\n").unwrap().1);
        let below = "Le 03/03/2026, Camille a écrit :\n> Bonjour\n\nOui.\n\n-- \nLucie";
        assert_eq!(split(below), (below.to_owned(), None), "an answer below: nothing is hidden");
        let outlook = "D'accord.\n\n________________________________\nDe : Camille <a@x.example>\nEnvoyé : mardi\nÀ : Lucie\nObjet : [2026-000001] x\n\nBonjour";
        let (fresh, quoted) = split(outlook);
        assert!(fresh.starts_with("D'accord.") && !fresh.contains("Camille"), "{fresh}");
        assert!(quoted.unwrap().starts_with("____"));
        assert_eq!(fresh, "D'accord.");
        let zimbra = "Merci.\n\n----- Mail original -----\nDe: \"Camille\" <a@x.example>\nÀ: \"Lucie\"\nEnvoyé: Mardi\nObjet: x\n\nBonjour";
        is_split(zimbra, "Merci.", zimbra.split_once("\n\n").unwrap().1);
        let old = "Yes\n\n-----Original Message-----\nFrom: C\nSent: x\nTo: y\nSubject: z\n\nHello";
        is_split(old, "Yes", old.split_once("\n\n").unwrap().1);
    }

    #[test]
    fn what_is_passed_on_stays_in_sight() {
        let said = "Pouvez-vous aider ?\n\n";
        for passed in [
            "---------- Forwarded message ---------\nDe : Ana <ana@x.example>\nDate: lundi\nSubject: Où ?\nTo: Lucie\n\nOù déposer ?",
            "-------- Message transféré --------\nSujet : Où ?\nDe : Ana\nPour : Lucie\n\nOù déposer ?",
            "Début du message réexpédié :\n\n> De: Ana\n> Date: lundi\n> Objet: Où ?\n>\n> Où déposer ?",
        ] {
            let text = format!("{said}{passed}");
            assert_eq!(split_keeping(&text, false), (text.clone(), None), "{passed}");
        }
        let outlook =
            format!("{said}De : Ana\nEnvoyé : lundi\nÀ : Lucie\nObjet : Où ?\n\nOù déposer ?");
        assert_eq!(split_keeping(&outlook, true), (outlook.clone(), None));
        assert_eq!(split_keeping(&outlook, false), split(&outlook));
        assert!(split(&outlook).1.is_some());
        assert_eq!(own_words(&outlook), format!("{said}\nOù déposer ?"));
        assert_eq!(own_words("> seul\n> tout"), "> seul\n> tout");
        assert_eq!(own_words("Oui.\n> From: x\n> The words of others"), "Oui.");
    }

    #[test]
    fn answers_between_the_lines_are_not_hidden() {
        let text = "Le 3 mars, Camille a écrit :\n> Quel format ?\nDu CSV.\n> Combien ?\nDix.";
        assert_eq!(split(text), (text.to_owned(), None));
    }

    #[test]
    fn a_mail_of_quotes_only_is_shown() {
        let text = "> a\n> b";
        assert_eq!(split(text), (text.to_owned(), None));
        assert_eq!(split("De : moi\nrien"), ("De : moi\nrien".to_owned(), None));
    }

    #[test]
    fn long_lines_cost_no_more_than_their_length() {
        let begun = std::time::Instant::now();
        for piece in ["a", ">", "On ", "-", "écrit :", "From: x\n", "> \n", "\n", "Le \n"] {
            split(&piece.repeat(2_000_000 / piece.len()));
        }
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }
}
