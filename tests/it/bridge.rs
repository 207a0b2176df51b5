//! A node works by mail with its own helpdesk: who opens the bridge, what goes over it, what comes back and what does not.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::mail_in::{Reason, Receipt};
use maillage::tickets::{Outcome, State, Ticket, queries};

use crate::app::{SentMail, TestApp, Visitor};
use crate::mail_in::{header, letter};

pub const HELPDESK: &str = "helpdesk@univ.example";
const AGENT: &str = "Denis Agent <denis@univ.example>";
pub const TEAM: &str = "lucie@exemple.example";

/// ADOC Lorraine with an open bridge, and its manager.
pub struct Bridged {
    pub app: TestApp,
    pub manager: Visitor,
}

impl Bridged {
    pub fn new() -> Self {
        let app = TestApp::start();
        let manager = open(&app, "adoc-lorraine", HELPDESK);
        Self { app, manager }
    }

    /// A question, and the mail by which the helpdesk got it.
    pub fn asked(&self, subject: &str) -> (Ticket, SentMail) {
        let ticket = self.app.ticket(subject);
        (ticket, self.app.mail_to(HELPDESK))
    }

    pub fn answers(&self, mail: &SentMail, text: &str) -> Receipt {
        self.app.later(TimeDelta::minutes(1));
        let (_, domain) = mail.to.rsplit_once('@').unwrap();
        self.app.deliver(reply(mail, &format!("Denis Agent <denis@{domain}>"), &[], text))
    }

    pub fn page(&self, ticket: &Ticket) -> crate::app::Reply {
        self.manager.get(&format!("/tickets/{}", ticket.reference))
    }

    pub fn to_team(&self) -> Vec<SentMail> {
        self.app.mails_to(TEAM)
    }
}

/// Opens a bridge as its manager does, whose browser it answers.
pub fn open(app: &TestApp, node: &str, email: &str) -> Visitor {
    let name = format!("chef-{node}");
    let held = [(node, NodeRole::Manager)];
    let manager = app.account(&name, &format!("{name}@example.org"), None, &held);
    let manager = app.sign_in(&manager);
    manager.post(&format!("/nodes/{node}/bridge"), &[("email", email)]).expect(303);
    confirm(app, node, email).expect(200).says("C’est confirmé");
    manager
}

fn confirm(app: &TestApp, node: &str, email: &str) -> crate::app::Reply {
    let link = app.mail_to(email).link("/nodes/");
    let visitor = app.visitor();
    let page = visitor.get(&link);
    let key = page.expect(200).value_of("key").unwrap();
    visitor.post(&format!("/nodes/{node}/bridge/confirmation"), &[("key", &key)])
}

pub fn reply(mail: &SentMail, from: &str, more: &[(&str, &str)], text: &str) -> String {
    let (to, id) = (header(mail, "Reply-To"), header(mail, "Message-ID"));
    let subject = format!("Re: {}", mail.subject);
    let mut headers = vec![("To", to.as_str()), ("In-Reply-To", id.as_str())];
    headers.extend(more);
    letter(from, &subject, &headers, text)
}

/// The name of who a mail is from.
fn from(mail: &SentMail) -> String {
    let parsed = mail_parser::MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
    parsed.from().unwrap().first().unwrap().name().unwrap().to_owned()
}

#[test]
fn nothing_goes_to_an_address_that_did_not_confirm() {
    let app = TestApp::start();
    let held = [("adoc-lorraine", NodeRole::Manager)];
    let manager = app.sign_in(&app.account("Ines", "ines@example.org", None, &held));
    let path = "/nodes/adoc-lorraine/bridge";
    manager.get(path).expect(200).says("Le pont est fermé");
    let bad = manager.post(path, &[("email", "helpdesk@univ")]);
    bad.expect(422).says("Indiquez une adresse complète");
    assert_eq!(bad.value_of("email").as_deref(), Some("helpdesk@univ"));
    manager
        .post(path, &[("email", "aide@maillage.example")])
        .expect(422)
        .says("tournerait en rond");
    manager.post(path, &[("email", HELPDESK)]).expect(303);
    manager.get(path).expect(200).says("Une adresse attend sa confirmation");
    app.ticket("Avant");
    assert_eq!(app.mails_to(HELPDESK).len(), 1);

    // Looking does not confirm, a wrong key opens nothing, and the button may be pressed twice.
    let link = app.mail_to(HELPDESK).link("/nodes/");
    app.visitor().get(&link).expect(200).says("Recevoir ici les questions");
    app.visitor().get(&format!("{path}/confirmation?key=x")).expect(404);
    app.ticket("Toujours avant");
    assert_eq!(app.mails_to(HELPDESK).len(), 1);
    confirm(&app, "adoc-lorraine", HELPDESK).expect(200);
    app.visitor().get(&link).expect(404).says("Ce lien ne vaut plus rien");
    app.ticket("Après");
    assert!(app.mail_to(HELPDESK).subject.ends_with("Après"));
    manager.post(&format!("{path}/test"), &[]).expect(303);
    assert!(app.mail_to(HELPDESK).subject.starts_with("Essai"));
}

#[test]
fn those_who_steer_the_network_may_open_a_bridge_and_a_proposal_ages() {
    let app = TestApp::start();
    let steers = Some(NetworkRole::Coordinator);
    let steers = app.sign_in(&app.account("Noé", "noe@example.org", steers, &[]));
    let path = "/nodes/adele/bridge";
    steers.post(path, &[("email", HELPDESK)]).expect(303);
    let link = app.mail_to(HELPDESK).link("/nodes/");
    app.later(TimeDelta::days(8));
    app.visitor().get(&link).expect(404);
    steers.post(path, &[("email", "autre@univ.example")]).expect(303);
    confirm(&app, "adele", "autre@univ.example").expect(200);
    steers.get(path).expect(200).says("Les questions vont à votre helpdesk");
}

#[test]
fn the_question_goes_over_with_who_asks_and_why_and_as_from_a_person() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer des enquêtes");
    assert_eq!(mail.subject, format!("[{}] Déposer des enquêtes", ticket.reference));
    for said in ["Lucie Marchal", TEAM, "Bonjour, comment faire", "Pourquoi ici", "#note"] {
        assert!(mail.text.contains(said), "{said}: {}", mail.text);
    }
    assert!(from(&mail).contains("Lucie Marchal"));
    assert!(header(&mail, "Reply-To").contains(&format!("+{}.b", ticket.reference)));
    // A helpdesk that drops what machines write would drop this: a person did.
    assert!(!mail.raw.contains("Auto-Submitted") && mail.raw.contains("X-Loop"));
    let written: Vec<_> = scene.app.queued().into_iter().map(|(_, to)| to).collect();
    assert!(
        !written.iter().any(|to| to.contains("chef-")),
        "its people are told by their own tool"
    );
}

#[test]
fn an_answer_is_the_nodes_and_the_team_sees_one_system() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer");
    let text = "Dans l’entrepôt.\n\n-- \nDenis\n\nLe 3 mars 2026, Lucie a écrit :\n> Bonjour\n";
    let receipt = scene.answers(&mail, text);
    assert_eq!(receipt, Receipt::Reply(ticket.reference.clone()));
    assert_eq!(scene.answers(&mail, text), Receipt::Reply(ticket.reference.clone()));
    let told = scene.app.mail_to(TEAM);
    assert!(told.text.contains("Dans l’entrepôt.") && !told.text.contains("univ.example"));
    assert!(from(&told).contains("ADOC Lorraine"), "{}", told.raw);
    assert_eq!(scene.app.state(&ticket), State::WaitingTeam);
    let follow = told.link("/tickets/");
    let page = scene.app.visitor().get(&follow);
    page.expect(200).says("Dans l’entrepôt").says_not("helpdesk").says_not("Denis Agent");
    scene.page(&ticket).expect(200).says("Reçue par le helpdesk de ADOC Lorraine");
}

/// As RT sends whatever its people write.
#[test]
fn an_answer_that_their_helpdesk_calls_bulk_is_an_answer() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer");
    let bulk = [("Precedence", "bulk")];
    let receipt = scene.app.deliver(reply(&mail, HELPDESK, &bulk, "Dans l’entrepôt."));
    assert_eq!(receipt, Receipt::Reply(ticket.reference.clone()));
    assert!(scene.app.mail_to(TEAM).text.contains("Dans l’entrepôt."));
    let other = scene.app.deliver(reply(&mail, "x@ailleurs.example", &bulk, "Achetez."));
    assert_eq!(other, Receipt::Ignored(Reason::Bulk));
}

#[test]
fn their_numbers_are_kept_and_their_receipts_are_not_passed_on() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer");
    let before = scene.to_team().len();
    let id = "<auto-1@otrs.univ.example>";
    let subject = format!("[Ticket#20260303] RE: {}", mail.subject);
    let auto = [("Auto-Submitted", "auto-replied"), ("Message-ID", id), ("Subject", &*subject)];
    let receipt =
        scene.app.deliver(reply(&mail, HELPDESK, &auto, "Nous avons reçu votre demande."));
    assert_eq!(receipt, Receipt::Ignored(Reason::AutoSubmitted));
    // One that does not make itself known.
    let plain = [("Subject", &*subject)];
    let text = "Bonjour,\n\nVotre demande 20260303 a bien été enregistrée.";
    let receipt = scene.app.deliver(reply(&mail, HELPDESK, &plain, text));
    assert_eq!(receipt, Receipt::Ignored(Reason::Receipt));
    assert_eq!(scene.to_team().len(), before);
    scene.page(&ticket).expect(200).says("sous [Ticket#20260303]");

    let follow = scene.app.mail_to(TEAM).link("/tickets/");
    crate::following::reply(&scene.app, &follow, "Il y a aussi des photos.");
    let next = scene.app.mail_to(HELPDESK);
    let named = format!("[Ticket#20260303] Re: [{}] Déposer", ticket.reference);
    assert_eq!(next.subject, named);
    assert!(next.text.contains("Il y a aussi des photos."));
    let references = header(&next, "References");
    assert!(references.contains(id) && references.contains(&header(&mail, "Message-ID")));
    assert_eq!(header(&next, "Reply-To"), header(&mail, "Reply-To"));
}

#[test]
fn words_steer_the_ticket() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer");
    let before = scene.to_team().len();
    scene.answers(&mail, "#prendre");
    assert_eq!(scene.app.state(&ticket), State::Open);
    scene.page(&ticket).expect(200).says("ADOC Lorraine");
    scene.answers(&mail, "Bonjour,\n#NOTE :\nEntre nous SECRET-NOTE");
    assert_eq!(scene.to_team().len(), before, "the team was told of a note");
    scene.page(&ticket).expect(200).says("SECRET-NOTE");
    scene.answers(&mail, "#en-attente DPO jusqu’au 15/04/2026");
    let waiting = scene.app.again(&ticket);
    assert_eq!(waiting.state, State::WaitingThirdParty);
    assert_eq!(waiting.waiting_for.as_deref(), Some("DPO"));
    scene.answers(&mail, "Voici la réponse.\n\n#Clos : répondu");
    let closed = scene.app.again(&ticket);
    assert_eq!((closed.state, closed.outcome), (State::Closed, Some(Outcome::Answered)));
    for told in scene.to_team() {
        assert!(!told.text.contains("SECRET-NOTE") && !told.text.contains('#'), "{}", told.text);
    }
    // What comes after the end opens it again: nothing that an agent writes is lost.
    scene.answers(&mail, "J’oubliais : lisez aussi ceci.");
    assert_eq!(scene.app.state(&ticket), State::WaitingTeam);
    scene.answers(&mail, "#clos hors sujet");
    assert_eq!(scene.app.again(&ticket).outcome, Some(Outcome::NotInScope));
    scene.answers(&mail, "#rouvrir");
    assert_eq!(scene.app.state(&ticket), State::Open);
}

#[test]
fn a_word_that_nobody_knows_is_explained_once_and_waits() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer");
    let before = (scene.to_team().len(), scene.app.mails_to(HELPDESK).len());
    for _ in 0..3 {
        let receipt = scene.answers(&mail, "#notte\nEntre nous SECRET-NOTE");
        assert!(matches!(receipt, Receipt::Quarantined(_)), "{receipt}");
    }
    assert_eq!(scene.to_team().len(), before.0);
    assert_eq!(scene.app.mails_to(HELPDESK).len(), before.1 + 1);
    let explained = scene.app.mail_to(HELPDESK);
    assert!(explained.text.contains("#notte") && explained.text.contains("#note"));
    assert!(explained.raw.contains("Auto-Submitted: auto-generated"));
    scene.page(&ticket).expect(200).says("Un courriel qui nomme cette demande attend");
    // What may not be done is explained too.
    scene.app.later(TimeDelta::hours(2));
    scene.answers(&mail, "#refuser");
    let explained = scene.app.mail_to(HELPDESK);
    assert!(explained.text.contains("Dites pourquoi"), "{}", explained.text);
    scene.app.later(TimeDelta::hours(2));
    assert_eq!(scene.answers(&mail, "#aide"), Receipt::Ignored(Reason::HelpAsked));
    assert!(scene.app.mail_to(HELPDESK).text.contains("#rouvrir"));
}

#[test]
fn a_helpdesk_refuses_what_is_its_own_and_takes_what_is_offered() {
    let scene = Bridged::new();
    open(&scene.app, "adele", "aide@adele.example");
    let (ticket, mail) = scene.asked("Déposer");
    // Its people offer it to another node, which works by mail too.
    let form = [("kind", "refer"), ("to", "adele"), ("reason", "C’est votre domaine")];
    let path = format!("/tickets/{}/handover", ticket.reference);
    scene.manager.post(&path, &form).expect(303);
    let offer = scene.app.mail_to("aide@adele.example");
    assert!(offer.text.contains("vous propose") && offer.text.contains("C’est votre domaine"));
    let plain = scene.answers(&offer, "Bonjour, je réponds déjà.");
    assert!(matches!(plain, Receipt::Quarantined(_)), "{plain}");
    assert!(scene.app.mail_to("aide@adele.example").text.contains("répondez #accepter"));
    scene.app.later(TimeDelta::hours(2));
    scene.answers(&offer, "#accepter\nBonjour, nous nous en chargeons.");
    let taken = scene.app.again(&ticket);
    assert_eq!(taken.node_id, scene.app.node_id("adele"));
    assert_eq!(taken.state, State::WaitingTeam);
    // The first node's address is worth nothing for it now.
    let late = scene.answers(&mail, "Encore nous.");
    assert!(matches!(late, Receipt::Quarantined(_)), "{late}");
    scene.answers(&offer, "#refuser\nFinalement pas chez nous.");
    let back = scene.app.again(&ticket);
    let desk = scene.app.read(|conn| Ok(queries::desk_id(conn)?)).unwrap();
    assert_eq!(back.node_id, desk);
    assert!(scene.to_team().iter().all(|mail| !mail.text.contains("Finalement")));
}

#[test]
fn a_node_that_is_only_asked_answers_its_colleagues() {
    let scene = Bridged::new();
    open(&scene.app, "adele", "aide@adele.example");
    let (ticket, _) = scene.asked("Déposer");
    let form = [("kind", "consult"), ("to", "adele"), ("reason", "Que dit la loi ?")];
    scene.manager.post(&format!("/tickets/{}/handover", ticket.reference), &form).expect(303);
    let asked = scene.app.mail_to("aide@adele.example");
    assert!(
        asked.text.contains("Que dit la loi") && !asked.text.contains("votre texte va à l’équipe")
    );
    let before = scene.to_team().len();
    scene.answers(&asked, "La loi dit SECRET-AVIS.");
    assert_eq!(scene.to_team().len(), before);
    let told = scene.app.mail_to(HELPDESK);
    assert!(told.text.contains("SECRET-AVIS") && told.text.contains("entre collègues"));
    assert!(told.text.contains("va à ces collègues, pas à l’équipe"), "{}", told.text);
    let state = scene.app.state(&ticket);
    let receipt = scene.answers(&asked, "#clos répondu");
    assert!(matches!(receipt, Receipt::Quarantined(_)) && scene.app.state(&ticket) == state);
}

#[test]
fn a_signature_is_good_for_its_ticket_while_the_bridge_is_open() {
    let scene = Bridged::new();
    let (one, mail) = scene.asked("Une");
    let (other, _) = scene.asked("Autre");
    let address = header(&mail, "Reply-To").replace(&one.reference, &other.reference);
    let forged = letter(AGENT, "Re", &[("To", &address)], "Réponse");
    assert!(matches!(scene.app.deliver(forged), Receipt::Quarantined(_)));
    // The team's own address is the team's, whatever address it found.
    let theirs = reply(&mail, "Lucie <lucie@exemple.example>", &[], "Merci à tous.");
    assert_eq!(scene.app.deliver(theirs), Receipt::Reply(one.reference.clone()));
    assert_eq!(scene.app.last_message(&one).0, "Lucie Marchal");
    scene.answers(&mail, "#prendre");

    scene.manager.post("/nodes/adoc-lorraine/bridge/end", &[]).expect(303);
    let before = scene.to_team().len();
    assert!(matches!(scene.answers(&mail, "Trop tard"), Receipt::Quarantined(_)));
    assert_eq!(scene.to_team().len(), before);
    scene.app.later(TimeDelta::hours(1));
    scene.app.run_jobs();
    assert_eq!(scene.app.again(&one).assignee_id, None, "what it held is the node's again");
    let sent = scene.app.mails_to(HELPDESK).len();
    scene.app.ticket("Après");
    assert_eq!(scene.app.mails_to(HELPDESK).len(), sent);
}

#[test]
fn a_helpdesk_that_cannot_be_reached_is_told_of_and_no_question_is_lost() {
    let scene = Bridged::new();
    let steers = Some(NetworkRole::Coordinator);
    scene.app.account("Noé", "noe@example.org", steers, &[]);
    let (ticket, mail) = scene.asked("Déposer");
    let id = header(&mail, "Message-ID");
    let body = format!(
        "A message could not be delivered:\n  550 no such user\n\nMessage-ID: {id}\nSubject: x\n"
    );
    let more = [("X-Failed-Recipients", HELPDESK), ("Auto-Submitted", "auto-replied")];
    let bounce = letter("Mailer-Daemon@univ.example", "Mail delivery failed", &more, &body);
    assert_eq!(scene.app.deliver(&bounce), Receipt::Ignored(Reason::Bounce));
    let chef = scene.app.mails_to("chef-adoc-lorraine@example.org");
    let subjects: Vec<_> = chef.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(chef.len(), 2, "{subjects:?}");
    assert!(subjects.iter().any(|subject| subject.contains("Nouvelle question")));
    assert!(scene.app.mail_to("noe@example.org").subject.contains("ne reçoit plus"));
    scene.page(&ticket).expect(200).says("n’a pas pu être remis").says("est revenu");
    let settings = "/nodes/adoc-lorraine/bridge";
    scene.manager.get(settings).expect(200).says("reviennent").says("550 no such user");
    // Until it is heard again, questions go both ways.
    let (_, next) = scene.asked("Suivante");
    assert_eq!(scene.app.mails_to("chef-adoc-lorraine@example.org").len(), 3);
    scene.answers(&next, "Nous revoilà.");
    scene.manager.get(settings).expect(200).says_not("reviennent");
    scene.asked("Et encore");
    assert_eq!(scene.app.mails_to("chef-adoc-lorraine@example.org").len(), 3);
}

#[test]
fn files_travel_both_ways() {
    let scene = Bridged::new();
    let (ticket, _) = scene.asked("Déposer");
    let follow = scene.app.mail_to(TEAM).link("/tickets/");
    let address = header(&scene.app.mail_to(TEAM), "Reply-To");
    let parts = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVoici le plan.\r\n\
         --b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"plan é.pdf\"\r\n\
         \r\n%PDF-1.7 plan\r\n--b--\r\n";
    let kind = ("Content-Type", "multipart/mixed; boundary=b");
    let more = [("To", address.as_str()), ("MIME-Version", "1.0"), kind];
    let mail = letter("Lucie <lucie@exemple.example>", "Re", &more, parts);
    assert!(matches!(scene.app.deliver(mail), Receipt::Reply(_)));
    let over = scene.app.mail_to(HELPDESK);
    let parsed = mail_parser::MessageParser::default().parse(over.raw.as_bytes()).unwrap();
    let file = parsed.attachment(0).unwrap();
    use mail_parser::MimeHeaders;
    assert_eq!(file.attachment_name(), Some("plan é.pdf"));
    assert!(file.contents().starts_with(b"%PDF-1.7 plan"));

    let back = letter(
        AGENT,
        "Re",
        &[("To", &header(&over, "Reply-To")), ("MIME-Version", "1.0"), kind],
        parts,
    );
    assert_eq!(scene.app.deliver(back), Receipt::Reply(ticket.reference.clone()));
    scene.app.visitor().get(&follow).expect(200).says("plan é.pdf");
}
