//! What the committee's page says of each criterion and of the map, through HTTP.

use maillage::calls::Blind;

use crate::app::TestApp;
use crate::reviews_cast::{in_review, reviewer, submitted};

#[test]
fn f36_each_criterion_is_drawn_and_said_and_each_application_says_what_it_adds_to_the_map() {
    let app = TestApp::start();
    let there = in_review(&app, &["Ana", "Bea"], Blind::Single);
    let path = format!("/inbox/calls/{}/decisions", there.call.id);
    let page = there.desk.get(&path);
    page.expect(200).says("1 zone visée").says_not("Par critère");

    let (rita, omar) = (reviewer(&app, &there, "Rita", None), reviewer(&app, &there, "Omar", None));
    submitted(&app, &there, 0, &rita, 4);
    submitted(&app, &there, 0, &omar, 1);
    let page = there.desk.get(&path);
    page.expect(200).says("Par critère").says("2,5").says("1–4").says_not("Rita");
    assert!(page.body.contains("class=\"score-bar\""));
    // The picture is the words' again: from the lowest to the highest of five, and half of the width.
    assert!(page.body.contains("width=\"50\" height=\"10\""), "{}", page.body);
    assert!(page.body.contains("x1=\"20\" x2=\"80\""));
    let tried =
        there.desk.get(&format!("/inbox/calls/{}/portfolio?bid={}", there.call.id, there.bid(0)));
    tried.expect(200);
}
