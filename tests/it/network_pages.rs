//! The directory and the nodes' pages as visitors see them.

use crate::app::TestApp;

#[test]
fn the_directory_is_searched_without_accents_or_case() {
    let app = TestApp::start();
    let visitor = app.visitor();
    for (typed, found) in [
        ("LORRAINE", "ADOC Lorraine"),
        ("cote%20d%27azur", "GDsAM"),
        ("besancon", "dat@UBFC"),
        ("universite%20de%20lorraine", "ADOC Lorraine"),
        ("engref", "ADOC Lorraine"),
    ] {
        visitor.get(&format!("/network?q={typed}")).expect(200).says(found);
    }
    visitor.get("/network?q=lorraine").says_not("DatASaclay");
}

#[test]
fn filters_combine_and_stay_in_the_address() {
    let app = TestApp::start();
    let page = app.visitor().get("/network?region=44&kind=thematic_centre");
    page.expect(200).says("CDS").says_not("ADOC Lorraine");
    assert!(page.links_to("/network?kind=thematic_centre&region=11"));
    assert!(page.links_to("/api/v1/nodes?kind=thematic_centre&region=44"));
    assert!(page.body.contains("<option value=\"44\" selected>"));
    app.visitor().get("/network?discipline=1.3%2Bastro").expect(200).says("CDS").says_not("LORD");
    app.visitor()
        .get("/network?institution=inria&region=44")
        .says("ADOC Lorraine")
        .says_not("LORD");
    app.visitor().get("/network?service=curation&region=44").expect(200).says("ADOC Lorraine");
}

#[test]
fn nothing_found_leads_to_the_desk() {
    let app = TestApp::start();
    let page = app.visitor().get("/network?q=zzzzzz");
    page.expect(200).says("Aucun résultat");
    assert!(page.links_to("/tickets/new"));
    app.visitor().get("/network?q=zzzzzz&lang=en").says("No result");
    app.visitor().get("/network?kind=nonsense&region=xx").expect(200).says("Aucun résultat");
}

#[test]
fn a_script_gets_only_what_changed() {
    let app = TestApp::start();
    let part = app.visitor().get_with("/network?q=lorraine", &[("hx-request", "true")]);
    part.expect(200).says("ADOC Lorraine");
    assert!(!part.body.contains("<html"));
    assert!(part.body.contains("hx-swap-oob"));
}

#[test]
fn the_map_and_its_table_say_the_same() {
    let app = TestApp::start();
    let page = app.visitor().get("/network?region=988");
    page.expect(200);
    assert_eq!(page.body.matches("class=\"region-tile").count(), 26);
    assert_eq!(
        page.body.matches("<tr><th scope=\"row\"><a href=\"/network?region&#x3D;").count(),
        26
    );
    assert!(page.body.contains("aria-current=\"true\""));
    page.says("Nouvelle-Calédonie");
}

#[test]
fn a_node_says_whom_it_serves_and_how_to_ask() {
    let app = TestApp::start();
    let page = app.visitor().get("/nodes/adoc-lorraine");
    page.expect(200)
        .says("Atelier de la donnée ADOC Lorraine")
        .says("Labellisé")
        .says("INRAE à Nancy")
        .says("Nancy, Grand Est")
        .says("Porteur")
        .says("lundi – vendredi")
        .says_not("Pour l’équipe");
    assert!(page.links_to("/tickets/new?node=adoc-lorraine"));
    assert!(page.links_to("/tickets/new?topic=network&node=adoc-lorraine"));
    let (_, data) = page.body.split_once("application/ld+json\">").unwrap();
    let data: serde_json::Value =
        serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(data["name"], "Atelier de la donnée ADOC Lorraine");
    app.visitor().get("/nodes/adoc-lorraine?lang=en").says("Who it is for").says("INRAE in Nancy");
    app.visitor().get("/nodes/entrepot").expect(200).says("ne reçoit pas de questions");
    app.visitor().get("/nodes/nulle-part").expect(404);
}

#[test]
fn every_node_has_its_page_in_both_languages() {
    let app = TestApp::start();
    let names = app.read(|conn| Ok(maillage::network::queries::names(conn)?));
    for name in names {
        for language in ["fr", "en"] {
            app.visitor().get(&format!("/nodes/{}?lang={language}", name.slug)).expect(200);
        }
    }
}
