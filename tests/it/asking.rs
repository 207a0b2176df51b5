//! A team asks: from the form to the confirmed question, in both languages, with everything that may go wrong.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::db::schema::tickets;

use crate::app::{Reply, TestApp, Visitor};
use crate::mail_in::{LUCIE, letter};

pub type Fields = Vec<(String, String)>;

/// What a team in Nancy types, with `changes` in place of some of it.
pub fn filled(page: &Reply, changes: &[(&str, &str)]) -> Fields {
    let hidden = |name: &str| page.value_of(name).unwrap_or_else(|| panic!("no field {name}"));
    let typed = [
        ("id", hidden("id")),
        ("stamp", hidden("stamp")),
        ("body", "Où déposer nos enquêtes ?\nNous finissons en mai.".to_owned()),
        ("institution", "universite-de-lorraine".to_owned()),
        ("site", "Nancy".to_owned()),
        ("name", "Lucie Marchal".to_owned()),
        ("email", "lucie@labo.example".to_owned()),
    ];
    let kept =
        typed.into_iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    let mut fields: Fields = kept.map(|(name, value)| (name.to_owned(), value)).collect();
    fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

pub fn post(visitor: &Visitor, path: &str, fields: &Fields) -> Reply {
    let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    visitor.post(path, &fields)
}

/// A stranger who took the time to fill in the form, and its page.
fn opened(app: &TestApp) -> (Visitor, Reply) {
    let visitor = app.visitor();
    let page = visitor.get("/tickets/new");
    app.later(TimeDelta::seconds(40));
    (visitor, page)
}

/// Opens the form, takes the time to fill it in, and sends it.
pub fn ask(app: &TestApp, visitor: &Visitor, changes: &[(&str, &str)]) -> Reply {
    let page = visitor.get("/tickets/new");
    page.expect(200);
    app.later(TimeDelta::seconds(40));
    post(visitor, "/tickets/new", &filled(&page, changes))
}

/// Asks and confirms; answers the path of the follow link.
pub fn asked(app: &TestApp, visitor: &Visitor, changes: &[(&str, &str)]) -> String {
    let email = changes.iter().find(|(name, _)| *name == "email");
    let email = email.map_or("lucie@labo.example", |(_, email)| email);
    ask(app, visitor, changes).expect(303);
    let link = app.mail_to(email).link("/tickets/");
    let page = visitor.get(&link);
    let key = page.expect(200).value_of("key").unwrap();
    let path = link.split('?').next().unwrap();
    visitor.post(path, &[("key", &key)]).expect(303);
    app.mail_to(email).link("/tickets/")
}

pub fn count(app: &TestApp) -> i64 {
    app.read(|conn| Ok(tickets::table.count().get_result(conn)?))
}

#[test]
fn a_question_is_asked_confirmed_and_received_in_both_languages() {
    let app = TestApp::start();
    for (locale, look, sent) in [
        ("fr", "Regardez votre boîte mail", "Votre question est partie"),
        ("en", "Look at your mailbox", "Your question has been sent"),
    ] {
        let (visitor, email) = (app.visitor(), format!("team-{locale}@labo.example"));
        visitor.get(&format!("/tickets/new?lang={locale}")).expect(200);
        let thanks = ask(&app, &visitor, &[("email", &email), ("language", locale)]);
        visitor.follow(thanks.expect(303)).expect(200).says(look).says("ADOC Lorraine");
        let mail = app.mail_to(&email);
        assert!(!mail.text.contains("enquêtes"), "the confirmation repeats what was typed");
        let link = mail.link("/tickets/");
        let page = visitor.get(&link);
        page.expect(200).says("ADOC Lorraine");
        let key = page.value_of("key").unwrap();
        let done = visitor.post(link.split('?').next().unwrap(), &[("key", &key)]);
        visitor.follow(done.expect(303)).expect(200).says(sent).says("ADOC Lorraine");
        let received = app.mail_to(&email);
        assert!(received.subject.contains("Où déposer nos enquêtes ?"), "{}", received.subject);
        assert!(received.text.contains("ADOC Lorraine"));
    }
}

#[test]
fn opening_the_confirmation_burns_nothing_and_confirming_twice_does_no_harm() {
    let app = TestApp::start();
    let visitor = app.visitor();
    ask(&app, &visitor, &[]).expect(303);
    let link = app.mail_to("lucie@labo.example").link("/tickets/");
    visitor.get(&link).expect(200);
    app.visitor().get(&link).expect(200);
    assert_eq!(app.mails().len(), 1);
    let (path, key) = link.split_once("?key=").unwrap();
    visitor.post(path, &[("key", key)]).expect(303);
    let mails = app.mails().len();
    visitor.post(path, &[("key", key)]).expect(303);
    assert_eq!(app.mails().len(), mails);
    assert!(visitor.get(&link).expect(303).location().starts_with("/tickets/2026-"));
    visitor.post(path, &[("key", "altered")]).expect(404);
}

#[test]
fn a_question_that_nobody_confirms_is_erased_after_a_week() {
    let app = TestApp::start();
    let visitor = app.visitor();
    ask(&app, &visitor, &[]).expect(303);
    let link = app.mail_to("lucie@labo.example").link("/tickets/");
    app.deliver(letter(LUCIE, "Par courriel", &[], "Bonjour"));
    app.later(TimeDelta::days(6));
    app.run_jobs();
    visitor.get(&link).expect(200);
    assert_eq!((count(&app), app.received()), (2, 1));

    app.later(TimeDelta::hours(25));
    app.run_jobs();

    assert_eq!((count(&app), app.received(), app.messages()), (0, 0, 0));
    visitor.get(&link).expect(404);
}

#[test]
fn sending_the_form_twice_asks_once() {
    let app = TestApp::start();
    let (visitor, page) = opened(&app);
    let fields = filled(&page, &[]);
    let first = post(&visitor, "/tickets/new", &fields);
    let second = post(&visitor, "/tickets/new", &fields);
    assert_eq!(first.expect(303).location(), second.expect(303).location());
    assert_eq!((count(&app), app.mails().len()), (1, 1));
    app.later(TimeDelta::hours(2));
    let late = post(&visitor, "/tickets/new", &fields);
    visitor.follow(late.expect(303)).says("Cette question était déjà partie");
}

#[test]
fn a_form_that_was_corrected_after_it_was_sent_is_no_repetition() {
    let app = TestApp::start();
    let (visitor, page) = opened(&app);
    let mistyped = filled(&page, &[("email", "luci@labo.example")]);
    post(&visitor, "/tickets/new", &mistyped).expect(303);

    let again = post(&visitor, "/tickets/new", &filled(&page, &[]));

    again.expect(409).says("Ce formulaire a déjà servi");
    assert_eq!(again.value_of("email").as_deref(), Some("lucie@labo.example"));
    assert_eq!(count(&app), 1);
    app.later(TimeDelta::seconds(40));
    post(&visitor, "/tickets/new", &filled(&again, &[])).expect(303);
    assert_eq!(count(&app), 2);
    assert!(app.mail_to("lucie@labo.example").text.contains("/tickets/"));
}

#[test]
fn nothing_typed_is_lost_when_something_is_missing() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let typed = [
        ("subject", "Mon sujet"),
        ("body", "Une *longue* question <b>"),
        ("institution", "inrae"),
        ("institution", "Laboratoire des choses inconnues"),
        ("site", "Trifouillis"),
        ("region", "44"),
        ("disciplines", "5.4"),
        ("topic", "where_deposit"),
        ("deadline", "2026-12-18"),
        ("deadline_for", "ANR"),
        ("dataset_pid", "10.57745/ABC"),
        ("dmp_url", "javascript:alert(1)"),
        ("email", "lucie@"),
        ("behalf_name", "Ana"),
        ("behalf_email", "ana@labo.example"),
        ("language", "en"),
    ];
    let reply = ask(&app, &visitor, &typed);
    reply.expect(422).says("2 points sont à corriger").says("Laboratoire des choses inconnues");
    for (field, value) in [
        ("subject", "Mon sujet"),
        ("site", "Trifouillis"),
        ("deadline", "2026-12-18"),
        ("deadline_for", "ANR"),
        ("dataset_pid", "10.57745/ABC"),
        ("dmp_url", "javascript:alert(1)"),
        ("email", "lucie@"),
        ("behalf_name", "Ana"),
        ("behalf_email", "ana@labo.example"),
    ] {
        assert_eq!(reply.value_of(field).as_deref(), Some(value), "{field}");
    }
    assert!(reply.body.contains("Une *longue* question &lt;b&gt;</textarea>"));
    for code in ["inrae", "44", "5.4", "where_deposit", "en"] {
        let option =
            reply.body.split("<option ").find(|o| o.starts_with(&format!("value=\"{code}\"")));
        assert!(option.unwrap().split('>').next().unwrap().ends_with(" selected"), "{code}");
    }
    assert_eq!(count(&app), 0);
}

#[test]
fn an_employer_and_a_town_on_no_list_are_kept_as_typed() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let page = visitor.post(
        "/tickets/preview",
        &[("institution", "Fondation des choses"), ("site", "Trifouillis")],
    );
    page.expect(200).says("« Fondation des choses » n’est pas dans nos listes").says("région");
    asked(&app, &visitor, &[("institution", "Fondation des choses"), ("site", "Trifouillis")]);
    let typed: Option<String> =
        app.read(|conn| Ok(tickets::table.select(tickets::site_typed).first(conn)?));
    assert_eq!(typed.as_deref(), Some("Fondation des choses, Trifouillis"));
}

#[test]
fn the_preview_names_the_node_that_then_gets_the_question() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let typed = [("institution", "inrae"), ("site", "nancy")];
    visitor.post("/tickets/preview", &typed).expect(200).says("ADOC Lorraine");
    let page = visitor.get("/tickets/new?institution=inrae&site=Nancy");
    page.expect(200).says("ADOC Lorraine");
    app.later(TimeDelta::seconds(10));
    // Without JavaScript a button shows the same.
    let shown = post(
        &visitor,
        "/tickets/new",
        &filled(&page, &[("preview", "1"), ("site", "Nancy"), ("institution", "inrae")]),
    );
    shown.expect(200).says("ADOC Lorraine");
    assert_eq!((shown.value_of("id"), count(&app)), (page.value_of("id"), 0));
    let follow = asked(&app, &visitor, &typed);
    visitor.get(&follow).expect(200).says("Confiée à ADOC Lorraine");
}

#[test]
fn the_reason_names_the_employer_that_the_node_covers() {
    let app = TestApp::start();
    let typed =
        [("institution", "cnrs"), ("institution", "universite-de-lorraine"), ("site", "Nancy")];
    let card = app.visitor().post("/tickets/preview", &typed);
    card.expect(200).says("accompagne votre établissement (Université de Lorraine)");
}

#[test]
fn programs_are_kept_off_and_people_lose_nothing() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let trapped = ask(&app, &visitor, &[("website", "https://spam.example")]);
    trapped.expect(422).says("Un champ invisible a été rempli");
    assert_eq!(trapped.value_of("website").as_deref(), Some(""));
    assert!(trapped.body.contains("Où déposer nos enquêtes"));

    let page = visitor.get("/tickets/new");
    let quick = post(&visitor, "/tickets/new", &filled(&page, &[]));
    quick.expect(422).says("C’est allé très vite");
    app.later(TimeDelta::seconds(5));
    post(&visitor, "/tickets/new", &filled(&quick, &[])).expect(303);

    let page = visitor.get("/tickets/new");
    app.later(TimeDelta::hours(25));
    let stale = post(&visitor, "/tickets/new", &filled(&page, &[]));
    stale.expect(422).says("ouverte depuis longtemps");
    app.later(TimeDelta::seconds(5));
    post(&visitor, "/tickets/new", &filled(&stale, &[])).expect(303);

    let forged = filled(&visitor.get("/tickets/new"), &[("stamp", "1772000000.forged")]);
    post(&visitor, "/tickets/new", &forged).expect(422);
    assert_eq!(count(&app), 2);
}

#[test]
fn one_address_cannot_ask_without_end_and_is_told_so() {
    let app = TestApp::start();
    let visitor = app.visitor();
    for _ in 0..10 {
        ask(&app, &visitor, &[]).expect(303);
    }
    let page = visitor.get("/tickets/new");
    app.later(TimeDelta::seconds(10));
    let refused = post(&visitor, "/tickets/new", &filled(&page, &[("body", "Encore une ?")]));
    refused.expect(429).says("Beaucoup de questions");
    assert!(refused.header("retry-after").is_some());
    assert!(refused.body.contains("Encore une ?</textarea>"));
    app.later(TimeDelta::hours(1));
    post(&visitor, "/tickets/new", &filled(&page, &[])).expect(303);
}

#[test]
fn who_is_signed_in_needs_no_confirmation() {
    let app = TestApp::start();
    let account = app.account("Ana Lima", "ana@labo.example", None, &[]);
    let visitor = app.sign_in(&account);
    visitor.get("/tickets/new").expect(200).says("la réponse vous parviendra à ana@labo.example");
    let sent = ask(&app, &visitor, &[("name", "Someone Else"), ("email", "other@labo.example")]);
    visitor.follow(sent.expect(303)).expect(200).says("Votre question est partie").says("Ana Lima");
    assert!(app.mails_to("other@labo.example").is_empty());
    visitor.get("/tickets").expect(200).says("Où déposer nos enquêtes ?");
}

#[test]
fn files_are_kept_while_a_form_is_corrected_and_programs_are_refused() {
    let app = TestApp::start();
    let (visitor, page) = opened(&app);
    let fields = filled(&page, &[("email", "")]);
    let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let exe = [b"MZ".as_slice(), &[0; 400]].concat();
    let files = [
        ("files", "../../plan <v2>.pdf", "text/html", b"%PDF-1.7 plan".as_slice()),
        ("files", "tableau.csv", "application/x-msdownload", exe.as_slice()),
    ];
    let refused = visitor.post_files("/tickets/new", &fields, &files);
    refused.expect(422).says("Joint : plan <v2>.pdf").says("Non joint : tableau.csv");
    let kept = refused.value_of("kept").unwrap();
    post(&visitor, "/tickets/new", &filled(&refused, &[("kept", &kept)])).expect(303);
    let link = app.mail_to("lucie@labo.example").link("/tickets/");
    let (path, key) = link.split_once("?key=").unwrap();
    visitor.post(path, &[("key", key)]).expect(303);
    let follow = app.mail_to("lucie@labo.example").link("/tickets/");
    let page = visitor.get(&follow);
    let file =
        page.expect(200).body.split('"').find(|part| part.contains("/attachments/")).unwrap();
    let file = file.replace("&amp;", "&").replace("&#x3D;", "=");
    let got = visitor.get(&file);
    assert_eq!(got.expect(200).bytes, b"%PDF-1.7 plan");
    assert_eq!(got.header("content-type"), Some("application/pdf"));
    assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    assert!(got.header("content-security-policy").unwrap().contains("sandbox"));
    let named = got.header("content-disposition").unwrap();
    assert!(
        named.starts_with("attachment;") && named.ends_with("UTF-8''plan%20%3Cv2%3E.pdf"),
        "{named}"
    );
    app.visitor().get(file.split('?').next().unwrap()).expect(404);
}

#[test]
fn a_forged_word_of_a_kept_file_brings_no_file() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let forged = "WyJhYmMiLDEsInRleHQvcGxhaW4iLCJ4LnR4dCJd.AAAAAAAAAAAAAAAAAAAAAA";
    let reply = ask(&app, &visitor, &[("kept", forged), ("name", "")]);
    reply.expect(422).says_not("Joint :");
}

#[test]
fn a_confirmation_that_did_not_arrive_is_sent_again_to_the_same_address_only() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let sent = ask(&app, &visitor, &[("behalf_name", "Ana"), ("behalf_email", "ana@labo.example")]);
    let thanks = visitor.follow(sent.expect(303));
    let reference = thanks.expect(200).value_of("reference").unwrap();
    for email in ["lucie@labo.example", "ana@labo.example", "other@labo.example"] {
        let form = [("reference", reference.as_str()), ("email", email)];
        visitor.post("/tickets/links", &form).expect(303);
    }
    let mails: Vec<_> = app.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(mails, ["lucie@labo.example"; 2]);
    let link = app.mail_to("lucie@labo.example").link("/tickets/");
    visitor.get(&link).expect(200).says("Envoyer ma question");
}
