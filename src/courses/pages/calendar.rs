//! The calendar: what is given by month, by week, by day, or one after the other, by the clock of a place that the reader
//! chooses. What a page shows does not grow with what there is: of a day with more than it has room for, it says how much.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};

use super::calendar_asked::Asked;
use super::calendar_view::view;
use crate::Result;
use crate::accounts::NodeId;
use crate::courses::queries::{self, Wanted};
use crate::courses::rules::placed::{self, Plan};
use crate::courses::rules::shown::{Look, Shown, shown};
use crate::courses::{Fill, Given, Meeting, MeetingId, SessionId};
use crate::db::Conn;
use crate::network::{self, NodeName};
use crate::times;
use crate::web::{Anyone, Context, Head};

/// Meetings that are counted for one page.
const MOST: i64 = 20_000;

/// What a page is made of.
pub(super) struct Found {
    /// All that meets, in the order of time.
    pub times: Vec<(MeetingId, SessionId, NaiveDateTime)>,
    pub plan: Plan,
    /// The days below a month on a phone.
    pub soon: Vec<placed::Placed>,
    pub given: Vec<Given>,
    pub meetings: Vec<Meeting>,
    pub fill: Vec<Fill>,
    pub nodes: Vec<NodeName>,
    pub later: Option<NaiveDateTime>,
    pub cut: bool,
}

/// `GET /calendar`
pub async fn calendar(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let asked = asked.into_inner();
    let zone = asked.zone();
    let today = times::local(cx.now, zone).date_naive();
    let page = shown(Look::read(&asked.view), asked.day().unwrap_or(today));
    let (reader, now) = (asked.clone(), cx.now);
    let found = cx.db.read(move |conn| find(conn, &reader, (page, today, now))).await?;
    let view = view(&cx, (&asked, page, today), found);
    let title = format!("{} – {}", cx.text("courses-calendar"), view.heading);
    cx.public_page("courses/calendar", Head { title, section: "courses" }, &view)
}

fn find(
    conn: &mut Conn,
    asked: &Asked,
    (page, today, now): (Shown, NaiveDate, NaiveDateTime),
) -> Result<Found> {
    let (zone, nodes) = (asked.zone(), network::queries::names(conn)?);
    let span = page.span(zone);
    let mut wanted = asked.wanted(span);
    if !asked.node.is_empty() {
        let known = nodes.iter().find(|node| node.slug == asked.node);
        wanted.node = Some(known.map_or_else(NodeId::new, |node| node.id.clone()));
    }
    let times = queries::meeting_times(conn, &wanted, span, MOST)?;
    let day = |(_, _, at): &(_, _, NaiveDateTime)| times::local(*at, zone).date_naive();
    let days: Vec<NaiveDate> = times.iter().map(day).collect();
    let plan = placed::placed(&days, page.look);
    let from = if page.is_meant(today) { today } else { page.meant() };
    let soon: Vec<_> = match page.look {
        Look::Month => placed::soon(&plan, from)
            .into_iter()
            .filter(|one| page.is_meant(one.day))
            .cloned()
            .collect(),
        Look::Week | Look::Agenda | Look::Day => Vec::new(),
    };
    let ids = sessions(&times, &plan.days);
    // Only lists say how many seats are left.
    let told = match page.look {
        Look::Month => sessions(&times, &soon),
        Look::Week => Vec::new(),
        Look::Agenda | Look::Day => ids.clone(),
    };
    let later = match days.is_empty() {
        false => None,
        true => {
            let after = Wanted { from: Some(span.1), to: None, ..wanted };
            let next = queries::sessions(conn, &after, 0)?;
            next.first().and_then(|one| one.session.starts_at).map(|at| at.max(span.1))
        }
    };
    Ok(Found {
        given: queries::all_of(conn, &ids)?,
        meetings: queries::meetings_of(conn, &ids)?,
        fill: queries::fill_of(conn, &told, now)?,
        // Of a day, nothing else leads to what it has no room for.
        cut: page.look == Look::Day && plan.days.iter().any(|one| one.more() > 0),
        times,
        plan,
        soon,
        nodes,
        later,
    })
}

/// The sessions of what is shown, each once.
fn sessions(
    times: &[(MeetingId, SessionId, NaiveDateTime)],
    days: &[placed::Placed],
) -> Vec<SessionId> {
    let shown = days.iter().filter_map(|one| times.get(one.shown.clone())).flatten();
    let mut ids: Vec<SessionId> = shown.map(|(_, session, _)| session.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
