//! A team follows its question by its link: reads, replies, settles, rates; and whom the page is not for.

use chrono::TimeDelta;
use maillage::accounts::{Actor, NodeRole};
use maillage::tickets::mail::Tools;
use maillage::tickets::ops::{self, After, Closing};
use maillage::tickets::queries::inbox::Scope;
use maillage::tickets::{LinkKind, MessageId, NewMessage, Outcome, Ticket, Via, queries};

use crate::app::{Reply, TestApp};
use crate::asking::asked;

/// Somebody of ADOC Lorraine, which answers for Nancy.
pub struct Desk<'a> {
    app: &'a TestApp,
    actor: Actor,
}

impl<'a> Desk<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        let held = [("adoc-lorraine", NodeRole::Staff)];
        let account = app.account("Camille Roussel", "camille@adoc.example", None, &held);
        Self { app, actor: app.actor(&account) }
    }

    pub fn ticket(&self, follow: &str) -> Ticket {
        let reference = reference(follow).to_owned();
        self.app.read(|conn| Ok(queries::by_reference(conn, &reference)?))
    }

    pub fn does<T>(
        &self,
        work: impl FnOnce(&mut maillage::db::Conn, &Actor, Tools<'_>) -> maillage::Result<T>,
    ) -> T {
        let words = self.app.app.vocabularies();
        let tools = Tools { signer: &self.app.app.signer, words: &words };
        self.app.write(|conn| work(conn, &self.actor, tools))
    }

    pub fn answers(&self, follow: &str, body: &str) {
        let (ticket, now) = (self.ticket(follow), self.app.now());
        let message = words(body);
        self.does(|conn, actor, tools| {
            ops::answer(conn, actor, &ticket, &message, (After::Theirs, None), tools, now)
        });
        self.app.later(TimeDelta::minutes(1));
    }

    pub fn notes(&self, follow: &str, body: &str) {
        let (ticket, now, message) = (self.ticket(follow), self.app.now(), words(body));
        self.does(|conn, actor, _| ops::note(conn, actor, &ticket, &message, now));
    }

    pub fn closes(&self, follow: &str) {
        let (ticket, now) = (self.ticket(follow), self.app.now());
        let closing = Closing { outcome: Outcome::Answered, topic: None };
        self.does(|conn, actor, tools| ops::close(conn, actor, &ticket, &closing, tools, now));
    }
}

fn words(body: &str) -> NewMessage {
    NewMessage { id: MessageId::new(), body: body.to_owned(), files: Vec::new(), via: Via::Page }
}

pub fn reference(follow: &str) -> &str {
    follow.split(['/', '?']).nth(2).unwrap()
}

pub fn key(follow: &str) -> &str {
    follow.split_once("key=").unwrap().1
}

/// Replies from the page.
pub fn reply(app: &TestApp, follow: &str, body: &str) -> Reply {
    let visitor = app.visitor();
    let page = visitor.get(follow);
    let id = page.expect(200).value_of("id").unwrap();
    let path = format!("/tickets/{}/replies", reference(follow));
    visitor.post(&path, &[("key", key(follow)), ("id", &id), ("body", body)])
}

#[test]
fn the_team_reads_the_answer_and_never_a_note() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.notes(&follow, "Entre nous : dossier SECRET-NOTE");
    desk.answers(&follow, "Déposez dans **l’entrepôt**.\n\n<script>alert(1)</script>");
    let page = app.visitor().get(&follow);
    page.expect(200).says("Camille Roussel vous a répondu").says("Déposez dans l’entrepôt");
    assert!(
        page.body.contains("<strong>l’entrepôt</strong>") && !page.body.contains("<script>alert")
    );
    page.says_not("SECRET-NOTE").says_not("Assignée");
    for mail in app.mails() {
        let whole = format!("{}{}{}", mail.subject, mail.text, mail.html);
        assert!(!whole.contains("SECRET-NOTE"), "a note was mailed: {}", mail.subject);
    }
}

#[test]
fn only_the_tickets_own_key_opens_it() {
    let app = TestApp::start();
    let one = asked(&app, &app.visitor(), &[]);
    let other = asked(&app, &app.visitor(), &[("email", "ana@labo.example")]);
    let stranger = app.visitor();
    stranger.get(&one).expect(200);
    let path = format!("/tickets/{}", reference(&one));
    for bad in ["", "x", key(&other), &key(&one)[1..]] {
        let reply = stranger.get(&format!("{path}?key={bad}"));
        reply.expect(404).says_not("Où déposer");
    }
    let known = stranger.get(&path);
    let unknown = stranger.get("/tickets/2026-999999");
    known.expect(404).says("Recevoir à nouveau mon lien").says("Se connecter");
    assert_eq!(
        known.body.replace(reference(&one), "R"),
        unknown.expect(404).body.replace("2026-999999", "R")
    );
    for action in ["replies", "settlement", "satisfaction", "links"] {
        let form = [("key", key(&other)), ("body", "x"), ("id", "x"), ("score", "5")];
        stranger.post(&format!("{path}/{action}"), &form).expect(404);
    }
}

#[test]
fn a_signed_in_stranger_and_a_colleague_elsewhere_see_nothing() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let path = format!("/tickets/{}", reference(&follow));
    let nobody = app.account("Nadia", "nadia@labo.example", None, &[]);
    app.make_node("elsewhere");
    let other = app.account("Paul", "paul@x.example", None, &[("elsewhere", NodeRole::Manager)]);
    for account in [nobody, other] {
        app.sign_in(&account).get(&path).expect(404).says_not("Où déposer");
    }
    let asker = app.account("Lucie", "lucie@labo.example", None, &[]);
    app.sign_in(&asker).get(&path).expect(200).says("Où déposer");
}

#[test]
fn a_reply_reaches_the_node_and_opens_a_closed_question_again() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Voici.");
    desk.closes(&follow);
    app.visitor()
        .get(&follow)
        .expect(200)
        .says("Votre question est réglée")
        .says("Répondre et rouvrir");
    app.later(TimeDelta::days(29));
    reply(&app, &follow, "Encore un point.\n=> https://spam.example Cliquez").expect(303);
    let page = app.visitor().get(&follow);
    page.expect(200).says("Rouverte").says("Encore un point.");
    let mail = app.mail_to("camille@adoc.example");
    assert!(mail.text.contains("Encore un point."));
    assert!(
        !mail.html.contains("href=\"https://spam.example\" style"),
        "a typed line became a button"
    );
}

#[test]
fn after_thirty_days_the_team_is_told_to_ask_anew_and_after_ninety_the_link_ends() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    let visitor = app.visitor();
    let id = visitor.get(&follow).value_of("id").unwrap();
    desk.closes(&follow);
    app.later(TimeDelta::days(31));
    visitor.get(&follow).expect(200).says("close depuis plus de trente jours");
    let path = format!("/tickets/{}/replies", reference(&follow));
    let late = visitor.post(&path, &[("key", key(&follow)), ("id", &id), ("body", "Trop tard ?")]);
    late.expect(409).says("close depuis plus de trente jours");

    // The way on keeps what could not be sent and what the ticket knows; both are linked once the address is proven.
    let before = app.read(|conn| Ok(queries::by_reference(conn, reference(&follow))?));
    let anew = format!("/tickets/new?follows={}&key={}", before.reference, key(&follow));
    let link = format!("{anew}&body=Trop%20tard%20%3F");
    assert!(late.links_to(&link), "{}", late.body);
    let page = visitor.get(&link);
    page.expect(200)
        .says(&before.reference)
        .says("Trop tard")
        .says("les deux demandes seront liées");
    assert_eq!(page.value_of("subject"), Some(before.subject.clone()));
    assert_eq!(page.value_of("site"), before.site.clone());
    assert_eq!(page.value_of("email").as_deref(), Some(""));
    let forged = app.visitor().get(&format!("/tickets/new?follows={}&key=x", before.reference));
    forged.expect(200).says_not(&before.subject).says_not("seront liées");
    let taken_up = [("follows", before.reference.as_str()), ("key", key(&follow))];
    let again = asked(&app, &app.visitor(), &taken_up);
    let after = app.read(|conn| Ok(queries::by_reference(conn, reference(&again))?));
    let links = app.read(|conn| Ok(queries::links_of(conn, &after.id, &Scope::Network)?));
    let linked: Vec<_> = links.0.iter().map(|link| (&link.reference, link.kind)).collect();
    assert_eq!(linked, [(&before.reference, LinkKind::FollowUp)]);
    let forged = [("follows", before.reference.as_str()), ("key", "x")];
    let apart = asked(&app, &app.visitor(), &forged);
    let apart = app.read(|conn| Ok(queries::by_reference(conn, reference(&apart))?));
    let links = app.read(|conn| Ok(queries::links_of(conn, &apart.id, &Scope::Network)?));
    assert!(links.0.is_empty() && links.1.is_empty());
    app.later(TimeDelta::days(60));
    visitor.get(&follow).expect(404).says("Ce lien n’ouvre rien");

    // Who asked has a link mailed anew, which opens for a while; the one before stays ended, and nobody else gets any.
    let mails = app.mails().len();
    let again = |email: &str| {
        let form = [("reference", reference(&follow)), ("email", email)];
        visitor.post("/tickets/links", &form).expect(303);
    };
    again("eve@labo.example");
    assert_eq!(app.mails().len(), mails);
    again("lucie@labo.example");
    let renewed = app.mail_to("lucie@labo.example").link("/tickets/");
    visitor.get(&renewed).expect(200).says("close depuis plus de trente jours");
    visitor.get(&follow).expect(404);
    app.later(TimeDelta::days(30));
    visitor.get(&renewed).expect(404);
}

#[test]
fn a_reply_sent_twice_is_one_message_and_an_empty_one_is_none() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let visitor = app.visitor();
    let id = visitor.get(&follow).value_of("id").unwrap();
    let path = format!("/tickets/{}/replies", reference(&follow));
    let form = [("key", key(&follow)), ("id", &id), ("body", "Une précision unique.")];
    visitor.post(&path, &form).expect(303);
    visitor.post(&path, &form).expect(303);
    let page = visitor.get(&follow);
    assert_eq!(page.expect(200).text().matches("Une précision unique.").count(), 1);
    visitor
        .post(&path, &[("key", key(&follow)), ("id", &id), ("body", " ")])
        .expect(422)
        .says("Écrivez votre message");
    // Back to the page that the browser kept, and something else written there.
    let other =
        visitor.post(&path, &[("key", key(&follow)), ("id", &id), ("body", "Autre chose.")]);
    other.expect(409).says("Ce formulaire a déjà servi");
    assert!(other.body.contains("Autre chose."));
    let id = other.value_of("id").unwrap();
    visitor
        .post(&path, &[("key", key(&follow)), ("id", &id), ("body", "Autre chose.")])
        .expect(303);
    visitor.get(&follow).says("Autre chose.").says("Une précision unique.");
}

#[test]
fn the_team_settles_its_question_and_says_whether_it_helped() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Voici.");
    let (visitor, path) = (app.visitor(), format!("/tickets/{}", reference(&follow)));
    let early = visitor.get(&format!("{path}/satisfaction?key={}&score=4", key(&follow)));
    assert!(early.expect(303).location().starts_with(&path));
    let done = visitor.post(&format!("{path}/settlement"), &[("key", key(&follow))]);
    visitor
        .follow(done.expect(303))
        .expect(200)
        .says("Merci de l’avoir dit")
        .says("Cela vous a-t-il aidé");
    let page = visitor.get(&format!("{path}/satisfaction?key={}&score=4", key(&follow)));
    page.expect(200).says("Plutôt oui").says("cochée, mais pas encore envoyée");
    assert!(page.body.contains("value=\"4\" checked"));
    assert!(!page.body.contains("data-at-once"), "a script would vote");
    let said =
        |app: &TestApp| app.read(|conn| Ok(queries::satisfaction(conn, &desk.ticket(&follow).id)?));
    assert_eq!(said(&app), None, "a mail scanner voted");
    for (score, comment) in [("4", ""), ("5", "Merci !")] {
        let form = [("key", key(&follow)), ("score", score), ("comment", comment)];
        visitor.post(&format!("{path}/satisfaction"), &form).expect(303);
    }
    assert_eq!(said(&app), Some((5, "Merci !".to_owned())));
    let form = [("key", key(&follow)), ("comment", "sans choix")];
    visitor
        .post(&format!("{path}/satisfaction"), &form)
        .expect(422)
        .says("Choisissez une réponse")
        .says("sans choix");
}

#[test]
fn nothing_that_the_team_wrote_is_lost_when_it_cannot_be_sent_now() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    let (visitor, path) = (app.visitor(), format!("/tickets/{}", reference(&follow)));
    // Nobody answered: there is nothing to judge, whoever sends the form.
    visitor.post(&format!("{path}/settlement"), &[("key", key(&follow))]).expect(303);
    let form = [("key", key(&follow)), ("score", "1"), ("comment", "UN-AVIS")];
    let early = visitor.post(&format!("{path}/satisfaction"), &form);
    early.expect(409).says("pas de réponse à juger").says("UN-AVIS");
    assert_eq!(app.read(|conn| Ok(queries::satisfaction(conn, &desk.ticket(&follow).id)?)), None);
    // Opened again while the team judged it.
    reply(&app, &follow, "Encore un point.").expect(303);
    let late = visitor.post(&format!("{path}/satisfaction"), &form);
    late.expect(409).says("n’est pas close").says("UN-AVIS");
    let sent = (1..60).map(|n| reply(&app, &follow, &format!("Point {n}")));
    sent.for_each(|reply| _ = reply.expect(303).location());
    let refused = reply(&app, &follow, "UN-DE-TROP");
    refused.expect(429).says("Rien n’est perdu").says("UN-DE-TROP");
    assert!(refused.header("retry-after").is_some());
    app.later(TimeDelta::hours(1));
    reply(&app, &follow, "UN-DE-TROP").expect(303);
}

#[test]
fn a_lost_link_is_sent_to_who_asked_and_the_page_says_the_same_to_all() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let before = app.mails().len();
    let tell = |reference: &str, email: &str| {
        let visitor = app.visitor();
        let sent = visitor.post("/tickets/links", &[("reference", reference), ("email", email)]);
        visitor.follow(sent.expect(303)).expect(200).text()
    };
    let wrong = tell(reference(&follow), "other@labo.example");
    let unknown = tell("2026-999999", "lucie@labo.example");
    assert_eq!(app.mails().len(), before);
    let right = tell(reference(&follow), "Lucie@Labo.example");
    assert_eq!((wrong == right, unknown == right), (true, true));
    assert_eq!(app.mail_to("lucie@labo.example").link("/tickets/"), follow);
}

#[test]
fn a_replaced_link_ends_the_old_one() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let path = format!("/tickets/{}/links", reference(&follow));
    app.visitor().post(&path, &[("key", key(&follow))]).expect(303);
    app.visitor().get(&follow).expect(404);
    let new = app.mail_to("lucie@labo.example").link("/tickets/");
    app.visitor().get(&new).expect(200);
}

#[test]
fn a_file_of_a_note_is_not_the_teams() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    let stored = actix_web::rt::System::new()
        .block_on(app.app.files.put("note.txt", "entre nous".into()))
        .unwrap();
    let mut message = words("voir le fichier");
    message.files = vec![stored];
    let (ticket, now) = (desk.ticket(&follow), app.now());
    desk.does(|conn, actor, _| ops::note(conn, actor, &ticket, &message, now));
    let files =
        app.read(|conn| Ok(queries::attachments_of(conn, std::slice::from_ref(&message.id))?));
    let path = format!("/tickets/{}/attachments/{}", ticket.reference, files[0].id);
    app.visitor().get(&format!("{path}?key={}", key(&follow))).expect(404);
    let camille = app.sign_in(&app.account(
        "C",
        "c@adoc.example",
        None,
        &[("adoc-lorraine", NodeRole::Staff)],
    ));
    assert_eq!(camille.get(&path).expect(200).body, "entre nous");
}
