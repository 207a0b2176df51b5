//! What was decided, for those who applied and for everybody, once it is told.

use serde::Serialize;

use super::outcome_word;
use crate::applications::ApplicationId;
use crate::calls::{Call, State};
use crate::db::Conn;
use crate::decisions::{Condition, queries, rules};
use crate::i18n::Locale;
use crate::network;
use crate::{Result, applications, labels, reviews};

/// A decision as those who applied read it.
#[derive(Debug, Clone, Serialize)]
pub struct TellView {
    outcome: String,
    rationale: String,
    /// What each reviewer says to who applied, without a name.
    said: Vec<String>,
    conditions: Vec<Condition>,
    until: Option<chrono::NaiveDate>,
    node: Option<network::NodeName>,
    told_at: Option<chrono::NaiveDateTime>,
    label: Option<String>,
    /// When whoever owns the application read it first.
    read_at: Option<chrono::NaiveDateTime>,
    /// Its letter on paper.
    letter: Option<String>,
}

impl TellView {
    pub fn is_unread(&self) -> bool {
        self.read_at.is_none()
    }
}

pub fn tell(conn: &mut Conn, id: &ApplicationId, locale: Locale) -> Result<Option<TellView>> {
    let Some(decision) = queries::told(conn, id)? else { return Ok(None) };
    let node = match &decision.node_id {
        Some(id) => network::queries::by_ids(conn, std::slice::from_ref(id))?.pop(),
        None => None,
    };
    let label = labels::queries::of_application(conn, id)?;
    let said = match decision.kept() {
        Some(kept) => kept.said,
        None => {
            let call = applications::queries::find(conn, id)?.call_id;
            reviews::queries::words_for_applicants(conn, &call)?.remove(id).unwrap_or_default()
        }
    };
    Ok(Some(TellView {
        outcome: outcome_word(decision.outcome, locale),
        conditions: rules::conditions(&decision.conditions).unwrap_or_default(),
        rationale: decision.rationale,
        said,
        until: decision.until,
        node,
        told_at: decision.notified_at,
        label: label.map(|label| format!("/labels/{}", label.id)),
        read_at: decision.read_at,
        letter: Some(format!("/applications/{id}/letter.pdf")),
    }))
}

/// The way to appeal against what was told, or to the appeal there is; nothing before anything was told.
pub fn appeal_word(conn: &mut Conn, id: &ApplicationId, locale: Locale) -> Result<Option<String>> {
    if let Some(appeal) = queries::appeal_of(conn, id)? {
        return Ok(Some(super::appeal::badge(appeal.state, locale).word));
    }
    let told = queries::told(conn, id)?.is_some();
    Ok(told.then(|| locale.text("decisions-appeal-write")))
}

/// What a call gave; those that it did not retain are named nowhere.
#[derive(Debug, Clone, Serialize)]
pub struct ResultView {
    pub reference: String,
    pub title: String,
    pub code: &'static str,
    pub outcome: String,
    pub until: Option<chrono::NaiveDate>,
}

pub fn results_of(conn: &mut Conn, call: &Call, locale: Locale) -> Result<Vec<ResultView>> {
    if !matches!(call.state, State::ResultsPublished | State::Archived) {
        return Ok(Vec::new());
    }
    let view =
        |(decision, reference, title): (crate::decisions::Decision, String, String)| ResultView {
            reference,
            title,
            code: decision.outcome.as_str(),
            outcome: outcome_word(decision.outcome, locale),
            until: decision.until,
        };
    Ok(queries::results(conn, &call.id)?.into_iter().map(view).collect())
}
