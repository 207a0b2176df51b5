//! Published answers as readers use them: found, suggested, judged, put into an answer.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, Scope};
use maillage::db::schema::{articles, deflections};
use maillage::knowledge::{ArticleId, ops, queries};

use crate::app::TestApp;
use crate::knowledge::{Pair, article, audited, embargo, sample, wording};
use crate::tickets::{form_id, question};
use crate::triage::at;

#[test]
fn readers_see_what_holds_for_their_employer_first() {
    let app = TestApp::start();
    let (_, slug) = sample(&app);
    let visitor = app.visitor();
    let address = format!("/articles/{slug}");

    let general = visitor.get(&address).text();
    let own = visitor.get(&format!("{address}?employer=inrae")).text();
    let at = |text: &str, words: &str| text.find(words).unwrap();
    assert!(at(&general, "tout seul") < at(&general, "cellule Data INRAE"));
    assert!(at(&own, "cellule Data INRAE") < at(&own, "tout seul"));
    assert!(own.contains("Dans le cas général"));
    visitor.get(&format!("{address}?employer=cnrs")).expect(200).says("Autres employeurs");
}

#[test]
fn a_missing_language_is_said_and_the_other_one_shown() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (_, slug) = pair.publish(&app, &wording("Nommer ses fichiers", "Simplement."));
    let visitor = app.visitor();
    visitor.set_cookie("lang", "en");

    let page = visitor.get(&format!("/articles/{slug}"));
    page.says("exists in French only for now").says("Simplement.");
    assert!(page.body.contains("lang=\"fr\">Nommer ses fichiers"));
    visitor.get("/knowledge").says("in French");
}

#[test]
fn public_pages_have_a_tag_that_the_signed_in_do_not_get() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (_, slug) = pair.publish(&app, &embargo());
    let (visitor, ines) = (app.visitor(), app.sign_in(&pair.ines));
    for address in ["/knowledge".to_owned(), format!("/articles/{slug}")] {
        let first = visitor.get(&address);
        let tag = first.expect(200).header("etag").unwrap().to_owned();
        visitor.get_with(&address, &[("if-none-match", &tag)]).expect(304);
        let own = ines.get_with(&address, &[("if-none-match", &tag)]);
        assert_eq!(
            (own.status, own.header("etag"), own.header("cache-control")),
            (200, None, Some("no-store"))
        );
    }
    visitor.get("/sitemap.xml").says("");
    assert!(visitor.get("/sitemap.xml").body.contains(&format!("/articles/{slug}</loc>")));
}

#[test]
fn answers_are_found_by_words_topic_and_discipline_page_by_page() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    pair.publish(&app, &embargo());
    for n in 0..22 {
        app.later(TimeDelta::minutes(1));
        let mut what = wording(&format!("Réponse numéro {n}"), "Les volumes déposés.");
        what.topics = vec!["storage".into()];
        what.disciplines = vec!["1.3+astro".into()];
        pair.publish(&app, &what);
    }
    let visitor = app.visitor();

    visitor.get("/knowledge?q=embargos").says("Lever un embargo").says_not("numéro");
    visitor.get("/knowledge?q=lifting").says("Lever un embargo");
    visitor.get("/knowledge?topic=restrict").says("Lever un embargo").says_not("numéro");
    visitor.get("/knowledge?discipline=1.3").says("numéro 21").says_not("Lever un embargo");
    visitor.get("/knowledge?discipline=5.1").says("Aucune réponse publiée ne correspond");
    visitor.get("/knowledge?q=volume+-num%C3%A9ro").says_not("numéro 21");
    let first = visitor.get("/knowledge");
    first.says("numéro 21").says("numéro 2").says_not("Lever un embargo");
    let next = first.body.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&").replace("&#x3D;", "=");
    visitor.get(&next).says("Lever un embargo").says_not("numéro 21");
    let page = visitor.get("/api/v1/articles?limit=2&q=volumes").json();
    let more = visitor
        .get(&format!("/api/v1/articles?q=volumes&cursor={}", page["next"].as_str().unwrap()));
    assert_eq!(page["items"][0]["title_fr"], "Réponse numéro 21");
    assert_eq!(more.json()["items"].as_array().unwrap().len(), 20);
    visitor.get("/api/v1/articles?topic=nulle-part").expect(422);
}

#[test]
fn what_is_looked_for_comes_in_the_order_of_how_near_it_is() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    pair.publish(&app, &embargo());
    for n in 0..21 {
        app.later(TimeDelta::minutes(1));
        let words = "On peut déposer, et lever plus tard un embargo, ou donner ses dates.";
        pair.publish(&app, &wording(&format!("Réponse numéro {n}"), words));
    }
    app.later(TimeDelta::minutes(1));
    pair.publish(&app, &wording("Décrire ses données", "Par un fichier."));
    let visitor = app.visitor();

    let page = visitor.get("/knowledge?q=lever%20embargo%20");
    page.expect(200).says("Les plus proches");
    let first = page.text().find("Lever un embargo").unwrap();
    assert!(first < page.text().find("numéro 20").unwrap(), "the title is nearer than the newest");
    let pages = |query: &str| {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = visitor.get(&format!("/api/v1/articles?q={query}&limit=5&cursor={cursor}"));
            let page = page.expect(200).json();
            let items = page["items"].as_array().unwrap().clone();
            all.extend(items.iter().map(|one| one["title_fr"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => return all,
            }
        }
    };
    let all = pages("embargo");
    assert_eq!((all.len(), all[0].as_str()), (22, "Lever un embargo"));
    assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 22);
    // Whoever looks for data does not find who gives.
    assert_eq!(pages("donn%C3%A9es%20"), ["Décrire ses données"]);
    assert_eq!(pages("donner%20").len(), 21);
    visitor.get("/knowledge?q=donn%C3%A9es%20").expect(200).says_not("numéro");
}

#[test]
fn suggestions_come_while_somebody_asks_and_at_most_three() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    pair.publish(&app, &embargo());
    for n in 0..4 {
        pair.publish(&app, &wording(&format!("Choisir une licence {n}"), "Etalab."));
    }
    let visitor = app.visitor();
    let ask = |body: &str| {
        let form = [("body", body), ("topic", "restrict"), ("institution", "inrae")];
        visitor.post("/knowledge/suggestions", &form)
    };

    let near = ask("Comment lever l’embargo de mes données ?");
    near.expect(200).says("Lever un embargo").says_not("licence");
    assert!(near.body.contains("employer=inrae") || near.body.contains("employer&#x3D;inrae"));
    assert_eq!(ask("quelle licence choisir").body.matches("<li>").count(), 3);
    ask("bonjour").says_not("Lever un embargo");
    let page = visitor.post("/tickets/new", &[("preview", "1"), ("body", "Lever mon embargo")]);
    page.says("Peut-être déjà répondu").says("Lever un embargo");
    visitor.get("/tickets/new").says_not("Peut-être déjà répondu");
}

fn spared(app: &TestApp) -> i64 {
    let (from, to) = (app.today() - TimeDelta::days(1), app.today());
    app.read(|conn| Ok(queries::spared_between(conn, (from, to), None)?))
}

#[test]
fn a_question_that_stays_unasked_is_counted_once_and_taken_back_when_asked() {
    let app = TestApp::start();
    let (id, slug) = sample(&app);
    let visitor = app.visitor();
    let form = visitor.get("/tickets/new");
    let (asking, stamp) = (form.value_of("id").unwrap(), form.value_of("stamp").unwrap());
    let address = format!("/articles/{slug}/deflection");

    for (asking, stamp) in [(&*asking, "1.x"), (&*form_id(), &*stamp), ("x", "")] {
        visitor.post(&address, &[("asking", asking), ("stamp", stamp)]).expect(303);
    }
    assert_eq!(spared(&app), 0);
    visitor
        .get(&format!("/articles/{slug}?asking={asking}&stamp={stamp}"))
        .says("Cela répond à ma question");
    for _ in 0..2 {
        let done = visitor.post(&address, &[("asking", &asking), ("stamp", &stamp)]);
        visitor.follow(&done).says("Votre question n’a pas été envoyée");
    }
    assert_eq!(spared(&app), 1);
    let chief = app.account("Chef", "chef@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let exact = app.caller(&app.token(&chief, Scope::Read)).get("/api/v1/statistics").json();
    assert_eq!(exact["deflected"], 1);
    app.sign_in(&chief).get("/figures").says("1 questions évitées");
    assert_eq!(audited(&app, "article", &id).iter().filter(|a| *a == "article.deflect").count(), 1);
    let rows: Vec<(String, String)> = app.read(|conn| {
        Ok(deflections::table.select((deflections::id, deflections::article_id)).load(conn)?)
    });
    assert_eq!(rows, [(asking.clone(), id)]);

    app.later(TimeDelta::minutes(1));
    let asked = [
        ("id", &*asking),
        ("stamp", &*stamp),
        ("body", "Quand même"),
        ("name", "Zoé"),
        ("institution", "inrae"),
        ("email", "zoe@labo.example"),
        ("language", "fr"),
    ];
    visitor.post("/tickets/new", &asked).expect(303);
    assert_eq!(spared(&app), 0);
}

#[test]
fn a_word_of_a_reader_counts_once_a_day_and_sets_no_cookie() {
    let app = TestApp::start();
    let (_, slug) = sample(&app);
    let visitor = app.visitor();
    let say =
        |word: &str| visitor.post(&format!("/articles/{slug}/usefulness"), &[("useful", word)]);

    let done = say("yes");
    assert_eq!(done.header("set-cookie"), None);
    visitor.follow(&done).says("Merci, c’est compté");
    say("no").expect(303);
    say("shrug").expect(303);
    app.later(TimeDelta::days(1));
    say("no").expect(303);
    let counted: (i32, i32) = app.read(|conn| {
        Ok(articles::table.select((articles::useful, articles::not_useful)).first(conn)?)
    });
    assert_eq!(counted, (1, 1));
}

#[test]
fn an_answer_takes_the_words_for_the_askers_employer_and_the_address() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (id, slug) = pair.publish(&app, &embargo());
    let ines = app.sign_in(&pair.ines);
    let mut asked = question("Lever un embargo sur un jeu de données");
    asked.institutions = vec!["universite-de-lorraine".into(), "inrae".into()];
    let ticket = app.ask(asked, true);

    ines.get(&at(&ticket, "/articles"))
        .expect(200)
        .says("Lever un embargo")
        .says("Insérer dans ma réponse");
    let part = ines.get_with(&at(&ticket, "/articles"), &[("hx-request", "true")]);
    assert!(!part.body.contains("<html") && part.body.contains(&id));
    let page = ines.post(&at(&ticket, "/articles"), &[("article", &*id), ("body", "Bonjour,")]);
    page.expect(200);
    let field =
        page.body.split("name=\"body\"").nth(1).unwrap().split("</textarea>").next().unwrap();
    assert!(field.contains("Bonjour,") && field.contains("cellule Data INRAE"), "{field}");
    assert!(field.contains(&format!("/articles/{slug}")), "{field}");
    let used: i32 =
        app.read(|conn| Ok(articles::table.select(articles::insertions).first(conn)?));
    assert_eq!(used, 1);
    ines.get(&at(&ticket, "/history")).says("réponse publiée insérée");
    ines.get("/inbox/articles?list=published").says("reprise dans 1 réponse");
}

#[test]
fn the_index_is_made_anew_from_the_rows() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    pair.publish(&app, &embargo());
    pair.publish(&app, &wording("Choisir une licence", "Etalab."));

    let indexed = ops::index_anew(&app.app, app.now()).unwrap();
    assert_eq!(indexed, 2);
    app.visitor().get("/knowledge?q=inrae").says("Lever un embargo").says_not("Choisir une");
}

#[test]
fn answers_with_one_title_that_are_approved_at_once_all_get_an_address() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (ines, now) = (app.actor(&pair.ines), app.now());
    let words = app.app.vocabularies();
    let proposed: Vec<ArticleId> = (0..6)
        .map(|_| {
            let (id, node) = (ArticleId::new(), app.node_id("adoc-lorraine"));
            app.write(|conn| {
                ops::write(conn, &ines, (&id, &node), &wording("Un titre", "Oui."), now)?;
                ops::propose(conn, &ines, &words, (&id, ops::Look::NotYet), now)
            });
            id
        })
        .collect();

    let together = std::sync::Barrier::new(proposed.len());
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let approve = |id: &ArticleId| {
            let browser = app.sign_in(&pair.yann);
            together.wait();
            browser.post(&format!("/inbox/articles/{id}/approval"), &[]).status
        };
        let all: Vec<_> = proposed.iter().map(|id| scope.spawn(move || approve(id))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });

    assert_eq!(statuses, vec![303; 6]);
    let mut slugs: Vec<String> = proposed
        .iter()
        .map(|id| app.read(|conn| Ok(queries::find(conn, id)?.slug.unwrap())))
        .collect();
    slugs.sort();
    assert_eq!(
        slugs,
        ["un-titre", "un-titre-2", "un-titre-3", "un-titre-4", "un-titre-5", "un-titre-6"]
    );
}

/// Nothing is cut off unseen: what is too long comes back whole, with a sentence.
#[test]
fn a_reason_or_a_note_that_is_too_long_comes_back_whole() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (ines, yann) = (app.sign_in(&pair.ines), app.sign_in(&pair.yann));
    let (id, _) = pair.publish(&app, &embargo());
    let long = format!("{} La fin.", "mot ".repeat(300));

    for (step, name) in [("/withdrawal", "reason"), ("/revision", "note")] {
        let back = ines.post(&article(&id, step), &[(name, &long)]);
        back.expect(422).says("1\u{202f}000 caractères");
        assert!(back.body.contains(&long), "{step} lost what was typed");
    }
    yann.post(&article(&id, "/revision"), &[("note", "À revoir")]).expect(303);
    yann.post(&article(&id, "/proposal"), &[]).expect(303);
    let back = ines.post(&article(&id, "/return"), &[("reason", &long)]);
    assert!(back.expect(422).body.contains(&long));
    ines.post(&article(&id, "/return"), &[("reason", "Trop court.")]).expect(303);
}
