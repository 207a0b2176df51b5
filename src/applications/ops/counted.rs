//! Which institutions apply, to be counted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Result;
use crate::applications::rules::document;
use crate::applications::{ApplicationId, Partner, PartnerRole, PartnerState, queries};
use crate::calls::{Call, CallId};
use crate::db::Conn;
use crate::reviews::queries::partners_of_call;

/// The institutions of each application to a call as it was filed last, whatever was written since; none that declined. Of a
/// draft, and of what was cleared, as they stand.
pub fn institutions_counted(conn: &mut Conn, call: &CallId) -> Result<Vec<Partner>> {
    let now = partners_of_call(conn, call)?;
    let documents = queries::current_submissions(conn, call)?;
    let documents = documents.into_iter().map(|one| (one.application_id, one.document)).collect();
    Ok(as_filed(documents, now))
}

/// The institution that leads each application to a call, as it was filed last.
pub fn leads_counted(conn: &mut Conn, call: &CallId) -> Result<BTreeMap<ApplicationId, String>> {
    let all = institutions_counted(conn, call)?.into_iter();
    let leads = all.filter(|one| one.role == PartnerRole::Lead);
    Ok(leads.map(|one| (one.application_id, one.institution)).collect())
}

/// The institutions that led an application which was filed to a call that closed before this one.
pub fn led_before(conn: &mut Conn, call: &Call) -> Result<BTreeSet<String>> {
    let now = queries::partners_before(conn, call)?;
    let documents = queries::documents_before(conn, call)?;
    let leads = as_filed(documents, now).into_iter().filter(|one| one.role == PartnerRole::Lead);
    Ok(leads.map(|one| one.institution).collect())
}

fn as_filed(documents: Vec<(ApplicationId, String)>, now: Vec<Partner>) -> Vec<Partner> {
    let mut own: BTreeMap<ApplicationId, Vec<Partner>> = BTreeMap::new();
    for one in now {
        own.entry(one.application_id.clone()).or_default().push(one);
    }
    let mut all = Vec::new();
    for (id, text) in documents {
        let whole: Value = serde_json::from_str(&text).unwrap_or_default();
        if whole["partners"].is_array() {
            let known = own.remove(&id).unwrap_or_default();
            all.extend(document::partners(&id, &whole, &known));
        }
    }
    all.extend(own.into_values().flatten());
    all.retain(|one| !matches!(one.state, PartnerState::Declined | PartnerState::Removed));
    all
}
