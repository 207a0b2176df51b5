//! Whether there are enough reviewers, before anybody applies.

use maillage::calls::Blind;

use crate::app::TestApp;
use crate::calls_cast::published;
use crate::reviews_cast::in_review;

#[test]
fn before_a_call_its_pool_says_how_many_reviews_would_be_missing_were_it_like_the_last_one() {
    let app = TestApp::start();
    let last = in_review(&app, &["Ana", "Bea"], Blind::Single);
    let pool = |call: &str| format!("/inbox/calls/{call}/reviews/pool");
    last.desk.get(&pool(last.call.id.as_str())).expect(200).says_not("comme celles de");

    let next = published(&app, &app.actor(&last.ada), "Ateliers, encore");
    let page = last.desk.get(&pool(next.id.as_str()));
    page.expect(200).says("Avec 2 candidatures").says(&last.call.reference);
    page.says("il manquerait 6 évaluations").says("Régions concernées");
}
