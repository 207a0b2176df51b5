//! What is fair and safe in calls, by the numbers of their brief: each a situation and what must happen.

use std::fs;

use chrono::TimeDelta;
use maillage::applications::{ops, queries};
use maillage::decisions::BatchId;
use maillage::web::MailTemplates;
use serde_json::json;

use crate::app::TestApp;
use crate::applications_cast::{Scene, applicant, filings, hash, open_call};
use crate::applications_deadline::Slow;
use crate::architecture::files_under;
use crate::decisions_cast::{REASONS, held};
use crate::permissions::routes_of_the_site;
use crate::reviews_cast::{in_review, reviewer, submitted};
use crate::tickets::form_id;

#[test]
fn t13_no_search_tells_an_applicant_of_people_outside_the_directory() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], maillage::calls::Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    submitted(&app, &there, 0, &zoe, 4);
    let own = app.sign_in(&there.bids[0].1);
    for page in [
        "/search?q=Kermadec".to_owned(),
        "/nodes?q=Kermadec".into(),
        "/api/v1/vocabularies/institutions?q=Kermadec".into(),
        format!("/applications/{}/partners?q=Kermadec", there.bid(0)),
        "/calls?q=Kermadec".into(),
    ] {
        let reply = own.get(&page);
        assert!(reply.status < 500, "{page}: {}", reply.status);
        assert!(!reply.body.contains("zoe-kermadec@") && !reply.body.contains("Zoé"), "{page}");
    }
    // What is hidden from whoever runs a call cannot be asked for either.
    for filter in ["?state=draft", "?reviewer=Zo%C3%A9", "?sort=total"] {
        let page = there.desk.get(&format!("/inbox/calls/{}/applications{filter}", there.call.id));
        assert_eq!(page.expect(200).says_not("Kermadec").status, 200);
    }
}

#[test]
fn t15_every_route_of_calls_is_in_the_permission_table() {
    let all = fs::read_dir("tests/it").unwrap().map(|entry| entry.unwrap().path());
    let tables = all.filter(|path| path.to_string_lossy().contains("/permissions_"));
    let text: String = tables.map(|path| fs::read_to_string(path).unwrap()).collect();
    let table = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ours = ["/calls", "/applications", "/reviews", "/labels", "/appeals"];
    let missing: Vec<String> = routes_of_the_site()
        .into_iter()
        .filter(|route| ours.iter().any(|part| route.path.contains(part)))
        .filter(|route| !table.contains(&format!("\"{}\", \"{}\"", route.method, route.path)))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn t49_what_is_brought_has_a_measure_for_each_application_and_hour() {
    let app = TestApp::start();
    let Scene { lea, id, .. } = Scene::begun(&app);
    let (actor, now) = (app.actor(&lea), app.now());
    let bring = || app.app.db.write_now(|conn| ops::bring(conn, &actor, (&id, "moyens"), &[], now));
    for _ in 0..120 {
        bring().unwrap();
    }
    assert!(matches!(bring(), Err(maillage::Error::TooMany(_))));
}

#[test]
fn t49_an_upload_that_hardly_comes_is_cut_and_leaves_nothing_behind() {
    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::begun(&app);
    let there = || -> Vec<_> {
        let mut left: Vec<_> = files_below(app.files());
        left.sort();
        left
    };
    let before = there();
    let body = "--b\r\nContent-Disposition: form-data; name=\"moyens\"; filename=\"lettre.pdf\"\r\n\
                Content-Type: application/pdf\r\n\r\n%PDF-1.7 à peine\r\n--b--\r\n";
    let path = format!("/applications/{id}/sections/projet");
    let kind = ("multipart/form-data; boundary=b", body);

    // A minute is fair; a quarter of an hour for some bytes is not.
    let slow = Slow::send(&app, &own, &path, kind);
    app.later(TimeDelta::minutes(15));
    let reply = slow.end();
    assert!(reply.starts_with("HTTP/1.1 400"), "{reply:.300}");
    assert_eq!(there(), before, "no file, whole or in part");
    let kept = app.read(|conn| Ok(queries::files_of(conn, &id)?));
    assert!(kept.is_empty());

    let fair = Slow::send(&app, &own, &path, kind);
    app.later(TimeDelta::minutes(1));
    let reply = fair.end();
    assert!(!reply.starts_with("HTTP/1.1 400"), "{reply:.300}");
}

/// Every file below a folder.
fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn t51_what_people_typed_is_never_a_template_and_never_markup() {
    let raw: Vec<String> = files_under(
        &["templates/applications", "templates/reviews", "templates/decisions", "templates/labels"],
        &[".hbs"],
    )
    .into_iter()
    .filter(|(_, text)| text.contains("{{{"))
    .map(|(path, _)| path)
    .collect();
    assert_eq!(raw, Vec::<String>::new());

    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::begun(&app);
    let path = format!("/applications/{id}/sections/projet");
    let was = own.get(&path).value_of("nom-was").unwrap();
    let typed = "{{t \"calls-title\"}} <b id=x>gras</b>";
    own.post(&path, &[("nom", typed), ("nom-was", &was)]).expect(303);
    let page = own.get(&format!("/applications/{id}"));
    assert!(!page.expect(200).body.contains("<b id=x>"));
    page.says("{{t \"calls-title\"}}");
}

#[test]
fn t60_t61_letters_that_would_reach_nobody_or_lack_a_word_do_not_exist() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    // Nothing is decided: there is nobody to write to, and no batch.
    let letters = held.path(&format!("letters/{}", BatchId::new()));
    held.ada.1.post(&letters, &[]).expect(409).says("pas de lettre à préparer");
    assert!(
        app.read(|conn| Ok(maillage::decisions::queries::live_batch(conn, &held.call)?)).is_none()
    );

    let templates = MailTemplates::load().unwrap();
    let whole = json!({
        "to_name": "Léa", "base_url": "https://x.example", "brand": "Maillage", "call": "Ateliers",
        "reference": "AMI-2026-1-4821", "title": "Un atelier", "rationale": REASONS, "conditions": [],
        "until": "31/12/2027", "node": "Un centre", "contact": "ami@reseau.example", "path": "/x", "months": 2,
    });
    for outcome in ["labelled", "conditions", "trajectory", "coaching", "redirected", "refused"] {
        for language in ["fr", "en"] {
            let name = format!("mail/{language}/decision_{outcome}");
            let text = templates.text(&name, &whole).unwrap();
            assert!(text.contains(REASONS) && text.contains("Léa"), "{name}");
            for word in ["to_name", "reference", "rationale", "contact"] {
                let mut lacks = whole.clone();
                lacks.as_object_mut().unwrap().remove(word);
                assert!(templates.text(&name, &lacks).is_err(), "{name} without {word}");
            }
        }
    }
}

#[test]
fn t63_each_mail_has_one_reader_and_no_header_of_anybody_elses_making() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let (bid, account, _) = &held.bids[0];
    let title = "Un atelier\r\nBcc: tous@exemple.example";
    app.write(|conn| Ok(queries::set_title(conn, bid, title)?));
    held.publish(&app, &[("labelled", &[]), ("refused", &[])]);
    let told: Vec<_> = app
        .mails_to(&account.email)
        .into_iter()
        .filter(|mail| mail.text.contains(REASONS))
        .collect();
    assert_eq!(told.len(), 1);
    let head = told[0].raw.split("\r\n\r\n").next().unwrap().to_lowercase();
    assert!(!head.contains("\nbcc:") && !head.contains("\ncc:"), "{head}");
    assert_eq!(head.matches("\nto:").count() + usize::from(head.starts_with("to:")), 1, "{head}");
    assert!(!head.contains(&held.bids[1].1.email));
}

#[test]
fn t71_asking_to_begin_answers_alike_whoever_the_address_is_and_not_without_end() {
    let app = TestApp::start();
    let call = open_call(&app);
    let (lea, _) = applicant(&app, "Omar");
    let ask = |email: &str, from: &crate::app::Visitor| {
        let id = form_id();
        let form = [("id", id.as_str()), ("name", "Zoé"), ("email", email)];
        from.post(&format!("/calls/{}/applications", call.slug), &form)
    };
    let (known, unknown) =
        (ask(&lea.email, &app.visitor()), ask("nouvelle@labo.example", &app.visitor()));
    let said = |reply: &crate::app::Reply, email: &str| reply.text().replace(email, "…");
    assert_eq!(known.status, unknown.status);
    assert_eq!(said(&known, &lea.email), said(&unknown, "nouvelle@labo.example"));
    let visitor = app.visitor();
    for n in 0..11 {
        ask(&format!("n{n}@labo.example"), &visitor);
    }
    assert_eq!(ask("n11@labo.example", &visitor).status, 429);
}

#[test]
fn t72_nothing_is_written_by_another_site_in_somebodys_name() {
    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::complete(&app);
    let read = hash(&own, &id);
    let cross = [("sec-fetch-site", "cross-site")];
    for (path, form) in [
        (format!("/applications/{id}/answers"), vec![("section", "projet"), ("nom", "Autre")]),
        (format!("/applications/{id}/sections/projet"), vec![("nom", "Autre")]),
        (format!("/applications/{id}/filing"), vec![("sha256", read.as_str())]),
        (format!("/applications/{id}/withdrawal"), vec![("reason", "Rien")]),
    ] {
        own.post_with(&path, &form, &cross).expect(403);
        own.post_with(&path, &form, &[("origin", "https://evil.example")]).expect(403);
    }
    assert_eq!(filings(&app, &id), 0);
    let title = app.read(|conn| Ok(queries::find(conn, &id)?)).title;
    assert_eq!(title, "Atelier de Léa");
}

#[test]
fn t73_a_sign_in_on_the_way_to_an_application_leads_to_own_pages_only() {
    let app = TestApp::start();
    let stranger = app.visitor();
    let id = form_id();
    let reply = stranger.get(&format!("/applications/{id}"));
    let to = format!("/sign-in?next=%2Fapplications%2F{id}");
    assert_eq!((reply.status, reply.location()), (303, to.as_str()));
    let page = stranger.get("/sign-in?next=%2F%2Fevil.example");
    assert!(!page.expect(200).body.contains("action=\"//evil.example"));
}

#[test]
fn t79_a_step_and_its_event_are_written_together_or_not_at_all() {
    let app = TestApp::start();
    let Scene { lea, own, id, .. } = Scene::complete(&app);
    let read = hash(&own, &id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);
    let events = || app.read(|conn| maillage::history::of(conn, "application", id.as_str(), 200));
    let state = || app.read(|conn| Ok(queries::find(conn, &id)?)).state;
    let (before, stood) = (events().len(), state());

    let (actor, now) = (app.actor(&lea), app.now());
    let failed: maillage::Result<()> = app.app.db.write_now(|conn| {
        ops::withdraw(conn, &actor, (&id, "Nous n’avons plus le poste."), now)?;
        Err(maillage::Error::NotFound)
    });
    assert!(failed.is_err());
    assert_eq!((events().len(), state()), (before, stood));

    let reason = [("reason", "Nous n’avons plus le poste.")];
    own.post(&format!("/applications/{id}/withdrawal"), &reason).expect(303);
    let after = events();
    assert_eq!(after.len(), before + 1);
    assert_eq!(after[0].action, "application.withdraw");
    // What is said again changes nothing, and leaves nothing.
    own.post(&format!("/applications/{id}/withdrawal"), &reason).expect(303);
    assert_eq!(events().len(), before + 1);
}

#[test]
fn t82_nobody_acts_as_somebody_else() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], maillage::calls::Blind::Single);
    let acting = ["view-as", "act-as", "impersonat", "switch-user", "sudo"];
    let routes = routes_of_the_site();
    let found: Vec<_> =
        routes.iter().filter(|route| acting.iter().any(|word| route.path.contains(word))).collect();
    assert_eq!(found.len(), 0);
    // No word in an address or a form makes somebody another: the trail names who did it.
    let owner = &there.bids[0].1;
    let path = format!("/inbox/calls/{}/reviews/plan", there.call.id);
    let form =
        [("due", "2027-01-01"), ("minutes", "60"), ("most", "5"), ("account", owner.id.as_str())];
    there.desk.post(&format!("{path}?as={}", owner.id), &form).expect(303);
    let events = app.read(|conn| maillage::history::of(conn, "call", there.call.id.as_str(), 200));
    let planned = events.iter().find(|one| one.action == "review.plan").unwrap();
    assert_ne!(planned.account_id.as_deref(), Some(owner.id.as_str()));
}
