//! Somebody who takes part in courses and whose mail can be read: the links in it open what is theirs.

use chrono::NaiveDateTime;

use super::queries;
use crate::app::App;
use crate::courses::SessionId;
use crate::db::Conn;
use crate::enrolment::{self, FormId, Proof, Wish};
use crate::i18n::Locale;
use crate::{Error, Result};

/// Who asked a question enrols too.
pub fn enrol(conn: &mut Conn, app: &App, session: &SessionId, at: NaiveDateTime) -> Result<()> {
    let asker = queries::ticket_of(conn, "Baptistine Lagrenelle")?;
    let wish = Wish {
        form_id: FormId::random(),
        name: asker.asker_name,
        proof: Proof::Given,
        email: asker.asker_email,
        language: Locale::Fr,
        institution: None,
        institution_typed: "Université d’Exemple".into(),
        presence: None,
        answers: Vec::new(),
        discipline: None,
    };
    enrolment::ops::enrol(conn, None, (session, &wish), &app.signer, at).map(drop)
}

/// And has the link sent again.
pub fn remind(conn: &mut Conn, app: &App, session: &SessionId, at: NaiveDateTime) -> Result<()> {
    let people = enrolment::queries::of_session(conn, session, (None, 0), 1)?;
    let first = people.first().ok_or(Error::NotFound)?;
    enrolment::ops::remind(conn, first, &app.signer, at)
}
