//! Colleagues who follow a question: added by who asked, agreed to by mail, ended by either.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::tickets::mail::follow_path;
use maillage::tickets::{Person, State, Ticket, queries};

use crate::app::{Reply, TestApp, Visitor};
use crate::mail_in::{header, letter};
use crate::tickets::form_id;

pub const IDA: &str = "ida@labo.example";

pub struct Scene {
    pub app: TestApp,
    pub ticket: Ticket,
    pub asker: Visitor,
    pub ida: Visitor,
    pub lea: Visitor,
}

impl Scene {
    pub fn new() -> Self {
        let app = TestApp::start();
        let ticket = app.ticket("Publier des enquêtes");
        let held = [("adoc-lorraine", NodeRole::Staff)];
        let lea = app.sign_in(&app.account("Léa", "lea@adoc.example", None, &held));
        let (asker, ida) = (app.visitor(), app.visitor());
        app.later(TimeDelta::minutes(1));
        Self { app, ticket, asker, ida, lea }
    }

    pub fn path(&self) -> String {
        follow_path(&self.app.app.signer, &self.app.again(&self.ticket))
    }

    pub fn post(&self, by: &Visitor, path: &str, deed: &str, form: &[(&str, &str)]) -> Reply {
        let (page, key) = path.split_once("?key=").unwrap();
        let form: Vec<_> = form.iter().copied().chain([("key", key)]).collect();
        self.app.later(TimeDelta::seconds(1));
        by.post(&format!("{page}/{deed}"), &form)
    }

    pub fn add(&self, name: &str, email: &str) -> Reply {
        let form = [("colleague_name", name), ("colleague_email", email)];
        self.post(&self.asker, &self.path(), "colleagues", &form)
    }

    /// The address in the last mail to somebody that begins so.
    pub fn link(&self, to: &str) -> String {
        let text = self.app.mail_to(to).text;
        let from = text.find("/tickets/").unwrap_or_else(|| panic!("no link in {text}"));
        text[from..].split_whitespace().next().unwrap().to_owned()
    }

    /// Ida is asked and agrees; her own link.
    pub fn follows(&self) -> String {
        self.add("Ida Rolland", IDA).expect(303);
        let invitation = self.link(IDA);
        self.post_to(&invitation).expect(303).location().to_owned()
    }

    pub fn post_to(&self, address: &str) -> Reply {
        let (page, key) = address.split_once("?key=").unwrap();
        self.app.later(TimeDelta::seconds(1));
        self.ida.post(page, &[("key", key)])
    }

    pub fn id(&self) -> String {
        let added = self.app.read(|conn| Ok(queries::added(conn, &self.ticket.id)?));
        added.into_iter().find(|one| one.email == IDA).unwrap().id.to_string()
    }

    fn audited(&self) -> Vec<String> {
        let found = self
            .app
            .read(|conn| maillage::history::of(conn, "ticket", self.ticket.id.as_str(), 50));
        let ours = found.into_iter().map(|event| event.action);
        ours.filter(|action| action.contains("colleague")).collect()
    }
}

#[test]
fn a_colleague_sees_nothing_before_they_agree_and_then_reads_and_answers() {
    let scene = Scene::new();
    scene.add("Ida Rolland", IDA).expect(303);
    scene.add("Ida Rolland", IDA).expect(303);

    let mails = scene.app.mails_to(IDA);
    let [mail] = mails.as_slice() else { panic!("{} mails", mails.len()) };
    for typed in ["Publier", "Ida", "Lucie Marchal"] {
        assert!(!mail.text.contains(typed) && !mail.subject.contains(typed), "{}", mail.text);
    }
    assert!(mail.text.contains("lucie@exemple.example"), "{}", mail.text);
    let invitation = scene.link(IDA);
    let asks = scene.ida.get(&invitation);
    asks.expect(200).says("Lucie Marchal").says_not("Publier des enquêtes");
    let key = invitation.split("key=").nth(1).unwrap();
    scene.ida.get(&format!("/tickets/{}?key={key}", scene.ticket.reference)).expect(404);
    let page = scene.asker.get(&scene.path());
    page.expect(200).says("Ida Rolland").says("N’a pas encore accepté");
    scene.lea.get(&format!("/tickets/{}", scene.ticket.reference)).says_not("Ida Rolland");

    let own = scene.post_to(&invitation).expect(303).location().to_owned();
    assert_eq!(scene.post_to(&invitation).expect(303).location(), own, "agreeing twice is once");
    assert_eq!(scene.ida.get(&invitation).expect(303).location(), own);

    let shown = scene.ida.get(&own);
    shown.expect(200).says("Publier des enquêtes").says("Ne plus suivre");
    shown.says_not("Ajouter ce collègue").says_not("settlement").says_not("/links\"");
    assert_eq!(scene.link(IDA), own);
    let reply = [("id", &*form_id()), ("body", "Je précise.")];
    scene.post(&scene.ida, &own, "replies", &reply).expect(303);
    let staff = scene.lea.get(&format!("/tickets/{}", scene.ticket.reference));
    staff.says("Je précise.").says("Ida Rolland suit désormais la question").says(IDA);
    scene.asker.get(&scene.path()).says("Je précise.");
    let before = scene.app.mails_to(IDA).len();
    let answer = [("id", &*form_id()), ("body", "Voici.")];
    let to = format!("/tickets/{}/answers", scene.ticket.reference);
    scene.lea.post(&to, &answer).expect(303);
    let mails = scene.app.mails_to(IDA);
    assert_eq!(mails.len(), before + 1);
    assert!(mails.last().unwrap().text.contains("Voici."));
    assert_eq!(scene.link(IDA), own, "a link of her own, not the team's");
    assert_eq!(scene.audited(), ["ticket.colleague_follows", "ticket.add_colleague"]);
}

#[test]
fn a_colleague_does_nothing_that_is_for_who_asked() {
    let scene = Scene::new();
    let own = scene.follows();
    for (deed, form) in [
        ("settlement", vec![]),
        ("links", vec![]),
        ("satisfaction", vec![("score", "1")]),
        ("colleagues", vec![("colleague_name", "Max"), ("colleague_email", "max@labo.example")]),
        ("colleagues/0193d2a0-0000-4000-8000-000000000000/removal", vec![]),
    ] {
        scene.post(&scene.ida, &own, deed, &form).expect(404);
    }
    assert_eq!(scene.app.again(&scene.ticket).state, State::New);
    let other = scene.app.ticket("Une autre");
    let key = own.split("key=").nth(1).unwrap();
    scene.ida.get(&format!("/tickets/{}?key={key}", other.reference)).expect(404);
}

#[test]
fn who_is_removed_or_leaves_reads_no_more() {
    let scene = Scene::new();
    let own = scene.follows();
    let gone = format!("colleagues/{}/removal", scene.id());
    scene.post(&scene.asker, &scene.path(), &gone, &[]).expect(303);
    scene.post(&scene.asker, &scene.path(), &gone, &[]).expect(303);

    scene.ida.get(&own).expect(404);
    let reply = [("id", &*form_id()), ("body", "Encore moi.")];
    scene.post(&scene.ida, &own, "replies", &reply).expect(404);
    let before = scene.app.mails_to(IDA).len();
    let to = format!("/tickets/{}/answers", scene.ticket.reference);
    scene.lea.post(&to, &[("id", &*form_id()), ("body", "Voici.")]).expect(303);
    assert_eq!(scene.app.mails_to(IDA).len(), before);
    scene.app.later(TimeDelta::days(1));

    // Added again she is asked again, and leaves by herself.
    let own = scene.follows();
    scene.ida.get(&own).expect(200);
    let gone = format!("colleagues/{}/removal", scene.id());
    scene.post(&scene.ida, &own, &gone, &[]).expect(303);
    scene.ida.get(&own).expect(404);
    scene.lea.get(&format!("/tickets/{}", scene.ticket.reference)).says("ne suit plus la question");

    // New links for the team are new ones for who follows.
    let own = scene.follows();
    scene.post(&scene.asker, &scene.path(), "links", &[]).expect(303);
    scene.ida.get(&own).expect(404);
    scene.ida.get(&scene.link(IDA)).expect(200);
    let lost = [("reference", scene.ticket.reference.as_str()), ("email", IDA)];
    let mails = scene.app.mails_to(IDA).len();
    let asker = scene.app.mails_to("lucie@exemple.example").len();
    scene.ida.post("/tickets/links", &lost).expect(303);
    assert_eq!(scene.app.mails_to(IDA).len(), mails + 1);
    assert_eq!(scene.app.mails_to("lucie@exemple.example").len(), asker);
}

#[test]
fn what_cannot_be_added_comes_back_with_a_sentence() {
    let scene = Scene::new();
    let back = scene.add("", "pas une adresse");
    back.expect(422).says("Indiquez son nom");
    assert_eq!(back.value_of("colleague_email").as_deref(), Some("pas une adresse"));
    scene.add("Lucie", "Lucie@Exemple.example").expect(422).says("déjà celle");
    for n in 0..10 {
        scene.add("Une personne", &format!("p{n}@labo.example")).expect(303);
    }
    scene.add("Ida", IDA).expect(422).says("Dix collègues au plus");
    // Who does not answer within a week is forgotten.
    scene.app.later(TimeDelta::days(8));
    scene.app.run_jobs();
    assert!(scene.app.read(|conn| Ok(queries::added(conn, &scene.ticket.id)?)).is_empty());
    for _ in 0..9 {
        scene.add("Ida", IDA).expect(303);
    }
    let many = (0..12).map(|_| scene.add("Ida", IDA).status).collect::<Vec<_>>();
    assert!(many.contains(&429), "{many:?}");
}

#[test]
fn a_colleague_answers_by_mail_and_a_merge_shows_them_nothing_else() {
    let scene = Scene::new();
    let own = scene.follows();
    let to = format!("/tickets/{}/answers", scene.ticket.reference);
    scene.lea.post(&to, &[("id", &*form_id()), ("body", "Voici.")]).expect(303);
    let reply_to = header(&scene.app.mail_to(IDA), "Reply-To");
    let from = format!("Ida <{IDA}>");
    scene.app.deliver(letter(&from, "Re: Publier", &[("To", &reply_to)], "Merci par courriel."));
    scene.ida.get(&own).says("Merci par courriel.");

    // The same person asked another one, which Ida does not follow.
    let other = scene.app.ticket("Une affaire privée");
    let into = [("into", other.reference.as_str())];
    let merge = format!("/tickets/{}/merge", scene.ticket.reference);
    scene.lea.post(&merge, &into).expect(409).says("personnes différentes");
    let lucie = follow_path(&scene.app.app.signer, &other);
    let form = [("colleague_name", "Ida"), ("colleague_email", IDA)];
    scene.post(&scene.asker, &lucie, "colleagues", &form).expect(303);
    let invitation = scene.link(IDA);
    scene.lea.post(&merge, &into).expect(303);
    scene.ida.get(&own).expect(404);
    scene.post_to(&invitation).expect(303);
    let moved = scene.ida.get(&own);
    assert!(moved.expect(303).location().starts_with(&format!("/tickets/{}", other.reference)));
    scene.ida.follow(&moved).expect(200).says("Une affaire privée").says("Voici.");
    let gone = {
        let added = scene.app.read(|conn| Ok(queries::added(conn, &other.id)?));
        format!("colleagues/{}/removal", added[0].id)
    };
    let lucie = follow_path(&scene.app.app.signer, &scene.app.again(&other));
    scene.post(&scene.asker, &lucie, &gone, &[]).expect(303);
    scene.lea.post(&format!("{merge}/undo"), &[]).expect(303);
    scene.ida.get(&own).expect(404);
}

/// Whoever asks for a colleague is not them: two people of one link write under two names, a third under their own.
#[test]
fn the_beneficiary_of_a_question_needs_not_be_added() {
    let app = TestApp::start();
    let person = Person { name: "Omar".into(), email: "omar@exemple.example".into() };
    let ticket = app.ask_as(person, "Pour une collègue");
    let path = follow_path(&app.app.signer, &ticket);
    let (page, key) = path.split_once("?key=").unwrap();
    let form =
        [("colleague_name", "Omar"), ("colleague_email", "omar@exemple.example"), ("key", key)];
    app.visitor().post(&format!("{page}/colleagues"), &form).expect(422);
}

/// A draft of an answer for all names nobody who follows either.
#[test]
fn who_follows_is_taken_out_of_what_is_published() {
    let scene = Scene::new();
    scene.follows();
    let answer = [("id", &*form_id()), ("body", "Voyez avec Rolland pour le dépôt.")];
    scene.lea.post(&format!("/tickets/{}/answers", scene.ticket.reference), &answer).expect(303);
    let made = scene.app.read(|conn| {
        let ticket = queries::find(conn, &scene.ticket.id)?;
        maillage::knowledge::ops::made_of(conn, &scene.app.app.vocabularies(), &ticket)
    });
    assert!(made.body.contains("pour le dépôt") && !made.body.contains("Rolland"), "{}", made.body);
}

/// A namesake elsewhere keeps their name; in the conversations she took part in, she is nowhere any more.
#[test]
fn a_colleague_who_is_erased_leaves_neither_name_nor_telephone() {
    let scene = Scene::new();
    let namesake = Person { name: "Ida Rolland".into(), email: "autre@labo.example".into() };
    let other = scene.app.ask_as(namesake, "Une tout autre question");
    let own = scene.follows();
    let said = [("id", &*form_id()), ("body", "Appelez-moi au 06 12 34 56 78.\n-- \nIda, bât. C")];
    scene.post(&scene.ida, &own, "replies", &said).expect(303);
    let to = header(&scene.app.mail_to(IDA), "Reply-To");
    scene.app.deliver(letter(
        &format!("Ida Rolland <{IDA}>"),
        "Re: Publier",
        &[("To", &to)],
        "Ou au 03 83 12 34 56. Ida",
    ));
    let answer = [("id", &*form_id()), ("body", "Merci Ida, la notice est jointe.")];
    scene.lea.post(&format!("/tickets/{}/answers", scene.ticket.reference), &answer).expect(303);
    let note = [("id", &*form_id()), ("note", "Mme Rolland rappelle mardi.")];
    scene.lea.post(&format!("/tickets/{}/notes", scene.ticket.reference), &note).expect(303);
    let page =
        || scene.lea.get(&format!("/tickets/{}", scene.ticket.reference)).expect(200).body.clone();
    assert!(page().contains("06 12 34 56 78") && page().contains("03 83 12 34 56"), "{}", page());

    let wish = [("email", IDA), ("kind", "erasure")];
    scene.ida.post("/privacy/requests", &wish).expect(303);
    let link = scene.app.mail_to(IDA).link("/privacy/requests/");
    let asked = scene.ida.get(&link);
    let done = crate::privacy::confirms(&scene.app, &scene.ida, &asked);
    done.expect(200).says("C’est fait");

    let left = page();
    for trace in ["Ida", "ida@", "Rolland", "06 12", "03 83", "bât. C"] {
        assert!(!left.contains(trace), "{trace} in {left}");
    }
    assert!(left.contains("la notice est jointe") && left.contains("rappelle mardi"), "{left}");
    assert!(left.contains("Lucie Marchal"), "who asked stays");
    assert_eq!(scene.app.again(&other).asker_name, "Ida Rolland");
    scene.ida.get(&own).expect(404);
}

/// Whoever follows and has an account finds the question there, as they find their own.
#[test]
fn a_colleague_who_signs_in_finds_the_question_and_answers() {
    let scene = Scene::new();
    scene.follows();
    let ida = scene.app.sign_in(&scene.app.account("Ida Rolland", IDA, None, &[]));
    let stranger = scene.app.account("Max", "max@labo.example", None, &[]);
    let stranger = scene.app.sign_in(&stranger);
    let page = format!("/tickets/{}", scene.ticket.reference);
    ida.get("/tickets").expect(200).says("Publier des enquêtes");
    stranger.get("/tickets").expect(200).says_not("Publier des enquêtes");
    ida.get(&page).expect(200).says("Ne plus suivre").says_not("settlement");
    stranger.get(&page).expect(404);
    let reply = [("id", &*form_id()), ("body", "Je précise, connectée.")];
    ida.post(&format!("{page}/replies"), &reply).expect(303);
    scene.lea.get(&page).says("Je précise, connectée.").says("Ida Rolland");
    let out = format!("{page}/colleagues/{}/removal", scene.id());
    ida.post(&out, &[]).expect(303);
    ida.get(&page).expect(404);
    ida.get("/tickets").says_not("Publier des enquêtes");
}

#[test]
fn whom_one_typed_stays_when_too_many_were_asked_within_an_hour() {
    let scene = Scene::new();
    for _ in 0..20 {
        scene.add("Ida Rolland", IDA).expect(303);
    }

    let late = scene.add("Noé Vasseur", "noe@labo.example");

    late.expect(429).says("Rien n’est perdu");
    assert_eq!(late.value_of("colleague_name").as_deref(), Some("Noé Vasseur"));
    assert_eq!(late.value_of("colleague_email").as_deref(), Some("noe@labo.example"));
    assert!(late.header("retry-after").is_some());
    scene.app.later(TimeDelta::hours(1));
    scene.add("Noé Vasseur", "noe@labo.example").expect(303);
}
