//! Those in charge of a node change it; nobody else does.

use maillage::accounts::{NetworkRole, NodeRole};

use crate::app::{TestApp, Visitor};

struct Cast {
    app: TestApp,
    manager: Visitor,
    staff: Visitor,
    other: Visitor,
    admin: Visitor,
}

fn cast() -> Cast {
    let app = TestApp::start();
    let person = |name: &str, network, held: &[(&str, NodeRole)]| {
        app.sign_in(&app.account(name, &format!("{name}@example.org"), network, held))
    };
    Cast {
        manager: person("lea", None, &[("adoc-lorraine", NodeRole::Manager)]),
        staff: person("sam", None, &[("adoc-lorraine", NodeRole::Staff)]),
        other: person("zoe", None, &[("lord", NodeRole::Manager)]),
        admin: person("ada", Some(NetworkRole::Admin), &[]),
        app,
    }
}

const PROFILE: &[(&str, &str)] = &[
    ("name", "Atelier ADOC"),
    ("short_name", "ADOC"),
    ("region", "44"),
    ("city", "Metz"),
    ("website", "https://exemple.fr"),
    ("help_email", "aide@exemple.fr"),
    ("description_fr", "Nouvelle présentation"),
    ("languages", "fr, en"),
    ("opening_days", "mon"),
    ("opening_days", "thu"),
    ("full_time_equivalents", "1,5"),
    ("fairness_weight", "0.5"),
    ("services", "curation"),
];

fn with<'a>(
    form: &[(&'a str, &'a str)],
    field: &'a str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let kept = form.iter().filter(|(name, _)| *name != field).copied();
    kept.chain([(field, value)]).collect()
}

#[test]
fn only_those_in_charge_open_the_pages_to_edit() {
    let cast = cast();
    for page in ["edit", "history", "absences", "coverage"] {
        let path = format!("/nodes/adoc-lorraine/{page}");
        cast.manager.get(&path).expect(200);
        cast.admin.get(&path).expect(200);
        cast.manager.get(&format!("{path}?lang=en")).expect(200);
        cast.staff.get(&path).expect(404);
        cast.other.get(&path).expect(404);
        assert!(cast.app.visitor().get(&path).expect(303).location().starts_with("/sign-in?next="));
    }
    cast.staff.get("/nodes/adoc-lorraine/members").expect(200).says("lea").says_not("Inviter");
    cast.other.get("/nodes/adoc-lorraine/members").expect(404);
    cast.staff.get("/nodes/adoc-lorraine").says("Pour l’équipe");
    cast.other.get("/nodes/adoc-lorraine").says_not("Pour l’équipe");
    for path in ["edit", "confirmation", "absences", "coverage", "invitations", "duties"] {
        let form = with(PROFILE, "lock_version", "0");
        let form = [
            form,
            vec![
                ("starts_on", "2026-08-01"),
                ("ends_on", "2026-08-20"),
                ("email", "x@example.org"),
                ("topic", "eln"),
                ("account", "00000000-0000-0000-0000-000000000000"),
            ],
        ]
        .concat();
        cast.staff.post(&format!("/nodes/adoc-lorraine/{path}"), &form).expect(404);
        cast.other.post(&format!("/nodes/adoc-lorraine/{path}"), &form).expect(404);
    }
}

#[test]
fn a_manager_changes_the_page_and_the_old_one_is_kept() {
    let cast = cast();
    let version = cast.manager.get("/nodes/adoc-lorraine/edit").value_of("lock_version").unwrap();
    let saved =
        cast.manager.post("/nodes/adoc-lorraine/edit", &with(PROFILE, "lock_version", &version));
    cast.manager
        .follow(saved.expect(303))
        .says("La page est enregistrée")
        .says("Metz")
        .says("Nouvelle présentation");
    cast.app
        .visitor()
        .get("/nodes/adoc-lorraine")
        .says("lundi, jeudi")
        .says("Curation")
        .says_not("Aide au dépôt");
    cast.manager
        .get("/nodes/adoc-lorraine/history")
        .says("Atelier du site lorrain")
        .says("remplacée par lea");
}

#[test]
fn what_does_not_pass_is_told_and_kept() {
    let cast = cast();
    let form = with(PROFILE, "website", "javascript:alert(1)");
    let page = cast.manager.post("/nodes/adoc-lorraine/edit", &form);
    page.expect(422).says("commence par https://");
    assert_eq!(page.value_of("city").as_deref(), Some("Metz"));
}

#[test]
fn somebody_who_saved_meanwhile_is_not_overwritten_unseen() {
    let cast = cast();
    let version = cast.manager.get("/nodes/adoc-lorraine/edit").value_of("lock_version").unwrap();
    let first = with(&with(PROFILE, "city", "Nancy-Est"), "lock_version", &version);
    cast.admin.post("/nodes/adoc-lorraine/edit", &first).expect(303);

    let mine = with(PROFILE, "lock_version", &version);
    let page = cast.manager.post("/nodes/adoc-lorraine/edit", &mine);

    page.expect(409).says("entre-temps").says("Nancy-Est");
    assert_eq!(page.value_of("city").as_deref(), Some("Metz"));
    let now = page.value_of("lock_version").unwrap();
    cast.manager
        .post("/nodes/adoc-lorraine/edit", &with(PROFILE, "lock_version", &now))
        .expect(303);
    cast.app.visitor().get("/nodes/adoc-lorraine").says("Metz");
}

#[test]
fn one_press_says_that_everything_is_right() {
    let cast = cast();
    cast.app.later(chrono::TimeDelta::days(220));
    cast.app.visitor().get("/nodes/lord").says("Page à vérifier");
    let manager = cast.app.sign_in(&cast.app.account(
        "max",
        "max@example.org",
        None,
        &[("lord", NodeRole::Manager)],
    ));
    let done = manager.post("/nodes/lord/confirmation", &[]);
    manager
        .follow(done.expect(303))
        .says("la page est confirmée")
        .says("Vérifié le")
        .says_not("Page à vérifier");
}

#[test]
fn a_node_closes_for_some_days_and_names_a_stand_in() {
    let cast = cast();
    let (lord, own) =
        (cast.app.node_id("lord").to_string(), cast.app.node_id("adoc-lorraine").to_string());
    let platform = cast.app.node_id("entrepot").to_string();
    let close = |from, to, stand_in| {
        cast.manager.post(
            "/nodes/adoc-lorraine/absences",
            &[("starts_on", from), ("ends_on", to), ("stand_in", stand_in)],
        )
    };
    close("2026-08-20", "2026-08-01", "").expect(422).says("La fin vient après le début");
    close("2026-08-01", "2026-08-20", &own).expect(422).says("ne se remplace pas lui-même");
    close("2026-08-01", "2026-08-20", &platform).expect(422).says("ne reçoit pas de questions");
    close("2026-03-01", "20/03/2026", &lord).expect(303);
    close("2026-03-10", "2026-03-12", "").expect(422).says("déjà fermé");
    cast.app.visitor().get("/nodes/adoc-lorraine").says("Fermé jusqu’au 20 mars 2026").says("LORD");
    cast.other
        .post("/nodes/lord/absences", &[("starts_on", "2026-03-10"), ("ends_on", "2026-03-12")])
        .expect(422)
        .says("remplace un autre service");

    let page = cast.manager.get("/nodes/adoc-lorraine/absences");
    let action =
        page.body.split('"').find(|part| part.ends_with("/cancellation")).unwrap().to_owned();
    cast.manager.post(&action, &[]).expect(303);
    cast.manager.post(&action, &[]).expect(303);
    cast.app.visitor().get("/nodes/adoc-lorraine").says_not("Fermé jusqu’au");
}

#[test]
fn coverage_is_proposed_by_the_node_and_agreed_by_the_administration() {
    let cast = cast();
    let path = "/nodes/adoc-lorraine/coverage";
    cast.manager.post(path, &[("comment", "rien")]).expect(422).says("ne change rien");
    let sent = cast
        .manager
        .post(path, &[("institution", "cnrs"), ("site", "nancy"), ("comment", "Accord signé")]);
    cast.manager.follow(sent.expect(303)).says("Proposition en attente").says("CNRS à Nancy");
    cast.manager.post(path, &[("topic", "eln")]).expect(422).says("Une proposition attend déjà");
    cast.app.visitor().get("/nodes/adoc-lorraine").says_not("CNRS à Nancy");

    let page = cast.admin.get("/admin/coverage");
    page.expect(200).says("CNRS à Nancy").says("Accord signé").says("lea");
    cast.admin.get("/admin/coverage?lang=en").expect(200).says("Proposed coverage");
    cast.admin.get("/admin/coverage?lang=fr").expect(200);
    let action = page.body.split('"').find(|part| part.ends_with("/agreement")).unwrap().to_owned();
    cast.manager.post(&action, &[]).expect(404);
    cast.admin.post(&action, &[]).expect(303);
    // Pressed twice is pressed once; another answer comes too late.
    cast.admin.post(&action, &[]).expect(303);
    let other = action.replace("/agreement", "/refusal");
    let refused = cast.admin.post(&other, &[("reason", "Non")]);
    refused.expect(409).says("déjà reçu une réponse");

    cast.app.visitor().get("/nodes/adoc-lorraine").says("CNRS à Nancy").says("INRAE à Nancy");
    let mails = cast.app.mails_to("lea@example.org");
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.contains("Périmètre accepté"));
    cast.manager.get(path).says("Acceptée");
}

#[test]
fn a_refusal_gives_its_reason_and_a_proposal_can_be_taken_back() {
    let cast = cast();
    let path = "/nodes/adoc-lorraine/coverage";
    cast.manager.post(path, &[("topic", "eln")]).expect(303);
    let page = cast.admin.get("/admin/coverage");
    let action = page.body.split('"').find(|part| part.ends_with("/refusal")).unwrap().to_owned();
    cast.admin.post(&action, &[("reason", "Déjà couvert")]).expect(303);
    assert!(cast.app.mail_to("lea@example.org").text.contains("Déjà couvert"));

    cast.manager.post(path, &[("topic", "eln")]).expect(303);
    let page = cast.manager.get(path);
    let action =
        page.body.split('"').find(|part| part.ends_with("/withdrawal")).unwrap().to_owned();
    cast.other.post(&action, &[]).expect(404);
    let done = cast.manager.post(&action, &[]);
    cast.manager.follow(done.expect(303)).says("Retirée");
}

#[test]
fn a_manager_invites_and_plans_duties() {
    let cast = cast();
    cast.manager
        .post("/nodes/adoc-lorraine/invitations", &[("name", ""), ("email", "non")])
        .expect(422);
    let sent = cast.manager.post(
        "/nodes/adoc-lorraine/invitations",
        &[("name", "Noé"), ("email", "noe@example.org"), ("role", "staff")],
    );
    cast.manager.follow(sent.expect(303)).says("Noé");
    cast.app.mail_to("noe@example.org");

    let path = "/nodes/adoc-lorraine/rota";
    let page = cast.manager.get(path);
    let (_, options) = page.body.split_once("name=\"account\"").unwrap();
    let account = options.split("value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let set =
        [("account", account.as_str()), ("starts_on", "2026-03-02"), ("ends_on", "2026-03-08")];
    cast.manager.post("/nodes/adoc-lorraine/duties", &set).expect(303);
    cast.staff.get("/nodes/adoc-lorraine").says("De permanence aujourd’hui");
    let page = cast.manager.get(path);
    let action = page.body.split('"').find(|part| part.ends_with("/removal")).unwrap().to_owned();
    cast.manager.post(&action, &[]).expect(303);
    cast.staff.get("/nodes/adoc-lorraine").says("Personne n’est de permanence");
}

#[test]
fn the_administration_creates_closes_and_names_the_desk() {
    let cast = cast();
    cast.admin.get("/admin/nodes?lang=en").expect(200);
    cast.admin.get("/admin/nodes?lang=fr").expect(200);
    let new = [
        ("name", "Atelier du Rivage"),
        ("short_name", "Rivage"),
        ("kind", "workshop"),
        ("status", "planned"),
    ];
    cast.admin.post("/admin/nodes", &new).expect(303);
    cast.admin.post("/admin/nodes", &new).expect(422).says("porte déjà ce nom");
    let (id, lord) = (cast.app.node_id("rivage").to_string(), cast.app.node_id("lord").to_string());
    let path = format!("/admin/nodes/{id}");
    cast.admin.get(&path).expect(200).says("Atelier du Rivage");
    cast.admin.post(&path, &[("status", "closed"), ("successor", &lord)]).expect(303);
    cast.app.visitor().get("/nodes/rivage").expect(200).says("Ce service est fermé").says("LORD");
    let desk = format!("/admin/nodes/{}", cast.app.node_id("rdg-direction"));
    cast.admin.post(&desk, &[("status", "active")]).expect(422).says("a besoin d’un guichet");
    cast.admin
        .post(&path, &[("status", "closed"), ("fallback_desk", "on")])
        .expect(422)
        .says("doit recevoir");
    cast.manager.get("/admin/nodes").expect(404);
}
