//! Materials as TeSS tells them: JSON:API documents of its API, and plain lists of the same fields.

use std::collections::BTreeMap;

use serde_json::Value;

use super::skill;
use crate::Refusal;
use crate::imports::{MOST_ROWS, NO_TABLE, Row, TOO_LARGE, Table};

/// The fields that are taken over, by the heading that each becomes.
const FIELDS: [(&str, &[&str]); 19] = [
    ("key", &["id", "slug"]),
    ("title", &["title", "name"]),
    ("summary", &["description", "short_description", "abstract"]),
    ("url", &["url"]),
    ("doi", &["doi"]),
    ("language", &["language", "languages", "in_language"]),
    ("type", &["resource_type"]),
    ("level", &["difficulty_level"]),
    ("audience", &["target_audience"]),
    ("keywords", &["keywords"]),
    ("authors", &["authors"]),
    ("contributors", &["contributors"]),
    ("licence", &["licence", "license"]),
    ("outcomes", &["learning_objectives"]),
    ("prerequisites", &["prerequisites"]),
    ("contact", &["contact"]),
    // TeSS has no words of ours; a catalogue that does may say what else it takes to be published.
    ("topics", &["topics"]),
    ("disciplines", &["disciplines"]),
    ("self_study_minutes", &["self_study_minutes", "self_minutes"]),
];

/// The records of a document, one in a row.
pub fn read(bytes: &[u8]) -> Result<Table, Refusal> {
    let document: Value = serde_json::from_slice(bytes).map_err(|_| NO_TABLE)?;
    let records = records(&document).ok_or(NO_TABLE)?;
    if records.len() > MOST_ROWS {
        return Err(TOO_LARGE);
    }
    let row = |(number, record): (usize, &Value)| {
        let fields = fields(record);
        let cell = |names: &&[&str]| {
            let found = names.iter().filter_map(|name| fields.get(*name));
            found.map(|value| said(value)).find(|text| !text.is_empty()).unwrap_or_default()
        };
        let said = |(heading, names): &(&str, &[&str])| match *heading {
            // TeSS names no skills: a bar belongs to the text.
            "outcomes" => skill::own(&cell(names)),
            _ => cell(names),
        };
        Row { number, cells: FIELDS.iter().map(said).collect() }
    };
    let rows: Vec<_> = (1..).zip(records).map(row).collect();
    let told = rows.iter().flat_map(|row| &row.cells).any(|cell| !cell.is_empty());
    let header = FIELDS.iter().map(|(heading, _)| (*heading).to_owned()).collect();
    if told {
        Ok(Table { header, rows, is_sheet: false, ..Table::default() })
    } else {
        Err(NO_TABLE)
    }
}

/// `[…]`, `{"data": […]}`, `{"data": {…}}`, `{"materials": […]}`
fn records(document: &Value) -> Option<Vec<&Value>> {
    let inside = match document {
        Value::Object(fields) => fields.get("data").or_else(|| fields.get("materials"))?,
        other => other,
    };
    match inside {
        Value::Array(all) => all.iter().all(Value::is_object).then(|| all.iter().collect()),
        Value::Object(_) => Some(vec![inside]),
        _ => None,
    }
}

/// Where a document says that it goes on, from the address at which it stands; never at another server.
pub fn further(bytes: &[u8], from: &str) -> Option<String> {
    let document: Value = serde_json::from_slice(bytes).ok()?;
    let next = document.get("links")?.get("next")?;
    let next = next.as_str().or_else(|| next.get("href")?.as_str())?;
    let (origin, path) = server(from);
    match next.strip_prefix(origin) {
        Some(rest) if rest.starts_with(['/', '?']) => Some(next.to_owned()),
        None if next.starts_with('/') && !next.starts_with("//") => Some(format!("{origin}{next}")),
        None if next.starts_with('?') => {
            let path = path.split(['?', '#']).next().unwrap_or_default();
            Some(format!("{origin}{path}{next}"))
        }
        _ => None,
    }
}

/// At which server an address is, and where there.
fn server(address: &str) -> (&str, &str) {
    let rest = address.find("://").map_or(0, |at| at + 3);
    let end = address[rest..].find(['/', '?', '#']).map_or(address.len(), |at| rest + at);
    address.split_at(end)
}

/// The same records with keys that say at which server they are: two catalogues count from one alike.
pub fn of_server(mut table: Table, from: &str) -> Table {
    let (origin, _) = server(from);
    let key = table.header.iter().position(|heading| heading == "key");
    let keys = table.rows.iter_mut().filter_map(|row| row.cells.get_mut(key?));
    for key in keys.filter(|key| !key.is_empty()) {
        *key = format!("{key} {origin}");
    }
    table
}

/// The fields of a record by their names with low lines, as JSON:API may write hyphens.
fn fields(record: &Value) -> BTreeMap<String, &Value> {
    let all = [Some(record), record.get("attributes")].into_iter().flatten();
    let pairs = all.filter_map(Value::as_object).flatten();
    pairs.map(|(name, value)| (name.replace('-', "_").to_lowercase(), value)).collect()
}

/// A value as a cell says it: of a list each on a line, of a person or a page what it is called.
fn said(value: &Value) -> String {
    match value {
        Value::String(text) if fits_none(text) => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(all) => {
            let lines: Vec<_> = all.iter().map(said).filter(|line| !line.is_empty()).collect();
            lines.join("\n")
        }
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
            let parts = format!("{} {}", text("given_name"), text("family_name"));
            let names =
                [text("name"), text("full_name"), parts.trim(), text("title"), text("value")];
            let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
            match text("orcid") {
                "" => name.to_owned(),
                orcid => format!("{name} ({orcid})"),
            }
        }
        Value::Bool(_) | Value::Null => String::new(),
    }
}

/// What TeSS says where nothing was said.
fn fits_none(text: &str) -> bool {
    ["notspecified", "not specified"].contains(&text.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> BTreeMap<String, String> {
        let table = read(text.as_bytes()).unwrap();
        let cells = table.header.into_iter().zip(table.rows[0].cells.clone());
        cells.filter(|(_, cell)| !cell.is_empty()).collect()
    }

    #[test]
    fn a_document_goes_on_at_its_own_server_only() {
        let from = "https://a.org/materials.json_api?q=x";
        let next =
            |link: &str| further(format!(r#"{{"links": {{"next": {link}}}}}"#).as_bytes(), from);
        let second = "https://a.org/materials.json_api?page_number=2";
        assert_eq!(next(r#""/materials.json_api?page_number=2""#).as_deref(), Some(second));
        assert_eq!(next(r#""?page_number=2""#).as_deref(), Some(second));
        assert_eq!(next(&format!(r#"{{"href": "{second}"}}"#)).as_deref(), Some(second));
        for other in
            [r#""https://b.org/x""#, r#""https://a.org.b.org/x""#, r#""//b.org/x""#, "null", "3"]
        {
            assert_eq!(next(other), None, "{other}");
        }
        assert_eq!(further(b"[]", from), None);
    }

    #[test]
    fn a_record_is_read_from_a_document_of_the_api_and_from_a_list() {
        let api = r#"{"data": [{"id": "12", "type": "materials", "attributes": {
            "title": "FAIR in practice", "description": "A *course*.", "url": "https://a.org/fair",
            "difficulty-level": "beginner", "licence": "notspecified", "keywords": ["FAIR", "data"],
            "target-audience": ["PhD students"], "doi": null, "authors": ["Ada L.", {"given_name": "Zoé",
            "family_name": "Roy", "orcid": "0000-0002-1825-0097"}]}}]}"#;
        let list = r#"[{"id": 12, "title": "FAIR in practice", "description": "A *course*.",
            "url": "https://a.org/fair", "difficulty_level": "beginner", "keywords": ["FAIR", "data"],
            "target_audience": ["PhD students"], "authors": ["Ada L.", "Zoé Roy (0000-0002-1825-0097)"]}]"#;
        let expected: BTreeMap<_, _> = [
            ("key", "12"),
            ("title", "FAIR in practice"),
            ("summary", "A *course*."),
            ("url", "https://a.org/fair"),
            ("level", "beginner"),
            ("keywords", "FAIR\ndata"),
            ("audience", "PhD students"),
            ("authors", "Ada L.\nZoé Roy (0000-0002-1825-0097)"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();

        assert_eq!(row(api), expected);
        assert_eq!(row(list), expected);
    }

    #[test]
    fn what_holds_no_record_is_none() {
        for nothing in
            ["", "{}", "[]", "[1]", "[{}]", r#"{"data": 1}"#, r#"{"errors": []}"#, "[", "null"]
        {
            assert_eq!(read(nothing.as_bytes()), Err(NO_TABLE), "{nothing}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read(deep.as_bytes()), Err(NO_TABLE));
        let many = format!("[{}]", vec!["{\"title\":\"x\"}"; MOST_ROWS + 1].join(","));
        assert_eq!(read(many.as_bytes()), Err(TOO_LARGE));
    }
}
