//! The doors to courses and sessions. What one may not see is not found.

use super::{Course, CourseId, CourseState, Given, SessionId, SessionState, queries, rules};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::{Error, Result};

/// A course for somebody of its node, or who steers the network.
pub fn course_for_desk(conn: &mut Conn, actor: &Actor, id: &CourseId) -> Result<Course> {
    let course = queries::find(conn, id)?;
    if rules::may_edit(actor, &course.node_id) { Ok(course) } else { Err(Error::NotFound) }
}

/// A session for somebody who gives it, with the nodes that give it too.
pub fn session_for_desk(
    conn: &mut Conn,
    actor: &Actor,
    id: &SessionId,
) -> Result<(Given, Vec<NodeId>)> {
    let given = queries::given(conn, id)?;
    let partners = queries::partners_of(conn, id)?;
    if rules::may_run(actor, &given.session, &partners) {
        Ok((given, partners))
    } else {
        Err(Error::NotFound)
    }
}

/// What somebody may do with a session that they are in the room of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// They give it: all.
    Gives,
    /// They teach it, for whatever node: who is there, and what was thought of it.
    Teaches,
}

/// A session for who is in its room: those who give it, and trainers by their accounts.
pub fn session_for_room(conn: &mut Conn, actor: &Actor, id: &SessionId) -> Result<(Given, Part)> {
    match session_for_desk(conn, actor, id) {
        Ok((given, _)) => Ok((given, Part::Gives)),
        Err(Error::NotFound) => {
            let given = queries::given(conn, id)?;
            let taught = given.session.published_at.is_some();
            match taught && queries::is_trainer(conn, id, &actor.id)? {
                true => Ok((given, Part::Teaches)),
                false => Err(Error::NotFound),
            }
        }
        Err(error) => Err(error),
    }
}

/// What anybody may read: published courses, and withdrawn ones, whose sessions have been.
pub fn course_for_reader(conn: &mut Conn, slug: &str) -> Result<Course> {
    let course = queries::by_slug(conn, slug)?;
    match course.state {
        CourseState::Draft => Err(Error::NotFound),
        CourseState::Published | CourseState::Withdrawn => Ok(course),
    }
}

/// A session that was published, be it cancelled since.
pub fn session_for_reader(conn: &mut Conn, id: &SessionId) -> Result<Given> {
    let given = queries::given(conn, id)?;
    match given.session.state {
        SessionState::Draft => Err(Error::NotFound),
        SessionState::Cancelled if given.session.published_at.is_none() => Err(Error::NotFound),
        SessionState::Published | SessionState::Cancelled => Ok(given),
    }
}
