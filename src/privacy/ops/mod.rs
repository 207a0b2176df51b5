//! What happens to people's data. Each function is one whole step, or a sweep of such steps that may stop and go on.

mod anonymise;
mod bids;
mod erase;
mod export;
mod governing;
mod lists;
mod requests;
mod retention;
mod teaching;
mod terms;
mod took_part;

pub use anonymise::anonymise;
pub use bids::agree_bids;
pub use export::Conversation;
pub use lists::{approve, refuse};
pub use requests::{Wish, ask, confirm, do_requests, link, note_copied};
pub use retention::keep_terms;
pub use terms::{Choice, Policies, choose_policies, choose_terms, lowered, terms};

use anyhow::Context;

use crate::Result;
use crate::app::App;
use crate::i18n::Locale;

/// Who asked, once nobody knows.
fn team_word(locale: Locale) -> String {
    locale.text("privacy-the-team")
}

/// Who answered, once nobody knows.
fn network_word(locale: Locale) -> String {
    locale.text("privacy-the-network")
}

/// Runs what the file store does beside the database, off the async threads.
fn wait<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting work on files")?;
    runtime.block_on(work)
}

/// Removes files on which nothing hangs any more. What was not removed now goes with the clean-up.
fn remove_files(app: &App, files: Vec<String>) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    wait(app.files.forget(&app.db, files)).map(drop)
}

/// Has nothing of what was erased stand in the database's own file: not in the search index, not in what is free in it.
fn overwrite(app: &App) -> Result<()> {
    crate::db::search::forget_deleted(&app.db)?;
    app.db.overwrite_deleted()
}
