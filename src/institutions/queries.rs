//! Every SQL statement about institutions as the network knows them.

mod entries;

pub use entries::*;

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::{Applied, Part};
use crate::accounts::AccountId;
use crate::applications::{ApplicationId, PartnerRole, PartnerState, Role, State};
use crate::attendance::Presence;
use crate::calls::{CallRole, State as CallState};
use crate::courses::CourseId;
use crate::db::schema::{
    accounts, application_partners as partners, application_people, applications, attendance,
    call_reviewers, call_roles, calls, course_sessions, courses, enrolments, node_institutions,
    nodes, reviewer_affiliations as affiliations, space_people, spaces, ticket_institutions,
    tickets,
};
use crate::db::{Conn, one_of};
use crate::network::{InstitutionRole, NodeName, Status};
use crate::reviews::Standing;
use crate::tickets as asked;

/// Nodes in which an institution has a part on a day.
pub fn nodes_of(conn: &mut Conn, slug: &str, day: NaiveDate) -> QueryResult<Vec<Part>> {
    let rows: Vec<(NodeName, Status, InstitutionRole)> = node_institutions::table
        .inner_join(nodes::table)
        .filter(node_institutions::institution.eq(slug))
        .filter(node_institutions::ends_on.is_null().or(node_institutions::ends_on.ge(day)))
        .order((node_institutions::role, nodes::short_name))
        .limit(200)
        .select((NodeName::as_select(), nodes::status, node_institutions::role))
        .load(conn)?;
    // On the day of a merger what it ended goes on.
    let mut seen = BTreeSet::new();
    let once = |(node, _, role): &(NodeName, Status, InstitutionRole)| {
        seen.insert((node.id.clone(), role.to_string()))
    };
    let part = |(node, status, role)| Part { node, status, role };
    Ok(rows.into_iter().filter(once).map(part).collect())
}

/// Nodes with a label or on their way to one, each with an institution that leads it.
pub fn led(conn: &mut Conn, day: NaiveDate) -> QueryResult<Vec<(NodeName, String)>> {
    node_institutions::table
        .inner_join(nodes::table)
        .filter(one_of(nodes::status, [Status::Labelled, Status::Trajectory]))
        .filter(node_institutions::role.eq(InstitutionRole::Lead))
        .filter(node_institutions::ends_on.is_null().or(node_institutions::ends_on.ge(day)))
        .order((node_institutions::institution, nodes::short_name))
        .limit(1_000)
        .select((NodeName::as_select(), node_institutions::institution))
        .load(conn)
}

/// Applications that were filed, with an institution that has a part in each; of one institution, or of all.
pub fn applied(conn: &mut Conn, slug: Option<&str>) -> QueryResult<Vec<Applied>> {
    type Row =
        (ApplicationId, String, Option<String>, String, State, PartnerRole, (String, String));
    let mut query = partners::table
        .inner_join(applications::table)
        .inner_join(calls::table.on(calls::id.eq(applications::call_id)))
        .filter(one_of(partners::state, [PartnerState::Invited, PartnerState::Confirmed]))
        .filter(applications::current_seq.is_not_null())
        .order((applications::created_at.desc(), partners::id))
        .limit(2_000)
        .select((
            applications::id,
            partners::institution,
            applications::reference,
            applications::title,
            applications::state,
            partners::role,
            (calls::title_fr, calls::title_en),
        ))
        .into_boxed::<crate::db::MultiBackend>();
    if let Some(slug) = slug {
        query = query.filter(partners::institution.eq(slug.to_owned()));
    }
    let rows: Vec<Row> = query.load(conn)?;
    let one = |(id, institution, reference, title, state, role, call): Row| Applied {
        id,
        institution,
        reference,
        title,
        state,
        role,
        call,
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Applications in which somebody has a part.
pub fn own_applications(conn: &mut Conn, who: &AccountId) -> QueryResult<Vec<ApplicationId>> {
    application_people::table
        .filter(application_people::account_id.eq(who))
        .filter(application_people::revoked_at.is_null())
        .select(application_people::application_id)
        .load(conn)
}

/// Who owns an application that was filed and is not decided: address, title, id.
pub fn owners(conn: &mut Conn) -> QueryResult<Vec<(String, String, ApplicationId)>> {
    application_people::table
        .inner_join(applications::table)
        .inner_join(accounts::table)
        .filter(application_people::role.eq(Role::Owner))
        .filter(application_people::revoked_at.is_null())
        .filter(applications::current_seq.is_not_null())
        .filter(one_of(
            applications::state,
            [State::Submitted, State::InReview, State::Deliberation],
        ))
        .order((accounts::email, applications::id))
        .limit(2_000)
        .select((accounts::email, applications::title, applications::id))
        .load(conn)
}

/// Who looks after a space that lives: address, the space's name and its address here.
pub fn keepers(conn: &mut Conn) -> QueryResult<Vec<(String, String, String)>> {
    space_people::table
        .inner_join(spaces::table)
        .filter(space_people::ends_on.is_null())
        .filter(one_of(spaces::state, crate::spaces::State::LIVING))
        .order((space_people::email, spaces::slug))
        .limit(5_000)
        .select((space_people::email, spaces::name, spaces::slug))
        .load(conn)
}

/// Questions of people of an institution since an instant, and how many of these are not over.
pub fn questions(conn: &mut Conn, slug: &str, since: NaiveDateTime) -> QueryResult<(i64, i64)> {
    use asked::State::{Closed, Merged, New, Open, Snoozed, WaitingTeam, WaitingThirdParty};
    let all = ticket_institutions::table
        .inner_join(tickets::table)
        .filter(ticket_institutions::institution.eq(slug))
        .filter(tickets::created_at.ge(since))
        .filter(one_of(
            tickets::state,
            [New, Open, WaitingTeam, WaitingThirdParty, Snoozed, Closed, Merged],
        ))
        .select(count_star())
        .first(conn)?;
    let open = ticket_institutions::table
        .inner_join(tickets::table)
        .filter(ticket_institutions::institution.eq(slug))
        .filter(tickets::created_at.ge(since))
        .filter(one_of(tickets::state, [New, Open, WaitingTeam, WaitingThirdParty, Snoozed]))
        .select(count_star())
        .first(conn)?;
    Ok((all, open))
}

/// How many people of an institution review for a call that is not over, or decide there. Who they are is nobody's to read.
pub fn judges(conn: &mut Conn, slug: &str, day: NaiveDate) -> QueryResult<i64> {
    let there: Vec<AccountId> = affiliations::table
        .filter(affiliations::institution.eq(slug))
        .filter(affiliations::starts_on.is_null().or(affiliations::starts_on.le(day)))
        .filter(affiliations::ends_on.is_null().or(affiliations::ends_on.ge(day)))
        .select(affiliations::account_id)
        .distinct()
        .limit(2_000)
        .load(conn)?;
    let states =
        [CallState::Published, CallState::InReview, CallState::Deliberation, CallState::Decided];
    let review: Vec<AccountId> = call_reviewers::table
        .inner_join(calls::table)
        .filter(one_of(calls::state, states))
        .filter(call_reviewers::state.eq(Standing::Accepted))
        .filter(call_reviewers::account_id.eq_any(&there))
        .select(call_reviewers::account_id)
        .load(conn)?;
    let decide: Vec<AccountId> = call_roles::table
        .inner_join(calls::table)
        .filter(one_of(calls::state, states))
        .filter(one_of(call_roles::role, [CallRole::Chair, CallRole::Committee]))
        .filter(call_roles::account_id.eq_any(&there))
        .select(call_roles::account_id)
        .load(conn)?;
    let each: BTreeSet<_> = review.into_iter().chain(decide).collect();
    Ok(i64::try_from(each.len()).unwrap_or(i64::MAX))
}

/// A course by its slug, if it has one, and its titles.
pub type Attended = (CourseId, Option<String>, String, String);

/// Who of an institution was at which course, each once.
pub fn attended(conn: &mut Conn, slug: &str) -> QueryResult<Vec<Attended>> {
    let rows: Vec<(String, Attended)> = enrolments::table
        .inner_join(course_sessions::table.inner_join(courses::table))
        .filter(enrolments::institution.eq(slug))
        .filter(
            enrolments::id.eq_any(
                attendance::table
                    .filter(attendance::state.eq(Presence::Present))
                    .select(attendance::enrolment_id),
            ),
        )
        .order((courses::title_fr, enrolments::id))
        .limit(20_000)
        .select((
            enrolments::id,
            (courses::id, courses::slug, courses::title_fr, courses::title_en),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|(_, course)| course).collect())
}
