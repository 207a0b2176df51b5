//! What waits for an admin.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::accounts::queries::all_open_invitations;
use crate::admin::queries;
use crate::outbox::{self, MailState};
use crate::web::{Admin, Context};
use crate::{Result, mail_in};

/// Counting stops here: more than this is "many".
const CAP: i64 = 100;

#[derive(Serialize)]
struct OverviewView {
    tab: &'static str,
    dead: i64,
    queued: i64,
    proposals: usize,
    invitations: usize,
    /// Received mails that wait for a person.
    held: usize,
    quiet: bool,
    /// Recurring work that failed.
    failing: usize,
}

pub async fn overview(cx: Context<Admin>) -> Result<HttpResponse> {
    let view = cx
        .db
        .read(|conn| {
            let dead = outbox::count_in_state(conn, MailState::Dead, CAP)?;
            let proposals = queries::waiting_proposals(conn, CAP)?;
            let held = mail_in::queries::waiting(conn, &mail_in::queries::Sight::All, 100)?;
            let failing = queries::failing_sweeps(conn)?;
            Ok(OverviewView {
                tab: "overview",
                dead,
                queued: outbox::count_in_state(conn, MailState::Queued, CAP)?,
                proposals,
                invitations: all_open_invitations(conn, CAP)?.len(),
                held,
                quiet: dead == 0 && proposals == 0 && held == 0 && failing == 0,
                failing,
            })
        })
        .await?;
    cx.page("admin/overview", cx.head("admin-title", "admin"), &view)
}
