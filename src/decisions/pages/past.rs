//! What the institution that leads an application did with the labels it has or had: promised, and measured.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::Result;
use crate::applications::{self, ApplicationId};
use crate::calls::CallId;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::labels::rules::life::Figure;
use crate::labels::{self, LabelId};
use crate::network::NodeName;

#[derive(Serialize)]
pub(super) struct PastView {
    id: LabelId,
    node: String,
    until: NaiveDate,
    promises: Vec<PromiseView>,
    /// The same month by month.
    trend: Option<labels::pages::TrendView>,
}

#[derive(Serialize)]
struct PromiseView {
    label: String,
    target: String,
    value: String,
    /// What the node says of it.
    context: String,
}

/// Of the labels of whoever leads an application, for those who decide about it.
pub(super) fn past(
    conn: &mut Conn,
    (call, id): (&CallId, &ApplicationId),
    nodes: &[NodeName],
    (locale, now): (Locale, NaiveDateTime),
) -> Result<Vec<PastView>> {
    let Some(lead) = applications::ops::leads_counted(conn, call)?.remove(id) else {
        return Ok(Vec::new());
    };
    let promise = |one: labels::ops::Measured| {
        let figure = Figure::from(one);
        PromiseView {
            value: labels::pages::value_said(&figure, locale),
            label: figure.label,
            target: figure.target,
            context: figure.context,
        }
    };
    let all = labels::queries::led_by(conn, &lead)?;
    let one = |label: labels::Label| -> Result<PastView> {
        let measured = labels::ops::measured(conn, &label, now)?;
        let node = nodes.iter().find(|node| node.id == label.node_id);
        Ok(PastView {
            node: node.map(|node| node.short_name.clone()).unwrap_or_default(),
            until: label.ends_on,
            trend: labels::pages::trend(conn, &label, locale)?,
            promises: measured.into_iter().map(promise).collect(),
            id: label.id,
        })
    };
    all.into_iter().map(one).collect()
}
