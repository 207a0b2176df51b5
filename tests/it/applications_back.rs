//! Going back to what was filed, and institutions that are proposed to the owner.

use maillage::applications::{ApplicationId, PartnerState, access, ops, queries};
use maillage::questionnaires::pages::{Taken, mark};
use serde_json::json;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, complete, filings, hash, invite, open_call};
use crate::applications_letters::partner;

const PDF: &[u8] = b"%PDF-1.7 budget";

fn file(own: &Visitor, id: &ApplicationId) {
    let read = hash(own, id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);
}

fn bring(own: &Visitor, id: &ApplicationId, name: &str, content: &[u8]) {
    let path = format!("/applications/{id}/sections/moyens");
    let file = [("budget", name, "application/pdf", content)];
    own.post_files(&path, &[("then", "stay")], &file).expect(303);
}

/// The hash of what would be filed now, and of what was.
fn documents(app: &TestApp, owner: &Account, id: &ApplicationId) -> (String, String) {
    let actor = app.actor(owner);
    app.read(|conn| {
        let there = access::opened(conn, &actor, id)?;
        let now = ops::to_file(conn, &there)?.1;
        Ok((now, queries::submission(conn, id, 1)?.sha256))
    })
}

#[test]
fn what_was_written_since_the_filing_is_dropped_and_what_was_filed_stands_again() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (_, other)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = complete(&app, &call, &lea);
    let here = format!("/applications/{id}");
    bring(&own, &id, "budget.pdf", PDF);
    let joins = [("institution", "inrae"), ("role", "lead"), ("fte", "1")];
    own.post(&format!("{here}/partners"), &joins).expect(303);
    let discard = format!("{here}/changes/removal");
    own.post(&discard, &[("sha256", "x")]).expect(409).says("rien à quoi revenir");
    file(&own, &id);
    let (now, filed) = documents(&app, &lea, &id);
    assert_eq!(now, filed);
    own.get(&format!("{here}/filing")).says_not("Abandonner ces changements");

    // Another title, another file, a row more, one institution less and another that leads.
    let renamed = Taken {
        key: "nom".into(),
        row: String::new(),
        typed: String::new(),
        was: mark(Some(&json!("Atelier de Léa"))),
        value: Ok(Some(json!("Autre nom"))),
        reread: false,
    };
    let (actor, at) = (app.actor(&lea), app.now());
    app.write(|conn| ops::save(conn, &actor, (&id, "projet"), &[renamed], at));
    let held = app.read(|conn| Ok(queries::files_of(conn, &id)?)).remove(0);
    let forget = format!("forget {}", held.id);
    own.post(&format!("{here}/sections/moyens"), &[("do", forget.as_str())]).expect(303);
    bring(&own, &id, "autre.pdf", b"%PDF-1.7 autre");
    own.post(&format!("{here}/sections/moyens"), &[("do", "add engagements")]).expect(303);
    let inrae = partner(&app, &id, "inrae");
    own.post(&format!("{here}/partners/{inrae}/removal"), &[]).expect(303);
    let leads = [("institution", "cnrs"), ("role", "lead"), ("fte", "2")];
    own.post(&format!("{here}/partners"), &leads).expect(303);
    let page = own.get(&format!("{here}/filing"));
    let read = page.says("Abandonner ces changements").value_of("sha256").unwrap();
    assert_ne!(read, filed);
    other.post(&discard, &[("sha256", &read)]).expect(404);
    own.post(&discard, &[("sha256", &filed)]).expect(409).says("a changé depuis");
    for _ in 0..2 {
        own.post(&discard, &[("sha256", &read)]).expect(303);
    }

    let (now, filed) = documents(&app, &lea, &id);
    assert_eq!(now, filed);
    let files = app.read(|conn| Ok(queries::files_of(conn, &id)?));
    assert_eq!(files.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["budget.pdf"]);
    let title = app.read(|conn| Ok(queries::find(conn, &id)?)).title;
    assert_eq!((title.as_str(), filings(&app, &id)), ("Atelier de Léa", 1));
    let partners = app.read(|conn| Ok(queries::partners_of(conn, &id)?));
    assert_eq!(partners.len(), 1);
    assert_eq!((partners[0].id.clone(), partners[0].fte), (inrae, Some(100)));
    let events = app.read(|conn| maillage::history::of(conn, "application", id.as_str(), 50));
    assert_eq!(events.iter().filter(|one| one.action == "application.discard").count(), 1);
}

#[test]
fn an_editor_proposes_an_institution_and_the_owner_accepts_or_refuses() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = complete(&app, &call, &lea);
    let here = format!("/applications/{id}");
    invite(&own, &id, ("cnrs", "Omar", &omar.email), "editor").expect(303);
    theirs.post(&app.mail_to(&omar.email).link("/applications/invitations/"), &[]).expect(303);
    own.get(&format!("{here}/partners")).says_not("Proposer une institution");
    theirs.get(&format!("{here}/partners")).says("Proposer une institution");
    let propose = format!("{here}/proposals");
    theirs.post(&propose, &[("institution", "lune"), ("fte", "beaucoup")]).expect(422);
    theirs.post(&propose, &[("institution", "cnrs")]).expect(409);
    own.post(&propose, &[("institution", "inrae")]).expect(409);
    let inrae = [("institution", "inrae"), ("role", "partner"), ("fte", "1,5")];
    for _ in 0..2 {
        theirs.post(&propose, &inrae).expect(303);
    }
    let told = |email: &str, word: &str| {
        app.mails_to(email).iter().filter(|mail| mail.subject.contains(word)).count()
    };
    assert_eq!(told(&lea.email, "propose une institution"), 1);
    let partners = || app.read(|conn| Ok(queries::partners_of(conn, &id)?));
    assert_eq!(partners().len(), 1, "what is proposed has no part");

    let of = format!("{here}/partners/{}", partner(&app, &id, "inrae"));
    own.get(&format!("{here}/partners")).says("proposée par Omar").says("1,5");
    theirs.post(&format!("{of}/acceptance"), &[]).expect(409);
    for _ in 0..2 {
        own.post(&format!("{of}/refusal"), &[]).expect(303);
    }
    own.post(&format!("{of}/acceptance"), &[]).expect(404);
    assert_eq!((partners().len(), told(&omar.email, "retenue")), (1, 1));

    theirs.post(&propose, &inrae).expect(303);
    for _ in 0..2 {
        own.post(&format!("{of}/acceptance"), &[]).expect(303);
    }
    let joined = partners().into_iter().find(|one| one.institution == "inrae").unwrap();
    assert_eq!((joined.state, joined.fte), (PartnerState::Confirmed, Some(150)));
    assert_eq!(told(&omar.email, "acceptée"), 1);
    own.get(&format!("{here}/partners")).says_not("proposée par Omar");
}
