//! What bodies write to those who sit in them.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{Body, Item, Meeting, Resolution, Seated};
use crate::Result;
use crate::calendar::{Invitation, Method};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox::{self, Mail};
use crate::times::said;

const ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

/// One kind of mail about a meeting. The same key again is the same mail.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub template: &'static str,
    pub key: &'a str,
    /// What calendars are told, if anything.
    pub method: Option<Method>,
}

/// Tells those who sit in a body of a meeting.
pub fn tell(
    conn: &mut Conn,
    told: Told<'_>,
    (body, meeting): (&Body, &Meeting),
    (people, items): (&[Seated], &[Item]),
    now: NaiveDateTime,
) -> Result<()> {
    for one in people.iter().filter(|one| !one.gone) {
        let (locale, to) = (one.language, &one.email);
        let mut payload = facts((body, meeting), locale);
        let point =
            |(place, item): (usize, &Item)| format!("{}. {}", place + 1, item.name(locale).0);
        let agenda: Vec<String> = items.iter().enumerate().map(point).collect();
        let alternate = one.seat.alternate_of.is_some();
        payload["agenda"] = json!(agenda.join("\n"));
        payload["alternate"] = json!(alternate);
        if let Some(method) = told.method {
            let mut invitation = invitation((body, meeting), (method, &agenda), locale, now);
            invitation.optional = alternate;
            payload["invitations"] = json!([invitation]);
        }
        let mail = Mail {
            template: told.template,
            language: locale,
            to_name: &one.name,
            to_email: to,
            from_name: Some(body.name(locale)),
            payload,
            in_reply_to: None,
            references: &[],
            // Of a seat: who left and has another one is invited anew.
            dedup_key: Some(format!("meeting-{}-{}-{}", meeting.id, told.key, one.seat.id)),
        };
        outbox::queue(conn, &mail, now)?;
    }
    Ok(())
}

fn facts((body, meeting): (&Body, &Meeting), locale: Locale) -> Value {
    json!({
        "body": body.name(locale),
        "title": meeting.name(locale),
        "when": said::when((meeting.starts_at, meeting.ends_at), ZONE, locale),
        "place": meeting.place,
        "join_url": meeting.join_url,
        "reason": meeting.reason,
        "days": super::rules::CIRCULATED_FOR.num_days(),
        "path": format!("/governance/meetings/{}/room", meeting.id),
        "public": format!("/governance/meetings/{}", meeting.id),
    })
}

fn invitation(
    (body, meeting): (&Body, &Meeting),
    (method, agenda): (Method, &[String]),
    locale: Locale,
    now: NaiveDateTime,
) -> Invitation {
    let room = format!("/governance/meetings/{}/room", meeting.id);
    let location = match (meeting.place.as_str(), meeting.join_url.as_str()) {
        ("", url) => url,
        (place, _) => place,
    };
    Invitation {
        method,
        meeting: meeting.id.to_string(),
        follows: None,
        summary: format!("{} – {}", body.name(locale), meeting.name(locale)),
        description: agenda.join("\n"),
        location: location.to_owned(),
        page: room.clone(),
        own: room,
        zone: ZONE.name().to_owned(),
        starts_at: meeting.starts_at,
        ends_at: meeting.ends_at,
        stamp: now,
        sequence: meeting.sequence,
        host: body.name(locale).to_owned(),
        mailbox: None,
        asks: method == Method::Request,
        optional: false,
    }
}

/// Reminds somebody of what is theirs to do.
pub fn remind(
    conn: &mut Conn,
    resolution: &Resolution,
    (name, email, language): (&str, &str, Locale),
    now: NaiveDateTime,
) -> Result<()> {
    let due = resolution.due_on.map(|day| said::weekday(day, language)).unwrap_or_default();
    // What is somebody else's, or due on another day, is another reminder.
    let of = (resolution.due_on, &resolution.owner_id, now);
    let mail = Mail {
        template: "governance_due",
        language,
        to_name: name,
        to_email: email,
        from_name: None,
        payload: json!({
            "reference": resolution.reference,
            "title": resolution.name(language),
            "due": due,
            "path": format!("/governance/resolutions/{}", resolution.reference),
        }),
        in_reply_to: None,
        references: &[],
        dedup_key: Some(format!("resolution-{}-due-{:?}", resolution.id, of)),
    };
    outbox::queue(conn, &mail, now).map(drop)
}
