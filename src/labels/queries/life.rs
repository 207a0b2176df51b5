//! Statements about the conditions, reports and renewals of labels.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{
    label_conditions as conditions, label_renewals as renewals, label_reports as reports, labels,
};
use crate::db::{Conn, each, one_of};
use crate::decisions::Condition as Asked;
use crate::labels::{
    Condition, ConditionId, ConditionState, Label, LabelId, LabelKind, LabelState, Renewal,
    RenewalId, RenewalState, Report, ReportId, ReportState,
};

/// Every label that is live.
pub fn live(conn: &mut Conn) -> QueryResult<Vec<Label>> {
    labels::table
        .filter(one_of(labels::state, [LabelState::Active, LabelState::Suspended]))
        .order(labels::id)
        .select(Label::as_select())
        .load(conn)
}

pub fn insert_conditions(conn: &mut Conn, label: &LabelId, all: &[Asked]) -> QueryResult<()> {
    let row = |(position, one): (i32, &Asked)| {
        (
            conditions::id.eq(ConditionId::new()),
            conditions::label_id.eq(label.clone()),
            conditions::position.eq(position),
            conditions::body.eq(one.body.clone()),
            conditions::due_on.eq(one.due_on),
            conditions::state.eq(ConditionState::Open),
        )
    };
    let rows: Vec<_> = (1..).zip(all).map(row).collect();
    each!(conn, real => diesel::insert_into(conditions::table).values(&rows).execute(real))
        .map(drop)
}

pub fn condition(conn: &mut Conn, id: &ConditionId) -> QueryResult<Condition> {
    conditions::table.find(id).select(Condition::as_select()).first(conn)
}

pub fn conditions_of(conn: &mut Conn, label: &LabelId) -> QueryResult<Vec<Condition>> {
    conditions::table
        .filter(conditions::label_id.eq(label))
        .order(conditions::position)
        .select(Condition::as_select())
        .load(conn)
}

/// Conditions of live labels that are not lifted and due by a day.
pub fn conditions_due(conn: &mut Conn, by: NaiveDate) -> QueryResult<Vec<Condition>> {
    conditions::table
        .inner_join(labels::table)
        .filter(one_of(labels::state, [LabelState::Active, LabelState::Suspended]))
        .filter(conditions::state.ne(ConditionState::Lifted))
        .filter(conditions::due_on.le(by))
        .filter(conditions::reminded.lt(2))
        .order(conditions::due_on)
        .select(Condition::as_select())
        .load(conn)
}

/// Conditions of some labels that nobody has shown to be met, what is due first first.
pub fn conditions_open(conn: &mut Conn, of: &[LabelId]) -> QueryResult<Vec<Condition>> {
    conditions::table
        .filter(conditions::label_id.eq_any(of))
        .filter(conditions::state.eq(ConditionState::Open))
        .order((conditions::due_on, conditions::id))
        .limit(20)
        .select(Condition::as_select())
        .load(conn)
}

/// Notes what shows that a condition is met; answers whether it was not lifted.
pub fn show_condition(
    conn: &mut Conn,
    id: &ConditionId,
    (proof, file): (&str, (Option<&str>, &str)),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = conditions::table.find(id).filter(conditions::state.ne(ConditionState::Lifted));
    let changed = diesel::update(there)
        .set((
            conditions::state.eq(ConditionState::Shown),
            conditions::proof.eq(proof),
            conditions::proof_sha256.eq(file.0),
            conditions::proof_name.eq(file.1),
            conditions::shown_by.eq(Some(by)),
            conditions::shown_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Lifts a condition whose proof was seen; answers whether it waited for that.
pub fn lift_condition(
    conn: &mut Conn,
    (id, remark): (&ConditionId, &str),
    (by, on): (&AccountId, NaiveDate),
) -> QueryResult<bool> {
    let there = conditions::table.find(id).filter(conditions::state.eq(ConditionState::Shown));
    let changed = diesel::update(there)
        .set((
            conditions::state.eq(ConditionState::Lifted),
            conditions::remark.eq(remark),
            conditions::lifted_by.eq(Some(by)),
            conditions::lifted_on.eq(Some(on)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Gives a condition back whose proof was not enough, with the reason.
pub fn reopen_condition(conn: &mut Conn, (id, remark): (&ConditionId, &str)) -> QueryResult<bool> {
    let there = conditions::table.find(id).filter(conditions::state.eq(ConditionState::Shown));
    let changed = diesel::update(there)
        .set((conditions::state.eq(ConditionState::Open), conditions::remark.eq(remark)))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn note_condition_reminded(conn: &mut Conn, id: &ConditionId, times: i32) -> QueryResult<bool> {
    let there = conditions::table.find(id).filter(conditions::reminded.lt(times));
    Ok(diesel::update(there).set(conditions::reminded.eq(times)).execute(conn)? == 1)
}

/// A label without conditions left is a full one.
pub fn set_kind(conn: &mut Conn, id: &LabelId, kind: LabelKind) -> QueryResult<usize> {
    diesel::update(labels::table.find(id)).set(labels::kind.eq(kind)).execute(conn)
}

pub fn reports_of(conn: &mut Conn, label: &LabelId) -> QueryResult<Vec<Report>> {
    reports::table
        .filter(reports::label_id.eq(label))
        .order(reports::year)
        .select(Report::as_select())
        .load(conn)
}

/// The reports of all labels that are live.
pub fn live_reports(conn: &mut Conn) -> QueryResult<Vec<Report>> {
    reports::table
        .inner_join(labels::table)
        .filter(one_of(labels::state, [LabelState::Active, LabelState::Suspended]))
        .select(Report::as_select())
        .load(conn)
}

pub fn insert_report(
    conn: &mut Conn,
    label: &LabelId,
    (year, starts_on, ends_on, due_on): (i32, NaiveDate, NaiveDate, NaiveDate),
    figures: &str,
) -> QueryResult<()> {
    diesel::insert_into(reports::table)
        .values((
            reports::id.eq(ReportId::new()),
            reports::label_id.eq(label),
            reports::year.eq(year),
            reports::starts_on.eq(starts_on),
            reports::ends_on.eq(ends_on),
            reports::due_on.eq(due_on),
            reports::state.eq(ReportState::Due),
            reports::figures.eq(figures),
        ))
        .execute(conn)
        .map(drop)
}

pub fn note_report_reminded(conn: &mut Conn, id: &ReportId, times: i32) -> QueryResult<bool> {
    let there = reports::table.find(id).filter(reports::reminded.lt(times));
    Ok(diesel::update(there).set(reports::reminded.eq(times)).execute(conn)? == 1)
}

/// Files a report with its figures as they are now; answers whether it was owed.
pub fn file_report(
    conn: &mut Conn,
    id: &ReportId,
    (figures, said, disputed): (&str, &str, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let owed = one_of(reports::state, [ReportState::Due, ReportState::Returned]);
    let changed = diesel::update(reports::table.find(id).filter(owed))
        .set((
            reports::state.eq(ReportState::Filed),
            reports::figures.eq(figures),
            reports::said.eq(said),
            reports::disputed.eq(disputed),
            reports::filed_by.eq(Some(by)),
            reports::filed_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Notes that a report was read, with a word; answers whether it was filed and not read.
pub fn read_report(
    conn: &mut Conn,
    (id, answer): (&ReportId, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = reports::table.find(id).filter(reports::state.eq(ReportState::Filed));
    let changed = diesel::update(there)
        .set((
            reports::state.eq(ReportState::Read),
            reports::answer.eq(answer),
            reports::read_by.eq(Some(by)),
            reports::read_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Gives a report back with the reason, to be corrected by a day; answers whether it was filed and not read.
pub fn return_report(
    conn: &mut Conn,
    (id, reason, due_on): (&ReportId, &str, NaiveDate),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = reports::table.find(id).filter(reports::state.eq(ReportState::Filed));
    let changed = diesel::update(there)
        .set((
            reports::state.eq(ReportState::Returned),
            reports::reason.eq(reason),
            reports::due_on.eq(due_on),
            reports::decided_by.eq(Some(by)),
            reports::decided_at.eq(Some(now)),
            reports::reminded.eq(0),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Lets a node off a report, with the reason; answers whether it was owed.
pub fn waive_report(
    conn: &mut Conn,
    (id, reason): (&ReportId, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let owed = one_of(reports::state, [ReportState::Due, ReportState::Returned]);
    let changed = diesel::update(reports::table.find(id).filter(owed))
        .set((
            reports::state.eq(ReportState::Waived),
            reports::reason.eq(reason),
            reports::decided_by.eq(Some(by)),
            reports::decided_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Every renewal that was asked for, the last one last.
pub fn renewals_of(conn: &mut Conn, label: &LabelId) -> QueryResult<Vec<Renewal>> {
    renewals::table
        .filter(renewals::label_id.eq(label))
        .order((renewals::asked_at, renewals::id))
        .select(Renewal::as_select())
        .load(conn)
}

pub fn insert_renewal(
    conn: &mut Conn,
    (id, label): (&RenewalId, &Label),
    said: &str,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(renewals::table)
        .values((
            renewals::id.eq(id),
            renewals::label_id.eq(&label.id),
            renewals::state.eq(RenewalState::Asked),
            renewals::said.eq(said),
            renewals::asked_by.eq(by),
            renewals::asked_at.eq(now),
            renewals::ended_on.eq(label.ends_on),
        ))
        .execute(conn)
        .map(drop)
}

/// Answers a renewal: until when the label holds then, if it is granted. Answers whether it was asked for.
pub fn answer_renewal(
    conn: &mut Conn,
    id: &RenewalId,
    (until, answer): (Option<NaiveDate>, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let to = if until.is_some() { RenewalState::Granted } else { RenewalState::Refused };
    let there = renewals::table.find(id).filter(renewals::state.eq(RenewalState::Asked));
    let changed = diesel::update(there)
        .set((
            renewals::state.eq(to),
            renewals::ends_on.eq(until),
            renewals::answer.eq(answer),
            renewals::answered_by.eq(Some(by)),
            renewals::answered_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Puts the end of a live label off; people are reminded of the new one.
pub fn prolong(conn: &mut Conn, label: &Label, until: NaiveDate) -> QueryResult<bool> {
    let there = labels::table.find(&label.id).filter(labels::state.eq(label.state));
    let changed = diesel::update(there)
        .set((labels::ends_on.eq(until), labels::reminded.eq(None::<i32>)))
        .execute(conn)?;
    Ok(changed == 1)
}
