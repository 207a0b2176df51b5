//! Applications: begun, written by several, checked, filed, filed again, withdrawn.

use chrono::TimeDelta;
use maillage::accounts::NetworkRole;
use maillage::secret::sha256_hex;

use crate::app::TestApp;
use crate::applications_cast::{
    Scene, applicant, begun, complete, filings, hash, invite, open_call, reference,
};
use crate::calls_cast::coordinator;
use crate::tickets::form_id;

#[test]
fn an_application_is_begun_written_checked_and_filed() {
    let app = TestApp::start();
    let call = open_call(&app);
    let (lea, browser) = applicant(&app, "Léa");
    browser.get(&format!("/calls/{}", call.slug)).says("Candidater");
    let id = form_id();
    for _ in 0..2 {
        browser.post(&format!("/calls/{}/applications", call.slug), &[("id", &id)]).expect(303);
    }
    let here = format!("/applications/{id}");
    browser.get(&here).expect(200).says("Brouillon, non déposé").says("Pas commencée");
    browser.get("/applications").says("Candidature sans nom");
    let section = format!("{here}/sections/projet");
    browser.get(&section).expect(200).says("0 / 300 mots").says("Nom de l’atelier");
    let typed = [
        ("nom", "Atelier du Ponant"),
        ("nom-was", "none"),
        ("resume", "Pour l’Ouest."),
        ("resume-was", "none"),
        ("then", "next"),
    ];
    let next = browser.post(&section, &typed);
    assert!(next.location().ends_with("/sections/territoire"), "{}", next.location());
    browser.get(&section).says("par Léa. Ce n’est pas un dépôt").says("Pour l’Ouest.");
    browser.get(&here).says("Atelier du Ponant").says("3 points à compléter");
    let check = format!("{here}/filing");
    browser.get(&check).says("Répondez à cette question.").says("Le dépôt sera possible");
    browser.post(&check, &[("sha256", "x")]).expect(409);
    assert_eq!(filings(&app, &id.parse().unwrap()), 0);
    let means = format!("{here}/sections/moyens");
    browser.post(&means, &[("etp", "beaucoup"), ("etp-was", "none")]).expect(422).says("comme 3,5");
    browser
        .post(&means, &[("etp", "3,5"), ("etp-was", "none"), ("do", "add engagements")])
        .expect(303);
    browser.get(&means).says("Engagement 1");
    assert_eq!(browser.get(&means).value_of("etp").unwrap(), "3,5");

    let whole = complete(&app, &call, &lea);
    let here = format!("/applications/{whole}");
    browser.get(&format!("{here}/filing")).says("Toutes les réponses attendues sont là");
    let read = hash(&browser, &whole);
    let filed = browser.post(&format!("{here}/filing"), &[("sha256", &read)]);
    assert_eq!(filed.location(), format!("{here}/receipts/1"));
    browser.post(&format!("{here}/filing"), &[("sha256", &read)]).expect(303);
    let receipt = browser.follow(&filed);
    let named = format!("{}/1", reference(&app, &whole));
    receipt.says(&named).says(&read).says("C’est ce dépôt qui compte").says("2,5");
    let document =
        browser.get(&format!("{here}/receipts/1/document.json")).expect(200).bytes.clone();
    assert_eq!(sha256_hex(&document), read, "anybody can compute the hash again");
    let pdf = browser.get(&format!("{here}/receipts/1/receipt.pdf"));
    assert!(pdf.expect(200).bytes.starts_with(b"%PDF-1.7"));
    assert!(app.mail_to(&lea.email).text.contains(&named));
    assert_eq!((filings(&app, &whole), app.mails_to(&lea.email).len()), (1, 1));
}

#[test]
fn what_is_written_after_filing_counts_when_it_is_filed_again() {
    let app = TestApp::start();
    let Scene { own: browser, id, .. } = Scene::complete(&app);
    let here = format!("/applications/{id}");
    let first = hash(&browser, &id);
    browser.post(&format!("{here}/filing"), &[("sha256", &first)]).expect(303);
    let page = browser.get(&format!("{here}/sections/projet"));
    let was = page.value_of("sigle-was").unwrap();
    browser
        .post(&format!("{here}/sections/projet"), &[("sigle", "NOUVEAU"), ("sigle-was", &was)])
        .expect(303);
    browser.get(&here).says("avec des changements non déposés depuis");
    browser
        .get(&format!("{here}/receipts/1"))
        .says_not("NOUVEAU")
        .says("C’est ce dépôt qui compte");
    browser
        .post(&format!("{here}/filing"), &[("sha256", &first)])
        .expect(409)
        .says("a changé depuis");

    let second = hash(&browser, &id);
    browser.post(&format!("{here}/filing"), &[("sha256", &second)]).expect(303);
    browser.get(&format!("{here}/receipts/2")).says("NOUVEAU").says("C’est ce dépôt qui compte");
    browser.get(&format!("{here}/receipts/1")).says("Remplacé par un dépôt plus récent");
    browser
        .post(&format!("{here}/withdrawal"), &[("reason", "")])
        .expect(409)
        .says("Donnez un motif");
    browser
        .post(&format!("{here}/withdrawal"), &[("reason", "Le partenaire s’est retiré")])
        .expect(303);
    browser.get(&here).says("Retirée.");
    browser.post(&format!("{here}/restoration"), &[]).expect(303);
    browser.get(&here).says("Déposée.");
    let events = crate::knowledge::audited(&app, "application", id.as_str());
    let last: Vec<_> = events.iter().rev().take(4).rev().map(String::as_str).collect();
    let steps =
        ["application.write", "application.file", "application.withdraw", "application.restore"];
    assert_eq!(last, steps);
}

#[test]
fn t01_t11_nobody_else_finds_an_application_whatever_they_steer() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (_, other)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = complete(&app, &call, &lea);
    let read = hash(&own, &id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);
    let (_, ada) = (0, coordinator(&app, "Bea").1);
    let root =
        app.sign_in(&app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]));
    for reader in [&other, &ada, &root] {
        for page in [
            "",
            "/sections/projet",
            "/partners",
            "/filing",
            "/receipts/1",
            "/receipts/1/receipt.pdf",
            "/receipts/1/document.json",
        ] {
            reader.get(&format!("/applications/{id}{page}")).expect(404);
        }
        for (path, form) in [
            ("sections/projet", ("nom", "À moi")),
            ("answers", ("section", "projet")),
            ("filing", ("sha256", "x")),
            ("withdrawal", ("reason", "Non")),
            ("partners", ("institution", "cnrs")),
        ] {
            reader.post(&format!("/applications/{id}/{path}"), &[form]).expect(404);
        }
        reader.get("/applications").says_not("Atelier de Léa");
    }
    own.get(&format!("/applications/{id}/receipts/2")).expect(404);
    own.get("/applications/none").expect(404);
}

#[test]
fn t67_a_link_by_mail_survives_scanners_and_works_once() {
    let app = TestApp::start();
    let call = open_call(&app);
    let path = format!("/calls/{}/applications", call.slug);
    let stranger = app.visitor();
    stranger.post(&path, &[("name", "Zoé"), ("email", "zoe")]).expect(422).says("adresse complète");
    stranger
        .post(&path, &[("name", "Zoé"), ("email", "zoe@labo.example")])
        .expect(200)
        .says("Un message est parti");
    let link = app.mail_to("zoe@labo.example").link("/applications/invitations/");
    for _ in 0..10 {
        app.visitor().get(&link).expect(200).says("Pour zoe@labo.example");
    }
    let begun = stranger.post(&link, &[]);
    assert!(begun.expect(303).location().starts_with("/applications/"));
    stranger.follow(&begun).expect(200).says("Brouillon, non déposé");

    app.visitor().post(&link, &[]).expect(410).says("Ce lien a déjà servi");
    app.visitor().get("/applications/invitations/invented").expect(410);
    let later = app.visitor();
    later.post(&path, &[("name", "Zoé"), ("email", "zoe@labo.example")]).expect(200);
    let link = app.mail_to("zoe@labo.example").link("/applications/invitations/");
    // Who asks again has the new link, and only that.
    later.post(&path, &[("name", "Zoé"), ("email", "zoe@labo.example")]).expect(200);
    let again = app.mail_to("zoe@labo.example").link("/applications/invitations/");
    assert_ne!(again, link);
    later.post(&link, &[]).expect(410);
    app.later(TimeDelta::minutes(29));
    app.visitor().get(&again).expect(200);
    app.later(TimeDelta::minutes(2));
    later.post(&again, &[]).expect(410);
}

#[test]
fn t69_t70_partners_join_by_their_own_address_and_do_what_they_were_given() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = begun(&app, &call, &lea);
    let partners = format!("/applications/{id}/partners");
    own.post(&partners, &[("institution", "none"), ("role", "lead")]).expect(422);
    own.post(&partners, &[("institution", "inrae"), ("role", "lead"), ("fte", "1,5")]).expect(303);
    own.post(&partners, &[("institution", "inrae"), ("role", "partner")])
        .expect(409)
        .says("déjà partenaire");
    let invite = [
        ("institution", "cnrs"),
        ("role", "partner"),
        ("name", "Omar"),
        ("email", omar.email.as_str()),
        ("part", "contributor"),
        ("sections", "moyens"),
    ];
    own.post(&partners, &invite).expect(303);
    let grid = own.get(&partners);
    grid.says("répondre à l’invitation").says("donner ses équivalents temps plein");
    assert_eq!(grid.value_of("fte").unwrap(), "1,5");
    let link = app.mail_to(&omar.email).link("/applications/invitations/");
    own.get(&link).expect(200).says("Vous êtes connecté avec une autre adresse");
    own.post(&link, &[]).expect(200).says("une autre adresse");
    theirs.post(&format!("{link}?role=owner"), &[("role", "owner")]).expect(303);

    let section = |key: &str| format!("/applications/{id}/sections/{key}");
    theirs.get(&section("projet")).says("Vous pouvez lire cette section, pas l’écrire");
    theirs.post(&section("projet"), &[("nom", "À moi"), ("nom-was", "none")]).expect(403);
    let foreign = [("etp", "2"), ("etp-was", "none"), ("nom", "À moi"), ("nom-was", "none")];
    theirs.post(&section("moyens"), &foreign).expect(303);
    own.get(&section("projet")).says_not("À moi");
    theirs
        .post(&format!("/applications/{id}/filing"), &[("sha256", "x")])
        .expect(409)
        .says("Seule la personne");
    theirs.post(&partners, &invite).expect(409);
    let grid = own.get(&partners);
    grid.says("Omar – écrit des sections choisies").says_not("répondre à l’invitation");
    let mine = grid.body.split("/fte\"").nth(1).map(|_| ()).is_some();
    assert!(mine, "the owner may give the figure too");
    let partner = app.read(|conn| {
        Ok(maillage::applications::queries::partner_named(conn, &id, "cnrs")?.unwrap().id)
    });
    theirs.post(&format!("{partners}/{partner}/fte"), &[("fte", "0,5")]).expect(303);
    own.post(&format!("{partners}/{partner}/removal"), &[]).expect(303);
    theirs.get(&section("moyens")).expect(404);
}

#[test]
fn two_people_who_write_one_answer_both_keep_their_words() {
    let app = TestApp::start();
    let Scene { lea, own, id, .. } = Scene::begun(&app);
    let here = format!("/applications/{id}/sections/projet");
    let other = app.sign_in(&lea);
    own.post(&here, &[("nom", "Ponant"), ("nom-was", "none")]).expect(303);
    let late = other.post(
        &here,
        &[("nom", "Finistère"), ("nom-was", "none"), ("sigle", "F"), ("sigle-was", "none")],
    );
    late.expect(409).says("Quelqu’un a écrit la même réponse").says("Ponant");
    assert_eq!(late.value_of("nom").unwrap(), "Finistère");
    assert_eq!(other.get(&here).value_of("nom").unwrap(), "Ponant");
    assert_eq!(other.get(&here).value_of("sigle").unwrap(), "F", "what nobody else wrote is kept");

    let was = late.value_of("nom-was").unwrap();
    other.post(&here, &[("nom", "Finistère"), ("nom-was", &was)]).expect(303);
    assert_eq!(own.get(&here).value_of("nom").unwrap(), "Finistère");
    let saved = own.post(
        &format!("/applications/{id}/answers"),
        &[("section", "projet"), ("sigle", "G"), ("sigle-was", "none")],
    );
    let told = saved.expect(200).json();
    assert_eq!(told["clashes"][0]["theirs"], "F");
    let was = told["clashes"][0]["was"].as_str().unwrap().to_owned();
    let saved = own
        .post(
            &format!("/applications/{id}/answers"),
            &[("section", "projet"), ("sigle", "G"), ("sigle-was", &was)],
        )
        .json();
    assert!(saved["saved"].as_str().unwrap().contains("par Léa"), "{saved}");
    assert!(saved["was"]["sigle"].is_string() && saved["clashes"].as_array().unwrap().is_empty());
}

#[test]
fn whoever_applies_is_told_that_the_call_was_called_off_and_why() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let (draft, filed) = (begun(&app, &call, &lea), complete(&app, &call, &omar));
    let path = format!("/applications/{filed}/filing");
    theirs.post(&path, &[("sha256", &hash(&theirs, &filed))]).expect(303);
    let root = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    let admin = app.sign_in(&root);
    let why = [("reason", "Le financement est retiré.")];
    let cancel = format!("/inbox/calls/{}/cancellation", call.id);
    for _ in 0..2 {
        admin.post(&cancel, &why).expect(303);
    }
    for (who, browser, id) in [(&lea, &own, &draft), (&omar, &theirs, &filed)] {
        let mails = app.mails_to(&who.email);
        let told = mails.iter().filter(|one| one.text.contains("Le financement est retiré."));
        assert_eq!(told.count(), 1, "{}", who.email);
        let page = browser.get(&format!("/applications/{id}"));
        page.expect(200).says("L’appel est annulé").says("Le financement est retiré.");
        browser.get("/applications").says_not("Brouillon").says_not("Déposée");
    }
}

#[test]
fn an_institution_has_several_people_and_loses_one_without_the_others() {
    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::begun(&app);
    let here = format!("/applications/{id}/partners");
    invite(&own, &id, ("inrae", "Noé Rivage", "noe@inrae.example"), "editor").expect(303);
    let partner =
        app.read(|conn| Ok(maillage::applications::queries::partners_of(conn, &id)?.remove(0).id));
    let people = format!("{here}/{partner}/people");
    own.post(&people, &[("guest_name", "Ida"), ("guest_email", "ida")]).expect(422);
    let second = [
        ("guest_name", "Ida Lanvoc"),
        ("guest_email", "ida@inrae.example"),
        ("part", "signatory"),
        ("language", "en"),
    ];
    own.post(&people, &second).expect(303);
    own.post(&people, &second).expect(409);
    let mail = app.mail_to("ida@inrae.example");
    assert!(mail.text.starts_with("Hello"), "{}", mail.text);
    for address in ["noe@inrae.example", "ida@inrae.example"] {
        let link = app.mail_to(address).link("/applications/invitations/");
        app.visitor().post(&link, &[]).expect(303);
    }
    let parts = || app.read(|conn| Ok(maillage::applications::queries::people_of(conn, &id)?));
    let ida = parts().into_iter().find(|(_, name, ..)| name == "Ida Lanvoc").unwrap().0;
    assert_eq!((parts().len(), ida.partner_id.as_ref()), (3, Some(&partner)));
    let removal = format!("/applications/{id}/people/{}/removal", ida.id);
    own.post(&removal, &[]).expect(303);
    let mut left: Vec<String> = parts().into_iter().map(|(_, name, ..)| name).collect();
    left.sort();
    assert_eq!(left, ["Léa", "Noé Rivage"]);
    own.get(&format!("{here}/{partner}")).expect(200).says("Noé Rivage");
}

#[test]
fn a_program_reads_ones_own_applications_and_tries_whether_one_can_be_filed() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, _), (omar, _)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let (draft, whole) = (begun(&app, &call, &lea), complete(&app, &call, &lea));
    let own = app.caller(&app.token(&lea, maillage::accounts::Scope::Read));
    let other = app.caller(&app.token(&omar, maillage::accounts::Scope::Read));
    let list = own.get("/api/v1/applications").expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let none = other.get("/api/v1/applications").expect(200).json();
    assert!(none["items"].as_array().unwrap().is_empty());

    let check = |who: &crate::app::Visitor, id: &maillage::applications::ApplicationId| {
        who.post_json(&format!("/api/v1/applications/{id}/check"), &serde_json::json!({}))
    };
    let said = check(&own, &draft).expect(200).json();
    assert_eq!((&said["complete"], &said["in_time"]), (&false.into(), &true.into()));
    assert!(said["problems"].as_array().unwrap().iter().any(|one| one["field"] == "nom"));
    assert_eq!(check(&own, &whole).expect(200).json()["complete"], true);
    check(&other, &whole).expect(404);
    other.get(&format!("/api/v1/applications/{whole}")).expect(404);
    let one = own.get(&format!("/api/v1/applications/{whole}")).expect(200).json();
    assert_eq!((&one["state"], filings(&app, &whole)), (&"draft".into(), 0));
}
