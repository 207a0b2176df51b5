//! The form of a call: built without a script, tried, published, and then the same for ever.

use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::calls::CallId;
use maillage::db::schema::questionnaire_versions as versions;
use maillage::questionnaires::{Kind, VersionState, queries};

use crate::app::{Reply, TestApp, Visitor};
use crate::applications_paper::paper;
use crate::calls_cast::{coordinator, draft, find, published};

/// The builder of a call's form, as somebody uses it.
struct Builder<'a> {
    app: &'a TestApp,
    desk: &'a Visitor,
    call: &'a CallId,
}

impl Builder<'_> {
    fn lock(&self) -> (String, String) {
        let call = find(self.app, self.call);
        let version = self.app.read(|conn| queries::find(conn, &call.version_id));
        (version.id.to_string(), version.lock_version.to_string())
    }

    fn step(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let (version, lock) = self.lock();
        let mut whole = vec![("version", version.as_str()), ("lock", lock.as_str())];
        whole.extend(form);
        self.desk.post(&format!("/inbox/calls/{}/form/{path}", self.call), &whole)
    }

    fn page(&self, path: &str) -> Reply {
        self.desk.get(&format!("/inbox/calls/{}/form{path}", self.call))
    }

    fn preview(&self, form: &[(&str, &str)]) -> Reply {
        self.desk.post(&format!("/inbox/calls/{}/form/preview", self.call), form)
    }
}

#[test]
fn a_form_is_built_and_tried_without_a_script() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = draft(&app, &app.actor(&ada), "Ateliers");
    let form = Builder { app: &app, desk: &desk, call: &call };
    form.page("")
        .expect(200)
        .says("Territoire et publics")
        .says("Accueillez-vous")
        .says("Engagement");
    form.step("sections", &[("title_fr", "Gouvernance")]).expect(303);
    let made = form.step(
        "items",
        &[("section", "gouvernance"), ("kind", "single_choice"), ("label_fr", "Quel comité ?")],
    );
    assert!(made.location().ends_with("/form/items/quel_comite"), "{}", made.location());
    form.page("").says("Avant de publier").says("Il faut deux choix au moins");
    let choices = "aucun | Aucun | None\nPilotage | Steering\nscientifique | Scientifique";
    form.step(
        "items/quel_comite",
        &[("label_fr", "Quel comité ?"), ("choices", choices), ("required", "1")],
    )
    .expect(303);
    form.step(
        "items",
        &[("section", "gouvernance"), ("kind", "long_text"), ("label_fr", "Qui y siège ?")],
    )
    .expect(303);
    let depends = [
        ("label_fr", "Qui y siège ?"),
        ("required", "1"),
        ("limit_most", "3"),
        ("limit_unit", "words"),
        ("limit_hard", "1"),
        ("if_key_1", "quel_comite"),
        ("if_op_1", "ne"),
        ("if_value_1", "aucun"),
    ];
    form.step("items/qui_y_siege", &depends).expect(303);
    form.page("/items/qui_y_siege").expect(200).says("Qui y siège ?");
    form.page("").says_not("Avant de publier").says("sous condition");

    let page = form.page("/preview?section=gouvernance");
    page.expect(200).says("Seulement si").says("Pilotage").says("0 / 3 mots");
    let tried = |committee: &'static str, who: &'static str| {
        let typed = [
            ("section", "gouvernance"),
            ("quel_comite", committee),
            ("quel_comite-was", "1"),
            ("qui_y_siege", who),
        ];
        form.preview(&typed)
    };
    tried("", "")
        .expect(422)
        .says("Choisissez une réponse.")
        .says_not("Répondez à cette question.");
    tried("aucun", "").expect(200).says("Cette section est complète");
    tried("pilotage", "").expect(422).says("Répondez à cette question.");
    tried("pilotage", "l’atelier et « ses » tutelles")
        .expect(422)
        .says("3 mots au plus")
        .says("4 / 3 mots");
    tried("?", "").expect(422).says("Choisissez dans la liste.");
    let rows = form.preview(&[
        ("section", "moyens"),
        ("do", "add engagements"),
        ("rows", "engagements_1"),
    ]);
    rows.says("Engagement 1").says("Engagement 2");
    form.step("items/quel_comite/removal", &[]).expect(303);
    form.page("").says("Sa condition dépend d’une question qui n’est pas avant elle");
}

#[test]
fn two_people_who_build_at_once_lose_nothing_unawares() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = draft(&app, &app.actor(&ada), "Ateliers");
    let form = Builder { app: &app, desk: &desk, call: &call };
    let (version, lock) = form.lock();
    form.step("sections", &[("title_fr", "Une")]).expect(303);
    let late = [("version", version.as_str()), ("lock", lock.as_str()), ("title_fr", "Autre")];
    let reply = desk.post(&format!("/inbox/calls/{call}/form/sections"), &late);
    reply.expect(409).says("entre-temps").says("Une").says_not("Autre");
    let item = [("label_fr", "Nom")];
    form.step("items/nom", &item).expect(303);
    let kept = app.read(|conn| queries::find(conn, &version.parse().unwrap())).definition;
    assert_eq!(
        kept.item("nom").map(|item| (item.kind, item.required)),
        Some((Kind::ShortText, false))
    );
}

#[test]
fn t77_a_published_version_never_changes() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let actor = app.actor(&ada);
    let call = published(&app, &actor, "Ateliers");
    let form = Builder { app: &app, desk: &desk, call: &call.id };
    form.page("").says("Cette version est publiée").says_not("Ajouter une section");
    form.step("sections", &[("title_fr", "Une")]).expect(409);
    form.step("items/nom", &[("label_fr", "Autre")]).expect(409);

    desk.post(&format!("/inbox/calls/{}/taking-back", call.id), &[]).expect(303);
    let next = find(&app, &call.id).version_id;
    let renamed = [("label_fr", "Autre nom"), ("maps_to", "node.name")];
    form.step("items/nom", &renamed).expect(303);
    let (old, new) =
        app.read(|conn| Ok((queries::find(conn, &call.version_id)?, queries::find(conn, &next)?)));
    assert_eq!((old.number, old.state, new.number), (1, VersionState::Retired, 2));
    assert_eq!(old.definition.item("nom").unwrap().label.fr, "Nom de l’atelier");
    let root =
        app.sign_in(&app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]));
    root.post(&format!("/inbox/calls/{}/publication", call.id), &[]).expect(303);
    app.write(|conn| {
        let text: String = versions::table.find(&next).select(versions::definition).first(conn)?;
        diesel::update(versions::table.find(&next))
            .set(versions::definition.eq(text.replace("Autre nom", "Un nom")))
            .execute(conn)?;
        Ok(())
    });
    app.visitor().get(&format!("/calls/{}", call.slug)).expect(500);
}

#[test]
fn a_form_is_looked_at_as_an_applicant_as_a_reviewer_and_on_paper_and_by_nobody_before_its_time() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let actor = app.actor(&ada);
    let id = draft(&app, &actor, "Ateliers");
    let form = Builder { app: &app, desk: &desk, call: &id };
    form.page("/preview?section=projet").expect(200).says("Nom de l’atelier").says("0 / 300 mots");
    let seen = form.page("/preview?as=reviewer");
    seen.expect(200).says("Ce qu’un évaluateur verra").says("Nom de l’atelier");
    seen.says_not("masquée en double aveugle").says_not("Vérifier cette section");
    app.write(|conn| {
        use maillage::db::schema::calls;
        let there = calls::table.find(&id);
        Ok(diesel::update(there)
            .set((calls::blind.eq("double"), calls::summary_fr.eq("Bientôt.")))
            .execute(conn)?)
    });
    form.page("/preview?as=reviewer").says("masquée en double aveugle");
    let slug = find(&app, &id).slug;
    let (pdf, test) = (format!("/calls/{slug}/form.pdf"), format!("/calls/{slug}/self-test"));
    assert!(paper(&desk, &pdf).0.contains("Nom de l’atelier"));

    // Told that it will come, and nothing of what it will ask.
    desk.post(&format!("/inbox/calls/{id}/announcement"), &[]).expect(303);
    app.visitor().get(&format!("/calls/{slug}")).expect(200);
    for page in [&pdf, &test] {
        app.visitor().get(page).expect(404);
        desk.get(page).expect(200);
    }
    let call = crate::calls_cast::finish(&app, &actor, &id);
    let public = paper(&app.visitor(), &format!("/calls/{}/form.pdf", call.slug)).0;
    assert!(public.contains("Nom de l’atelier") && public.contains("Ateliers"), "{public}");
    app.visitor().get(&test).expect(200);
}
