//! Finds a person in a text, however case and accents are written, and takes them out.

use deunicode::deunicode_char;

/// What stands where somebody was named.
pub const GONE: &str = "[…]";
/// Shorter words say nothing of a person, and much else.
const SHORTEST: usize = 3;

/// Where a name counts as this person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameScope {
    /// Only the address: somebody else may bear the name.
    Address,
    /// The address and the whole name.
    WholeName,
    /// Each word of the name too: a text of their own conversations.
    EachWord,
}

/// By what people are found: addresses and names, folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    addresses: Vec<String>,
    names: Vec<String>,
    /// Names as they stand in addresses of pages and in names of files.
    joined: Vec<String>,
    words: Vec<String>,
}

const JOINS: [&str; 5] = ["-", "_", ".", "+", "%20"];

fn add(all: &mut Vec<String>, one: String) {
    if !all.contains(&one) {
        all.push(one);
    }
}

impl Traces {
    pub fn of<'a>(people: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut traces = Self::default();
        people.into_iter().for_each(|(name, email)| traces.add(name, email));
        traces
    }

    /// Adds somebody; an empty name or address adds nothing.
    pub fn add(&mut self, name: &str, email: &str) {
        let email = folded(email.trim());
        if email.contains('@') && !self.addresses.contains(&email) {
            self.addresses.push(email.replace('@', "%40"));
            self.addresses.push(email);
        }
        let words: Vec<String> = name
            .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'' && c != '’')
            .map(folded)
            .filter(|word| !word.is_empty())
            .collect();
        if words.len() > 1 {
            let turned: Vec<_> = words.iter().rev().cloned().collect();
            for name in [words.join(" "), turned.join(" "), folded(name.trim())] {
                add(&mut self.names, name);
            }
            for words in [&words, &turned] {
                for sign in JOINS {
                    add(&mut self.joined, words.join(sign));
                }
            }
        }
        let long = words.into_iter().filter(|word| word.chars().count() >= SHORTEST);
        self.words.extend(long);
    }

    /// Adds a number that is this person's alone.
    pub fn add_mark(&mut self, mark: &str) {
        add(&mut self.addresses, folded(mark.trim()));
    }

    /// Addresses and whole names, folded: by these a database finds rows that may hold one.
    pub fn sought(&self, scope: NameScope) -> Vec<&str> {
        // A sign that joins two words is found by the same pattern as a space.
        let joined = self.joined.iter().filter(|name| name.contains("%20"));
        let names = self.names.iter().chain(joined).filter(|_| scope != NameScope::Address);
        self.addresses.iter().chain(names).map(String::as_str).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty() && self.names.is_empty() && self.words.is_empty()
    }

    /// The text without this person; nothing when they are not in it.
    pub fn without(&self, text: &str, scope: NameScope) -> Option<String> {
        let (names, joined, words) = match scope {
            NameScope::Address => (&[][..], &[][..], &[][..]),
            NameScope::WholeName => (self.names.as_slice(), self.joined.as_slice(), &[][..]),
            NameScope::EachWord => {
                (self.names.as_slice(), self.joined.as_slice(), self.words.as_slice())
            }
        };
        let letters = Letters::of(text);
        let sought = self.addresses.iter().map(|address| (address, is_of_address as Inside));
        let sought = sought
            .chain(names.iter().chain(joined).chain(words).map(|name| (name, is_of_word as Inside)))
            .collect::<Vec<_>>();
        letters.without(text, &sought)
    }
}

/// Whether what somebody called themselves may be a person's name: two to five words of letters, the first and the last
/// of them with a capital letter.
pub fn looks_like_a_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let of_letters = |word: &&str| word.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c));
    let begins = |word: Option<&&str>| {
        word.is_some_and(|word| {
            word.chars().count() >= SHORTEST && word.chars().next().is_some_and(char::is_uppercase)
        })
    };
    (2..=5).contains(&words.len())
        && words.iter().all(of_letters)
        && begins(words.first())
        && begins(words.last())
}

type Inside = fn(char) -> bool;

fn is_of_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+')
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// Without case and accents, and nothing else changed.
fn folded(text: &str) -> String {
    text.chars().flat_map(fold_char).collect()
}

fn fold_char(c: char) -> impl Iterator<Item = char> {
    let plain = if c.is_alphanumeric() { deunicode_char(c).unwrap_or_default() } else { "" };
    let own = plain.is_empty().then_some(c);
    let spaced = |c: char| if c.is_whitespace() { ' ' } else { c };
    plain.chars().chain(own).flat_map(char::to_lowercase).map(spaced)
}

/// A text letter by letter, folded, with the place of each in the text.
struct Letters(Vec<(char, usize, usize)>);

impl Letters {
    fn of(text: &str) -> Self {
        let letters = text
            .char_indices()
            .flat_map(|(at, c)| fold_char(c).map(move |folded| (folded, at, at + c.len_utf8())));
        Self(letters.collect())
    }

    fn without(&self, text: &str, sought: &[(&String, Inside)]) -> Option<String> {
        let sought: Vec<(Vec<char>, Inside)> =
            sought.iter().map(|(what, inside)| (what.chars().collect(), *inside)).collect();
        let (mut out, mut copied, mut at) = (String::new(), 0, 0);
        while at < self.0.len() {
            let found = sought
                .iter()
                .filter(|(what, inside)| self.stands_at(at, what, *inside))
                .map(|(what, _)| what.len())
                .max();
            match found {
                Some(length) => {
                    let (from, to) = (self.0[at].1, self.0[at + length - 1].2);
                    out.push_str(text.get(copied..from).unwrap_or_default());
                    out.push_str(GONE);
                    copied = to;
                    at += length;
                }
                None => at += 1,
            }
        }
        if copied == 0 {
            return None;
        }
        out.push_str(text.get(copied..).unwrap_or_default());
        Some(out)
    }

    fn stands_at(&self, at: usize, what: &[char], inside: Inside) -> bool {
        let Some(here) = self.0.get(at..at + what.len()) else { return false };
        let same = here.iter().zip(what).all(|((letter, ..), wanted)| letter == wanted);
        let before = at.checked_sub(1).and_then(|before| self.0.get(before));
        let after = self.0.get(at + what.len());
        let free = |side: Option<&(char, usize, usize)>| side.is_none_or(|(c, ..)| !inside(*c));
        same && free(before) && free(after)
    }
}

/// A text that names nobody any more: without these people, addresses, telephone numbers, and what a mail program puts
/// below the line of a signature.
pub fn impersonal(text: &str, people: &Traces) -> String {
    let text = without_signature(text);
    let text = people.without(text, NameScope::EachWord).unwrap_or_else(|| text.to_owned());
    without_numbers(&without_addresses(&text))
}

fn without_signature(text: &str) -> &str {
    let at = ["\n-- \n", "\n--\n", "\n-- \r\n"].iter().filter_map(|line| text.find(line)).min();
    at.map_or(text, |at| text.get(..at).unwrap_or(text))
}

/// Takes out everything that looks like a mail address.
fn without_addresses(text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let is_part = |c: char| c.is_alphanumeric() || "._%+-@".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, tail) = rest.split_at(start);
        let end = tail.find(|c: char| !is_part(c)).unwrap_or(tail.len());
        let (word, after) = tail.split_at(end);
        let address = word.trim_matches(['.', '-']);
        let is_address = address.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !domain.contains('@')
        });
        out.push_str(before);
        match word.split_once(address).filter(|_| is_address) {
            Some((before, after)) => out.extend([before, GONE, after]),
            None => out.push_str(word),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Takes out what looks like a telephone number or an ORCID: nine digits or more that begin with `+` or `0`, apart by
/// spaces, points and hyphens at most.
fn without_numbers(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(c) = letters.get(at) {
        let begins = (*c == '+' || *c == '0')
            && at.checked_sub(1).is_none_or(|b| !letters[b].is_alphanumeric());
        let length = if begins { number_at(&letters[at..]) } else { 0 };
        if length > 0 {
            out.push_str(GONE);
            at += length;
        } else {
            out.push(*c);
            at += 1;
        }
    }
    out
}

fn number_at(letters: &[char]) -> usize {
    let (mut digits, mut end, mut apart) = (0, 0, 0);
    for (place, c) in letters.iter().enumerate() {
        match c {
            '0'..='9' => {
                (digits, end, apart) = (digits + 1, place + 1, 0);
            }
            '+' if place == 0 => {}
            ' ' | '.' | '-' | '\u{a0}' | '\u{202f}' | '(' | ')' if apart < 2 => apart += 1,
            _ => break,
        }
    }
    if digits >= 9 { end } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_however_the_name_is_written() {
        let of = Traces::of([("Élodie Lefèvre-Roux", "elodie@labo.example")]);
        let gone = |text: &str, scope| of.without(text, scope);
        for text in
            ["voir Élodie Lefèvre-Roux.", "voir LEFEVRE-ROUX Elodie.", "voir élodie  lefèvre-roux."]
        {
            let text = text.replace("  ", " ");
            assert_eq!(gone(&text, NameScope::WholeName).as_deref(), Some("voir […]."), "{text}");
        }
        assert_eq!(gone("ELODIE@labo.example,", NameScope::Address).as_deref(), Some("[…],"));
        assert_eq!(gone("q=elodie%40labo.example", NameScope::Address).as_deref(), Some("q=[…]"));
        assert_eq!(gone("melodie@labo.example", NameScope::Address), None);
        assert_eq!(gone("Bonjour Élodie", NameScope::WholeName), None);
        assert_eq!(gone("Bonjour Élodie", NameScope::EachWord).as_deref(), Some("Bonjour […]"));
        assert_eq!(gone("une mélodie", NameScope::EachWord), None);
        for text in ["cv_Elodie_Lefevre-Roux.pdf", "cv_lefevre-roux.elodie.pdf"] {
            let without = gone(text, NameScope::WholeName);
            assert_eq!(without.as_deref(), Some("cv_[…].pdf"), "{text}");
        }
        assert_eq!(
            gone("/a/elodie-lefevre-roux-et-ses-donnees", NameScope::WholeName).as_deref(),
            Some("/a/[…]-et-ses-donnees")
        );
    }

    #[test]
    fn a_number_of_their_own_is_taken_out_whatever_the_scope() {
        let mut of = Traces::of([("", "elodie@labo.example")]);
        of.add_mark("0000-0002-1825-0097");
        let text = "voir https://orcid.org/0000-0002-1825-0097, et 0000-0002-1825-00971";
        let left = of.without(text, NameScope::Address);
        let wanted = "voir https://orcid.org/[…], et 0000-0002-1825-00971";
        assert_eq!(left.as_deref(), Some(wanted));
    }

    #[test]
    fn a_name_that_somebody_gave_themselves_looks_like_one() {
        for name in
            ["Élodie Lefèvre-Roux", "Jean de La Fontaine", "Ahmed Ben Salah", "LUCIE MARCHAL"]
        {
            assert!(looks_like_a_name(name), "{name}");
        }
        for text in [
            "Bonjour",
            "données de la recherche",
            "Plan 2026",
            "A B",
            "Bonjour et merci pour tout ce que",
        ] {
            assert!(!looks_like_a_name(text), "{text}");
        }
    }

    #[test]
    fn an_impersonal_text_has_no_address_no_number_and_no_signature() {
        let of = Traces::of([("Lucie Marchal", "lucie@labo.example")]);
        let text = "Bonjour,\nappelez le 03 83 12 34 56 ou jean@x.fr, ou Lucie. DOI 10.5281/zenodo.1234567.\n\
                    Le 2026-03-01, 300 enquêtes.\n-- \nDr L. M.\n+33 3 83";
        assert_eq!(
            impersonal(text, &of),
            "Bonjour,\nappelez le […] ou […], ou […]. DOI 10.5281/zenodo.1234567.\nLe 2026-03-01, 300 enquêtes."
        );
        assert_eq!(impersonal("0000-0002-1825-0097", &of), "[…]");
        assert_eq!(impersonal("@ a@b", &of), "@ a@b");
    }
}
