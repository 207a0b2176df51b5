//! How many people wait for a session, by region. Who has not confirmed their address is not counted.

use diesel::dsl::{count, count_star};
use diesel::prelude::*;

use crate::courses::CourseId;
use crate::db::Conn;
use crate::db::schema::course_alerts;

/// How many wait for a session of a course in each region, and how many would take part from afar.
pub fn wanted(conn: &mut Conn, course: &CourseId) -> QueryResult<(Vec<(String, i64)>, i64)> {
    let holds = || {
        course_alerts::table
            .filter(course_alerts::course_id.eq(course))
            .filter(course_alerts::since.is_not_null())
    };
    let near = holds()
        .filter(course_alerts::region.is_not_null())
        .group_by(course_alerts::region)
        .select((course_alerts::region.assume_not_null(), count_star()))
        .load(conn)?;
    let afar = holds().filter(course_alerts::online.eq(true)).count().get_result(conn)?;
    Ok((near, afar))
}

/// People who wait for a session of whatever course in each region.
pub fn people_waiting(conn: &mut Conn) -> QueryResult<Vec<(String, i64)>> {
    course_alerts::table
        .filter(course_alerts::since.is_not_null())
        .filter(course_alerts::region.is_not_null())
        .group_by(course_alerts::region)
        .select((
            course_alerts::region.assume_not_null(),
            count(course_alerts::email).aggregate_distinct(),
        ))
        .load(conn)
}
