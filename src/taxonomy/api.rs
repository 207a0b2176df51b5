//! The vocabularies for programs, and for the pickers of our own pages.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{Found, Vocabularies, Vocabulary};
use crate::web::{Api, FieldErrors, Public};
use crate::{Error, Result};

/// How many entries a search answers with.
const MOST_FOUND: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

#[derive(Serialize)]
struct Entry {
    #[serde(flatten)]
    found: Found,
    parent: Option<String>,
}

#[derive(Serialize)]
struct List {
    items: Vec<Entry>,
}

/// `GET /api/v1/vocabularies/{name}`: all entries, or with `?q=` those that a picker should offer.
pub async fn list(
    cx: Api<Public>,
    name: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let vocabulary = named(&name).ok_or(Error::NotFound)?;
    let known = cx.app.vocabularies();
    let found = if asked.q.trim().is_empty() {
        let codes = codes(vocabulary, &known);
        codes.into_iter().map(|code| known.found(vocabulary, code)).collect()
    } else {
        known.search(vocabulary, &asked.q, MOST_FOUND)
    };
    let entry = |found: Found| Entry { parent: parent(vocabulary, &found.code, &known), found };
    let list = List { items: found.into_iter().map(entry).collect() };
    Ok(cx.answer(&list, None))
}

/// The fields in which a program names something that no vocabulary has; of an empty one nothing is asked.
pub fn unknown_codes(words: &Vocabularies, codes: &[(&str, Vocabulary, &str)]) -> FieldErrors {
    let mut errors = FieldErrors::none();
    for (field, vocabulary, code) in codes {
        if !code.is_empty() && !words.has(*vocabulary, code) {
            errors.add(field, "network-unknown-code");
        }
    }
    errors
}

pub(super) fn named(name: &str) -> Option<Vocabulary> {
    Some(match name {
        "disciplines" => Vocabulary::Discipline,
        "regions" => Vocabulary::Region,
        "services" => Vocabulary::Service,
        "topics" => Vocabulary::Topic,
        "institutions" => Vocabulary::Institution,
        "sites" => Vocabulary::Site,
        "laboratories" => Vocabulary::Laboratory,
        _ => return None,
    })
}

pub(super) fn codes(vocabulary: Vocabulary, known: &Vocabularies) -> Vec<&str> {
    match vocabulary {
        Vocabulary::Region => known.regions.iter().map(|entry| entry.code.as_str()).collect(),
        Vocabulary::Discipline => known.disciplines.iter().map(|e| e.code.as_str()).collect(),
        Vocabulary::Topic => known.topics.iter().map(|entry| entry.code.as_str()).collect(),
        Vocabulary::Service => known.services.iter().map(|entry| entry.code.as_str()).collect(),
        Vocabulary::Institution => known.institutions.iter().map(|e| e.slug.as_str()).collect(),
        Vocabulary::Site => known.sites.iter().map(|entry| entry.slug.as_str()).collect(),
        Vocabulary::Laboratory => known.laboratories.iter().map(|e| e.code.as_str()).collect(),
    }
}

fn parent(vocabulary: Vocabulary, code: &str, known: &Vocabularies) -> Option<String> {
    match vocabulary {
        Vocabulary::Discipline => known.discipline(code)?.parent.clone(),
        Vocabulary::Institution => known.institution(code)?.parent.clone(),
        Vocabulary::Site => Some(known.site(code)?.region.clone()),
        Vocabulary::Laboratory => known.laboratory(code)?.site.clone(),
        Vocabulary::Region | Vocabulary::Topic | Vocabulary::Service => None,
    }
}
