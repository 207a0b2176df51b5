//! Who may read what is signed, and which signatures of it.

use chrono::NaiveDate;

use super::{Concern, Convention, queries};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::institutions;
use crate::{Error, Result};

/// What somebody sees of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// Who steers the network: everything.
    Whole,
    /// Who speaks for these institutions: the text, and what these signed.
    Of(Vec<String>),
}

impl Sight {
    pub fn sees(&self, institution: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Of(own) => own.iter().any(|one| one == institution),
        }
    }
}

/// A document, for who steers the network and for who speaks for an institution that has to sign it, or did.
pub fn read(
    conn: &mut Conn,
    actor: &Actor,
    slug: &str,
    day: NaiveDate,
) -> Result<(Convention, Sight)> {
    let convention = queries::by_slug(conn, slug)?;
    if actor.coordinates() {
        return Ok((convention, Sight::Whole));
    }
    let own = institutions::access::represented(conn, actor, day)?;
    let signed = queries::signed_by(conn, &own)?;
    let asked = expected(conn, convention.concerns, day)?;
    let concerned = own.iter().any(|one| asked.contains(one))
        || signed.iter().any(|one| one.convention.id == convention.id);
    if concerned { Ok((convention, Sight::Of(own))) } else { Err(Error::NotFound) }
}

/// The institutions that have to sign what concerns these.
pub fn expected(conn: &mut Conn, concern: Concern, today: NaiveDate) -> Result<Vec<String>> {
    let mut all = match concern {
        Concern::Nodes => queries::leads(conn, today)?,
        Concern::Spaces => queries::space_holders(conn)?,
        Concern::Everybody => {
            let mut both = queries::leads(conn, today)?;
            both.extend(queries::space_holders(conn)?);
            both
        }
    };
    all.sort();
    all.dedup();
    Ok(all)
}
