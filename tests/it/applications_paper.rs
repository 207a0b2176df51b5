//! What applicants take away on paper and as data: drafts, and the letter of decision.

use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, begun, complete, hash, invite, open_call};
use crate::calls_cast::coordinator;
use crate::decisions_cast::held;

/// The words of a paper, with one space between them; and its file.
pub fn paper(visitor: &Visitor, path: &str) -> (String, lopdf::Document) {
    let got = visitor.get(path);
    assert_eq!(got.expect(200).header("content-type"), Some("application/pdf"));
    let document = lopdf::Document::load_mem(&got.bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).unwrap();
    (text.split_whitespace().collect::<Vec<_>>().join(" "), document)
}

#[test]
fn a_draft_is_taken_away_at_any_moment_and_says_that_it_was_not_filed() {
    let app = TestApp::start();
    let call = open_call(&app);
    let (lea, own) = applicant(&app, "Léa");
    let id = complete(&app, &call, &lea);
    let (_, other) = applicant(&app, "Omar");
    let path = format!("/applications/{id}/draft.pdf");

    let (text, file) = paper(&own, &path);
    assert!(text.contains("Brouillon, non déposé") && text.contains("Atelier de Léa"), "{text}");
    let is_tagged = |one: &lopdf::Object| one.as_dict().is_ok_and(|it| it.has(b"StructTreeRoot"));
    assert!(file.objects.values().any(is_tagged));
    assert!(paper(&own, &format!("{path}?lang=en")).0.contains("Draft, not filed"));
    let data = own.get(&format!("/applications/{id}/draft.json")).expect(200).json();
    assert_eq!(data["filed"], false);
    assert_eq!(data["document"]["answers"]["nom"], "Atelier de Léa");
    assert_eq!(data["would_be_sha256"], hash(&own, &id));
    for name in ["draft.pdf", "draft.json"] {
        other.get(&format!("/applications/{id}/{name}")).expect(404);
    }

    // Once it is filed, that is what there is; until somebody writes again.
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &hash(&own, &id))]).expect(303);
    let filed = own.get(&path);
    filed.expect(303);
    assert!(filed.header("location").unwrap().ends_with("/receipts/1/application.pdf"));
    invite(&own, &id, ("inrae", "Ugo", "ugo@parti.example"), "editor").expect(303);
    assert!(paper(&own, &path).0.contains("Brouillon, non déposé"));
    // What was written since is shown beside what was filed.
    let page = own.get(&format!("/applications/{id}/filing"));
    page.expect(200).says("Ce qui a changé depuis le dernier dépôt").says("INRAE");
}

#[test]
fn a_draft_can_still_be_taken_away_after_the_closing() {
    let app = TestApp::start();
    let call = open_call(&app);
    let (lea, _) = applicant(&app, "Léa");
    let id = begun(&app, &call, &lea);
    app.later(chrono::TimeDelta::days(30));
    let own = app.sign_in(&lea);
    paper(&own, &format!("/applications/{id}/draft.pdf"));
}

#[test]
fn the_letter_of_decision_is_had_on_paper_and_names_nobody_who_decided() {
    let app = TestApp::start();
    let held = held(&app, &["44", "53"]);
    let path = |place: usize| format!("/applications/{}/letter.pdf", held.bids[place].0);
    held.bids[0].2.get(&path(0)).expect(404);
    held.publish(&app, &[("refused", &[]), ("labelled", &[])]);

    let own = app.sign_in(&held.bids[0].1);
    let (text, file) = paper(&own, &path(0));
    assert!(text.contains("non retenue") && text.contains("recours"), "{text}");
    assert!(text.contains(&held.named(&app, 0)) && !text.contains(&held.named(&app, 1)));
    let whole = format!("{:?}", file.objects);
    for name in ["Cléo", "cleo@comite.example", "Ada", "ada@reseau.example"] {
        assert!(!text.contains(name) && !whole.contains(name), "{name}");
    }
    if let Ok(info) = file.trailer.get(b"Info").and_then(lopdf::Object::as_reference) {
        assert!(!file.get_dictionary(info).unwrap().has(b"Author"));
    }
    own.get(&format!("/applications/{}", held.bids[0].0)).expect(200).says("Lettre de décision");
    own.get(&path(1)).expect(404);
    coordinator(&app, "Bea").1.get(&path(0)).expect(404);
}
