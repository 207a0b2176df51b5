//! What the permission table's addresses of duty name.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;
use maillage::accounts::{self, AccountId, Actor, NodeRole};
use maillage::db::schema::memberships;
use maillage::{duty, network};

use crate::actors::Account;
use crate::app::TestApp;
use crate::tickets::form_id;

const NODE: &str = "adoc-lorraine";
static MADE: AtomicI64 = AtomicI64::new(0);

/// A thing of the kind that an address names, made by people who do not visit.
pub fn thing(app: &TestApp, (maker, member): (&Actor, &Account), kind: &str) -> String {
    match kind {
        "/nodes/{slug}/rota/swaps/" => swap(app, member),
        "/nodes/{slug}/rota/notes/" => note(app, member),
        "/account/absences/" => absence(app, maker),
        other => panic!("what does {other} name?"),
    }
}

fn colleague(app: &TestApp) -> AccountId {
    let email = format!("{}@example.org", form_id());
    app.account("Collègue", &email, None, &[(NODE, NodeRole::Staff)]).id
}

fn swap(app: &TestApp, member: &Account) -> String {
    let (other, now, node) = (colleague(app), app.now(), app.node_id(NODE));
    let member = app.actor(member);
    let day = app.today() + TimeDelta::days(1 + MADE.fetch_add(1, Ordering::Relaxed) % 300);
    let swap = app.write(|conn| {
        let duty = accounts::queries::insert_duty(conn, &node, &member.id, (day, day))?;
        let node = network::queries::by_slug(conn, NODE)?;
        duty::ops::ask_swap(conn, &member, (&node, &duty, &other), None, now)
    });
    swap.to_string()
}

fn note(app: &TestApp, member: &Account) -> String {
    let (id, node, now) = (duty::NoteId::new(), app.node_id(NODE), app.now());
    let member = app.actor(member);
    let last = app.today() + TimeDelta::days(7);
    app.write(|conn| duty::ops::leave_note(conn, &member, (&id, &node), ("Voir", last), now));
    id.to_string()
}

fn absence(app: &TestApp, maker: &Actor) -> String {
    let (person, now, today) = (colleague(app), app.now(), app.today());
    let said = duty::ops::Said::default();
    let away = (&person, (today, today));
    app.write(|conn| duty::ops::be_away(conn, maker, away, &said, now)).to_string()
}

/// Lets somebody work for their nodes until a day, and no longer.
pub fn leaves(app: &TestApp, who: &Account, last: &str) {
    let last: NaiveDate = last.parse().unwrap();
    app.write(|conn| {
        diesel::update(memberships::table.filter(memberships::account_id.eq(&who.id)))
            .set(memberships::ends_on.eq(last))
            .execute(conn)?;
        Ok(())
    });
}

/// The secret address of a member's calendar, as a path's last part.
pub fn feed(app: &TestApp, member: &Account) -> String {
    let browser = app.sign_in(member);
    browser.post(&format!("/nodes/{NODE}/rota/feed"), &[("event", "make")]).expect(303);
    let page = browser.get(&format!("/nodes/{NODE}/rota"));
    let address = page.value_of("feed").expect("an address");
    address.rsplit('/').next().unwrap().to_owned()
}
