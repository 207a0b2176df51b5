//! Rules of eligibility: set before a call opens, tried by anybody, seen by who applies, used to examine. And answers that
//! settle the rules.

use chrono::TimeDelta;
use maillage::calls::{Call, Terms, Text, ops, queries};

use crate::app::{Reply, TestApp, Visitor};
use crate::applications_cast::{applicant, complete, hash};
use crate::calls_cast::{asked, coordinator, draft, find, finish, open};
use crate::tickets::form_id;

fn rule(desk: &Visitor, call: &str, form: &[(&str, &str)]) -> Reply {
    let id = form_id();
    let mut whole = vec![("id", id.as_str())];
    whole.extend(form);
    desk.post(&format!("/inbox/calls/{call}/rules"), &whole)
}

/// A call with a rule that blocks, open.
fn ruled(app: &TestApp) -> (Call, Visitor) {
    let (ada, browser) = coordinator(app, "Ada");
    let actor = app.actor(&ada);
    let id = draft(app, &actor, "Ateliers");
    let (kind, field) = (("kind", "answer"), ("field", "hors_region"));
    let wanted = ("wanted", "yes");
    let text = ("text_fr", "L’atelier accueille des équipes d’autres régions");
    rule(&browser, id.as_str(), &[kind, field, wanted]).expect(422).says("en français");
    rule(&browser, id.as_str(), &[kind, ("field", "rien"), text]).expect(422);
    rule(&browser, id.as_str(), &[kind, field, wanted, text, ("blocking", "1")]).expect(303);
    let call = finish(app, &actor, &id);
    app.later(TimeDelta::hours(1));
    (call, browser)
}

#[test]
fn a_rule_that_blocks_is_read_before_tried_by_anybody_and_keeps_from_filing() {
    let app = TestApp::start();
    let (call, desk) = ruled(&app);
    let public = app.visitor();
    let page = public.get(&format!("/calls/{}", call.slug));
    page.expect(200).says("accueille des équipes d’autres régions").says("Puis-je candidater");
    let rules = app.read(|conn| Ok(queries::rules(conn, &call.id)?));
    assert_eq!(rules.len(), 6, "those with which calls begin, and one");
    let test = |answers: &[(usize, &str)]| {
        let one = |(place, said): &(usize, &str)| format!("{}={said}", rules[*place].id);
        let asked: Vec<String> = answers.iter().map(one).collect();
        public.get(&format!("/calls/{}/self-test?{}", call.slug, asked.join("&")))
    };
    test(&[]).expect(200).says("sans compte").says_not("refusé");
    test(&[(5, "no")]).expect(200).says("le dépôt serait refusé").says("empêche le dépôt");
    test(&[(1, "no")]).expect(200).says("sera examiné");
    let all: Vec<(usize, &str)> = (0..6).map(|place| (place, "yes")).collect();
    test(&all).expect(200).says("remplit les règles");

    // Once it is open the rules stay.
    rule(&desk, call.id.as_str(), &[("kind", "lead"), ("text_fr", "Un porteur")]).expect(409);
    desk.post(&format!("/inbox/calls/{}/rules/1/removal", call.id), &[]).expect(409);

    let (lea, own) = applicant(&app, "Léa");
    let id = complete(&app, &call, &lea);
    let filing = format!("/applications/{id}/filing");
    own.get(&filing).expect(200).says("empêche le dépôt").says("Au moins deux établissements");
    assert_eq!(own.get(&filing).value_of("sha256"), None, "there is no button");
    let actor = app.actor(&lea);
    let (_, read) = app.read(|conn| {
        let there = maillage::applications::access::opened(conn, &actor, &id)?;
        maillage::applications::ops::to_file(conn, &there)
    });
    own.post(&filing, &[("sha256", &read)]).expect(409).says("Une règle de l’appel");
    let place = format!("/applications/{id}/sections/territoire");
    let was = own.get(&place).value_of("hors_region-was").unwrap();
    let typed = [("hors_region", "yes"), ("hors_region-was", was.as_str())];
    own.post(&place, &typed).expect(303);
    own.get(&filing).expect(200).says_not("empêche le dépôt");
}

#[test]
fn rules_are_copied_with_the_call_and_one_always_stays() {
    let app = TestApp::start();
    let (call, desk) = ruled(&app);
    let copy = form_id();
    desk.post(&format!("/inbox/calls/{}/copies", call.id), &[("id", &copy)]).expect(303);
    let place = format!("/inbox/calls/{copy}/rules");
    desk.get(&place).expect(200).says("accueille des équipes d’autres régions");
    for _ in 0..5 {
        desk.post(&format!("{place}/1/removal"), &[]).expect(303);
    }
    desk.post(&format!("{place}/1/removal"), &[]).expect(409).says("Une règle au moins reste");
    desk.get(&place).says_not("Le territoire est déclaré");
    desk.post(&format!("{place}/7/removal"), &[]).expect(404);
    // The call it was made from keeps its own.
    assert_eq!(app.read(|conn| Ok(queries::rules(conn, &call.id)?)).len(), 6);
}

#[test]
fn what_differs_from_the_call_that_was_copied_is_seen_of_all_that_is_copied() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let actor = app.actor(&ada);
    let model = open(&app, &actor, "Ateliers");
    let copy = form_id();
    desk.post(&format!("/inbox/calls/{}/copies", model.id), &[("id", &copy)]).expect(303);
    let here = format!("/inbox/calls/{copy}");
    let page = || desk.get(&format!("{here}/form"));
    page().expect(200).says("Les mêmes questions, conditions, règles et grille.");

    let call = find(&app, &copy.parse().unwrap());
    let text = Text { body_fr: "Un autre texte.".into(), ..call.text.clone() };
    let terms = Terms { appeal_months: 4, ..call.terms.clone() };
    let now = app.now();
    app.write(|conn| {
        ops::write(conn, &actor, (&call.id, call.lock_version), (&text, &terms), now)?;
        let mut grid = maillage::reviews::ops::grid(conn, &call)?;
        grid[0].label_fr = "Un critère neuf".into();
        maillage::reviews::queries::put_criteria(conn, &call.id, &grid)?;
        Ok(())
    });
    let blocks = [("kind", "lead"), ("text_fr", "Un établissement porte"), ("blocking", "1")];
    rule(&desk, &copy, &blocks).expect(303);

    page()
        .says("Conditions et textes")
        .says("Délai de recours, en mois")
        .says("réécrit")
        .says("Un établissement porte")
        .says("Un critère neuf")
        .says_not("Les mêmes questions, conditions");
}

#[test]
fn an_answer_that_settles_the_rules_is_written_to_whoever_applies() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    let ((lea, _), (omar, own)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    complete(&app, &call, &lea);
    let filed = complete(&app, &call, &omar);
    let read = hash(&own, &filed);
    own.post(&format!("/applications/{filed}/filing"), &[("sha256", &read)]).expect(303);
    let question = asked(&app, &call, "Combien de pages ?");
    let place = format!("/inbox/calls/{}/questions/{question}/answer", call.id);
    let told = |to: &str| {
        app.mails_to(to).iter().filter(|mail| mail.subject.contains("précise les règles")).count()
    };
    desk.post(&place, &[("body", "Combien ?"), ("answer", "Dix pages.")]).expect(303);
    assert_eq!((told(&lea.email), told(&omar.email)), (0, 0));
    let public = app.visitor();
    public.get(&format!("/calls/{}", call.slug)).says("Dix pages.").says_not("précise les règles");
    let ruling =
        [("body", "Combien ?"), ("answer", "Dix pages, annexes comprises."), ("rules", "1")];
    for _ in 0..2 {
        desk.post(&place, &ruling).expect(303);
    }
    assert_eq!((told(&lea.email), told(&omar.email)), (1, 1));
    public.get(&format!("/calls/{}", call.slug)).says("change ou précise les règles");
}

#[test]
fn a_rule_about_a_question_that_is_gone_or_cannot_be_answered_so_holds_the_call_back() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let actor = app.actor(&ada);
    let call = draft(&app, &actor, "Ateliers");
    let rule = maillage::calls::Rule {
        id: maillage::calls::Rule::new_id(),
        kind: maillage::calls::RuleKind::Answer,
        least: 0,
        field_key: "disparue".into(),
        wanted: "yes".into(),
        blocking: true,
        text_fr: "Accueillir toutes les équipes".into(),
        text_en: String::new(),
    };
    app.write(|conn| Ok(queries::put_rules(conn, &call, std::slice::from_ref(&rule))?));
    let page = format!("/inbox/calls/{call}");
    // The tab leads there, and the line of the list while it is not done.
    let waits =
        || desk.get(&page).expect(200).body.matches(&format!("{page}/rules\"")).count() == 2;
    assert!(waits());
    desk.post(&format!("{page}/publication"), &[]).expect(409);
    for (field, wanted, holds) in
        [("hors_region", "peut-être", false), ("cible", "", false), ("hors_region", "no", true)]
    {
        let other = maillage::calls::Rule {
            field_key: field.into(),
            wanted: wanted.into(),
            ..rule.clone()
        };
        app.write(|conn| Ok(queries::put_rules(conn, &call, std::slice::from_ref(&other))?));
        assert_eq!(waits(), !holds, "{field} {wanted}");
    }
}

#[test]
fn the_third_call_of_a_series_has_the_rules_and_the_grid_of_the_first() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let first = draft(&app, &app.actor(&ada), "Ateliers");
    let mut rule = app.read(|conn| {
        let call = queries::find(conn, &first)?;
        ops::rules_of(conn, &call)
    });
    rule.truncate(1);
    rule[0].id = maillage::calls::Rule::new_id();
    rule[0].text_fr = "Une règle de la maison".into();
    app.write(|conn| Ok(queries::put_rules(conn, &first, &rule)?));
    let grid = format!("/inbox/calls/{first}/reviews/rubric");
    let typed = [("label-fr-1", "Un critère de la maison"), ("weight-1", "100")];
    desk.post(&grid, &typed).expect(303);

    let mut last = first;
    for _ in 0..2 {
        let id = form_id();
        desk.post(&format!("/inbox/calls/{last}/copies"), &[("id", &id)]).expect(303);
        last = id.parse().unwrap();
    }
    desk.get(&format!("/inbox/calls/{last}/rules")).expect(200).says("Une règle de la maison");
    let page = desk.get(&format!("/inbox/calls/{last}/reviews/rubric"));
    page.expect(200).says("Un critère de la maison");
}
