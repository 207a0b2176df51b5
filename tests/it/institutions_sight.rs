//! What those who speak for an institution see of it and of what it signs; and what waits for whom on the first page.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::conventions::Concern;
use maillage::tickets::Question;

use crate::app::{TestApp, Visitor};
use crate::spaces::send;
use crate::spaces_cast::{asked, check_all, convention, open, sign};
use crate::tickets::{form_id, question};

const UNIVERSITY: &str = "universite-de-lorraine";
const PDF: &[u8] = b"%PDF-1.7 un texte";

fn manager(app: &TestApp) -> Visitor {
    let lorraine = [("adoc-lorraine", NodeRole::Manager)];
    app.sign_in(&app.account("Mado", "mado@adoc.example", None, &lorraine))
}

#[test]
fn whoever_is_reminded_of_a_convention_reads_it_and_their_own_signature() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let (actor, root) = (app.actor(&steerer), app.sign_in(&steerer));
    open(&app, &actor, UNIVERSITY);
    open(&app, &actor, "inria");
    let slug = convention(&app, &actor, Concern::Everybody);
    let path = format!("/conventions/{slug}");
    let file = [("text", "charte.pdf", "application/pdf", PDF)];
    root.post_files(&format!("{path}/versions"), &[], &file).expect(303);
    sign(&app, &actor, (&slug, UNIVERSITY, 20));
    sign(&app, &actor, (&slug, "inria", 20));
    // The manager of a node that it leads has an account; who administers its space has none yet.
    let mado = manager(&app);
    app.run_jobs();
    let mail = app.mails_to("mado@adoc.example").pop().unwrap();
    assert!(mail.text.contains(&path), "{}", mail.text);
    let mail = app.mails_to("ada@espace.example").pop().unwrap();
    let from = mail.text.find("/spaces/arrivals/").expect("a link");
    let way = mail.text[from..].split_whitespace().next().unwrap();
    let ada = app.visitor();
    ada.post(way, &[]).expect(303);

    for reader in [&mado, &ada] {
        let page = reader.get(&format!("{path}?version=1"));
        page.expect(200).says("Université de Lorraine").says("Camille Signe").says_not("Publier");
        assert_eq!(reader.get(&format!("{path}/versions/2/text")).expect(200).bytes, PDF);
        reader.get("/conventions").expect(404);
        reader.post(&format!("{path}/versions"), &[]).expect(404);
    }
    mado.get(&path).expect(200).says_not("nria");
    let stranger = app.sign_in(&app.account("E", "e@e.example", None, &[]));
    stranger.get(&path).expect(404);
    stranger.get(&format!("{path}/versions/2/text")).expect(404);
}

#[test]
fn what_was_signed_again_for_longer_reminds_nobody() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let slug = convention(&app, &actor, Concern::Everybody);
    sign(&app, &actor, (&slug, UNIVERSITY, 200));
    app.later(TimeDelta::days(30));
    sign(&app, &actor, (&slug, UNIVERSITY, 800));
    sign(&app, &actor, (&slug, "cnrs", 100));

    for _ in 0..12 {
        app.later(TimeDelta::days(14));
        app.run_jobs();
    }

    let mails = app.mails_to("r@r.example").into_iter();
    let told: Vec<_> = mails.filter(|mail| mail.subject.starts_with("Signature")).collect();
    assert!(!told.is_empty(), "the CNRS’s ends");
    assert!(told.iter().all(|mail| !mail.text.contains("Lorraine")));
}

#[test]
fn a_university_sees_its_own_page_whole() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let slug = convention(&app, &actor, Concern::Spaces);
    sign(&app, &actor, (&slug, UNIVERSITY, 400));
    for _ in 0..2 {
        let asked =
            Question { institutions: vec![UNIVERSITY.into()], ..question("Où déposer ?") };
        app.ask(asked, true);
    }
    let path = format!("/institutions/{UNIVERSITY}");
    // Whoever asks for its space sees no more than anybody, until the coordination has looked into it.
    let zoe = app.account("Zoé", "zoe@ailleurs.example", None, &[]);
    let browser = app.sign_in(&zoe);
    let space = asked(&app, &app.actor(&zoe), UNIVERSITY);
    browser.get(&path).expect(200).says_not("Convention spaces");

    let page = manager(&app).get(&path);
    page.expect(200).says("Questions posées en un an 2").says("Convention spaces");
    page.says_not("Corriger cet établissement");
    let root = app.sign_in(&steerer);
    root.post(&format!("/inbox/spaces/{}/examination", space.id), &[]).expect(303);
    browser.get(&path).expect(200).says_not("Convention spaces");
    root.post(&format!("/inbox/spaces/{}/origin", space.id), &[]).expect(303);
    browser.get(&path).expect(200).says("Convention spaces").says("en un an 2");
    let other = app.account("S", "s@s.example", None, &[("lord", NodeRole::Manager)]);
    app.sign_in(&other).get(&path).expect(200).says_not("Convention spaces");
}

#[test]
fn the_first_page_says_what_waits_of_spaces_and_signatures() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let (actor, root) = (app.actor(&steerer), app.sign_in(&steerer));
    let zoe = app.account("Zoé", "zoe@inrae.example", None, &[]);
    let browser = app.sign_in(&zoe);
    let space = asked(&app, &app.actor(&zoe), "inrae");
    let desk = format!("/inbox/spaces/{}", space.id);
    root.get("/").expect(200).says("Demande d’espace à instruire – Espace inrae");
    root.post(&format!("{desk}/examination"), &[]).expect(303);
    let (me, due) = (steerer.id.to_string(), app.today().to_string());
    let check = [("owner", me.as_str()), ("due_on", due.as_str())];
    root.post(&format!("{desk}/checks/storage"), &check).expect(303);
    let ask = [("question", form_id()), ("body", "Qui signe ?".to_owned())];
    send(&root, &format!("{desk}/questions"), &ask).expect(303);
    let slug = convention(&app, &actor, Concern::Spaces);
    sign(&app, &actor, (&slug, "cnrs", 30));

    let home = root.get("/");
    home.expect(200)
        .says("Point à vérifier – Espace inrae")
        .says("Signatures qui prennent fin – 1");
    assert!(home.links_to(&desk) && home.links_to("/conventions"));
    // The day is said as a day: 90 days after the third of March.
    let home = browser.get("/");
    home.expect(200).says("Question sur votre espace – Espace inrae").says("lundi 1er juin");
    home.says_not("00:00");
    assert!(home.links_to(&format!("/spaces/{}/request", space.slug)));
    app.visitor().get("/").expect(200).says_not("Question sur votre espace");
}

#[test]
fn a_request_that_waits_for_the_coordination_says_so_at_each_step() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let (actor, root) = (app.actor(&steerer), app.sign_in(&steerer));
    let zoe = app.account("Zoé", "zoe@inrae.example", None, &[]);
    let space = asked(&app, &app.actor(&zoe), "inrae");
    let desk = format!("/inbox/spaces/{}", space.id);
    let said = |words: &str| {
        let home = root.get("/");
        home.expect(200).says(&format!("{words} – Espace inrae"));
        assert!(home.links_to(&desk));
    };
    said("Demande d’espace à instruire");
    root.post(&format!("{desk}/examination"), &[]).expect(303);
    said("Origine d’une demande d’espace à vérifier");
    root.post(&format!("{desk}/origin"), &[]).expect(303);
    said("Points à confier");
    check_all(&app, &actor, &space.id);
    said("Espace à approuver");
    let ada = app.account("Ada", "ada@r.example", Some(NetworkRole::Coordinator), &[]);
    app.sign_in(&ada).get("/").expect(200).says_not("Espace à approuver");
}
