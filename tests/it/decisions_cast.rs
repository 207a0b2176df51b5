//! Calls on their way to their results, for tests.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::applications::ApplicationId;
use maillage::calls::{Call, CallId};
use maillage::db::schema::{applications, calls};
use maillage::decisions::SittingId;

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::applications_cast::{applicant, complete_in, hash, reference};
use crate::calls_cast::{coordinator, find, open};

pub const REASONS: &str =
    "Le projet répond aux critères de l’appel, et ses partenaires sont engagés de longue date.";

/// A call whose reviews are in, with an application for each region that is named.
pub struct Held {
    pub call: CallId,
    pub slug: String,
    /// The coordinator who began it, and their browser.
    pub ada: (Account, Visitor),
    /// The chair.
    pub chair: (Account, Visitor),
    /// Who applied, in the order of the regions.
    pub bids: Vec<(ApplicationId, Account, Visitor)>,
}

pub fn held(app: &TestApp, regions: &[&str]) -> Held {
    let ada = coordinator(app, "Ada");
    let call = open(app, &app.actor(&ada.0), "Ateliers");
    let bids: Vec<_> =
        regions.iter().enumerate().map(|(place, region)| bid(app, &call, place, region)).collect();
    app.later(TimeDelta::days(21));
    let again = |(id, account, _): (ApplicationId, Account, Visitor)| {
        let browser = app.sign_in(&account);
        (id, account, browser)
    };
    let bids = bids.into_iter().map(again).collect();
    let ada = (ada.0.clone(), app.sign_in(&ada.0));
    in_review(app, &call.id);
    let account = app.account("Cléo", "cleo@comite.example", None, &[]);
    let chair = (account.clone(), app.sign_in(&account));
    let held = Held { slug: call.slug, call: call.id, ada, chair, bids };
    let seat = [("email", "cleo@comite.example"), ("role", "chair")];
    held.ada.1.post(&held.path("seats"), &seat).expect(303);
    held
}

fn bid(
    app: &TestApp,
    call: &Call,
    place: usize,
    region: &str,
) -> (ApplicationId, Account, Visitor) {
    let (account, browser) = applicant(app, &format!("Porteur{place}"));
    let id = complete_in(app, call, &account, region);
    let path = format!("/applications/{id}/filing");
    browser.post(&path, &[("sha256", &hash(&browser, &id))]).expect(303);
    (id, account, browser)
}

/// Closes a call as its freezing does.
fn in_review(app: &TestApp, id: &CallId) {
    let now = app.now();
    app.write(|conn| {
        diesel::update(calls::table.find(id))
            .set((calls::state.eq("in_review"), calls::frozen_at.eq(now)))
            .execute(conn)?;
        let filed = applications::table
            .filter(applications::call_id.eq(id))
            .filter(applications::state.eq("submitted"));
        diesel::update(filed).set(applications::state.eq("in_review")).execute(conn)?;
        Ok(())
    });
}

impl Held {
    pub fn path(&self, rest: &str) -> String {
        format!("/inbox/calls/{}/{rest}", self.call)
    }

    /// What an application is called.
    pub fn named(&self, app: &TestApp, place: usize) -> String {
        reference(app, &self.bids[place].0)
    }

    /// The committee sits with its chair; answers the address of the sitting.
    pub fn sit(&self, quorum: usize) -> String {
        let (id, quorum) = (SittingId::new().to_string(), quorum.to_string());
        let form =
            [("id", id.as_str()), ("quorum", &quorum), ("present", self.chair.0.id.as_str())];
        self.chair.1.post(&self.path("sittings"), &form).expect(303);
        self.path(&format!("sittings/{id}"))
    }

    fn seen(&self, id: &ApplicationId) -> String {
        let page = self.ada.1.get(&self.path(&format!("decisions/{id}")));
        page.expect(200).value_of("seen").unwrap_or_default()
    }

    pub fn propose(&self, id: &ApplicationId, outcome: &str, more: &[(&str, &str)]) -> Reply {
        let seen = self.seen(id);
        let mut form = vec![("outcome", outcome), ("rationale", REASONS), ("seen", &seen)];
        form.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        form.extend(more);
        self.ada.1.post(&self.path(&format!("decisions/{id}")), &form)
    }

    pub fn validate(&self, id: &ApplicationId) -> Reply {
        let seen = self.seen(id);
        self.chair.1.post(&self.path(&format!("decisions/{id}/validation")), &[("seen", &seen)])
    }

    /// The committee begins, though nobody has reviewed.
    pub fn deliberate(&self) {
        let why = [("reason", "Le comité a lu chaque dossier lui-même.")];
        self.chair.1.post(&self.path("deliberation"), &why).expect(303);
    }

    /// Decides everything so, up to the letters that wait to leave.
    pub fn decide(&self, outcomes: &[(&str, &[(&str, &str)])]) -> String {
        self.deliberate();
        let sitting = self.sit(1);
        for ((id, ..), (outcome, more)) in self.bids.iter().zip(outcomes) {
            self.propose(id, outcome, more).expect(303);
            self.validate(id).expect(303);
        }
        self.chair.1.post(&format!("{sitting}/closure"), &[]).expect(303);
        self.chair.1.post(&self.path("conclusion"), &[]).expect(303);
        let batch = maillage::decisions::BatchId::new().to_string();
        self.ada.1.post(&self.path(&format!("letters/{batch}")), &[]).expect(303);
        self.path(&format!("letters/{batch}"))
    }

    /// The same, told and published.
    pub fn publish(&self, app: &TestApp, outcomes: &[(&str, &[(&str, &str)])]) {
        let letters = self.decide(outcomes);
        self.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
        app.later(TimeDelta::minutes(11));
        app.run_jobs();
        assert_eq!(find(app, &self.call).state, maillage::calls::State::ResultsPublished);
    }
}

pub fn admin(app: &TestApp) -> Visitor {
    let root = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    app.sign_in(&root)
}
