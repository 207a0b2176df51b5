//! Letters that were filed are verified or refused by whoever runs the call.

use chrono::TimeDelta;
use maillage::applications::{LetterVerdict, queries};
use maillage::calls::RuleKind;
use maillage::reviews::ops::checks;

use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, complete, hash};
use crate::applications_letters::{partner, wants_letters};
use crate::calls_cast::{coordinator, open};
use crate::reviews_cast::{assigned, begin, ended, reviewer};

/// Signs the letter of the institution whose page this is, with the words that stand there.
fn sign(own: &Visitor, here: &str) {
    let read = own.get(here).expect(200).value_of("sha256").unwrap();
    let form = [
        ("sha256", read.as_str()),
        ("way", "consent"),
        ("name", "Léa Martin"),
        ("capacity", "Présidente"),
        ("consent", "1"),
    ];
    own.post(&format!("{here}/letter"), &form).expect(303);
}

#[test]
fn a_letter_is_verified_or_refused_with_a_reason_and_signed_again() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    wants_letters(&app, &call, "required");
    let ((lea, own), (_, other)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = complete(&app, &call, &lea);
    let lead = [("institution", "inrae"), ("role", "lead"), ("fte", "1,5")];
    own.post(&format!("/applications/{id}/partners"), &lead).expect(303);
    let of = partner(&app, &id, "inrae");
    let here = format!("/applications/{id}/partners/{of}");
    sign(&own, &here);
    let page = format!("/inbox/calls/{}/applications/{id}/letters", call.id);
    desk.get(&page).expect(404);
    let file = || {
        let read = hash(&own, &id);
        own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);
    };
    file();

    desk.get(&page).expect(200).says("Léa Martin").says("à vérifier").says("1,5");
    let last = || app.read(|conn| Ok(queries::letters_of(conn, &id)?)).pop().unwrap();
    let letter = format!("{page}/{}", last().id);
    for stranger in [&own, &other] {
        stranger.get(&page).expect(404);
        stranger.post(&letter, &[("verdict", "verified")]).expect(404);
    }
    desk.post(&letter, &[("verdict", "refused"), ("reason", "Non")])
        .expect(422)
        .says("dix caractères");
    let why = [("verdict", "refused"), ("reason", "Le signataire n’engage pas l’institut.")];
    for _ in 0..2 {
        desk.post(&letter, &why).expect(303);
    }
    let told = app.mails_to(&lea.email);
    let told: Vec<_> = told.iter().filter(|mail| mail.subject.contains("refusée")).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains("n’engage pas l’institut") && !told[0].raw.contains("Ada"));
    own.get(&here).expect(200).says("À signer de nouveau").says("n’engage pas l’institut");
    own.get(&format!("/applications/{id}/partners")).says("refusée");
    own.get(&format!("/applications/{id}/filing")).says("Lettres encore nécessaires");

    app.later(TimeDelta::minutes(1));
    sign(&own, &here);
    own.get(&here).expect(200).says_not("À signer de nouveau");
    file();
    let letter = format!("{page}/{}", last().id);
    desk.post(&letter, &[("verdict", "verified")]).expect(303);
    desk.get(&page).expect(200).says("vérifiée").says_not("à vérifier");
    assert_eq!(last().verdict, Some(LetterVerdict::Verified));
    let events = app.read(|conn| maillage::history::of(conn, "application", id.as_str(), 50));
    let judged = events.iter().filter(|one| one.action == "application.judge_letter").count();
    assert_eq!(judged, 2);
}

#[test]
fn a_refused_letter_counts_as_missing_where_the_rules_want_all_of_them() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    wants_letters(&app, &call, "asked");
    let rule = maillage::calls::Rule {
        id: maillage::calls::Rule::new_id(),
        kind: RuleKind::Letters,
        least: 0,
        field_key: String::new(),
        wanted: String::new(),
        blocking: false,
        text_fr: "Toutes les lettres".into(),
        text_en: String::new(),
    };
    let of = call.id.clone();
    app.write(|conn| Ok(maillage::calls::queries::put_rules(conn, &of, &[rule])?));
    let (lea, own) = applicant(&app, "Léa");
    let id = complete(&app, &call, &lea);
    let lead = [("institution", "inrae"), ("role", "lead"), ("fte", "1")];
    own.post(&format!("/applications/{id}/partners"), &lead).expect(303);
    let here = format!("/applications/{id}/partners/{}", partner(&app, &id, "inrae"));
    sign(&own, &here);
    let read = hash(&own, &id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);
    let met = || {
        let mut all = app.read(|conn| checks(conn, &call.id));
        let all = all.remove(&id).unwrap();
        all.into_iter().find(|one| one.rule.kind == RuleKind::Letters).unwrap().met
    };
    assert!(met());

    let letter = app.read(|conn| Ok(queries::letters_of(conn, &id)?)).pop().unwrap();
    let path = format!("/inbox/calls/{}/applications/{id}/letters/{}", call.id, letter.id);
    let why = [("verdict", "refused"), ("reason", "La signature manque sur le papier.")];
    desk.post(&path, &why).expect(303);
    assert!(!met());
}

#[test]
fn a_letter_that_is_refused_after_the_closing_is_asked_for_anew_by_a_completion() {
    let app = TestApp::start();
    let (ada, _) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    wants_letters(&app, &call, "required");
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = complete(&app, &call, &lea);
    let lead = [("institution", "inrae"), ("role", "lead"), ("fte", "1")];
    let cnrs = [
        ("institution", "cnrs"),
        ("role", "partner"),
        ("fte", "2"),
        ("name", "Omar"),
        ("email", omar.email.as_str()),
        ("part", "signatory"),
    ];
    for form in [&lead[..], &cnrs[..]] {
        own.post(&format!("/applications/{id}/partners"), form).expect(303);
    }
    theirs.post(&app.mail_to(&omar.email).link("/applications/invitations/"), &[]).expect(303);
    let of = partner(&app, &id, "cnrs");
    let here = format!("/applications/{id}/partners/{of}");
    theirs.post(&here, &[("fte", "2")]).expect(303);
    sign(&own, &format!("/applications/{id}/partners/{}", partner(&app, &id, "inrae")));
    sign(&theirs, &here);
    let read = hash(&own, &id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);
    let there = begin(&app, ended(&app, (ada, call), vec![(id.clone(), lea)]));
    let (own, theirs, desk) =
        (app.sign_in(&there.bids[0].1), app.sign_in(&omar), app.sign_in(&there.ada));
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let reads = assigned(&app, &there, 0, &zoe);
    let letters = || app.read(|conn| Ok(queries::letters_of(conn, &id)?));
    let first = letters().into_iter().find(|one| one.partner_id == of).unwrap();
    let list = format!("/inbox/calls/{}/applications/{id}/letters", there.call.id);
    let why = [("verdict", "refused"), ("reason", "Le signataire n’engage pas l’institut.")];
    desk.post(&format!("{list}/{}", first.id), &why).expect(303);
    // Nobody signs after the closing what nobody asks for.
    let again = |own: &Visitor| {
        let form = [
            ("sha256", first.sha256.as_str()),
            ("way", "consent"),
            ("name", "Omar Nouveau"),
            ("capacity", "Directeur"),
            ("consent", "1"),
        ];
        own.post(&format!("{here}/letter"), &form)
    };
    again(&theirs).expect(409);

    let bid = there.page(&format!("/applications/{id}"));
    let field = format!("#letter/{of}");
    assert!(desk.get(&bid).expect(200).body.contains(&field), "the letter is a choice");
    let due = (app.today() + TimeDelta::days(7)).to_string();
    let ask = |field: &str| {
        let form =
            [("due", due.as_str()), ("message", "Une signature qui engage."), ("fields", field)];
        desk.post(&format!("{bid}/completions"), &form)
    };
    ask(&format!("#letter/{}", maillage::applications::PartnerId::new())).expect(409);
    ask(&field).expect(303);

    let mail = app.mail_to(&omar.email);
    assert!(mail.subject.contains("à signer de nouveau"), "{}", mail.subject);
    assert!(mail.text.contains(&here) && mail.text.contains("Une signature qui engage."));
    let completion = format!("/applications/{id}/completion");
    own.get(&completion).expect(200).says("à signer de nouveau").says("CNRS");
    own.post(&completion, &[]).expect(409).says("Il manque des lettres");
    theirs.get(&here).expect(200).says("demandée de nouveau");
    let others = format!("/applications/{id}/partners/{}", partner(&app, &id, "inrae"));
    own.get(&others).expect(200).says_not("demandée de nouveau");
    let line = format!("href=\"{here}\"");
    assert!(theirs.get("/").expect(200).body.contains(&line), "it waits on their first page");
    app.later(TimeDelta::days(1));
    let told = || {
        let all = app.mails_to(&there.bids[0].1.email);
        all.into_iter().filter(|mail| mail.subject.contains("est signée")).collect::<Vec<_>>()
    };
    assert!(told().is_empty());
    again(&theirs).expect(303);
    let mails = told();
    assert_eq!(mails.len(), 1, "the owner has something to file now");
    assert!(mails[0].text.contains("Omar Nouveau") && mails[0].text.contains(&completion));
    let listed = desk.get(&list);
    listed.expect(200).says_not("Omar Nouveau");
    own.get(&completion).says("signée depuis");
    own.post(&completion, &[]).expect(303);
    desk.get(&list).expect(200).says("Omar Nouveau").says("à vérifier");

    let signed = letters().into_iter().filter(|one| one.partner_id == of).collect::<Vec<_>>();
    assert_eq!(signed.len(), 2, "the first stays, with what was said of it");
    assert_eq!(signed[0].verdict, Some(LetterVerdict::Refused));
    let filed = app.read(|conn| Ok(queries::submissions_of(conn, &id)?));
    let new = filed.iter().filter(|one| one.document.contains("Omar Nouveau")).count();
    assert_eq!((filed.len(), new), (2, 1));
    let events = app.read(|conn| maillage::history::of(conn, "application", id.as_str(), 50));
    assert_eq!(events.iter().filter(|one| one.action == "application.sign").count(), 3);
    app.sign_in(&zoe).get(&format!("/reviews/{reads}")).expect(200).says("lettre signée le");
    again(&theirs).expect(409);
}
