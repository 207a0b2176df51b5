//! The same session again, once or in regular steps.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

use super::{MeetingPlan, Plan, TrainerPlan, plan};
use crate::accounts::Actor;
use crate::courses::queries;
use crate::courses::rules::{self, times};
use crate::courses::{Pool, Question, QuestionId, Quota, QuotaId, SessionId, Terms, access};
use crate::db::Conn;
use crate::{Error, Result, surveys};

/// The same session again as a draft: its terms, trainers, seats, quotas and questions, its meetings as many days later as the first
/// of them is moved.
pub fn duplicate(
    conn: &mut Conn,
    actor: &Actor,
    (id, copy, first): (&SessionId, &SessionId, NaiveDate),
    now: NaiveDateTime,
) -> Result<()> {
    let (given, partners) = access::session_for_desk(conn, actor, id)?;
    let parts = queries::parts_of(conn, id)?;
    let local = |text: &str| times::read(text).ok_or(Error::Malformed("meeting"));
    let mut meetings = Vec::new();
    let begins = parts.meetings.first().map(|one| local(&one.starts_local)).transpose()?;
    let later = begins.map_or_else(TimeDelta::zero, |begins| first - begins.date());
    for one in &parts.meetings {
        meetings.push(MeetingPlan {
            id: None,
            title: one.title.clone(),
            place: one.place.clone(),
            mode: one.mode,
            join_url: one.join_url.clone(),
            starts: local(&one.starts_local)? + later,
            ends: local(&one.ends_local)? + later,
            folds: one.folds(given.session.zone()),
        });
    }
    let (capacities, unlimited) = parts.capacities();
    let again = Plan {
        may_move: false,
        terms: Terms { opens_at: None, closes_at: None, ..given.session.terms.clone() },
        meetings,
        trainers: parts.trainers.into_iter().map(TrainerPlan::from).collect(),
        partners,
        capacities,
        unlimited,
    };
    let known = queries::given(conn, copy).is_ok();
    plan(conn, actor, (copy, &given.course.id, &given.session.node_id), &again, now)?;
    if !known {
        for question in parts.questions {
            let (id, session_id) = (QuestionId::new(), copy.clone());
            queries::insert_question(conn, &Question { id, session_id, ..question })?;
        }
        quotas(conn, (&parts.pools, copy), (later, given.session.zone()))?;
        surveys::ops::begin(conn, &surveys::Owner::Session(given.session.id.clone()), copy)?;
    }
    Ok(())
}

/// Limits and kept seats for the copy of a session. What is kept until a moment is kept until one as many days later, by the
/// clock.
fn quotas(
    conn: &mut Conn,
    (of, copy): (&[Pool], &SessionId),
    (later, zone): (TimeDelta, Tz),
) -> Result<()> {
    let ids: Vec<_> = of.iter().map(|pool| pool.id.clone()).collect();
    let pools = queries::pools_of(conn, copy)?;
    let then = |at: NaiveDateTime| {
        let there = times::local(at, zone).naive_local() + later;
        times::instant(there, zone).unwrap_or(at + later)
    };
    for quota in queries::quotas_of(conn, &ids)? {
        let mode = of.iter().find(|pool| pool.id == quota.pool_id).map(|pool| pool.mode);
        if let Some(pool) = mode.and_then(|mode| queries::pool_for(&pools, mode)) {
            let (id, pool_id) = (QuotaId::new(), pool.id.clone());
            let release_at = quota.release_at.map(then);
            queries::insert_quota(conn, &Quota { id, pool_id, release_at, ..quota })?;
        }
    }
    Ok(())
}

/// How often a session is given again, and how many weeks lie between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Series {
    pub times: u8,
    pub weeks: u8,
}

impl Series {
    /// More than half a year of weeks is not planned at once.
    pub const MOST: Self = Self { times: 26, weeks: 8 };

    pub fn fits(self) -> bool {
        (1..=Self::MOST.times).contains(&self.times) && (1..=Self::MOST.weeks).contains(&self.weeks)
    }

    /// The copies' ids and first days; of the same first copy always the same ones.
    fn of(self, copy: &SessionId, first: NaiveDate) -> Result<Vec<(SessionId, NaiveDate)>> {
        let number = uuid::Uuid::try_parse(copy.as_str()).map_err(|_| Error::NotFound)?.as_u128();
        let one = |n: u8| {
            let id = uuid::Uuid::from_u128(number.wrapping_add(n.into())).to_string();
            let later = TimeDelta::weeks(i64::from(n) * i64::from(self.weeks));
            Ok((id.parse().map_err(|_| Error::NotFound)?, first + later))
        };
        (0..self.times).map(one).collect()
    }
}

/// The same session several times more, in regular steps, as drafts: by their clock, whatever summer does to it.
pub fn repeat(
    conn: &mut Conn,
    actor: &Actor,
    (id, copy, first): (&SessionId, &SessionId, NaiveDate),
    series: Series,
    now: NaiveDateTime,
) -> Result<()> {
    if !series.fits() {
        return Err(rules::NO_SERIES.into());
    }
    for (copy, first) in series.of(copy, first)? {
        duplicate(conn, actor, (id, &copy, first), now)?;
    }
    Ok(())
}
