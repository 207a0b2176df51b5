//! What a record must say before readers see it. A draft may lack all but its title.

use crate::materials::{Point, Record, Role, Standing, licence};

use super::SUMMARY;

/// What is missing, as `(field of the form, message key)`, in the order of the form; `files` is how many the version has.
pub fn missing(record: &Record, files: usize) -> Vec<(&'static str, &'static str)> {
    let length = record.summary.chars().count();
    let has = |kind| record.points.iter().any(|line| line.kind == kind);
    let named = record.people.iter().any(|person| person.role == Role::Author);
    let checks = [
        (record.title.trim().is_empty(), "title", "materials-error-title"),
        (!(SUMMARY.0..=SUMMARY.1).contains(&length), "summary", "materials-error-summary"),
        (record.languages.is_empty(), "languages", "materials-error-language"),
        (record.kind.is_none(), "kind", "materials-error-kind"),
        (record.level.is_none(), "level", "materials-error-level"),
        (record.audiences.is_empty(), "audiences", "materials-error-audience"),
        (record.topics.is_empty(), "topics", "materials-error-topic"),
        (record.disciplines.is_empty(), "disciplines", "materials-error-discipline"),
        (!has(Point::Outcome), "outcomes", "materials-error-outcome"),
        (record.self_minutes.is_none(), "self_minutes", "materials-error-duration"),
        (!named, "people", "materials-error-author"),
        (licence(&record.licence).is_none(), "licence", "materials-error-licence"),
        (record.contact.is_empty(), "contact", "materials-error-contact"),
        (files == 0 && record.links.is_empty(), "links", "materials-error-content"),
    ];
    checks.into_iter().filter(|(lacks, _, _)| *lacks).map(|(_, field, key)| (field, key)).collect()
}

/// A later version says what changed; the first one has nothing to say.
pub fn lacks_note(record: &Record, number: i32) -> bool {
    number > 1 && record.change_note.trim().is_empty()
}

/// What readers may still look at by its own address.
pub const fn is_public(state: Standing) -> bool {
    matches!(state, Standing::Published | Standing::Superseded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_record_lacks_everything_and_names_each_field() {
        let missing: Vec<_> =
            missing(&Record::default(), 0).into_iter().map(|(field, _)| field).collect();
        assert_eq!(missing.len(), 14);
        assert!(
            ["title", "licence", "outcomes", "people"].iter().all(|field| missing.contains(field))
        );
    }
}
