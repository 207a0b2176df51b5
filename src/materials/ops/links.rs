//! Where links lead is looked at; those who answer for a material are told, once, what is broken.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::Result;
use crate::accounts::Actor;
use crate::app::App;
use crate::db::Conn;
use crate::history::{self, By};
use crate::identifiers::place_of;
use crate::materials::access;
use crate::materials::rules;
use crate::materials::rules::checking::{self, Known, Look};
use crate::materials::{LinkCheck, LinkChecks, MaterialId, mail, queries};

/// So many broken links are told of in one run.
const BATCH: i64 = 1_000;

/// Keeps what was found at a place. A link that breaks or is mended is a line in the history of each material.
pub fn note_visit(
    conn: &mut Conn,
    check: &LinkCheck,
    look: &Look,
    now: NaiveDateTime,
) -> Result<bool> {
    let (found, moved_to) = match look {
        Look::Found { found, moved_to } => (*found, moved_to.as_deref()),
        Look::Barred => {
            let norms = [check.url_norm.clone()];
            return Ok(queries::put_off_checks(conn, &norms, now + checking::AGAIN)? == 1);
        }
    };
    let before = Known {
        failures: check.failures,
        failing_since: check.failing_since,
        broken_at: check.broken_at,
    };
    let (known, due) = checking::after(before, found, now);
    if !queries::note_check(conn, check, (found, moved_to), (known, due), now)? {
        return Ok(false);
    }
    let action = match (before.broken_at, known.broken_at) {
        (None, Some(_)) => "material.link_broken",
        (Some(_), None) => "material.link_mended",
        (None, None) | (Some(_), Some(_)) => return Ok(true),
    };
    let detail = json!({ "host": checking::host(&check.url_norm), "status": found });
    for material in queries::leading_to(conn, &check.url_norm)? {
        let subject = ("material", material.as_str());
        history::record(conn, &By::System, action, subject, &detail, now)?;
    }
    Ok(true)
}

/// Writes to those who answer for materials in which links broke since the last time: one mail each. Forgets the places
/// to which nothing leads any more.
pub fn tell_broken(app: &App, now: NaiveDateTime) -> Result<usize> {
    if app.config.link_checks == LinkChecks::Off {
        return Ok(0);
    }
    app.db.write_now(|conn| {
        queries::forget_checks(conn)?;
        let untold = queries::untold(conn, BATCH)?;
        if untold.is_empty() {
            return Ok(0);
        }
        let told = mail::links_broke(conn, &untold, now)?;
        let norms: Vec<_> = untold.into_iter().map(|one| one.url_norm).collect();
        queries::note_told(conn, &norms, now)?;
        Ok(told)
    })
}

/// Puts the address to which a link has moved for good in its place: in the draft, which begins with it when there is none.
/// What is there already is left.
pub fn follow_link(
    conn: &mut Conn,
    actor: &Actor,
    (id, url_norm): (&MaterialId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    access::for_desk(conn, actor, id)?;
    let to = queries::moved_to(conn, url_norm)?.ok_or(rules::NOT_MOVED)?;
    super::revise(conn, actor, id, now)?;
    let kept = access::for_desk(conn, actor, id)?;
    let draft = kept.draft().ok_or(rules::NOT_A_DRAFT)?;
    let parts = queries::parts_of(conn, &draft.id)?;
    let mut what = draft.record(parts);
    let place = place_of(&to);
    let Some(at) = what.links.iter().position(|link| link.url_norm == url_norm) else {
        return Ok(());
    };
    let twice = what.links.iter().enumerate().any(|(n, link)| n != at && link.url_norm == place);
    if twice {
        what.links.remove(at);
    } else {
        let link = &mut what.links[at];
        (link.url, link.url_norm) = (to, place);
    }
    if !queries::update_version(conn, (&draft.id, draft.lock_version), &what, now)? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "version": draft.number, "host": checking::host(url_norm) });
    super::record(conn, actor, ("material.link_followed", id), &detail, now)
}
