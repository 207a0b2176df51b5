//! What institutions commit to, their letters and people, and who owns an application.

use chrono::TimeDelta;
use maillage::applications::{ApplicationId, PartnerId, queries};

use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, begun, complete, filings, hash, open_call};
use crate::calls_cast::{coordinator, find};

pub fn partner(app: &TestApp, id: &ApplicationId, institution: &str) -> PartnerId {
    app.read(|conn| Ok(queries::partner_named(conn, id, institution)?.unwrap().id))
}

fn invite(own: &Visitor, id: &ApplicationId, institution: &str, email: &str, part: &str) {
    let form = [
        ("institution", institution),
        ("role", "partner"),
        ("name", "Omar"),
        ("email", email),
        ("part", part),
        ("sections", "moyens"),
    ];
    own.post(&format!("/applications/{id}/partners"), &form).expect(303);
}

/// Has a call want letters.
pub fn wants_letters(app: &TestApp, call: &maillage::calls::Call, letters: &str) {
    let version = app.read(|conn| maillage::questionnaires::queries::find(conn, &call.version_id));
    let mut form = version.definition.clone();
    form.letters = letters.parse().unwrap();
    let value = serde_json::to_value(&form).unwrap();
    let sha256 = maillage::questionnaires::rules::canonical::hash(&value);
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::questionnaire_versions as versions;
        diesel::update(versions::table.find(&call.version_id))
            .set((versions::definition.eq(value.to_string()), versions::sha256.eq(sha256)))
            .execute(conn)?;
        Ok(())
    });
}

#[test]
fn a_letter_holds_for_what_it_says_and_is_renewed_when_that_changes() {
    let app = TestApp::start();
    let call = open_call(&app);
    wants_letters(&app, &call, "required");
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = complete(&app, &call, &lea);
    invite(&own, &id, "cnrs", &omar.email, "signatory");
    theirs.post(&app.mail_to(&omar.email).link("/applications/invitations/"), &[]).expect(303);
    let here = format!("/applications/{id}/partners/{}", partner(&app, &id, "cnrs"));
    theirs
        .get(&here)
        .expect(200)
        .says("donner ses équivalents temps plein")
        .says("signer sa lettre");
    let wordy = "Deux bureaux. ".repeat(80);
    let page = theirs.post(&here, &[("fte", "beaucoup"), ("commitments", &wordy)]);
    page.expect(422).says("comme 3,5").says(wordy.trim());
    assert_eq!(page.value_of("fte").unwrap(), "beaucoup", "what was typed stays");
    theirs.post(&here, &[("fte", "1,5"), ("commitments", "Deux bureaux à Nancy.")]).expect(303);
    let page = theirs.get(&here);
    page.says("1,5 équivalents temps plein").says_not("Signée par");
    let read = page.value_of("sha256").unwrap();
    let sign = |sha256: &str, consent: &str| {
        let form = [
            ("sha256", sha256),
            ("way", "consent"),
            ("name", "Omar Diallo"),
            ("capacity", "Délégué régional"),
            ("consent", consent),
        ];
        theirs.post(&format!("{here}/letter"), &form)
    };
    own.get(&format!("/applications/{id}/filing")).says("Lettres encore nécessaires");
    let filed = hash_or_none(&own, &id);
    assert_eq!(filed, None, "nothing is filed without the letter");
    sign(&read, "").expect(422).says("Cochez cette case");
    sign("autre", "1").expect(409).says("ont changé depuis que vous les avez lus");
    sign(&read, "1").expect(303);
    theirs.get(&here).says("Signée par Omar Diallo, Délégué régional").says("Rien : tout est là");
    assert!(theirs.get(&format!("{here}/letter.pdf")).expect(200).bytes.starts_with(b"%PDF-1.7"));
    let sha256 = hash(&own, &id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &sha256)]).expect(303);
    let document = own.get(&format!("/applications/{id}/receipts/1/document.json")).json();
    assert_eq!(document["partners"][0]["letter"]["sha256"], read);

    own.post(&format!("{here}/fte"), &[("fte", "1")]).expect(303);
    theirs.get(&here).says("À renouveler").says("renouveler sa lettre");
    own.get(&format!("/applications/{id}/partners")).says("à renouveler");
    own.post(&format!("/applications/{id}/filing"), &[("sha256", "x")]).expect(409);
    own.post(&format!("{here}/fte"), &[("fte", "1,5")]).expect(303);
    theirs.get(&here).says("Signée par Omar Diallo").says_not("renouveler sa lettre");
    assert_eq!(filings(&app, &id), 1);
}

fn hash_or_none(own: &Visitor, id: &ApplicationId) -> Option<String> {
    own.get(&format!("/applications/{id}/filing")).value_of("sha256")
}

#[test]
fn only_an_institution_consents_and_the_owner_may_bring_its_paper() {
    let app = TestApp::start();
    let call = open_call(&app);
    wants_letters(&app, &call, "asked");
    let (lea, own) = applicant(&app, "Léa");
    let id = complete(&app, &call, &lea);
    let form = [("institution", "inrae"), ("role", "partner"), ("fte", "1")];
    own.post(&format!("/applications/{id}/partners"), &form).expect(303);
    let here = format!("/applications/{id}/partners/{}", partner(&app, &id, "inrae"));
    let page = own.get(&here);
    let read = page.says_not("Signer en ligne").value_of("sha256").unwrap();
    let form = |way| {
        [
            ("sha256", read.as_str()),
            ("way", way),
            ("name", "Zoé"),
            ("capacity", "Présidente"),
            ("consent", "1"),
        ]
    };
    own.post(&format!("{here}/letter"), &form("consent"))
        .expect(409)
        .says("Seul l’établissement signe");
    let paper = |content: &'static [u8]| [("paper", "lettre.pdf", "application/pdf", content)];
    let refused = own.post_files(&format!("{here}/letter"), &form("upload"), &paper(b"<html>"));
    assert_eq!(
        refused.expect(422).value_of("name").as_deref(),
        Some("Zoé"),
        "what was typed stays"
    );
    assert_eq!(refused.value_of("capacity").as_deref(), Some("Présidente"));
    let mut nameless = form("upload");
    nameless[2].1 = "";
    let refused = own.post_files(&format!("{here}/letter"), &nameless, &paper(b"%PDF-1.7 x"));
    assert!(refused.expect(422).body.contains("id=\"name-error\""), "{}", refused.body);
    own.post_files(&format!("{here}/letter"), &form("upload"), &paper(b"%PDF-1.7 x")).expect(303);
    own.get(&here).says("Signée par Zoé, Présidente").says("Lettre signée");
    own.get(&format!("/applications/{id}/filing")).says_not("Lettres souhaitées");
}

#[test]
fn the_grid_reminds_at_one_click_and_knows_who_declined_and_whose_link_expired() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = begun(&app, &call, &lea);
    invite(&own, &id, "cnrs", &omar.email, "editor");
    let first = app.mail_to(&omar.email).link("/applications/invitations/");
    app.later(TimeDelta::days(15));
    theirs.post(&first, &[]).expect(410);
    let partners = format!("/applications/{id}/partners");
    own.get(&partners).says("Omar – invitation expirée");
    let of = partner(&app, &id, "cnrs");
    own.post(&format!("{partners}/{of}/reminder"), &[]).expect(303);
    let second = app.mail_to(&omar.email).link("/applications/invitations/");
    assert_ne!(first, second);
    theirs.post(&second, &[]).expect(303);
    own.post(&format!("{partners}/{of}/reminder"), &[]).expect(303);
    assert!(app.mail_to(&omar.email).text.contains("donner ses équivalents temps plein"));
    theirs.post(&format!("{partners}/{of}"), &[("fte", "1")]).expect(303);
    own.post(&format!("{partners}/{of}/reminder"), &[]).expect(409).says("personne à relancer");

    invite(&own, &id, "inrae", "zoe@labo.example", "viewer");
    let link = app.mail_to("zoe@labo.example").link("/applications/invitations/");
    app.visitor().get(&link).says("Décliner");
    app.visitor().post(&format!("{link}/refusal"), &[]).expect(303);
    app.visitor().post(&format!("{link}/refusal"), &[]).expect(410);
    app.visitor().post(&link, &[]).expect(410);
    own.get(&partners).says("A décliné");
    assert!(app.mail_to(&lea.email).text.contains("ne rejoint pas"));
}

#[test]
fn t02_whoever_was_taken_out_gets_their_text_back_and_nothing_else() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = begun(&app, &call, &lea);
    invite(&own, &id, "cnrs", &omar.email, "editor");
    theirs.post(&app.mail_to(&omar.email).link("/applications/invitations/"), &[]).expect(303);
    let of = partner(&app, &id, "cnrs");
    own.post(&format!("/applications/{id}/partners/{of}/removal"), &[]).expect(303);

    // What one may not see is not found. But they had its page open: that it exists is no news to them, and a bare 404 would
    // cost them what they typed. So saving, and only saving, says that their part ended and gives the text back.
    let section = format!("/applications/{id}/sections/projet");
    let late = theirs.post(&section, &[("nom", "Atelier perdu"), ("nom-was", "none")]);
    late.expect(403).says("n’avez plus de part").says("Atelier perdu");
    let quiet = theirs.post(
        &format!("/applications/{id}/answers"),
        &[("section", "projet"), ("nom", "Atelier perdu"), ("nom-was", "none")],
    );
    assert!(quiet.expect(403).json()["refused"].as_str().unwrap().contains("plus de part"));
    own.get(&section).says_not("Atelier perdu");
    theirs.get(&section).expect(404);
    theirs.get(&format!("/applications/{id}/receipts/1/document.json")).expect(404);
    let (_, stranger) = applicant(&app, "Zoé");
    stranger.post(&section, &[("nom", "À moi"), ("nom-was", "none")]).expect(404);
}

#[test]
fn t03_t05_t12_a_contributor_writes_their_sections_and_nobody_says_who_they_are() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = begun(&app, &call, &lea);
    invite(&own, &id, "cnrs", &omar.email, "contributor");
    theirs.post(&app.mail_to(&omar.email).link("/applications/invitations/"), &[]).expect(303);
    let section = |key: &str| format!("/applications/{id}/sections/{key}");
    theirs.post(&section("projet"), &[("nom", "À moi"), ("nom-was", "none")]).expect(403);
    theirs.post(&section("inventee"), &[("x", "1"), ("x-was", "none")]).expect(404);
    let forged = [
        ("etp", "2"),
        ("etp-was", "none"),
        ("nom", "À moi"),
        ("nom-was", "none"),
        ("cible--nulle", "9"),
        ("cible--nulle-was", "none"),
        ("state", "decided"),
        ("current_seq", "7"),
        ("application_id", "autre"),
        ("account_id", "autre"),
        ("role", "owner"),
    ];
    theirs.post(&section("moyens"), &forged).expect(303);
    let kept = app.read(|conn| Ok(queries::answers_of(conn, &id)?));
    assert_eq!(kept.get("etp", ""), Some(&"2".into()));
    assert_eq!((kept.get("nom", ""), kept.get("cible", "nulle")), (None, None));
    let application = app.read(|conn| Ok(queries::find(conn, &id)?));
    assert_eq!((application.state.as_str(), application.current_seq), ("draft", None));
    let part = app.read(|conn| Ok(queries::person(conn, &id, &omar.id)?.unwrap()));
    assert_eq!(part.role.as_str(), "contributor");

    let role = format!("/applications/{id}/people/{}/role", part.id);
    theirs.post(&role, &[("role", "editor")]).expect(409);
    own.post(&role, &[("role", "owner")]).expect(404);
    own.post(&role, &[("role", "editor")]).expect(303);
    theirs.post(&section("projet"), &[("nom", "Ensemble"), ("nom-was", "none")]).expect(303);
}

#[test]
fn an_application_is_handed_over_to_who_accepts_or_given_when_nobody_is_left() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = begun(&app, &call, &lea);
    let here = format!("/applications/{id}");
    invite(&own, &id, "cnrs", &omar.email, "editor");
    theirs.post(&app.mail_to(&omar.email).link("/applications/invitations/"), &[]).expect(303);
    theirs.post(&format!("{here}/ownership"), &[]).expect(409).says("pas proposée");
    let part = app.read(|conn| Ok(queries::person(conn, &id, &omar.id)?.unwrap().id));
    own.post(&format!("{here}/offer"), &[("person", part.as_str())]).expect(303);
    assert!(app.mail_to(&omar.email).text.contains("vous propose de porter"));
    own.get(&here).says("Proposé à Omar");
    theirs.get(&here).says("On vous propose de porter");
    theirs.post(&format!("{here}/ownership"), &[]).expect(303);
    theirs.get(&here).says("Votre rôle : porte la candidature");
    own.get(&here).says("Votre rôle : écrit partout");
    own.post(&format!("{here}/filing"), &[("sha256", "x")]).expect(409);

    let (_, desk) = coordinator(&app, "Ada2");
    let (zoe, hers) = applicant(&app, "Zoé");
    let give = format!("/inbox/calls/{}/applications/{id}/ownership", call.id);
    let form = |reason| [("email", zoe.email.as_str()), ("reason", reason)];
    desk.post(&give, &form("Départ à la retraite, attestation jointe")).expect(404);
    let ada = app.sign_in(&app.account(
        "Root",
        "root@reseau.example",
        Some(maillage::accounts::NetworkRole::Admin),
        &[],
    ));
    ada.post(&give, &form("Parti")).expect(409);
    ada.post(&give, &form("Départ à la retraite, attestation jointe")).expect(303);
    hers.get(&here).says("Votre rôle : porte la candidature");
    assert!(app.mail_to(&omar.email).text.contains("Départ à la retraite"));
    assert_eq!(find(&app, &call.id).state.as_str(), "published");
}

#[test]
fn what_an_earlier_application_said_is_read_again_before_it_is_filed() {
    let app = TestApp::start();
    let call = open_call(&app);
    let (lea, own) = applicant(&app, "Léa");
    let earlier = complete(&app, &call, &lea);
    let id = begun(&app, &call, &lea);
    let here = format!("/applications/{id}");
    let (_, stranger) = applicant(&app, "Omar");
    stranger.post(&format!("{here}/reuse"), &[("from", earlier.as_str())]).expect(404);
    own.get(&here).says("Reprendre des réponses");
    own.post(&format!("{here}/reuse"), &[("from", earlier.as_str())]).expect(303);
    own.get(&here).says("réponses reprises sont à relire");
    own.get(&format!("{here}/filing")).says("relisez-la, puis cochez");
    assert_eq!(hash_or_none(&own, &id), None);
    let page = own.get(&format!("{here}/sections/moyens"));
    page.says("Engagement 1").says("Relu : cette réponse est encore juste");
    let answers = app.read(|conn| Ok(queries::answers_of(conn, &id)?));
    let row = answers.rows("engagements")[0].clone();
    assert_ne!(row, "r1", "rows have ids of their own");

    let version = app.read(|conn| maillage::questionnaires::queries::find(conn, &call.version_id));
    for section in &version.definition.sections {
        let path = format!("{here}/sections/{}", section.key);
        let page = own.get(&path);
        let mut form = Vec::new();
        for (item, row) in maillage::questionnaires::rules::conditions::asked(section, &answers) {
            let id = maillage::questionnaires::pages::field_id(&item.key, &row);
            if !answers.is_unread(&item.key, &row) {
                continue;
            }
            form.push((format!("{id}-was"), page.value_of(&format!("{id}-was")).unwrap()));
            form.push((format!("{id}-reread"), "1".to_owned()));
            let value = answers.get(&item.key, &row).unwrap();
            match value {
                serde_json::Value::Array(all) => form
                    .extend(all.iter().map(|one| (id.clone(), one.as_str().unwrap().to_owned()))),
                serde_json::Value::Bool(yes) => {
                    form.push((id, if *yes { "yes" } else { "no" }.to_owned()));
                }
                serde_json::Value::Object(parts) => {
                    form.push((id.clone(), parts["name"].as_str().unwrap().to_owned()));
                    form.push((format!("{id}-email"), parts["email"].as_str().unwrap().to_owned()));
                }
                other => form.push((id, other.as_str().unwrap().to_owned())),
            }
        }
        let form: Vec<_> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        own.post(&path, &form).expect(303);
    }
    own.get(&here).says_not("reprises sont à relire");
    assert!(hash_or_none(&own, &id).is_some());
}
