//! Calls for tests: drafts, published ones, and whoever coordinates them.

use chrono::TimeDelta;
use maillage::accounts::{Actor, NetworkRole};
use maillage::calls::ops::{self, InSeries};
use maillage::calls::queries::{self, Asked};
use maillage::calls::{Call, CallId, QuestionId, Terms, Text};
use maillage::i18n::Locale;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::tickets::form_id;

/// A coordinator of the network, and their browser.
pub fn coordinator(app: &TestApp, name: &str) -> (Account, Visitor) {
    let email = format!("{}@reseau.example", name.to_lowercase());
    let account = app.account(name, &email, Some(NetworkRole::Coordinator), &[]);
    let browser = app.sign_in(&account);
    (account, browser)
}

/// A call that was begun, with the form that all begin with.
pub fn draft(app: &TestApp, actor: &Actor, title: &str) -> CallId {
    let (id, now) = (CallId::new(), app.now());
    let series = InSeries::New { code: "AMI".into(), title: "Ateliers de la donnée".into() };
    app.write(|conn| ops::begin(conn, actor, &id, (&series, title), now));
    id
}

pub fn find(app: &TestApp, id: &CallId) -> Call {
    app.read(|conn| Ok(queries::find(conn, id)?))
}

/// A call with all it needs, published; it opens in an hour, and closes twenty days later.
pub fn published(app: &TestApp, actor: &Actor, title: &str) -> Call {
    finish(app, actor, &draft(app, actor, title))
}

/// Gives a draft all it needs, and publishes it.
pub fn finish(app: &TestApp, actor: &Actor, id: &CallId) -> Call {
    let (call, now) = (find(app, id), app.now());
    let text = Text {
        title_fr: call.text.title_fr.clone(),
        title_en: String::new(),
        summary_fr: "Former des ateliers de la donnée.".into(),
        body_fr: "Des établissements s’associent pour accueillir les questions des équipes. "
            .repeat(3),
        notice_fr: "Les candidatures sont lues par le comité.".into(),
        contact: "ami@reseau.example".into(),
        ..Text::default()
    };
    let opens = now + TimeDelta::hours(1);
    let terms = Terms {
        opens_at: Some(opens),
        closes_at: Some(opens + TimeDelta::days(20)),
        ..call.terms.clone()
    };
    app.write(|conn| ops::write(conn, actor, (id, call.lock_version), (&text, &terms), now));
    app.write(|conn| ops::publish(conn, actor, id, now));
    find(app, id)
}

/// The same, an hour later: it is open.
pub fn open(app: &TestApp, actor: &Actor, title: &str) -> Call {
    let call = published(app, actor, title);
    app.later(TimeDelta::hours(1));
    call
}

pub fn asked(app: &TestApp, call: &Call, body: &str) -> QuestionId {
    let asked = Asked {
        id: QuestionId::random(),
        name: "Zoé Martin".into(),
        email: "zoe@exemple.example".into(),
        language: Locale::Fr,
        body: body.into(),
    };
    let (now, from) = (app.now(), form_id());
    app.write(|conn| ops::ask(conn, (&call.slug, &from), &asked, now));
    asked.id
}

/// Whether a part of an address names something of a call.
pub fn names(path: &str, part: &str) -> bool {
    let ours = path.contains("/calls/{")
        || path.contains("/applications/{")
        || ["/reviews/{", "/labels/{id}/", "/admin/appeals/{"]
            .iter()
            .any(|begins| path.starts_with(begins))
        || crate::spaces_cast::names(path);
    part.starts_with('{') && ours
}

/// What it names, for the permission table.
pub fn part(app: &TestApp, maker: &Actor, (path, part): (&str, &str), filled: &str) -> String {
    if crate::spaces_cast::names(path) {
        return crate::spaces_cast::part(app, maker, (path, part));
    }
    match part {
        // Somebody else's: whose they are is in `tests/it/reviews.rs`.
        "{id}" | "{condition}" if !path.contains("/calls/") && !path.contains("/applications/") => {
            form_id()
        }
        "{file}" => form_id(),
        part if path.contains("/reviews/") && part != "{id}" => {
            crate::reviews_cast::part(app, maker, part, filled)
        }
        "{id}" if path.contains("/applications/{id}") => {
            crate::applications_cast::filed(app).to_string()
        }
        "{partner}" | "{letter}" | "{invitation}" | "{person}" | "{portfolio}" | "{batch}"
        | "{sitting}" | "{emergency}" => form_id(),
        "{application}" if path.contains("/decisions/") => form_id(),
        "{application}" => {
            let id = filled.split('/').nth(3).unwrap().parse().unwrap();
            crate::applications_cast::begun_in(app, &find(app, &id)).to_string()
        }
        "{n}" | "{version}" => "1".to_owned(),
        "{slug}" => published(app, maker, "Un appel").slug,
        "{id}"
            if ["/questions", "/extension", "/applications"]
                .iter()
                .any(|one| path.contains(one)) =>
        {
            published(app, maker, "Un appel").id.to_string()
        }
        "{id}" => draft(app, maker, "Un appel").to_string(),
        "{question}" => {
            let id = filled.split('/').nth(3).unwrap().parse().unwrap();
            asked(app, &find(app, &id), "Combien ?").to_string()
        }
        "{account}" => maker.id.to_string(),
        "{key}" if path.contains("/sections/") => "projet".to_owned(),
        "{key}" => "nom".to_owned(),
        other => panic!("what is {other} of {path}?"),
    }
}
