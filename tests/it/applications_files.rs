//! Files that answer a question: brought with a section or by the API, held back, filed with their hash.

use maillage::accounts::Scope;
use maillage::applications::{ApplicationId, queries};
use maillage::secret::sha256_hex;

use crate::app::{Reply, TestApp, Visitor};
use crate::applications_cast::{Scene, applicant, begun, hash, open_call};
use crate::clamd::Clamd;

const PDF: &[u8] = b"%PDF-1.7 budget";

fn bring(own: &Visitor, id: &ApplicationId, name: &str, content: &[u8]) -> Reply {
    let path = format!("/applications/{id}/sections/moyens");
    own.post_files(&path, &[("then", "stay")], &[("budget", name, "application/pdf", content)])
}

/// Where the only file of an application is.
fn address(app: &TestApp, id: &ApplicationId) -> String {
    let files = app.read(|conn| Ok(queries::files_of(conn, id)?));
    format!("/applications/{id}/files/{}", files[0].id)
}

#[test]
fn t44_t45_a_file_is_what_its_bytes_are_and_is_taken_away_as_a_download() {
    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::complete(&app);
    let page = own.get(&format!("/applications/{id}/sections/moyens"));
    page.says("Un fichier").says("10 Mo au plus").says("sera montré aux évaluateurs");
    bring(&own, &id, "budget.pdf", b"<html><script>x</script>").expect(422).says("type admis");
    bring(&own, &id, "budget.docx", PDF).expect(422).says("type admis");
    bring(&own, &id, "lourd.pdf", &[PDF, &vec![0; 11 << 20]].concat())
        .expect(422)
        .says("10 Mo au plus");
    assert!(app.read(|conn| Ok(queries::files_of(conn, &id)?)).is_empty());

    for _ in 0..2 {
        bring(&own, &id, "../../bud\u{202e}get.pdf", PDF).expect(303);
    }
    bring(&own, &id, "autre.pdf", b"%PDF-1.7 autre").expect(409).says("autant de fichiers");
    let page = own.get(&format!("/applications/{id}/sections/moyens"));
    page.says("budget.pdf").says("1 Ko");
    let file = own.get(&address(&app, &id));
    assert_eq!(file.expect(200).bytes, PDF);
    let header = |name: &str| file.header(name).unwrap_or_default().to_owned();
    assert!(header("content-disposition").starts_with("attachment; filename=\"budget.pdf\""));
    assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "private, no-store");
}

#[test]
fn files_are_filed_with_their_hash_and_stay_there_when_they_are_taken_out() {
    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::complete(&app);
    bring(&own, &id, "budget.pdf", PDF).expect(303);
    let read = hash(&own, &id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);
    let receipt = own.get(&format!("/applications/{id}/receipts/1"));
    receipt.says("Pièces déposées").says(&sha256_hex(PDF));
    let document = own.get(&format!("/applications/{id}/receipts/1/document.json"));
    let filed = document.json()["answers"]["budget"]["files"][0].clone();
    assert_eq!((&filed["name"], &filed["sha256"]), (&"budget.pdf".into(), &sha256_hex(PDF).into()));
    assert_eq!(sha256_hex(&document.bytes), read);

    let there = address(&app, &id);
    let forget = format!("forget {}", there.rsplit('/').next().unwrap());
    own.post(&format!("/applications/{id}/sections/moyens"), &[("do", &forget)]).expect(303);
    own.get(&format!("/applications/{id}")).says("changements non déposés");
    assert_eq!(own.get(&there).expect(200).bytes, PDF, "it was filed");
    app.run_jobs();
    assert_eq!(own.get(&there).expect(200).bytes, PDF);
}

#[test]
fn t04_t47_t48_a_file_belongs_to_one_application_whatever_its_bytes() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let (mine, other) = (begun(&app, &call, &lea), begun(&app, &call, &omar));
    bring(&own, &mine, "budget.pdf", PDF).expect(303);
    bring(&theirs, &other, "plan.pdf", PDF).expect(303).says_not("déjà");
    let (here, there) = (address(&app, &mine), address(&app, &other));
    own.get(&there).expect(404);
    let crossed = there.replace(other.as_str(), mine.as_str());
    own.get(&crossed).expect(404);
    let forget = format!("forget {}", there.rsplit('/').next().unwrap());
    own.post(&format!("/applications/{mine}/sections/moyens"), &[("do", &forget)]).expect(404);
    theirs.get(&here).expect(404);

    let forget = format!("forget {}", here.rsplit('/').next().unwrap());
    own.post(&format!("/applications/{mine}/sections/moyens"), &[("do", &forget)]).expect(303);
    own.get(&here).expect(404);
    assert_eq!(theirs.get(&there).expect(200).bytes, PDF);
}

#[test]
fn t46_a_file_that_waits_for_the_scanner_is_held_back_and_holds_nobody_up() {
    let clamd = Clamd::start();
    let address_of = clamd.address.clone();
    let app = TestApp::start_with(|config| config.clamd = Some(address_of));
    let Scene { own, id, .. } = Scene::complete(&app);
    bring(&own, &id, "budget.pdf", PDF).expect(303);
    own.get(&address(&app, &id)).expect(409);
    let read = hash(&own, &id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);

    app.run_jobs();
    assert_eq!(own.get(&address(&app, &id)).expect(200).bytes, PDF);
}

#[test]
fn files_come_by_the_api_as_well() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, _), (omar, _)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = begun(&app, &call, &lea);
    let path =
        |field: &str| format!("/api/v1/applications/{id}/files?field={field}&name=budget.pdf");
    let own = app.caller(&app.token(&lea, Scope::Write));
    own.post_bytes(&path("budget"), b"<html>").expect(422);
    own.post_bytes(&path("nom"), PDF).expect(422);
    let added = own.post_bytes(&path("budget"), PDF);
    assert_eq!(added.expect(201).json()["sha256"], sha256_hex(PDF));
    app.caller(&app.token(&omar, Scope::Write)).post_bytes(&path("budget"), PDF).expect(404);
    app.caller(&app.token(&lea, Scope::Read)).post_bytes(&path("budget"), PDF).expect(403);
    assert_eq!(app.read(|conn| Ok(queries::files_of(conn, &id)?)).len(), 1);
}
