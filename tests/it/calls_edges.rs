//! What the edges of a call and of an application keep apart: ids of others, drafts, the closing, the freeze, the hour of results.

use chrono::TimeDelta;
use maillage::accounts::Scope;
use maillage::applications::{ApplicationId, queries};
use maillage::calls::Blind;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, begun, complete, hash, open_call};
use crate::applications_letters::partner;
use crate::calls_cast::{coordinator, open};
use crate::decisions_cast::{REASONS, admin, held};
use crate::reviews_cast::{assigned, begin, ended, in_review, reviewer, submitted};

const PDF: &[u8] = b"%PDF-1.7 budget";

/// Brings a file; answers where it is.
fn bring(app: &TestApp, own: &Visitor, id: &ApplicationId) -> String {
    let file = [("budget", "budget.pdf", "application/pdf", PDF)];
    let path = format!("/applications/{id}/sections/moyens");
    own.post_files(&path, &[("then", "stay")], &file).expect(303);
    let files = app.read(|conn| Ok(queries::files_of(conn, id)?));
    format!("/applications/{id}/files/{}", files[0].id)
}

/// Invites somebody of an institution; answers the form.
fn invitation<'a>(institution: &'a str, email: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("institution", institution),
        ("role", "partner"),
        ("name", "Omar"),
        ("email", email),
        ("part", "editor"),
    ]
}

#[test]
fn t02_what_was_open_to_somebody_is_closed_when_their_part_ends() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = complete(&app, &call, &lea);
    own.post(&format!("/applications/{id}/partners"), &invitation("cnrs", &omar.email)).expect(303);
    theirs.post(&app.mail_to(&omar.email).link("/applications/invitations/"), &[]).expect(303);
    let file = bring(&app, &own, &id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &hash(&own, &id))]).expect(303);
    let links = [
        file,
        format!("/applications/{id}/receipts/1/receipt.pdf"),
        format!("/applications/{id}/receipts/1/document.json"),
    ];
    let (zoe, _) = applicant(&app, "Zoé");
    let program = |who: &Account| app.caller(&app.token(who, Scope::Read));
    let (api, by_api) = (format!("/api/v1/applications/{id}"), program(&omar));
    for link in &links {
        theirs.get(link).expect(200);
    }
    by_api.get(&api).expect(200);
    program(&zoe).get(&api).expect(404);

    let of = partner(&app, &id, "cnrs");
    own.post(&format!("/applications/{id}/partners/{of}/removal"), &[]).expect(303);

    for link in &links {
        theirs.get(link).expect(404);
        own.get(link).expect(200);
    }
    by_api.get(&api).expect(404);
}

#[test]
fn t04_what_belongs_to_another_application_is_not_found_in_ones_own() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let (mine, other) = (begun(&app, &call, &lea), begun(&app, &call, &omar));
    let (ida, hers) = applicant(&app, "Ida");
    theirs
        .post(&format!("/applications/{other}/partners"), &invitation("cnrs", &ida.email))
        .expect(303);
    hers.post(&app.mail_to(&ida.email).link("/applications/invitations/"), &[]).expect(303);
    let foreign = partner(&app, &other, "cnrs");
    let people = app.read(|conn| Ok(queries::people_of(conn, &other)?));
    let person = people.iter().find(|(one, ..)| one.account_id == ida.id).unwrap().0.id.clone();

    let here = format!("/applications/{mine}");
    for page in ["", "/letter.pdf"] {
        own.get(&format!("{here}/partners/{foreign}{page}")).expect(404);
    }
    for (path, form) in [
        (format!("partners/{foreign}"), ("fte", "9")),
        (format!("partners/{foreign}/fte"), ("fte", "9")),
        (format!("partners/{foreign}/removal"), ("x", "y")),
        (format!("partners/{foreign}/reminder"), ("x", "y")),
        (format!("people/{person}/role"), ("role", "viewer")),
        (format!("people/{person}/removal"), ("x", "y")),
    ] {
        own.post(&format!("{here}/{path}"), &[form]).expect(404);
    }
    let after = app.read(|conn| Ok(queries::people_of(conn, &other)?));
    assert_eq!(after.len(), people.len());
    assert_eq!(app.read(|conn| Ok(queries::partner(conn, &foreign)?)).fte, None);
    theirs.get(&format!("/applications/{other}/partners/{foreign}")).expect(200);
}

#[test]
fn t06_whoever_reviewed_the_last_call_finds_nothing_of_the_next_one() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let own = submitted(&app, &there, 0, &zoe, 4);
    let call = open(&app, &app.actor(&there.ada), "Ateliers, deuxième appel");
    let (max, _) = applicant(&app, "Max");
    let id = complete(&app, &call, &max);
    crate::reviews_cast::file(&app, &max, &id);
    let next = begin(&app, ended(&app, (there.ada.clone(), call), vec![(id.clone(), max)]));
    let ida = reviewer(&app, &next, "Ida Lanvoc", None);
    let other = assigned(&app, &next, 0, &ida);

    let browser = app.sign_in(&zoe);
    browser.get(&format!("/reviews/{own}")).expect(200);
    browser.get("/reviews").expect(200).says_not("Atelier de Max");
    for path in [
        format!("/applications/{id}"),
        format!("/applications/{id}/receipts/1/document.json"),
        format!("/reviews/{other}"),
        format!("/reviews/{other}/form"),
        format!("/reviews/{other}/discussion"),
        next.page(""),
        next.page(&format!("/applications/{id}")),
    ] {
        browser.get(&path).expect(404);
    }
    browser.post(&format!("/reviews/calls/{}/pack", next.call.id), &[]).expect(404);
}

#[test]
fn t11_no_word_of_a_draft_is_read_by_who_runs_the_call_or_the_network() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    let (lea, own) = applicant(&app, "Léa");
    let id = complete(&app, &call, &lea);
    let section = format!("/applications/{id}/sections/projet");
    let was = own.get(&section).value_of("resume-was").unwrap();
    own.post(&section, &[("resume", "Zibelinade."), ("resume-was", &was)]).expect(303);
    let (here, root) = (format!("/inbox/calls/{}", call.id), admin(&app));
    let read = |reader: &Visitor| {
        let pages = [
            format!("{here}/applications"),
            format!("{here}/statistics"),
            format!("{here}/statistics.csv"),
            "/search?q=zibelinade".to_owned(),
            "/inbox?q=zibelinade".into(),
            "/admin/audit?q=zibelinade".into(),
            format!("/admin/audit?q={id}"),
        ];
        let mut all: Vec<String> = pages.iter().map(|page| reader.get(page).body.clone()).collect();
        for format in ["csv", "ods", "json"] {
            let taken = reader.post(&format!("{here}/applications/export"), &[("format", format)]);
            all.push(String::from_utf8_lossy(&taken.bytes).into_owned());
        }
        all.iter().any(|text| text.contains("Zibelinade.") || text.contains("Pour les équipes"))
    };
    assert!(!read(&desk) && !read(&root));

    own.post(&format!("/applications/{id}/filing"), &[("sha256", &hash(&own, &id))]).expect(303);
    assert!(read(&desk), "there is something that could be read, once it is filed");
}

#[test]
fn t37_nobody_joins_and_nobody_signs_after_the_closing() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, _)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = complete(&app, &call, &lea);
    let partners = format!("/applications/{id}/partners");
    own.post(&partners, &[("institution", "inrae"), ("role", "lead"), ("fte", "1")]).expect(303);
    app.later(call.terms.closes_at.unwrap() - TimeDelta::days(1) - app.now());
    let own = app.sign_in(&lea);
    own.post(&partners, &invitation("cnrs", &omar.email)).expect(303);
    let link = app.mail_to(&omar.email).link("/applications/invitations/");
    app.later(TimeDelta::days(1) + TimeDelta::milliseconds(1));

    let (own, theirs) = (app.sign_in(&lea), app.sign_in(&omar));
    let answer = theirs.post(&link, &[]);
    assert_eq!(answer.expect(303).location(), "/calls");
    theirs.follow(&answer).says("L’appel est clos");
    theirs.get(&format!("/applications/{id}")).expect(404);
    let state = app.read(|conn| Ok(queries::partner_named(conn, &id, "cnrs")?.unwrap().state));
    assert_eq!(state, maillage::applications::PartnerState::Invited);
    let signs = [("sha256", "x"), ("way", "upload"), ("name", "Zoé"), ("capacity", "Présidente")];
    let paper = [("paper", "lettre.pdf", "application/pdf", PDF)];
    let inrae = partner(&app, &id, "inrae");
    own.post_files(&format!("{partners}/{inrae}/letter"), &signs, &paper).expect(409);
    assert!(app.read(|conn| Ok(queries::letters_of(conn, &id)?)).is_empty());
}

#[test]
fn t38_no_closing_is_put_off_once_the_review_has_begun_and_what_was_granted_is_in_the_report() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    let (lea, _) = applicant(&app, "Léa");
    let id = complete(&app, &call, &lea);
    crate::reviews_cast::file(&app, &lea, &id);
    let here = format!("/inbox/calls/{}", call.id);
    let typed = |at: chrono::NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
    let closes = call.terms.closes_at.unwrap();
    let granted = typed(closes + TimeDelta::days(1));
    let why = "Panne du serveur de l’institut";
    let one = format!("{here}/applications/{id}/extension");
    desk.post(&one, &[("closes", &granted), ("reason", why)]).expect(303);
    let all = "Une panne du serveur le 10 mai";
    let later = typed(closes + TimeDelta::hours(12));
    desk.post(&format!("{here}/extension"), &[("closes", &later), ("reason", all)]).expect(303);
    assert!(app.mail_to(&lea.email).text.contains(all), "whoever applies is told");

    app.later(TimeDelta::days(2));
    let there = begin(&app, ended(&app, (ada, call), vec![(id, lea)]));
    let late = typed(app.now() + TimeDelta::days(9));
    let form = [("closes", late.as_str()), ("reason", why)];
    there.desk.post(&one, &form).expect(409);
    there.desk.post(&format!("{here}/extension"), &form).expect(409);
    let report = there.desk.get(&format!("{here}/equality"));
    report.expect(200).says("Clôture reportée pour").says(why).says(all);
}

#[test]
fn t41_no_channel_tells_a_result_a_second_before_its_hour() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let letters = held.decide(&[("labelled", &[]), ("refused", &[])]);
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
    app.later(TimeDelta::minutes(9) + TimeDelta::seconds(59));
    app.run_jobs();
    let (id, account, own) = &held.bids[0];
    let (named, title) = (held.named(&app, 0), "Atelier de Porteur0");
    let public = || {
        let pages = [
            format!("/calls/{}", held.slug),
            format!("/api/v1/calls/{}", held.slug),
            format!("/api/v1/calls/{}/results", held.slug),
            "/calls".to_owned(),
            "/sitemap.xml".into(),
            "/search?q=Porteur0".into(),
            "/nodes".into(),
            "/api/v1/labels".into(),
            "/calls/statistics.csv".into(),
        ];
        let visitor = app.visitor();
        let read = pages.iter().map(|page| visitor.get(page).body.clone());
        read.filter(|text| text.contains(&named) || text.contains(title)).count()
    };
    assert_eq!(public(), 0);
    own.get(&format!("/applications/{id}/letter.pdf")).expect(404);
    own.get(&format!("/applications/{id}/appeal")).expect(404);
    let program = app.caller(&app.token(account, Scope::Read));
    let by_api = program.get(&format!("/api/v1/applications/{id}"));
    by_api.expect(200).says_not("labelled");
    let told =
        || app.mails_to(&account.email).iter().filter(|one| one.text.contains(REASONS)).count();
    assert_eq!(told(), 0);

    app.later(TimeDelta::seconds(61));
    app.run_jobs();
    assert!(public() >= 2, "the page of the call and its results tell it");
    assert_eq!(told(), 1);
    own.get(&format!("/applications/{id}/letter.pdf")).expect(200);
    own.get(&format!("/applications/{id}/appeal")).expect(200);
}

#[test]
fn whoever_has_a_part_runs_the_same_check_and_reads_the_same_of_it() {
    let app = TestApp::start();
    let call = open_call(&app);
    let (lea, own) = applicant(&app, "Léa");
    let id = begun(&app, &call, &lea);
    let check = format!("/applications/{id}/filing");
    let parts = [("cnrs", "editor"), ("inrae", "viewer"), ("cirad", "signatory")];
    for (institution, part) in parts {
        let (who, browser) = applicant(&app, part);
        let mut form = invitation(institution, &who.email);
        form[4].1 = part;
        own.post(&format!("/applications/{id}/partners"), &form).expect(303);
        let link = app.mail_to(&who.email).link("/applications/invitations/");
        browser.post(&link, &[]).expect(303);
        let page = browser.get(&check);
        page.expect(200).says("Répondez à cette question.");
        assert_eq!(
            page.body.matches("Répondez à cette question.").count(),
            own.get(&check).body.matches("Répondez à cette question.").count()
        );
        assert_eq!(page.value_of("sha256"), None, "only the owner files");
    }
}
