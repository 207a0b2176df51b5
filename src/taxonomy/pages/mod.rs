//! The vocabularies, for whoever administers the network: other labels, entries that are offered no more, institutions that
//! are one.

mod institutions;
mod new_term;
mod terms;

pub use institutions::{institution, institutions, merge};
pub use new_term::{add_term, new_term};
pub use terms::{change_term, term, vocabulary};

use actix_web::web;
use serde::Serialize;

use super::{Vocabularies, Vocabulary};
use crate::Result;
use crate::web::{Admin, Context, Door};

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
pub async fn read_anew<D: Door>(cx: &Context<D>) -> Result<()> {
    let app = cx.app.clone();
    let read = web::block(move || app.shelf().refresh(&app.db)).await;
    read.map_err(|error| anyhow::anyhow!("reading the vocabularies: {error}"))?.map(drop)
}
