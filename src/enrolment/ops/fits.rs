//! Who is let in by the rule of a session, and what is said to who is not.

use crate::Result;
use crate::courses::{Given, queries as sessions};
use crate::db::Conn;
use crate::enrolment::rules::fits::{Asker, Lack, lacks};
use crate::enrolment::{Wish, queries};
use crate::materials::codes;

/// What a session's rule says of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fits {
    /// There is none: it is as for everybody.
    NoRule,
    LetIn,
    /// Those who give it decide, and read why.
    ByHand(String),
    Refused(String),
}

impl Fits {
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::NoRule | Self::LetIn => "",
            Self::ByHand(why) | Self::Refused(why) => why,
        }
    }
}

/// Whether somebody fits what a session asks; decided by what holds in the turn of the session.
pub(super) fn fits(conn: &mut Conn, given: &Given, wish: &Wish) -> Result<Fits> {
    let terms = &given.session.terms;
    if !terms.has_rule() {
        return Ok(Fits::NoRule);
    }
    let institutions = match codes(&terms.rule_institutions) {
        none if none.is_empty() => none,
        some => queries::institutions_now(conn, &some)?,
    };
    let course = match &terms.rule_course {
        Some(id) => Some(sessions::find(conn, id)?),
        None => None,
    };
    let was_there = match &course {
        Some(course) => queries::was_at(conn, &course.id, &wish.email)?,
        None => false,
    };
    let asker = Asker {
        institution: wish.institution.as_deref(),
        discipline: wish.discipline.as_deref(),
        was_there,
    };
    let locale = wish.language;
    let why = |lack: Lack| match lack {
        Lack::Institution => locale.text("enrolment-lack-institution"),
        Lack::Discipline => locale.text("enrolment-lack-discipline"),
        Lack::Course => {
            let title = course.as_ref().map(|one| one.text.said(locale).title.to_owned());
            locale.text1("enrolment-lack-course", "title", title.unwrap_or_default())
        }
    };
    let all: Vec<String> = lacks(terms, &institutions, asker).into_iter().map(why).collect();
    Ok(match (all.is_empty(), terms.rule_strict) {
        (true, _) => Fits::LetIn,
        (false, false) => Fits::ByHand(all.join(" ")),
        (false, true) => Fits::Refused(all.join(" ")),
    })
}
