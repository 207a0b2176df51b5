//! The vocabularies, for whoever administers the network: other labels, entries that are offered no more, institutions that
//! are one.

mod institutions;
mod terms;

pub use institutions::{institution, institutions, merge};
pub use terms::{change_term, term, vocabulary};

use actix_web::web;
use serde::Serialize;

use super::{Vocabularies, Vocabulary};
use crate::Result;
use crate::web::{Admin, Context};

#[derive(Serialize)]
struct Choice {
    code: String,
    label: String,
    chosen: bool,
}

fn label(
    cx: &Context<Admin>,
    known: &Vocabularies,
    (vocabulary, code): (Vocabulary, &str),
) -> String {
    known.labels(vocabulary, code).in_locale(cx.locale).to_owned()
}

/// This process sees the change at once, the others within seconds.
async fn read_anew(cx: &Context<Admin>) -> Result<()> {
    let app = cx.app.clone();
    let read = web::block(move || app.shelf.refresh(&app.db)).await;
    read.map_err(|error| anyhow::anyhow!("reading the vocabularies: {error}"))?.map(drop)
}
