//! Materials brought by a program: what would come of each, and, when it says so, done. What does not pass is left out and
//! told; the rest is taken.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Result;
use crate::i18n::Locale;
use crate::imports::{Effect, read_table};
use crate::materials::ops::{self, Foreseen, Told};
use crate::materials::pages::import::{Fault, Read, cell, understood};
use crate::materials::rules::tess;
use crate::network;
use crate::web::{Api, FieldErrors, WriteScope, api_invalid};

/// What is brought: records as TeSS gives them, or a table as text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Brought {
    /// The slug of the node that answers for them.
    node: String,
    /// Whether it is to be done; else it is only told what would be.
    apply: bool,
    /// Of what names none.
    language: String,
    materials: Value,
    table: String,
}

#[derive(Serialize)]
struct Outcome {
    applied: bool,
    makes: usize,
    changes: usize,
    same: usize,
    left: usize,
    faulty: usize,
    rows: Vec<RowOutcome>,
}

#[derive(Serialize)]
struct RowOutcome {
    /// The row of the table, or the number of the record.
    number: usize,
    title: String,
    /// `makes`, `changes`, `same`, `left` or `faulty`.
    effect: &'static str,
    /// The draft's id, when there is one.
    material: Option<String>,
    /// Why it is left as it is.
    why: Option<String>,
    faults: Vec<FaultOutcome>,
}

#[derive(Serialize)]
struct FaultOutcome {
    cell: String,
    column: String,
    typed: String,
    expected: String,
}

/// `POST /api/v1/materials/imports`
pub async fn bring(cx: Api<WriteScope>, brought: web::Json<Brought>) -> Result<HttpResponse> {
    let (actor, now, brought) = (cx.actor(), cx.now, brought.into_inner());
    let read = match (&brought.materials, brought.table.as_str()) {
        (Value::Null, "") => return refused("materials", "materials-import-no-file"),
        (Value::Null, table) => read_table(table.as_bytes()),
        (records, _) => tess::read(records.to_string().as_bytes()),
    };
    let table = match read {
        Ok(table) => table,
        Err(refusal) => return refused("materials", refusal.key()),
    };
    let language = brought.language.parse().unwrap_or(Locale::Fr);
    let words = cx.app.vocabularies();
    let Some((_, rows)) = understood(&table, &words, (language, language)) else {
        return refused("materials", "materials-import-no-title");
    };
    let told: Vec<Told> = rows.iter().filter_map(|row| row.told.as_ref().ok().cloned()).collect();
    let slug = brought.node.clone();
    let node = cx.db.read(move |conn| Ok(network::queries::by_slug(conn, &slug)?.id)).await?;
    let foreseen = match brought.apply {
        true => cx.db.write(move |conn| ops::import(conn, &actor, (&node, &told), now)).await?,
        false => cx.db.read(move |conn| ops::foresee(conn, &actor, (&node, &told))).await?,
    };
    let outcome = outcome(brought.apply, language, (rows, table.is_sheet), foreseen);
    Ok(HttpResponse::Ok().json(outcome))
}

fn refused(field: &str, key: &'static str) -> Result<HttpResponse> {
    Ok(api_invalid(&FieldErrors::one(field, key)))
}

fn outcome(
    applied: bool,
    locale: Locale,
    (rows, is_sheet): (Vec<Read>, bool),
    foreseen: Vec<Foreseen>,
) -> Outcome {
    let effects: Vec<Effect> = foreseen.iter().map(|one| one.effect).collect();
    let faulty = rows.iter().filter(|row| row.told.is_err()).count();
    let mut foreseen = foreseen.into_iter();
    let fault = |number: usize, fault: &Fault| FaultOutcome {
        cell: cell(fault, (number, is_sheet)),
        column: fault.heading.clone(),
        typed: fault.typed.clone(),
        expected: match fault.listed.as_str() {
            "" => locale.text(&fault.expected),
            listed => locale.text1(&fault.expected, "list", listed),
        },
    };
    let row = |row: Read| {
        let one = if row.told.is_ok() { foreseen.next() } else { None };
        let faults = row.told.as_ref().err().map(Vec::as_slice).unwrap_or_default();
        RowOutcome {
            number: row.number,
            title: row.title.clone(),
            effect: one.as_ref().map_or("faulty", |one| match one.effect {
                Effect::Makes => "makes",
                Effect::Changes => "changes",
                Effect::Same => "same",
                Effect::Left => "left",
            }),
            material: one.as_ref().and_then(|one| one.material.as_ref().map(ToString::to_string)),
            why: one.and_then(|one| one.why).map(|why| locale.text(why.key())),
            faults: faults.iter().map(|one| fault(row.number, one)).collect(),
        }
    };
    Outcome {
        applied,
        makes: Effect::Makes.count(&effects),
        changes: Effect::Changes.count(&effects),
        same: Effect::Same.count(&effects),
        left: Effect::Left.count(&effects),
        faulty,
        rows: rows.into_iter().map(row).collect(),
    }
}
