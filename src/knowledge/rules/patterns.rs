//! What personal things look like where they begin: each reads the start of a text and says how far it goes.

use super::anonymise::Kind;

type Found = Option<(usize, Kind)>;

/// An address of the web that may be public; personal ones answer their kind.
pub enum Link {
    Public(usize),
    Personal(usize, Kind),
}

/// A web address. Most lead to what everybody may read; some to one person, one plan, one data set, one secret.
pub fn link(text: &str) -> Option<Link> {
    let lower: String = text.chars().take(10).collect::<String>().to_lowercase();
    if !["http://", "https://", "www.", "mailto:"].iter().any(|start| lower.starts_with(start)) {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || "<>\"«»|".contains(c)).unwrap_or(text.len());
    let address = text[..end].trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?', '*', '_']);
    if address.len() < 6 {
        return None;
    }
    let lower = address.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let kind = if lower.starts_with("mailto:") {
        Kind::Email
    } else if has(&["orcid.org/"]) {
        Kind::Orcid
    } else if has(&["dmp.opidor.fr/plans", "dmponline", "/plans/"]) {
        Kind::Plan
    } else if has(&["doi.org/", "hdl.handle.net", "persistentid=", "/10.", "ark:/"]) {
        Kind::Dataset
    } else if has(&[
        "token=",
        "key=",
        "privateurl",
        "password",
        "code=",
        "filesender",
        "sharepoint",
        "@",
    ]) {
        Kind::Link
    } else {
        return Some(Link::Public(address.len()));
    };
    Some(Link::Personal(address.len(), kind))
}

fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

/// `name@host.tld`, and the ways in which people hide the sign.
pub fn email(text: &str) -> Found {
    let local = run(text, |c| c.is_alphanumeric() || "._%+-".contains(c));
    let rest = &text[local..];
    if local == 0 {
        return None;
    }
    let signs =
        ["@", " @ ", "(at)", " (at) ", "[at]", " [at] ", "(arobase)", " (arobase) ", " arobase "];
    let sign = signs.iter().find(|sign| rest.starts_with(**sign))?;
    let host = &rest[sign.len()..];
    let end = run(host, |c| c.is_alphanumeric() || ".-".contains(c));
    let host = host[..end].trim_end_matches(['.', '-']);
    let whole = host.contains('.') && !host.starts_with('.');
    whole.then_some((local + sign.len() + host.len(), Kind::Email))
}

/// `10.5281/zenodo.7`, `ark:/12148/x`: one data set or one publication.
pub fn identifier(text: &str) -> Found {
    let lower: String = text.chars().take(5).collect::<String>().to_lowercase();
    let skipped =
        ["doi:", "hdl:"].iter().find(|start| lower.starts_with(**start)).map_or(0, |s| s.len());
    let rest = &text[skipped..];
    let spaces = run(rest, |c| c == ' ').min(1);
    let rest_at = if skipped > 0 { skipped + spaces } else { 0 };
    let rest = &text[rest_at..];
    let prefix = if let Some(after) = rest.strip_prefix("10.") {
        let digits = run(after, |c| c.is_ascii_digit());
        if !(4..=9).contains(&digits) || !after[digits..].starts_with('/') {
            return None;
        }
        3 + digits + 1
    } else if lower.starts_with("ark:/") {
        5
    } else {
        return None;
    };
    let tail = &rest[prefix..];
    let end = run(tail, |c| !c.is_whitespace() && !"<>\"«»".contains(c));
    let name = tail[..end].trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?']);
    (!name.is_empty()).then_some((rest_at + prefix + name.len(), Kind::Dataset))
}

/// `0000-0002-1825-0097`
pub fn orcid(text: &str) -> Found {
    let shaped = text.as_bytes().get(..19)?;
    let fits = shaped.iter().enumerate().all(|(place, byte)| match place {
        4 | 9 | 14 => *byte == b'-',
        18 => byte.is_ascii_digit() || byte.eq_ignore_ascii_case(&b'x'),
        _ => byte.is_ascii_digit(),
    });
    (fits && ends_there(text, 19)).then_some((19, Kind::Orcid))
}

fn ends_there(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// `FR76 3000 6000 0112 3456 7890 189`
pub fn bank(text: &str) -> Found {
    let bytes = text.as_bytes();
    let head = bytes.get(..4)?;
    if !(head[..2].iter().all(u8::is_ascii_uppercase) && head[2..].iter().all(u8::is_ascii_digit)) {
        return None;
    }
    let (mut end, mut signs, mut digits) = (4, 4, 2);
    for (place, c) in text.char_indices().skip(4) {
        let c = match c {
            '\u{a0}' | '\u{202f}' => ' ',
            other => other,
        };
        if c == ' ' && end == place {
            continue;
        }
        if !(c.is_ascii_digit() || c.is_ascii_uppercase()) || signs == 34 {
            break;
        }
        signs += 1;
        digits += usize::from(c.is_ascii_digit());
        end = place + 1;
    }
    ((15..=34).contains(&signs) && digits >= 10 && ends_there(text, end))
        .then_some((end, Kind::Bank))
}

/// `ANR-21-CE38-0012`
pub fn project(text: &str) -> Found {
    let start = text.get(..4)?;
    if !start.eq_ignore_ascii_case("anr-") {
        return None;
    }
    let end = run(text, |c| c.is_ascii_alphanumeric() || c == '-');
    let parts: Vec<_> = text[..end].split('-').collect();
    (parts.len() >= 4 && parts.iter().all(|part| !part.is_empty())).then_some((end, Kind::Project))
}

/// What the codes of units begin with.
const UNITS: [&str; 18] = [
    "UMR_S", "UMR-S", "UMRS", "UMR", "UPR", "UAR", "UMS", "USR", "ERL", "FRE", "IRL", "UMI", "EMR",
    "EPC", "CIC", "EA", "UR", "U",
];

/// `UMR 7039`, `U1234`, and the nine digits and a letter of the national register.
pub fn unit(text: &str) -> Found {
    for start in UNITS {
        let Some(rest) = text.strip_prefix(start) else { continue };
        let gap = run(rest, |c| matches!(c, ' ' | '\u{a0}' | '-' | '_' | '°'));
        let digits = run(&rest[gap..], |c| c.is_ascii_digit());
        let end = start.len() + gap + digits;
        let spaced = rest[..gap].chars().count() <= 1;
        let shaped = spaced && (3..=5).contains(&digits) && (start.len() > 1 || gap == 0);
        if shaped && ends_there(text, end) {
            return Some((end, Kind::Laboratory));
        }
    }
    let register = text.as_bytes().get(..10)?;
    let shaped = register[..9].iter().all(u8::is_ascii_digit) && register[9].is_ascii_uppercase();
    (shaped && ends_there(text, 10)).then_some((10, Kind::Laboratory))
}

/// `2026-004217`
pub fn reference(text: &str) -> Found {
    let shaped = text.as_bytes().get(..11)?;
    let fits = shaped.iter().enumerate().all(|(place, byte)| match place {
        4 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (fits && ends_there(text, 11)).then_some((11, Kind::Reference))
}

/// Digits in groups, as they were written.
struct Digits {
    digits: String,
    groups: Vec<usize>,
    separator: Option<char>,
    end: usize,
}

fn digits(text: &str) -> Digits {
    let mut found = Digits { digits: String::new(), groups: vec![0], separator: None, end: 0 };
    let mut chars = text.char_indices().peekable();
    while let Some((place, c)) = chars.next() {
        if c.is_ascii_digit() {
            found.digits.push(c);
            if let Some(last) = found.groups.last_mut() {
                *last += 1;
            }
            found.end = place + 1;
            continue;
        }
        let c = if matches!(c, '\u{a0}' | '\u{202f}') { ' ' } else { c };
        let goes_on = chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if !" .-/".contains(c) || !goes_on || found.separator.is_some_and(|known| known != c) {
            break;
        }
        found.separator = Some(c);
        found.groups.push(0);
    }
    found
}

/// Telephone numbers, social security numbers, addresses of machines, and any other number long enough to name somebody.
pub fn number(text: &str) -> Found {
    if let Some(found) = abroad(text) {
        return Some(found);
    }
    let Digits { digits, groups, separator, end } = digits(text);
    if !ends_there(text, end) || digits.is_empty() {
        return None;
    }
    let length = digits.len();
    let kind = match length {
        10 if digits.starts_with('0') => Kind::Phone,
        13 | 15 if social(&digits) => Kind::Social,
        7..=12 if separator == Some('.') && groups.len() == 4 && groups.iter().all(|n| *n <= 3) => {
            Kind::Number
        }
        _ => {
            let in_thousands = separator == Some(' ')
                && groups.first().is_some_and(|first| *first <= 3)
                && groups.iter().skip(1).all(|group| *group == 3);
            let dates = matches!(separator, Some('-' | '/'));
            if length < 9 || in_thousands || dates && length < 11 {
                return None;
            }
            Kind::Number
        }
    };
    Some((end, kind))
}

/// `+33 (0)6 12 34 56 78`
fn abroad(text: &str) -> Found {
    let rest = text.strip_prefix('+')?;
    let country = run(rest, |c| c.is_ascii_digit());
    let mut at = 1 + country;
    let gap = run(&text[at..], |c| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-'));
    at += gap;
    if text[at..].starts_with("(0)") {
        at += 3;
        at += run(&text[at..], |c| c == ' ');
    }
    let rest = digits(&text[at..]);
    let (end, length) = match rest.digits.len() {
        0 => (1 + country, country),
        more => (at + rest.end, country + more),
    };
    ((8..=15).contains(&length) && ends_there(text, end)).then_some((end, Kind::Phone))
}

/// Sex, year, month and county in their places.
fn social(digits: &str) -> bool {
    let sex = digits.starts_with(['1', '2', '3', '4', '7', '8']);
    let month: u32 = digits.get(3..5).and_then(|month| month.parse().ok()).unwrap_or_default();
    sex && (matches!(month, 1..=12 | 20..=42 | 50..))
}

const STREETS: [&str; 14] = [
    "rue",
    "avenue",
    "av.",
    "boulevard",
    "bd",
    "place",
    "chemin",
    "allée",
    "impasse",
    "quai",
    "cours",
    "square",
    "street",
    "road",
];

/// `12 bis, rue des Lilas`, `54000 Nancy`
pub fn place(text: &str) -> Found {
    let digits = run(text, |c| c.is_ascii_digit());
    if digits == 0 {
        return None;
    }
    let after = &text[digits..];
    if digits == 5 && after.starts_with([' ', '\u{a0}']) {
        let gap = run(after, |c| matches!(c, ' ' | '\u{a0}'));
        let town = run(&after[gap..], |c| c.is_alphabetic() || "-’'".contains(c));
        let named = after[gap..].starts_with(char::is_uppercase)
            && after[gap..gap + town].chars().count() > 2;
        return named.then_some((digits + gap + town, Kind::Address));
    }
    if digits > 4 {
        return None;
    }
    let line = &after[..run(after, |c| c != '\n')];
    let lower = line.to_lowercase();
    if lower.len() != line.len() {
        return None;
    }
    let mut rest = lower.trim_start_matches([' ', '\u{a0}']);
    for word in ["bis", "ter", "quater"] {
        rest = rest.strip_prefix(word).map_or(rest, |rest| rest.trim_start_matches(' '));
    }
    rest = rest.trim_start_matches([',', ' ', '\u{a0}']);
    let street = STREETS
        .iter()
        .find(|street| rest.strip_prefix(**street).is_some_and(|after| after.starts_with(' ')))?;
    let begins = line.len() - rest.len();
    let name = &rest[street.len()..];
    let end = name.find([',', '.', ';', '(']).unwrap_or(name.len());
    let end = name[..end].char_indices().nth(60).map_or(end, |(at, _)| at);
    Some((digits + begins + street.len() + name[..end].trim_end().len(), Kind::Address))
}

const TITLES: [&str; 17] = [
    "M.",
    "Mr.",
    "Mr",
    "Mrs.",
    "Mrs",
    "Ms.",
    "Ms",
    "Mme",
    "Mlle",
    "Dr.",
    "Dr",
    "Pr.",
    "Pr",
    "Prof.",
    "Monsieur",
    "Madame",
    "Professeur",
];

/// `Mme Marchal`, `Dr. de la Tour`
pub fn titled(text: &str) -> Found {
    for title in TITLES {
        let Some(rest) = text.strip_prefix(title) else { continue };
        let gap = run(rest, |c| matches!(c, ' ' | '\u{a0}' | '\u{202f}'));
        if gap == 0 {
            continue;
        }
        if let Some(name) = name(&rest[gap..]) {
            return Some((title.len() + gap + name, Kind::Person));
        }
    }
    None
}

/// Up to four words of a name: capitals, and the particles between them.
fn name(text: &str) -> Option<usize> {
    let (mut at, mut end) = (0, None);
    for _ in 0..4 {
        let word = run(&text[at..], |c| c.is_alphabetic() || "-’'.".contains(c));
        let said = &text[at..at + word];
        let bare = ["d’", "d'", "l’", "l'"].iter().find_map(|start| said.strip_prefix(*start));
        let capital = bare.unwrap_or(said).starts_with(char::is_uppercase);
        let particle = ["de", "du", "des", "la", "le", "van", "von"].contains(&said);
        if !(capital || particle) {
            break;
        }
        at += word;
        if capital {
            let trimmed = said.trim_end_matches('.');
            let initial = trimmed.chars().count() == 1;
            end = Some(if initial { at } else { at - (said.len() - trimmed.len()) });
            if !initial && trimmed.len() < said.len() {
                break;
            }
        }
        let gap = run(&text[at..], |c| c == ' ');
        if gap != 1 {
            break;
        }
        at += gap;
    }
    end
}
