//! Colleagues who follow a question: the team adds them, they agree by the link of a mail, and either ends it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::follow::{self, Again};
use super::links;
use super::uploads::{factor, say_when};
use super::{Opening, address, team};
use crate::accounts::throttle;
use crate::db::Conn;
use crate::tickets::{
    Added, ColleagueId, Person, Ticket, for_follower, for_team, invited, mail, ops, queries, rules,
};
use crate::web::{Anyone, Context, FieldErrors, Keyed, checked_email};
use crate::{Error, Result};

/// The longest name, in characters.
const MAX_NAME: usize = 120;
const MAX_EMAIL: usize = 200;

/// What the page says of those who follow.
#[derive(Serialize)]
pub(super) struct Colleagues {
    all: Vec<Row>,
    /// Who asked adds and removes; a colleague leaves.
    may_add: bool,
    /// The colleague who reads.
    own: Option<ColleagueId>,
    pub typed: Typed,
}

#[derive(Serialize)]
struct Row {
    id: ColleagueId,
    name: String,
    /// For those who added them.
    email: Option<String>,
    follows: bool,
}

/// A colleague as they were typed.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Typed {
    key: String,
    colleague_name: String,
    colleague_email: String,
}

impl Colleagues {
    pub fn of(conn: &mut Conn, ticket: &Ticket, reader: Option<Added>) -> Result<Self> {
        let is_team = reader.is_none();
        let mut all = queries::added(conn, &ticket.id)?;
        all.retain(|added| is_team || added.confirmed_at.is_some());
        let row = |added: Added| Row {
            email: is_team.then_some(added.email),
            follows: added.confirmed_at.is_some(),
            id: added.id,
            name: added.name,
        };
        Ok(Self {
            all: all.into_iter().map(row).collect(),
            may_add: is_team && rules::check_follows(ticket).is_ok(),
            own: reader.map(|added| added.id),
            typed: Typed::default(),
        })
    }
}

impl Typed {
    fn checked(&self) -> Result<Person, FieldErrors> {
        let (name, email) = (self.colleague_name.trim(), checked_email(&self.colleague_email));
        let mut errors = FieldErrors::none();
        if name.is_empty() || name.chars().count() > MAX_NAME {
            errors.add("colleague_name", "tickets-colleagues-error-name");
        }
        let email = email.filter(|email| email.chars().count() <= MAX_EMAIL);
        if email.is_none() {
            errors.add("colleague_email", "tickets-ask-error-email");
        }
        errors.into_result()?;
        Ok(Person { name: name.to_owned(), email: email.unwrap_or_default() })
    }
}

/// `POST /tickets/{reference}/colleagues`
pub async fn add(
    cx: Context<Anyone>,
    path: web::Path<String>,
    form: web::Form<Typed>,
) -> Result<HttpResponse> {
    let (reference, typed) = (path.into_inner(), form.into_inner());
    let (app, now, factor) = (cx.app.clone(), cx.now, factor(&cx.app));
    let (team, wanted, person) = (team(&cx, &typed.key), reference.clone(), typed.checked());
    let done = cx
        .db
        .write(move |conn| {
            let ticket = for_team(conn, &team?, &wanted, &app.signer, now)?;
            let person = match person {
                Ok(person) => person,
                Err(errors) => return Ok(Err(errors)),
            };
            let limit = rules::COLLEAGUES_PER_TICKET.times(factor);
            throttle::count(conn, "colleague", ticket.id.as_str(), limit, now)?;
            ops::add_colleague(conn, &app.signer, &ticket, &person, now).map(Ok)
        })
        .await;
    let (errors, wait) = match done {
        Ok(Ok(())) => {
            let to = address(&reference, &typed.key);
            return cx.redirect(&to, "tickets-colleagues-flash-asked");
        }
        Ok(Err(errors)) => (errors, None),
        Err(Error::Refused(why)) => (FieldErrors::one("colleague_email", why.key()), None),
        Err(Error::TooMany(seconds)) => {
            let key = "tickets-colleagues-error-too-many";
            (FieldErrors::one("colleague_email", key), Some(seconds))
        }
        Err(Error::NotFound) => return links::not_found(&cx, &reference, !typed.key.is_empty()),
        Err(error) => return Err(error),
    };
    let opening = Opening { key: typed.key.clone(), ..Opening::default() };
    let status = wait.map_or(StatusCode::UNPROCESSABLE_ENTITY, |_| StatusCode::TOO_MANY_REQUESTS);
    let again = Again::colleague(typed, errors, status);
    Ok(say_when(follow::page(&cx, &reference, &opening, again).await?, wait))
}

#[derive(Serialize)]
struct InvitationView {
    reference: String,
    key: String,
    asker: String,
    email: String,
}

/// `GET /tickets/{reference}/invitation`: a button, and nothing of the question. Mail scanners press none.
pub async fn invitation(
    cx: Context<Anyone>,
    path: web::Path<String>,
    query: web::Query<Opening>,
) -> Result<HttpResponse> {
    let (reference, key) = (path.into_inner(), query.into_inner().key);
    let (app, now, wanted, carried) = (cx.app.clone(), cx.now, reference.clone(), key.clone());
    let team = team(&cx, &key);
    let found = cx
        .db
        .read(move |conn| match invited(conn, &carried, &wanted, &app.signer) {
            Ok((ticket, added)) if added.confirmed_at.is_some() => {
                Ok(Err(mail::colleague_path(&app.signer, &ticket, &added.id)))
            }
            Ok((ticket, _)) => Ok(Ok((ticket.asker_name, ticket.asker_email))),
            // Who reads it already needs no invitation.
            Err(Error::NotFound) => {
                for_follower(conn, &team?, &wanted, &app.signer, now)?;
                Ok(Err(address(&wanted, &carried)))
            }
            Err(error) => Err(error),
        })
        .await;
    match found {
        Ok(Ok((asker, email))) => {
            let view = InvitationView { reference, key, asker, email };
            let head = cx.head("tickets-colleagues-invitation-title", "ask");
            cx.page("tickets/invitation", head, &view)
        }
        Ok(Err(elsewhere)) => cx.go(&elsewhere),
        Err(Error::NotFound) => links::not_found(&cx, &reference, !key.is_empty()),
        Err(error) => Err(error),
    }
}

/// `POST /tickets/{reference}/invitation`
pub async fn accept(
    cx: Context<Anyone>,
    path: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let (reference, key) = (path.into_inner(), form.into_inner().key);
    let (app, now, wanted, carried) = (cx.app.clone(), cx.now, reference.clone(), key.clone());
    let team = team(&cx, &key);
    let done = cx
        .db
        .write(move |conn| match invited(conn, &carried, &wanted, &app.signer) {
            Ok((ticket, added)) => {
                ops::follow_as_colleague(conn, &app.signer, &ticket, &added, now)?;
                Ok(mail::colleague_path(&app.signer, &ticket, &added.id))
            }
            Err(Error::NotFound) => {
                for_follower(conn, &team?, &wanted, &app.signer, now)?;
                Ok(address(&wanted, &carried))
            }
            Err(error) => Err(error),
        })
        .await;
    match done {
        Ok(to) => cx.redirect(&to, "tickets-colleagues-flash-follows"),
        Err(Error::NotFound) => links::not_found(&cx, &reference, !key.is_empty()),
        Err(error) => Err(error),
    }
}

/// `POST /tickets/{reference}/colleagues/{id}/removal`: by who asked, or by the colleague.
pub async fn remove(
    cx: Context<Anyone>,
    path: web::Path<(String, String)>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let ((reference, id), key) = (path.into_inner(), form.into_inner().key);
    let (app, now, team, wanted) = (cx.app.clone(), cx.now, team(&cx, &key), reference.clone());
    let done = cx
        .db
        .write(move |conn| {
            let (ticket, reader) = for_follower(conn, &team?, &wanted, &app.signer, now)?;
            let id = id.parse::<ColleagueId>().map_err(|_| Error::NotFound)?;
            let by_themselves = reader.as_ref().is_some_and(|reader| reader.id == id);
            if reader.is_some() && !by_themselves {
                return Err(Error::NotFound);
            }
            if let Some(added) = queries::added_one(conn, &ticket.id, &id)? {
                ops::remove_colleague(conn, &ticket, &added, by_themselves, now)?;
            }
            Ok(by_themselves)
        })
        .await;
    match done {
        Ok(true) => cx.redirect("/tickets/links", "tickets-colleagues-flash-left"),
        Ok(false) => cx.redirect(&address(&reference, &key), "tickets-colleagues-flash-removed"),
        Err(Error::NotFound) => links::not_found(&cx, &reference, !key.is_empty()),
        Err(error) => Err(error),
    }
}
