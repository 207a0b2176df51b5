//! Files wait for the virus scanner, and never leave when it found something.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::config::ClamdAddress;
use maillage::db::schema::{attachments, audit_events, received_mails, stored_files};
use maillage::outbox::{self, MailState};
use maillage::tickets::{Ticket, follow_key};

use crate::app::{Reply, TestApp, Visitor};
use crate::bridge::{HELPDESK, open};
use crate::clamd::{Clamd, Mood, eicar};
use crate::mail_in::{LUCIE, letter};
use crate::tickets::form_id;

const MANAGER: &str = "chef-adoc-lorraine@example.org";

fn guarded(clamd: &ClamdAddress) -> TestApp {
    let address = clamd.clone();
    TestApp::start_with(|config| config.clamd = Some(address))
}

fn staff(app: &TestApp) -> Visitor {
    let held = [("adoc-lorraine", NodeRole::Staff)];
    app.sign_in(&app.account("Camille Roussel", "camille@adoc.example", None, &held))
}

/// The team sends a file with a reply.
fn attach(app: &TestApp, ticket: &Ticket, name: &str, content: &[u8]) {
    let (path, id) = (format!("/tickets/{}/replies", ticket.reference), form_id());
    let key = follow_key(&app.app.signer, &app.again(ticket));
    let form = [("key", key.as_str()), ("id", id.as_str()), ("body", "Voici le fichier")];
    let file = [("files", name, "text/plain", content)];
    app.visitor().post_files(&path, &form, &file).expect(303);
}

/// Where the only file of the application is, for who has an account.
fn address(app: &TestApp, ticket: &Ticket) -> String {
    let id: String = app.read(|conn| Ok(attachments::table.select(attachments::id).first(conn)?));
    format!("/tickets/{}/attachments/{id}", ticket.reference)
}

fn follow(app: &TestApp, ticket: &Ticket) -> Reply {
    let key = follow_key(&app.app.signer, &app.again(ticket));
    app.visitor().get(&format!("/tickets/{}?key={key}", ticket.reference))
}

/// State and attempts of the files, whatever their order.
fn states(app: &TestApp) -> Vec<(String, i32)> {
    app.read(|conn| {
        Ok(stored_files::table
            .order(stored_files::scan_state)
            .select((stored_files::scan_state, stored_files::scan_attempts))
            .load(conn)?)
    })
}

fn state(app: &TestApp) -> (String, i32) {
    states(app).remove(0)
}

#[test]
fn a_file_is_handed_out_once_the_scanner_found_nothing() {
    let clamd = Clamd::start();
    let app = guarded(&clamd.address);
    let ticket = app.ticket("Dépôt");
    let desk = staff(&app);
    attach(&app, &ticket, "plan.txt", b"un plan");
    let file = address(&app, &ticket);

    desk.get(&file).expect(409).says("en cours de vérification");
    let page = desk.get(&format!("/tickets/{}", ticket.reference));
    page.expect(200).says("plan.txt").says("en cours de vérification");
    assert!(!page.links_to(&file));
    follow(&app, &ticket).expect(200).says("en cours de vérification");

    clamd.is(Mood::Slow);
    app.run_jobs();
    assert_eq!((state(&app), clamd.scans()), (("clean".into(), 0), 1));
    assert_eq!(desk.get(&file).expect(200).body, "un plan");
    assert!(desk.get(&format!("/tickets/{}", ticket.reference)).links_to(&file));
    follow(&app, &ticket).expect(200).says("plan.txt").says_not("en cours de vérification");
    let scanner: Option<String> =
        app.read(|conn| Ok(stored_files::table.select(stored_files::scanned_by).first(conn)?));
    assert!(scanner.is_some_and(|name| name.starts_with("ClamAV 1.4.2/27500")));
}

#[test]
fn a_clean_picture_shows_in_the_thread_and_nothing_else_does() {
    let clamd = Clamd::start();
    let app = guarded(&clamd.address);
    let ticket = app.ticket("Dépôt");
    let desk = staff(&app);
    let page = format!("/tickets/{}", ticket.reference);
    attach(&app, &ticket, "écran <1>.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let file = address(&app, &ticket);

    let shows = "attachment-picture";
    assert!(!desk.get(&page).body.contains(shows), "not before it is known to be clean");
    app.run_jobs();

    let shown = desk.get(&page);
    let picture = format!("<img src=\"{file}\" alt=\"écran &lt;1&gt;.png\" loading=\"lazy\"");
    assert!(shown.body.contains(&picture), "{}", shown.body);
    assert!(follow(&app, &ticket).body.contains(&format!("<img src=\"{file}?key=")));
    let got = desk.get(&file);
    assert_eq!(got.expect(200).header("content-type"), Some("image/png"));
    assert!(got.header("content-disposition").unwrap().starts_with("inline; "));
    assert_eq!(got.header("content-security-policy"), Some("default-src 'none'; sandbox"));
    assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    app.visitor().get(&file).expect(404);

    let others = [
        ("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x</script></svg>"),
        ("b.png", "<!doctype html><script>x</script>"),
        ("c.pdf", "%PDF-1.7 plan"),
    ];
    for (name, content) in others {
        attach(&app, &ticket, name, content.as_bytes());
    }
    app.run_jobs();
    let shown = desk.get(&page);
    assert_eq!(shown.body.matches(shows).count(), 1, "{}", shown.body);
    let all: Vec<String> =
        app.read(|conn| Ok(attachments::table.select(attachments::id).load(conn)?));
    let inline = all.iter().filter(|id| {
        let got = desk.get(&format!("{page}/attachments/{id}"));
        got.expect(200).header("content-disposition").unwrap().starts_with("inline")
    });
    assert_eq!(inline.count(), 1);
}

#[test]
fn a_virus_is_never_handed_out_and_those_it_concerns_are_told() {
    let clamd = Clamd::start();
    let app = guarded(&clamd.address);
    let ticket = app.ticket("Dépôt");
    let desk = staff(&app);
    attach(&app, &ticket, "données.txt", &eicar());
    let file = address(&app, &ticket);
    let before = app.mails().len();

    app.run_jobs();

    assert_eq!(state(&app), ("infected".into(), 0));
    desk.get(&file).expect(409).says("Un virus a été trouvé");
    let page = desk.get(&format!("/tickets/{}", ticket.reference));
    page.expect(200).says("Le fichier données.txt contenait un virus");
    assert!(!page.links_to(&file));
    follow(&app, &ticket).expect(200).says("données.txt contenait un virus");
    let mails: Vec<_> = app.mails().drain(before..).map(|mail| (mail.to, mail.subject)).collect();
    assert_eq!(mails.len(), 2, "{mails:?}");
    let told = app.mail_to("lucie@exemple.example");
    assert!(told.text.contains("Eicar-Signature") && told.text.contains("données.txt"));
    let audited: Vec<String> = app.read(|conn| {
        let held = audit_events::table.filter(audit_events::action.eq("file.hold"));
        Ok(held.select(audit_events::subject_id).load(conn)?)
    });
    assert_eq!(audited, [ticket.id.to_string()]);
    // Nor where there is no scanner any more, nor when the same bytes come again.
    app.run_jobs();
    attach(&app, &ticket, "autre.txt", &eicar());
    app.run_jobs();
    assert_eq!((clamd.scans(), states(&app).len()), (1, 1));
}

/// Leaves a note with the virus in a file.
fn note(app: &TestApp, by: &Visitor, ticket: &Ticket, (name, to): (&str, &str)) {
    let id = form_id();
    let form = [("id", id.as_str()), ("note", "Voir le fichier."), ("for", to)];
    let file = [("files", name, "text/plain", &*eicar())];
    by.post_files(&format!("/tickets/{}/notes", ticket.reference), &form, &file).expect(303);
    app.run_jobs();
}

/// Who was told that a file is held back, and of which.
fn told_staff(app: &TestApp, name: &str) -> Vec<String> {
    let mails = app.mails().into_iter().filter(|mail| mail.text.contains(name));
    mails.map(|mail| mail.to).collect()
}

#[test]
fn of_a_virus_in_a_note_only_those_learn_who_may_read_that() {
    let clamd = Clamd::start();
    let app = guarded(&clamd.address);
    let ticket = app.ticket("Dépôt");
    let person = |name: &str, email: &str, node: &str| {
        app.sign_in(&app.account(name, email, None, &[(node, NodeRole::Staff)]))
    };
    let lea = person("Léa", "lea@adoc.example", "adoc-lorraine");
    let marc = person("Marc", "marc@adele.example", "adele");
    let page = format!("/tickets/{}", ticket.reference);
    let form = [("kind", "share"), ("to", "adele"), ("reason", "Ensemble")];
    lea.post(&format!("{page}/handover"), &form).expect(303);

    note(&app, &marc, &ticket, ("chez-adele.txt", ""));

    marc.get(&page).says("Le fichier chez-adele.txt contenait un virus");
    lea.get(&page).expect(200).says_not("chez-adele");
    follow(&app, &ticket).expect(200).says_not("chez-adele");
    let of_adele = told_staff(&app, "chez-adele.txt");
    assert_eq!(of_adele, ["marc@adele.example"]);
    // What the scanner knows already is not looked at again: the same bytes elsewhere are told of by no event.
    let lone = guarded(&clamd.address);
    let ticket = lone.ticket("Dépôt");
    let lea = staff(&lone);
    let page = format!("/tickets/{}", ticket.reference);
    let held = [("adele", NodeRole::Staff)];
    let marc = lone.sign_in(&lone.account("Marc", "marc@adele.example", None, &held));
    lea.post(&format!("{page}/handover"), &form).expect(303);

    note(&lone, &lea, &ticket, ("chez-nous.txt", ""));

    lea.get(&page).says("Le fichier chez-nous.txt contenait un virus");
    marc.get(&page).expect(200).says_not("chez-nous");
    follow(&lone, &ticket).expect(200).says_not("chez-nous");
    assert_eq!(told_staff(&lone, "chez-nous.txt"), ["camille@adoc.example"]);
}

#[test]
fn files_wait_while_the_scanner_is_away_and_leave_when_it_is_back() {
    let clamd = Clamd::start();
    let nobody = ClamdAddress::Tcp("127.0.0.1:9".into());
    let app = guarded(&nobody);
    let ticket = app.ticket("Dépôt");
    let desk = staff(&app);
    attach(&app, &ticket, "plan.txt", b"un plan");
    let file = address(&app, &ticket);

    app.run_jobs();

    assert_eq!(state(&app), ("unscanned".into(), 0));
    desk.get(&file).expect(409);
    app.visitor().get("/readyz").expect(200).says("scanner: does not answer");
    // The same data with a scanner that answers, a minute later.
    let mut back = app.app.clone();
    let mut config = (*back.config).clone();
    config.clamd = Some(clamd.address.clone());
    back.config = config.into();
    let scan = |now| maillage::scanning::ops::scan_due(&back, now).unwrap();
    assert_eq!(scan(app.now()), 0, "not before the minute is over");
    assert_eq!(scan(app.now() + TimeDelta::minutes(1)), 1);
    desk.get(&file).expect(200);
}

/// However long: what waits for the scanner did not fail, and nobody is told that the helpdesk cannot be reached.
#[test]
fn a_mail_over_the_bridge_waits_for_the_scanner_and_leaves_with_its_file() {
    let clamd = Clamd::start();
    let app = guarded(&clamd.address);
    open(&app, "adoc-lorraine", HELPDESK);
    let ticket = app.ticket("Dépôt");
    let told = || (app.mails_to(HELPDESK).len(), app.mails_to(MANAGER).len());
    let scan = || maillage::scanning::ops::scan_due(&app.app, app.now()).unwrap();
    clamd.is(Mood::Dying);
    attach(&app, &ticket, "plan.txt", b"un plan");
    let before = told();

    for _ in 0..40 {
        assert_eq!((scan(), told()), (0, before));
        app.later(TimeDelta::hours(1));
    }
    let waiting = app.read(|conn| outbox::in_state(conn, MailState::Queued, 10));
    let words: Vec<_> = waiting.iter().map(|mail| (&*mail.to_email, mail.attempts)).collect();
    assert_eq!(words, [(HELPDESK, 0)]);
    clamd.is(Mood::Well);

    assert_eq!(scan(), 1);
    assert_eq!(told(), (before.0 + 1, before.1));
    let over = app.mail_to(HELPDESK);
    let parsed = mail_parser::MessageParser::default().parse(over.raw.as_bytes()).unwrap();
    assert!(parsed.attachment(0).unwrap().contents().starts_with(b"un plan"));
}

#[test]
fn a_scanner_that_dies_in_the_middle_or_talks_nonsense_is_asked_again() {
    let clamd = Clamd::start();
    let app = guarded(&clamd.address);
    let ticket = app.ticket("Dépôt");
    attach(&app, &ticket, "plan.txt", &vec![b'a'; 3_000_000]);

    clamd.is(Mood::Dying);
    app.run_jobs();
    assert_eq!(state(&app), ("unscanned".into(), 1));
    clamd.is(Mood::Confused);
    app.later(TimeDelta::minutes(1));
    app.run_jobs();
    assert_eq!(state(&app), ("unscanned".into(), 2));
    clamd.is(Mood::Well);
    app.run_jobs();
    assert_eq!(clamd.scans(), 2, "the second time later than the first");
    app.later(TimeDelta::minutes(2));
    app.run_jobs();
    assert_eq!((state(&app), clamd.scans()), (("clean".into(), 2), 3));
}

#[test]
fn a_file_beyond_the_scanners_size_is_held_back_in_words() {
    let clamd = Clamd::start();
    let app = guarded(&clamd.address);
    let ticket = app.ticket("Dépôt");
    attach(&app, &ticket, "grand.txt", &vec![b'a'; 3_000_000]);
    clamd.is(Mood::Narrow(1_000_000));

    app.run_jobs();

    assert_eq!(state(&app), ("too_large".into(), 0));
    let file = address(&app, &ticket);
    staff(&app).get(&file).expect(409).says("trop grand pour être vérifié");
    assert!(app.mail_to("lucie@exemple.example").text.contains("trop grand"));
}

#[test]
fn what_comes_by_mail_is_looked_at_too() {
    let clamd = Clamd::start();
    let app = guarded(&clamd.address);
    let virus = String::from_utf8(eicar()).unwrap();
    let body = format!(
        "--x\nContent-Type: text/plain\n\nBonjour, voici.\n--x\nContent-Type: text/plain\n\
         Content-Disposition: attachment; filename=\"v.txt\"\n\n{virus}\n--x--\n"
    );
    let kind = ("Content-Type", "multipart/mixed; boundary=x");
    let mail = letter(LUCIE, "Question", &[kind], &body);
    app.deliver(mail);
    let before = app.mails().len();

    app.run_jobs();

    // The mail as it came, and the file in it.
    assert_eq!(states(&app), [("infected".into(), 0), ("infected".into(), 0)]);
    assert_eq!(app.mails().len(), before, "an address that nobody proved is sent no word of it");
    let mail: String =
        app.read(|conn| Ok(received_mails::table.select(received_mails::id).first(conn)?));
    let boss = Some(maillage::accounts::NetworkRole::Admin);
    let admin = app.sign_in(&app.account("Root", "root@example.org", boss, &[]));
    admin.get(&format!("/admin/mail-in/{mail}")).expect(200);
    admin.get(&format!("/admin/mail-in/{mail}/original")).expect(409).says("Un virus");
}

#[test]
fn without_a_scanner_nothing_is_held_back() {
    let app = TestApp::start();
    let ticket = app.ticket("Dépôt");
    attach(&app, &ticket, "plan.txt", b"un plan");

    app.run_jobs();

    assert_eq!(state(&app), ("unscanned".into(), 0));
    staff(&app).get(&address(&app, &ticket)).expect(200);
    assert_eq!(app.visitor().get("/readyz").expect(200).body, "ready\n");
}
