//! Links of a material that lead nowhere any more, or elsewhere for good, as the desk shows them.

use chrono::NaiveDate;
use serde::Serialize;

use crate::clock::network_day;
use crate::materials::LinkCheck;

/// A link at which nothing is any more.
#[derive(Serialize)]
pub(super) struct BrokenView {
    url: String,
    status: Option<i32>,
    checked_on: Option<NaiveDate>,
    failing_since: Option<NaiveDate>,
}

/// A link that has moved for good, and where to.
#[derive(Serialize)]
pub(super) struct MovedView {
    place: String,
    url: String,
    to: String,
}

pub(super) fn broken_view(one: &LinkCheck) -> BrokenView {
    BrokenView {
        url: one.url.clone(),
        status: one.status,
        checked_on: one.checked_at.map(network_day),
        failing_since: one.failing_since.map(network_day),
    }
}

pub(super) fn moved_view(one: LinkCheck) -> Option<MovedView> {
    Some(MovedView { to: one.moved_to?, place: one.url_norm, url: one.url })
}
