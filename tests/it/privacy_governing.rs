//! Who sat, signed, was in charge or wrote is forgotten after a term; what was decided, signed and said stays.

use chrono::{Datelike, TimeDelta};
use diesel::prelude::*;
use maillage::accounts::{AccountId, NetworkRole, NodeRole};
use maillage::conventions::Concern;
use maillage::db::schema::{
    accounts, body_seats, convention_signatures, coverage_proposals, freshness_checks,
    institution_wishes, meeting_presences, news_posts, resolutions, time_notes,
};
use maillage::governance;

use crate::actors::Account;
use crate::app::TestApp;
use crate::governance_cast::{Over, over};

const YEAR: TimeDelta = TimeDelta::days(366);

/// A meeting that is over: the seat ended today, the resolution was done today, and Ada had it.
fn ended(app: &TestApp, ada: &Account) -> Over {
    let there = over(app, &app.actor(ada), "copil");
    let today = app.today();
    app.write(|conn| {
        diesel::update(body_seats::table.find(&there.seat))
            .set(body_seats::ends_on.eq(today))
            .execute(conn)?;
        diesel::update(resolutions::table)
            .set((resolutions::owner_id.eq(&ada.id), resolutions::done_on.eq(today)))
            .execute(conn)?;
        diesel::update(meeting_presences::table)
            .set(meeting_presences::note.eq("Ines arrive en retard"))
            .execute(conn)?;
        Ok(())
    });
    there
}

/// Whose the seat, the resolution and the news are, and who signed.
fn kept(app: &TestApp) -> (String, Option<AccountId>, String, String) {
    app.read(|conn| {
        let name = |conn: &mut maillage::db::Conn, id: AccountId| {
            accounts::table.find(id).select(accounts::name).first::<String>(conn)
        };
        let seat = body_seats::table.select(body_seats::account_id).first(conn)?;
        let author = news_posts::table.select(news_posts::created_by).first(conn)?;
        Ok((
            name(conn, seat)?,
            resolutions::table.select(resolutions::owner_id).first(conn)?,
            convention_signatures::table.select(convention_signatures::signatory).first(conn)?,
            name(conn, author)?,
        ))
    })
}

#[test]
fn who_sat_signed_was_in_charge_or_wrote_is_forgotten_after_a_term() {
    let app = TestApp::start();
    let ada = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Admin), &[]);
    let maker = app.actor(&ada);
    let there = ended(&app, &ada);
    let paper = crate::spaces_cast::convention(&app, &maker, Concern::Spaces);
    crate::spaces_cast::sign(&app, &maker, (&paper, "cnrs", 30));
    crate::news::part(&app, (&maker, &app.node_id("adoc-lorraine")), "/inbox/news/");
    let now = app.now();
    app.write(|conn| {
        let wish = maillage::institutions::Wish {
            id: maillage::institutions::WishId::new(),
            name: "Institut absent".into(),
            ror: None,
            email: "lea@absent.example".into(),
            asked_by: "Léa".into(),
            language: maillage::i18n::Locale::Fr,
            asked_at: now,
            institution: None,
            done_at: None,
        };
        Ok(maillage::institutions::queries::insert_wish(conn, &wish)?)
    });
    let told = ("Ines".to_owned(), Some(ada.id.clone()), "Camille Signe".to_owned(), "Ada".into());
    app.later(YEAR * 2);
    app.run_jobs();
    assert_eq!(kept(&app), told);

    app.later(YEAR + TimeDelta::days(30));
    app.run_jobs();
    let of_three_years = kept(&app);
    let wishes =
        || app.read(|conn| Ok(institution_wishes::table.count().get_result::<i64>(conn)?));
    app.later(YEAR * 2 + TimeDelta::days(30));
    app.run_jobs();
    app.run_jobs();

    let network = "Le réseau".to_owned();
    assert_eq!(of_three_years, ("Ines".into(), None, "Camille Signe".into(), network.clone()));
    assert_eq!(kept(&app), (network.clone(), None, "[…]".into(), network));
    assert_eq!(wishes(), 0);
    let (came, notes) = app.read(|conn| {
        let came = governance::queries::attendance_of(conn, &there.meeting)?;
        let notes: Vec<String> =
            meeting_presences::table.select(meeting_presences::note).load(conn)?;
        Ok((came, notes))
    });
    assert_eq!((came.len(), notes), (1, vec![String::new()]), "that somebody came is kept");
    let page = app.visitor().get(&format!("/governance/resolutions/{}", there.reference));
    page.expect(200).says("Renouveler le label");
    // The account of nobody opens nothing, and is one however often something is forgotten.
    let nobody: Vec<bool> = app.read(|conn| {
        let all = accounts::table.filter(accounts::email.like("%@erased.invalid"));
        Ok(all.select(accounts::disabled_at.is_not_null()).load(conn)?)
    });
    assert_eq!(nobody, vec![true]);
    app.visitor().get("/privacy").expect(200).says("siégeait").says("portait une résolution");
}

/// What is noted beside time, of a page that was checked and of a proposed coverage.
fn noted(app: &TestApp) -> [String; 4] {
    app.read(|conn| {
        let said = coverage_proposals::table
            .select((coverage_proposals::comment, coverage_proposals::reason));
        let (comment, reason): (String, String) = said.first(conn)?;
        Ok([
            time_notes::table.select(time_notes::word).first(conn)?,
            freshness_checks::table.select(freshness_checks::note).first(conn)?,
            comment,
            reason,
        ])
    })
}

#[test]
fn what_is_noted_beside_work_goes_after_its_term_and_the_work_stays() {
    let app = TestApp::start();
    let ada = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Admin), &[]);
    let (node, ticket) = (app.node_id("adoc-lorraine"), app.ticket("Question"));
    let (now, today) = (app.now(), app.today());
    let who = ada.id.as_str();
    app.write(|conn| {
        diesel::insert_into(time_notes::table)
            .values((
                time_notes::id.eq("note"),
                time_notes::ticket_id.eq(ticket.id.as_str()),
                time_notes::node_id.eq(node.as_str()),
                time_notes::account_id.eq(who),
                time_notes::minutes.eq(25),
                time_notes::word.eq("Rappel de Lucie"),
                time_notes::spent_on.eq(today),
                time_notes::created_at.eq(now),
            ))
            .execute(conn)?;
        diesel::insert_into(freshness_checks::table)
            .values((
                freshness_checks::month.eq(today.with_day(1).unwrap()),
                freshness_checks::node_id.eq(node.as_str()),
                freshness_checks::verdict.eq("wrong"),
                freshness_checks::note.eq("Omar est parti"),
                freshness_checks::checked_by.eq(who),
                freshness_checks::checked_at.eq(now),
            ))
            .execute(conn)?;
        diesel::insert_into(coverage_proposals::table)
            .values((
                coverage_proposals::id.eq("proposal"),
                coverage_proposals::node_id.eq(node.as_str()),
                coverage_proposals::state.eq("refused"),
                coverage_proposals::rows.eq("[]"),
                coverage_proposals::comment.eq("Vu avec Ines"),
                coverage_proposals::proposed_by.eq(who),
                coverage_proposals::proposed_at.eq(now),
                coverage_proposals::decided_at.eq(now),
                coverage_proposals::reason.eq("Ines le conteste"),
            ))
            .execute(conn)?;
        Ok(())
    });
    let said = ["Rappel de Lucie", "Omar est parti", "Vu avec Ines", "Ines le conteste"];
    app.sign_in(&ada).get("/admin/settings").expect(200).says("à côté du temps passé");
    app.visitor().get("/privacy").expect(200).says("à côté du temps passé");
    app.later(YEAR);
    app.run_jobs();
    assert_eq!(noted(&app), said);

    // Whoever administers keeps what is noted of checked pages for less long.
    let root = app.sign_in(&ada);
    crate::privacy_lowered::lowers(&root, &[("checks", "1")]).expect(303);
    app.later(TimeDelta::days(2));
    app.run_jobs();
    assert_eq!(noted(&app), [said[0], "[…]", said[2], said[3]]);
    app.later(YEAR * 2);
    app.run_jobs();

    assert_eq!(noted(&app), ["", "[…]", "", ""]);
    let minutes: Vec<i32> =
        app.read(|conn| Ok(time_notes::table.select(time_notes::minutes).load(conn)?));
    assert_eq!(minutes, [25]);
}

#[test]
fn who_signed_under_the_same_name_for_the_same_institution_is_shown_to_admins_alone() {
    let app = TestApp::start();
    let ada = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Admin), &[]);
    let maker = app.actor(&ada);
    let held = [("adoc-lorraine", NodeRole::Manager)];
    let camille = app.account("CAMILLE  SIGNÉ", "camille@adoc.example", None, &held);
    app.account("Camille Signe", "autre@ailleurs.example", None, &[]);
    let paper = crate::spaces_cast::convention(&app, &maker, Concern::Nodes);
    crate::spaces_cast::sign(&app, &maker, (&paper, "universite-de-lorraine", 900));
    let root = app.sign_in(&ada);
    let asked = |email: &str| {
        let form = [("email", email), ("kind", "erasure"), ("reason", "Demande écrite")];
        root.post("/admin/privacy", &form).expect(303).location().to_owned()
    };

    let page = asked("camille@adoc.example");

    root.get(&page).expect(200).says("à confirmer à la main").says("Camille Signe");
    app.sign_in(&camille).get(&page).expect(200).says_not("à confirmer à la main");
    let other = asked("autre@ailleurs.example");
    root.get(&other).expect(200).says_not("à confirmer à la main");
}
