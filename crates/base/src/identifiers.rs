//! Identifiers as people type them, and as they are kept: DOI, ORCID, addresses, languages.

/// A DOI, bare and in small letters, of `10.x/y`, `doi:…` or its address.
pub fn doi(typed: &str) -> Option<String> {
    let small = typed.trim().to_lowercase();
    let starts =
        ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/"];
    let bare = starts.iter().find_map(|start| small.strip_prefix(start)).unwrap_or(&small);
    let bare = bare.strip_prefix("doi:").unwrap_or(bare).trim_start();
    let (prefix, suffix) = bare.strip_prefix("10.")?.split_once('/')?;
    let registrant = prefix.split('.').next().unwrap_or_default();
    let digits = (4..=9).contains(&registrant.len())
        && prefix.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let plain = suffix.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>".contains(&byte));
    (digits && plain && !suffix.is_empty() && bare.len() <= 200).then(|| bare.to_owned())
}

/// An ORCID iD in groups of four, of its digits or its address, if its last sign is right (ISO 7064, 11-2).
pub fn orcid(typed: &str) -> Option<String> {
    let typed = typed.trim().trim_end_matches('/');
    let id = typed.rsplit('/').next().unwrap_or_default().to_uppercase();
    let signs: Vec<char> = id.chars().filter(|sign| *sign != '-').collect();
    let [digits @ .., last] = signs.as_slice() else { return None };
    if digits.len() != 15 {
        return None;
    }
    let mut total = 0;
    for sign in digits {
        total = (total + sign.to_digit(10)?) * 2;
    }
    let check = (12 - total % 11) % 11;
    let right = if check == 10 { *last == 'X' } else { last.to_digit(10) == Some(check) };
    let groups: Vec<String> = signs.chunks(4).map(|four| four.iter().collect()).collect();
    right.then(|| groups.join("-"))
}

/// Whether two domains of addresses are the same, or one below the other.
pub fn are_aligned(one: &str, other: &str) -> bool {
    let below = |deep: &str, high: &str| {
        high.contains('.') && deep.strip_suffix(high).is_some_and(|rest| rest.ends_with('.'))
    };
    one == other || below(one, other) || below(other, one)
}

/// Whether a text has the shape of a language tag (BCP 47): `fr`, `pt-BR`, `gcf`.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let main = parts.next().unwrap_or_default();
    let letters = (2..=3).contains(&main.len()) && main.bytes().all(|b| b.is_ascii_lowercase());
    let rest = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    letters && tag.len() <= 35 && parts.all(rest)
}

/// An address of the web that can be a link: what is no ASCII is written as `%C3%A9`.
pub fn web_address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let (scheme, rest) = typed.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https") {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = host.to_ascii_lowercase();
    let named = host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b));
    if !named || !host.contains('.') && !host.starts_with('[') || host.starts_with(['.', ':']) {
        return None;
    }
    let mut address = format!("{scheme}://{host}");
    for byte in path.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => {
                address.push_str(&format!("%{byte:02X}"));
            }
            byte if byte.is_ascii_graphic() => address.push(char::from(byte)),
            byte if byte.is_ascii() => return None,
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    (address.len() <= 2_000).then_some(address)
}

/// What two addresses have in common that lead to the same place: no scheme, no `www.`, no usual port, no fragment, no
/// closing slash, nothing that only counts visits.
pub fn place_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = path.split_once('/').unwrap_or((path, ""));
    let host = host.trim_end_matches(":443").trim_end_matches(":80");
    let host = host.strip_prefix("www.").unwrap_or(host);
    let counts = |pair: &&str| !pair.is_empty() && !pair.starts_with("utm_");
    let query: Vec<_> = query.split('&').filter(counts).collect();
    let path = path.trim_end_matches('/');
    let mut place = host.to_owned();
    if !path.is_empty() {
        place.push('/');
        place.push_str(path);
    }
    if !query.is_empty() {
        place.push('?');
        place.push_str(&query.join("&"));
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_kept_bare_however_it_was_typed() {
        for typed in [
            "10.5281/Zenodo.12345",
            "doi:10.5281/zenodo.12345",
            " https://doi.org/10.5281/zenodo.12345 ",
        ] {
            assert_eq!(doi(typed).as_deref(), Some("10.5281/zenodo.12345"), "{typed}");
        }
        for bad in
            ["", "10.5281", "10.52/x y", "https://zenodo.org/10.5281/x", "10.abcd/x", "11.5281/x"]
        {
            assert_eq!(doi(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_orcid_with_a_wrong_last_sign_is_none() {
        assert_eq!(
            orcid("https://orcid.org/0000-0002-1825-0097").as_deref(),
            Some("0000-0002-1825-0097")
        );
        assert_eq!(orcid("0000000218250097").as_deref(), Some("0000-0002-1825-0097"));
        assert_eq!(orcid("0000-0002-1694-233x").as_deref(), Some("0000-0002-1694-233X"));
        for bad in ["0000-0002-1825-0098", "0000-0002-1825", "", "ABCD-0002-1825-0097"] {
            assert_eq!(orcid(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_address_is_one_of_the_web_and_two_ways_to_a_place_are_one() {
        assert_eq!(
            web_address("HTTPS://Exemple.FR/été").as_deref(),
            Some("https://exemple.fr/%C3%A9t%C3%A9")
        );
        for bad in [
            "javascript:alert(1)",
            "ftp://a.fr/",
            "https://a b.fr/",
            "https://user@a.fr/",
            "https://localhost/",
            "a.fr",
            "https://a.fr/\u{7}",
        ] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
        let same = [
            "https://www.exemple.fr/a/?utm_source=x#b",
            "http://exemple.fr:80/a",
            "https://exemple.fr/a",
        ];
        assert_eq!(same.map(place_of), ["exemple.fr/a", "exemple.fr/a", "exemple.fr/a"]);
        assert_ne!(place_of("https://exemple.fr/a?id=1"), place_of("https://exemple.fr/a?id=2"));
    }

    #[test]
    fn a_language_is_a_tag() {
        assert!(["fr", "gcf", "pt-BR", "zh-Hant"].iter().all(|tag| is_language(tag)));
        assert!(!["", "f", "french", "fr_FR", "FR"].iter().any(|tag| is_language(tag)));
    }
}
