//! Calendars answer the invitations that participants were sent. Nobody reads such a mail: it is no question.

use chrono::NaiveDateTime;

use super::{Office, Post};
use crate::Result;
use crate::courses::{MeetingId, SessionId, queries as sessions};
use crate::db::Conn;
use crate::enrolment;
use crate::mail_in::rules::{self, Answered, Proof};

/// Whether a mail answers an invitation of ours. Whoever declines by the address that takes part leaves, when the mail server
/// knows that it is them, or is mailed how to; who accepts has said so before.
pub(super) fn hear(
    conn: &mut Conn,
    post: &Post,
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<bool> {
    let letter = &post.letter;
    let [sender] = letter.senders.as_slice() else { return Ok(false) };
    if letter.report.is_some() {
        return Ok(false);
    }
    let all = rules::answers(letter);
    let ours: Vec<(&Answered, MeetingId)> =
        all.iter().filter_map(|one| Some((one, meeting(&one.uid, office.domain)?))).collect();
    if ours.is_empty() {
        return Ok(false);
    }
    let proof = rules::proof(letter, office.authserv);
    let mut left: Vec<SessionId> = Vec::new();
    for (one, meeting) in ours.into_iter().take(20) {
        // Somebody else's answer, or a forged one, says nothing of whose calendar it is.
        if !one.declined || one.attendee != sender.email || proof == Proof::Failed {
            continue;
        }
        if let Some(session) = sessions::session_of_meeting(conn, &meeting)?
            && !left.contains(&session)
        {
            let who = (&session, sender.email.as_str(), proof == Proof::Passed);
            enrolment::ops::decline(conn, who, office.tools.signer, now)?;
            left.push(session);
        }
    }
    Ok(true)
}

/// The meeting that calendars know by this name.
fn meeting(uid: &str, domain: &str) -> Option<MeetingId> {
    let (local, at) = uid.rsplit_once('@')?;
    let id = local.strip_prefix("meeting-")?;
    if at.eq_ignore_ascii_case(domain) { id.parse().ok() } else { None }
}
