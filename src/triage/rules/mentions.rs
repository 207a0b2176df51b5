//! `@Inès Martin` in a note: who is meant.

use crate::accounts::AccountId;
use crate::text::fold;

/// The accounts that a text mentions, each once. A full name always counts; a first name alone when only one of
/// `people` has it. An `@` inside a word is an address and mentions nobody.
pub fn mentioned(text: &str, people: &[(AccountId, String)]) -> Vec<AccountId> {
    let mut found = Vec::new();
    let mut before = ' ';
    for (at, sign) in text.char_indices() {
        let after = &text[at + sign.len_utf8()..];
        if sign == '@' && !before.is_alphanumeric() && after.starts_with(char::is_alphanumeric) {
            let who = meant(after, people).filter(|id| !found.contains(id));
            found.extend(who);
        }
        before = sign;
    }
    found
}

/// Whom the words after an `@` name: the longest full name that they begin with, else a first name nobody shares.
fn meant(after: &str, people: &[(AccountId, String)]) -> Option<AccountId> {
    const LONGEST: usize = 200;
    let line = after.lines().next().unwrap_or_default();
    let said = fold(&line.chars().take(LONGEST).collect::<String>());
    let begins = |name: &str| {
        let rest = said.strip_prefix(name);
        !name.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let full = people.iter().filter(|(_, name)| begins(&fold(name)));
    if let Some((id, _)) = full.max_by_key(|(_, name)| name.len()) {
        return Some(id.clone());
    }
    let first = said.split(' ').next().filter(|first| !first.is_empty())?;
    let mut named = people.iter().filter(|(_, name)| fold(name).split(' ').next() == Some(first));
    match (named.next(), named.next()) {
        (Some((id, _)), None) => Some(id.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_names_and_first_names_nobody_shares_are_understood() {
        let people: Vec<_> = ["Inès Martin", "Inès Martinez", "Paul Roy", "Jean-Luc Bé"]
            .map(|name| (AccountId::new(), name.to_owned()))
            .into();
        let names = |text: &str| -> Vec<String> {
            let found = mentioned(text, &people);
            let name = |id| people.iter().find(|(other, _)| other == id).unwrap().1.clone();
            found.iter().map(name).collect()
        };

        assert_eq!(names("@Inès Martin, tu peux ?"), ["Inès Martin"]);
        assert_eq!(names("@ines martinez et (@Paul) et @paul roy"), ["Inès Martinez", "Paul Roy"]);
        assert_eq!(names("@Inès ?"), Vec::<String>::new());
        assert_eq!(names("@Jean-Luc Bé"), ["Jean-Luc Bé"]);
        assert_eq!(names("paul@roy.example, @ paul, @, @Nobody"), Vec::<String>::new());
        assert_eq!(names("ecrire a x@paul.example"), Vec::<String>::new());
    }
}
