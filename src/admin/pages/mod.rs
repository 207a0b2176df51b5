//! The pages of the administration.

mod accounts;
mod audit;
mod invitations;
mod jobs;
mod outbox;
mod overview;
mod programs;
mod settings;

pub use accounts::{
    account, accounts, disable, enable, reset_second_step, set_archivist, set_network_role,
};
pub use audit::audit;
pub use invitations::{invitations, invite};
pub use jobs::{jobs, run_again};
pub use outbox::{outbox, resend};
pub use overview::overview;
pub use programs::{programs, revoke_token};
pub use settings::{choose_policies, choose_terms, settings};

use serde::{Deserialize, Serialize};

use crate::accounts::rules::query_value;

/// Lines on one page of a list.
const LINES: usize = 50;

/// What may be asked of a list.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

/// Where the parts of a list are.
#[derive(Serialize)]
struct Pager {
    first: Option<String>,
    next: Option<String>,
}

impl Pager {
    /// `filter` is the rest of the query, `a=b`, or nothing.
    fn new(path: &str, filter: &str, asked: &Asked, next: Option<String>) -> Self {
        Self::at(path, filter, &asked.after, next)
    }

    /// As [`Pager::new`], of the page that begins after a place.
    fn at(path: &str, filter: &str, after: &str, next: Option<String>) -> Self {
        let address = |after: Option<&str>| match (filter, after) {
            ("", None) => path.to_owned(),
            ("", Some(after)) => format!("{path}?after={after}"),
            (filter, None) => format!("{path}?{filter}"),
            (filter, Some(after)) => format!("{path}?{filter}&after={after}"),
        };
        Self {
            first: (!after.is_empty()).then(|| address(None)),
            next: next.map(|next| address(Some(&next))),
        }
    }
}

/// `q=…`, or nothing.
fn search_filter(asked: &Asked) -> String {
    let sought = asked.q.trim();
    if sought.is_empty() { String::new() } else { format!("q={}", query_value(sought)) }
}

/// An empty list says why it is empty.
#[derive(Serialize)]
struct Empty {
    icon: &'static str,
    title: &'static str,
    message: &'static str,
    action: Option<()>,
}

impl Empty {
    const fn new(icon: &'static str, title: &'static str, message: &'static str) -> Self {
        Self { icon, title, message, action: None }
    }
}
