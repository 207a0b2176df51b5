//! What the calendars of those who take part are told: one file for each meeting, of which calendars know each by itself.

use chrono::NaiveDateTime;

use crate::Result;
use crate::calendar::{Invitation, Method};
use crate::courses::rules::held;
use crate::courses::{Given, Meeting, Pool, Presence, queries as sessions};
use crate::db::Conn;
use crate::enrolment::{Enrolment, access, queries};
use crate::i18n::Locale;
use crate::network;
use crate::secret::Signer;

/// A session as calendars are told of it.
pub struct Host<'a> {
    given: &'a Given,
    /// Where those who give it are written to.
    mailbox: Option<String>,
    pools: Vec<Pool>,
}

impl<'a> Host<'a> {
    pub fn of(conn: &mut Conn, given: &'a Given) -> Result<Self> {
        let mailbox = network::queries::find(conn, &given.session.node_id)?.help_email;
        Ok(Self { given, mailbox, pools: sessions::pools_of(conn, &given.session.id)? })
    }

    /// Where those who give it are written to, when there is such an address.
    pub fn mailbox(&self) -> Option<&str> {
        self.mailbox.as_deref()
    }

    /// How somebody takes part.
    pub fn presence(&self, one: &Enrolment) -> Presence {
        let pool = self.pools.iter().find(|pool| pool.id == one.pool_id);
        pool.map_or(Presence::OnSite, |pool| pool.mode)
    }

    /// Where somebody takes part in a meeting: from afar, or there.
    fn location(&self, one: &Enrolment, meeting: &Meeting) -> String {
        let session = &self.given.session;
        match held::presence(meeting, session, self.presence(one)) {
            Presence::Online => one.language.text("courses-mode-online"),
            Presence::OnSite => held::place(meeting, session).to_owned(),
        }
    }

    /// What somebody is told of some meetings of the session. `round` says how often they took part and left again before.
    pub fn tell(
        &self,
        (one, round): (&Enrolment, i32),
        (method, meetings): (Method, &[Meeting]),
        signer: &Signer,
        now: NaiveDateTime,
    ) -> Vec<Invitation> {
        let locale = one.language;
        let (session, title) = (&self.given.session, self.given.title(locale));
        let first = meetings.first().map(|first| first.id.to_string());
        let tell = |meeting: &Meeting| Invitation {
            method,
            meeting: meeting.id.to_string(),
            follows: first.clone().filter(|first| *first != meeting.id.as_str()),
            summary: match meeting.title.as_str() {
                "" => title.clone(),
                own => format!("{title} – {own}"),
            },
            description: self.given.course.text.said(locale).summary.to_owned(),
            location: self.location(one, meeting),
            page: format!("/sessions/{}", session.id),
            own: access::link(signer, &one.id),
            zone: session.terms.zone.clone(),
            starts_at: meeting.starts_at,
            ends_at: meeting.ends_at,
            stamp: now,
            sequence: sequence(meeting, round, method),
            host: self.given.node.clone(),
            mailbox: self.mailbox.clone(),
            asks: false,
            optional: false,
        };
        meetings.iter().map(tell).collect()
    }
}

impl Host<'_> {
    /// What a trainer is told of some meetings. Each change of the session counts, so that none of it takes an older for the
    /// newer.
    pub fn invite(
        &self,
        locale: Locale,
        (method, meetings): (Method, &[Meeting]),
        now: NaiveDateTime,
    ) -> Vec<Invitation> {
        let (session, title) = (&self.given.session, self.given.title(locale));
        let tell = |meeting: &Meeting| Invitation {
            method,
            meeting: meeting.id.to_string(),
            follows: None,
            summary: match meeting.title.as_str() {
                "" => title.clone(),
                own => format!("{title} – {own}"),
            },
            description: self.given.course.text.said(locale).summary.to_owned(),
            location: held::where_held(meeting, session, locale),
            page: format!("/sessions/{}", session.id),
            own: format!("/inbox/sessions/{}/attendance", session.id),
            zone: session.terms.zone.clone(),
            starts_at: meeting.starts_at,
            ends_at: meeting.ends_at,
            stamp: now,
            optional: false,
            sequence: 2 * session.lock_version + i32::from(method == Method::Cancel),
            host: self.given.node.clone(),
            mailbox: self.mailbox.clone(),
            asks: false,
        };
        meetings.iter().map(tell).collect()
    }
}

/// Grows with each mail that one calendar gets of one meeting, so that none takes an older one for the newer: with each
/// change of the meeting, with each time somebody leaves, and with each time they come back.
fn sequence(meeting: &Meeting, round: i32, method: Method) -> i32 {
    meeting.sequence + 2 * round + i32::from(method == Method::Cancel)
}

/// What one person is told of all meetings of a session.
pub fn all(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    method: Method,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<Vec<Invitation>> {
    let meetings = sessions::meetings_of(conn, std::slice::from_ref(&given.session.id))?;
    let round = queries::rounds_before(conn, one)?;
    let host = Host::of(conn, given)?;
    Ok(host.tell((one, round), (method, &meetings), signer, now))
}
