//! The label and the next version: a minor change keeps it when a reviewer agrees, any other asks for it anew.

use chrono::TimeDelta;
use maillage::certification::queries;
use maillage::materials::MaterialId;

use crate::app::TestApp;
use crate::certification::{at, certified, of_centre};
use crate::knowledge::audited;
use crate::materials::{Cast, record};

/// A new version of a material, published with what a form says; `licence` when it changes.
fn next_version(app: &TestApp, cast: &Cast, id: &MaterialId, licence: &str) {
    use diesel::prelude::*;
    use maillage::db::schema::material_versions;
    cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    app.write(|conn| {
        let draft = material_versions::table
            .filter(material_versions::material_id.eq(id))
            .filter(material_versions::state.eq("draft"));
        diesel::update(draft)
            .set((
                material_versions::change_note.eq("Une coquille corrigée"),
                material_versions::licence.eq(licence),
            ))
            .execute(conn)?;
        Ok(())
    });
}

/// Training brief, 2.3: a new version keeps the label only if its change is declared minor and a reviewer agrees.
#[test]
fn a_minor_version_keeps_the_label_to_the_same_day_once_a_reviewer_agrees() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Lever un embargo"));
    let old = certified(&app, &app.actor(&cast.ines), &id);
    app.later(TimeDelta::days(40));
    let cast = Cast { desk: app.sign_in(&cast.ines), ines: cast.ines };
    next_version(&app, &cast, &id, "CC-BY-4.0");
    cast.desk.get(&format!("/inbox/materials/{id}")).says("garder le label");
    for _ in 0..2 {
        let published = format!("/inbox/materials/{id}/publication");
        cast.desk.post(&published, &[("minor", "1")]).expect(303);
    }
    let visitor = app.visitor();
    visitor.get(&format!("/materials/{slug}")).says("Version 2").says_not("Certifié");
    visitor.get(&format!("/materials/{slug}/v2/certification")).expect(404);
    visitor.get(&format!("/materials/{slug}/v1")).says("Certifié");

    let one = app.read(|conn| Ok(queries::waiting(conn, 5)?)).remove(0).0;
    assert_eq!(one.carried_from_id.as_ref(), Some(&old));
    let anna = app.sign_in(&of_centre(&app, "Anna Sol", "cr-supports"));
    let bruno = app.sign_in(&of_centre(&app, "Bruno Roc", "cr-outils"));
    anna.post(&at(&one.id, "/review"), &[("interest", "none")]).expect(303);
    bruno.post(&at(&one.id, "/review"), &[("interest", "none")]).expect(409);
    let sheet = anna.get(&at(&one.id, ""));
    sheet.says("Une coquille corrigée").says("la version garde le label");
    let agreed = [("verdict", "certify"), ("then", "submit"), ("comment", "Une coquille.")];
    anna.post(&at(&one.id, "/answers"), &agreed).expect(303);

    let end = app.read(|conn| Ok(queries::find(conn, &old)?)).expires_on;
    assert_eq!(app.read(|conn| Ok(queries::find(conn, &one.id)?)).expires_on, end);
    visitor.get(&format!("/materials/{slug}")).says("Certifié").says("3 mars 2028");
    let report = visitor.get(&format!("/materials/{slug}/v2/certification"));
    report.says("Label gardé de la version 1").says("Une coquille.").says_not("Anna");
    assert!(report.body.contains(&format!("/materials/{slug}/v1/certification")));
    let first = visitor.get(&format!("/materials/{slug}/v1/certification"));
    first.says("Certifié").says_not("Label gardé");
    let steps = ["carry", "take", "verdict", "state"];
    assert_eq!(
        audited(&app, "certification", one.id.as_str()),
        steps.map(|step| format!("certification.{step}"))
    );
}

#[test]
fn a_major_version_a_changed_licence_and_a_reviewer_who_disagrees_ask_for_certification_anew() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Lever un embargo"));
    certified(&app, &app.actor(&cast.ines), &id);
    let published = format!("/inbox/materials/{id}/publication");
    next_version(&app, &cast, &id, "CC-BY-SA-4.0");
    let refused = cast.desk.post(&published, &[("minor", "1")]);
    refused.expect(409).says("La licence a changé");
    app.visitor().get(&format!("/materials/{slug}")).says("Version 1").says("Certifié");
    cast.desk.post(&published, &[]).expect(303);
    app.visitor().get(&format!("/materials/{slug}")).says("Version 2").says_not("Certifié");
    assert!(app.read(|conn| Ok(queries::waiting(conn, 5)?)).is_empty());
    cast.desk.get(&format!("/inbox/materials/{id}")).says("Demander la certification");

    let again = certified(&app, &app.actor(&cast.ines), &id);
    next_version(&app, &cast, &id, "CC-BY-SA-4.0");
    cast.desk.post(&published, &[("minor", "1")]).expect(303);
    let one = app.read(|conn| Ok(queries::waiting(conn, 5)?)).remove(0).0;
    assert_eq!(one.carried_from_id, Some(again));
    let anna = app.sign_in(&of_centre(&app, "Anna Sol", "cr-supports"));
    anna.post(&at(&one.id, "/review"), &[("interest", "none")]).expect(303);
    let against = [("verdict", "revise"), ("then", "submit"), ("comment", "Tout a changé.")];
    anna.post(&at(&one.id, "/answers"), &against).expect(303);
    app.visitor().get(&format!("/materials/{slug}")).says_not("Certifié");
    cast.desk.get(&format!("/inbox/materials/{id}")).says("Demander la certification");
}
