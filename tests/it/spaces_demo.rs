//! The demo's world as the network stood: sixteen spaces that are open, four that are asked for.

use maillage::accounts::NetworkRole;
use maillage::conventions::Concern;
use maillage::demo;
use maillage::spaces::{Space, State, queries};

use crate::app::TestApp;
use crate::decisions_cast::admin;
use crate::spaces::{counters, form, send};
use crate::spaces_cast::{check_all, find};

#[test]
fn sixteen_spaces_and_four_requests_then_one_more_is_asked_for_and_opened() {
    let app = TestApp::start();
    demo::build(&app.app, app.now()).unwrap();
    assert_eq!(counters(&app), (16, 4));
    let page = app.visitor().get("/spaces");
    page.expect(200).says("391 jeux de données et 80 080 téléchargements");
    let all = app.read(|conn| Ok(queries::all(conn)?));
    let pending: Vec<State> =
        all.iter().map(|one: &Space| one.state).filter(|state| state.is_pending()).collect();
    for state in State::PENDING {
        assert!(pending.contains(&state), "no request is {state}");
    }

    let zoe = app.account("Zoé", "zoe@ird.example", None, &[]);
    send(&app.sign_in(&zoe), "/spaces/new", &form("ird", "IRD DataSuds")).expect(303);
    assert_eq!(counters(&app), (16, 4), "its origin is still to be checked");
    let (root, steerer) =
        (admin(&app), app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]));
    let actor = app.actor(&steerer);
    let space = find(&app, "ird").unwrap();
    let desk = format!("/inbox/spaces/{}", space.id);
    root.post(&format!("{desk}/examination"), &[]).expect(303);
    root.post(&format!("{desk}/origin"), &[]).expect(303);
    check_all(&app, &actor, &space.id);
    let known = app.read(|conn| Ok(maillage::conventions::queries::all(conn)?));
    let slug = known.iter().find(|one| one.concerns == Concern::Spaces).unwrap().slug.clone();
    crate::spaces_cast::sign(&app, &actor, (&slug, "ird", 400));
    root.post(&format!("{desk}/approval"), &[("alias", "datasuds")]).expect(303);
    assert_eq!(counters(&app), (16, 5));
    root.post(&format!("{desk}/activation"), &[]).expect(303);
    assert_eq!(counters(&app), (17, 4));
}
