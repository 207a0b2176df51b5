//! Who claims to have written a mail.

use mail_parser::{Address, HeaderName, HeaderValue, Message};

use super::{plain, texts};
use crate::mail_in::model::Mailbox;

/// All addresses of all `From` headers.
pub fn of(message: &Message<'_>) -> Vec<Mailbox> {
    let mut found: Vec<Mailbox> = Vec::new();
    // Within quotes a name may hold what looks like an address.
    let is_quoted = texts(message, "From").iter().any(|value| value.contains('"'));
    let values = message.header_values(HeaderName::From);
    for one in values.filter_map(HeaderValue::as_address).flat_map(Address::iter).take(20) {
        let address = plain(one.address().unwrap_or_default(), 320);
        let (words, address) = if is_quoted { ("", address.as_str()) } else { apart(&address) };
        let name = one.name().filter(|name| !name.is_empty()).unwrap_or(words);
        let sender = Mailbox { name: plain(name, 150), email: address.to_lowercase() };
        if !sender.email.is_empty() && !found.iter().any(|known| known.email == sender.email) {
            found.push(sender);
        }
    }
    found
}

/// An address without the way to it that was once written before it (`@relay.example:lea@labo.example`), and without the name
/// before it that no bracket keeps apart (`Léa Blanc lea@labo.example`), which comes first.
fn apart(address: &str) -> (&str, &str) {
    let way = address.starts_with('@').then(|| address.rsplit_once(':')).flatten();
    let address = way.map_or(address, |(_, after)| after);
    match address.rsplit_once(' ') {
        Some((name, last)) if last.contains('@') && !name.contains('@') => (name, last),
        _ => ("", address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_what_stands_before_it() {
        assert_eq!(apart("lea@labo.example"), ("", "lea@labo.example"));
        assert_eq!(apart("Léa Blanc lea@labo.example"), ("Léa Blanc", "lea@labo.example"));
        assert_eq!(apart("@a.example,@b.example:lea@labo.example"), ("", "lea@labo.example"));
        // Nobody knows which of two it is.
        let two = "a@labo.example b@labo.example";
        assert_eq!(apart(two), ("", two));
        assert_eq!(apart("Léa Blanc"), ("", "Léa Blanc"));
    }
}
