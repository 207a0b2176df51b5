//! Whose mail is the helpdesk's.

use crate::identifiers::are_aligned;

/// Where anybody has an address: sharing such a domain shows nothing.
const PUBLIC: &[&str] = &[
    "aol.com",
    "bbox.fr",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.fr",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "live.com",
    "live.fr",
    "mac.com",
    "mail.com",
    "mailo.com",
    "me.com",
    "msn.com",
    "neuf.fr",
    "numericable.fr",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "proton.me",
    "protonmail.com",
    "sfr.fr",
    "tutanota.com",
    "wanadoo.fr",
    "yahoo.com",
    "yahoo.fr",
    "yandex.com",
    "ymail.com",
    "zoho.com",
];

/// Whether an address may speak for a helpdesk: the bridge's own, that of somebody of the node, or one of their domains,
/// or of a domain above or below. A helpdesk's programs and agents rarely write from its mailbox itself; who was only
/// forwarded one of its mails writes from elsewhere.
pub fn speaks_for(email: &str, bridge: &str, people: &[String]) -> bool {
    let known = || std::iter::once(bridge).chain(people.iter().map(String::as_str));
    if known().any(|one| one.eq_ignore_ascii_case(email)) {
        return true;
    }
    let domain = |one: &str| one.rsplit_once('@').map(|(_, domain)| domain.to_ascii_lowercase());
    let Some(theirs) = domain(email).filter(|theirs| !PUBLIC.contains(&theirs.as_str())) else {
        return false;
    };
    known().filter_map(domain).any(|ours| are_aligned(&ours, &theirs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_shares_a_domain_with_the_helpdesk_speaks_for_it() {
        let people = ["ines@labo.example".to_owned(), "Noe.Petit@gmail.com".to_owned()];
        for (email, speaks) in [
            ("rt@aide.univ.example", true),
            ("denis@aide.univ.example", true),
            ("denis@univ.example", true),
            ("denis@rt.aide.univ.example", true),
            ("dan@labo.example", true),
            ("noe.petit@gmail.com", true),
            ("eve@gmail.com", false),
            ("eve@univ.example.spam.example", false),
            ("eve@notuniv.example", false),
            ("eve@example", false),
            ("eve", false),
            ("", false),
        ] {
            assert_eq!(speaks_for(email, "rt@aide.univ.example", &people), speaks, "{email}");
        }
        assert!(!speaks_for("eve@gmail.com", "helpdesk@gmail.com", &[]));
        assert!(speaks_for("helpdesk@gmail.com", "Helpdesk@gmail.com", &[]));
    }
}
