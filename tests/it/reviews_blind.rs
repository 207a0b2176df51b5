//! What applicants and reviewers never learn of each other.

use std::collections::{BTreeSet, VecDeque};

use chrono::TimeDelta;
use maillage::calls::Blind;
use maillage::reviews::queries;

use crate::app::{Reply, TestApp};
use crate::applications_cast::reference;
use crate::reviews_cast::{assigned, assignment, fields, in_review, reviewer, submitted};

/// Everything that somebody can fetch by following links from some pages: what came, headers included.
fn everything(browser: &crate::app::Visitor, from: &[String]) -> Vec<(String, String)> {
    let (mut waiting, mut seen): (VecDeque<String>, BTreeSet<String>) =
        (from.iter().cloned().collect(), BTreeSet::new());
    let mut all = Vec::new();
    while let Some(path) = waiting.pop_front() {
        let near = ["/applications", "/calls", "/reviews", "/account", "/api/v1/calls"];
        let ours = path == "/" || near.iter().any(|one| path.starts_with(one));
        if !ours || seen.len() > 150 || !seen.insert(path.clone()) {
            continue;
        }
        let reply = browser.get(&path);
        let headers: String =
            reply.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let links = reply.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let inside = links.filter(|link| link.starts_with('/') && !link.starts_with("//"));
        waiting.extend(inside.map(|link| link.split('#').next().unwrap().replace("&amp;", "&")));
        all.push((path, format!("{headers}\n{}", readable(&reply))));
    }
    all
}

/// What a page says; of a paper its words, and all that it says of itself.
fn readable(reply: &Reply) -> String {
    if !reply.bytes.starts_with(b"%PDF") {
        return reply.body.clone();
    }
    let paper = lopdf::Document::load_mem(&reply.bytes).unwrap();
    let pages: Vec<u32> = paper.get_pages().into_keys().collect();
    let words = paper.extract_text(&pages).unwrap_or_default();
    let streams = paper.objects.values().filter_map(|one| one.as_stream().ok());
    let plain = |one: &lopdf::Stream| {
        let content = one.decompressed_content().unwrap_or_else(|_| one.content.clone());
        String::from_utf8_lossy(&content).into_owned()
    };
    let streams: Vec<_> = streams.map(plain).collect();
    format!("{words}\n{:?}\n{:?}\n{}", paper.trailer, paper.objects, streams.join("\n"))
}

/// "Must show" 4: no reviewer's name, mail, id or timing in anything an applicant can fetch.
#[test]
fn t16_nothing_an_applicant_can_fetch_tells_who_reviewed_or_when() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zénobie Kermadec", None);
    let max = reviewer(&app, &there, "Maximin Orveau", None);
    app.later(TimeDelta::hours(3) + TimeDelta::minutes(17) + TimeDelta::seconds(13));
    let (first, second) = (submitted(&app, &there, 0, &zoe, 4), assigned(&app, &there, 0, &max));
    let when = app.now().format("%H:%M:%S").to_string();
    // Mails that leave later have a time of their own.
    app.later(TimeDelta::minutes(31) + TimeDelta::seconds(5));
    let id = there.bid(0);
    let ask = there.page(&format!("/applications/{id}/completions"));
    let due = (app.today() + TimeDelta::days(3)).to_string();
    let form =
        [("due", &*due), ("fields", "organisation"), ("message", "Précisez l’organisation.")];
    there.desk.post(&ask, &form).expect(303);

    let owner = app.sign_in(&there.bids[0].1);
    let from: Vec<String> = [
        format!("/applications/{id}"),
        format!("/applications/{id}/completion"),
        format!("/applications/{id}/receipts/1"),
        format!("/applications/{id}/receipts/1/receipt.pdf"),
        format!("/applications/{id}/receipts/1/document.json"),
        format!("/calls/{}", there.call.slug),
        format!("/api/v1/calls/{}", there.call.slug),
        "/reviews".into(),
        "/account".into(),
        format!("/reviews/{first}"),
        format!("/reviews/{second}"),
        there.page(&format!("/applications/{id}")),
    ]
    .into();
    let mut all = everything(&owner, &from);
    assert!(all.len() > 15, "{}", all.len());
    for mail in app.mails_to(&there.bids[0].1.email) {
        all.push((format!("mail: {}", mail.subject), format!("{}\n{}", mail.raw, mail.text)));
    }
    let aliases = [&zoe, &max].map(|who| assignment(&app, id, who).alias);
    let mut needles: Vec<String> = [&zoe, &max]
        .iter()
        .flat_map(|who| [who.email.clone(), who.id.to_string()])
        .chain(["kermadec", "zénobie", "orveau", "maximin"].map(ToOwned::to_owned))
        .chain([when, format!(">{}<", aliases[0]), format!(">{}<", aliases[1])])
        .collect();
    needles.extend(["entre nous", "utile à son territoire"].map(ToOwned::to_owned));
    let ids = [first.to_string(), second.to_string()];
    for (path, text) in &all {
        let small = text.to_lowercase();
        for needle in &needles {
            assert!(!small.contains(&needle.to_lowercase()), "{path} tells {needle}: {text}");
        }
        let asked = ids.iter().any(|one| path.contains(one));
        assert!(asked || !ids.iter().any(|one| small.contains(one.as_str())), "{path}");
    }
    // There is something that could: the desk shows it.
    there
        .desk
        .get(&there.page(&format!("/applications/{id}")))
        .says("Kermadec")
        .says("utile à son territoire");
    let words = app
        .read(|conn| Ok(queries::words_for_applicants(conn, &there.call.id)?))
        .remove(id)
        .unwrap();
    assert_eq!(words, ["Un projet utile à son territoire."]);
}

#[test]
fn t19_double_blind_masks_who_applies_in_every_page_of_a_reviewer() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Double);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let (id, browser) = (assigned(&app, &there, 0, &zoe), app.sign_in(&zoe));
    for page in [
        "/reviews".to_owned(),
        format!("/reviews/{id}"),
        format!("/reviews/{id}/form"),
        format!("/reviews/{id}/discussion"),
    ] {
        let page = browser.get(&page);
        page.expect(200)
            .says(&reference(&app, there.bid(0)))
            .says_not("Léa")
            .says_not("lea@labo.example");
        assert!(!page.body.contains(there.bid(0).as_str()), "{}", page.path);
    }
    browser
        .get(&format!("/reviews/{id}"))
        .says("Pour les équipes du territoire")
        .says("masquées aux évaluateurs");
    for rest in ["", "/receipts/1", "/receipts/1/document.json", "/receipts/1/receipt.pdf"] {
        browser.get(&format!("/applications/{}{rest}", there.bid(0))).expect(404);
    }
    there.desk.get(&there.page(&format!("/applications/{}", there.bid(0)))).says("Atelier de Léa");
}

#[test]
fn t17_t20_reviewers_know_each_other_by_alias_and_to_the_day() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    let names = ["Ana Brizec", "Max Orveau", "Ida Lanvoc"];
    let people = names.map(|name| reviewer(&app, &there, name, None));
    for who in &people {
        for place in 0..2 {
            app.later(TimeDelta::minutes(7));
            submitted(&app, &there, place, who, 3);
        }
    }
    let aliases =
        |place: usize| people.each_ref().map(|who| assignment(&app, there.bid(place), who).alias);
    for place in 0..2 {
        assert_eq!(aliases(place).iter().collect::<BTreeSet<_>>().len(), 3);
    }
    for (first, second) in aliases(0).iter().zip(aliases(1)) {
        assert_ne!(*first, second, "another name in another application");
    }
    let id = assignment(&app, there.bid(0), &people[0]).id;
    let page = app.sign_in(&people[0]).get(&format!("/reviews/{id}/discussion"));
    page.expect(200).says(&aliases(0)[1]).says_not("Orveau").says_not("Lanvoc");
    let hour = app.now().format("%H:").to_string();
    assert!(!page.text().contains(&hour), "{}", page.text());
    let mut shown = aliases(0)[1..].to_vec();
    shown.sort_by_key(|alias| page.body.find(&format!("num\">{alias}<")));
    assert!(shown.is_sorted(), "by alias, not by time: {shown:?}");
}

#[test]
fn t28_words_that_name_who_writes_are_refused_until_they_are_looked_at() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", Some("inrae"));
    let max = reviewer(&app, &there, "Max Orveau", None);
    assigned(&app, &there, 0, &max);
    let (id, browser) = (assigned(&app, &there, 0, &zoe), app.sign_in(&zoe));
    let page = format!("/reviews/{id}/form");
    for (words, named) in [
        ("Cordialement, Zoé Kermadec", "Zoé Kermadec"),
        ("Écrivez-moi : zoe-kermadec@ailleurs.example", "zoe-kermadec@ailleurs.example"),
        ("Comme nous le faisons à INRAE, mutualisez.", "INRAE"),
        ("Je suis de l’avis de M. Orveau.", "Max Orveau"),
    ] {
        let mut typed = fields("3", words);
        typed.push(("do".into(), "submit".into()));
        let form: Vec<_> = typed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        browser.post(&page, &form).expect(422).says("Ces mots disent peut-être").says(named);
    }
    let mut typed = fields("3", "Le modèle de l’INRAE est cité à bon droit.");
    typed.extend([("do".into(), "submit".into()), ("checked".into(), "yes".into())]);
    let form: Vec<_> = typed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.post(&page, &form).expect(303);
}
