//! Before each meeting those who take part are told when and where it is, and what they need to be there.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::invitations::Host;
use super::{about, series};
use crate::Result;
use crate::courses::rules::{held, said};
use crate::courses::{Given, Meeting, Presence, Reminder};
use crate::db::Conn;
use crate::enrolment::Enrolment;
use crate::outbox::{self, Mail};
use crate::secret::Signer;

/// A meeting of these, and how long before it its people are reminded.
pub type Soon<'a> = (&'a [Meeting], &'a Meeting, Reminder);

/// The meeting is soon. Nobody is told twice, however often this is asked for, unless it is moved in between.
pub fn reminder(
    conn: &mut Conn,
    (all, given): (&[Enrolment], &Given),
    soon: Soon<'_>,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let host = Host::of(conn, given)?;
    let (_, meeting, when) = soon;
    for one in all {
        let key = format!("reminder:{}:{}:{when}:{}", meeting.id, meeting.sequence, one.id);
        let mail = Mail {
            template: "session_reminder",
            language: one.language,
            to_name: &one.name,
            to_email: &one.email,
            from_name: Some(&given.node),
            payload: payload((one, given), host.presence(one), soon, (signer, now)),
            in_reply_to: None,
            references: &[],
            dedup_key: Some(key),
        };
        outbox::queue_after(conn, &mail, &series(&one.email), now)?;
    }
    Ok(())
}

fn payload(
    (one, given): (&Enrolment, &Given),
    chosen: Presence,
    (meetings, meeting, when): Soon<'_>,
    (signer, now): (&Signer, NaiveDateTime),
) -> Value {
    let session = &given.session;
    let afar = held::presence(meeting, session, chosen) == Presence::Online;
    let link = held::link(meeting, session);
    let shown = afar && !link.is_empty();
    let open = shown && held::may_join(meeting, now);
    let span = (meeting.starts_at, meeting.ends_at);
    let mut payload = about(one, (given, chosen), signer);
    payload["when"] = json!(said::when_there(span, session.zone(), one.language));
    payload["meeting"] = json!(meeting.title);
    payload["number"] = json!(meeting.position);
    payload["count"] = json!(meetings.len());
    payload["many"] = json!(meetings.len() > 1);
    payload["place"] = json!(if afar { "" } else { held::place(meeting, session) });
    payload["online"] = json!(afar);
    payload["join"] = json!(shown && !open);
    payload["join_url"] = json!(if open { link } else { "" });
    payload["own"] = json!(session.terms.remind_text);
    payload["hour"] = json!(when == Reminder::Hour);
    payload
}
