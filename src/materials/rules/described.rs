//! What an agency says of a DOI, as DataCite and Crossref write it.

use serde_json::Value;

use crate::identifiers;
use crate::materials::licence_named;

/// The longest text that is taken from there.
const MOST_SIGNS: usize = 500;
const MOST_AUTHORS: usize = 40;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Described {
    pub title: String,
    pub authors: Vec<Author>,
    pub year: Option<i32>,
    /// One of our licences, by its identifier.
    pub licence: Option<String>,
    /// What is said of the rights, when it is none of them.
    pub rights: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Author {
    pub name: String,
    pub orcid: Option<String>,
    pub affiliation: String,
}

/// What an answer says; none when it is no record of these kinds.
pub fn read(body: &str) -> Option<Described> {
    let record: Value = serde_json::from_str(body).ok()?;
    let found = if record["titles"].is_array() { of_datacite(&record) } else { of_csl(&record) };
    (!found.title.is_empty()).then_some(found)
}

fn of_datacite(record: &Value) -> Described {
    let titles = list(&record["titles"]);
    // The others are subtitles and translations.
    let title = titles.iter().find(|one| one["titleType"].is_null()).or(titles.first());
    let author = |one: &Value| Author {
        name: named(one, ("givenName", "familyName"), &one["name"]),
        orcid: list(&one["nameIdentifiers"])
            .iter()
            .find_map(|id| identifiers::orcid(id["nameIdentifier"].as_str()?)),
        affiliation: affiliation(&one["affiliation"]),
    };
    let rights = list(&record["rightsList"]);
    let words = |name: &'static str| rights.iter().filter_map(move |one| one[name].as_str());
    let known = words("rightsIdentifier").chain(words("rightsUri")).find_map(licence_named);
    Described {
        title: title.map(|one| text(&one["title"])).unwrap_or_default(),
        authors: authors(&record["creators"], author),
        year: year(&record["publicationYear"]),
        licence: known.map(|one| one.id.clone()),
        rights: rights.first().map(|one| text(&one["rights"])).unwrap_or_default(),
    }
}

fn of_csl(record: &Value) -> Described {
    let author = |one: &Value| Author {
        name: named(one, ("given", "family"), first([&one["literal"], &one["name"]])),
        orcid: one["ORCID"].as_str().and_then(identifiers::orcid),
        affiliation: affiliation(&one["affiliation"]),
    };
    let licences = list(&record["license"]);
    let addresses = licences.iter().filter_map(|one| one["URL"].as_str());
    let said = [&record["license"], &record["copyright"]].into_iter().filter_map(Value::as_str);
    let known = addresses.clone().chain(said).find_map(licence_named);
    Described {
        title: text(first([&record["title"], &record["title"][0]])),
        authors: authors(&record["author"], author),
        year: year(&record["issued"]["date-parts"][0][0]),
        licence: known.map(|one| one.id.clone()),
        rights: match text(&record["copyright"]) {
            none if none.is_empty() => addresses.take(1).collect(),
            said => said,
        },
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The first that is a text.
fn first(values: [&Value; 2]) -> &Value {
    let [one, other] = values;
    if one.is_string() { one } else { other }
}

/// A text on one line, cut to what is shown.
fn text(value: &Value) -> String {
    let words = value.as_str().unwrap_or_default().split_whitespace();
    words.collect::<Vec<_>>().join(" ").chars().take(MOST_SIGNS).collect()
}

/// First and last name where there are both, else the whole.
fn named(one: &Value, (given, family): (&str, &str), whole: &Value) -> String {
    match (text(&one[given]), text(&one[family])) {
        (given, family) if given.is_empty() || family.is_empty() => {
            let whole = text(whole);
            if whole.is_empty() { format!("{given}{family}") } else { whole }
        }
        (given, family) => format!("{given} {family}"),
    }
}

fn affiliation(value: &Value) -> String {
    let one = value.as_array().map_or(value, |all| all.first().unwrap_or(&Value::Null));
    text(first([one, &one["name"]]))
}

fn authors(value: &Value, read: impl Fn(&Value) -> Author) -> Vec<Author> {
    let all = list(value).iter().map(read).filter(|one| !one.name.is_empty());
    all.take(MOST_AUTHORS).collect()
}

fn year(value: &Value) -> Option<i32> {
    let number = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    i32::try_from(number).ok().filter(|year| (1000..=9999).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn author(name: &str, orcid: Option<&str>, affiliation: &str) -> Author {
        Author { name: name.into(), orcid: orcid.map(Into::into), affiliation: affiliation.into() }
    }

    #[test]
    fn a_record_of_datacite_is_read() {
        let body = r#"{"titles": [{"title": "A subtitle", "titleType": "Subtitle"}, {"title": "Lever  un\nembargo"}],
            "creators": [{"name": "Œuvrard, Hélène", "givenName": "Hélène", "familyName": "Œuvrard",
              "nameIdentifiers": [{"nameIdentifier": "https://orcid.org/0000-0002-1825-0097"}],
              "affiliation": [{"name": "Université d’exemple"}]},
              {"name": "Un collectif", "nameType": "Organizational", "affiliation": ["Ailleurs"]}],
            "publicationYear": 2024,
            "rightsList": [{"rights": "Creative Commons Attribution 4.0", "rightsIdentifier": "cc-by-4.0"}]}"#;
        let read = read(body).unwrap();
        assert_eq!((read.title.as_str(), read.year), ("Lever un embargo", Some(2024)));
        assert_eq!(read.licence.as_deref(), Some("CC-BY-4.0"));
        let orcid = Some("0000-0002-1825-0097");
        assert_eq!(
            read.authors,
            [
                author("Hélène Œuvrard", orcid, "Université d’exemple"),
                author("Un collectif", None, "Ailleurs")
            ]
        );
    }

    #[test]
    fn a_record_of_crossref_is_read() {
        let body = r#"{"title": "Lift an embargo", "issued": {"date-parts": [[2021, 3]]},
            "author": [{"given": "Ana", "family": "Roy", "ORCID": "http://orcid.org/0000-0002-1825-0097", "affiliation": []},
              {"literal": "A group"}],
            "license": [{"URL": "http://creativecommons.org/licenses/by/4.0/"}]}"#;
        let read = read(body).unwrap();
        assert_eq!((read.title.as_str(), read.year), ("Lift an embargo", Some(2021)));
        assert_eq!(read.licence.as_deref(), Some("CC-BY-4.0"));
        let orcid = Some("0000-0002-1825-0097");
        assert_eq!(read.authors, [author("Ana Roy", orcid, ""), author("A group", None, "")]);
    }

    #[test]
    fn what_is_no_record_is_none() {
        for body in
            ["", "<html>", "[]", "12", "{}", r#"{"titles": []}"#, r#"{"title": 3, "author": "x"}"#]
        {
            assert_eq!(read(body), None, "{body}");
        }
    }
}
