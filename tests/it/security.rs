//! What a sceptic would try, where no other test does; `docs/SECURITY.md` says which test shows what.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole, Scope, throttle};
use maillage::tickets::rules::LINKS_PER_ADDRESS;

use crate::app::{TestApp, Visitor};
use crate::asking::asked;
use crate::following::{Desk, key, reference};
use crate::mail_in::{header, letter};
use crate::privacy::{admin, asks_for, confirms};
use crate::tickets::form_id;

/// Every test that the table names exists: nobody takes away what shows that something holds.
#[test]
fn what_the_security_page_names_is_tested() {
    let sources = std::fs::read_dir("tests/it").unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_stem()?.to_str()?.to_owned();
        let text = (path.extension()? == "rs").then(|| std::fs::read_to_string(&path).unwrap())?;
        Some((name, text))
    });
    let known: BTreeSet<String> = sources
        .flat_map(|(file, text)| {
            let names =
                text.lines().filter_map(|line| line.trim().strip_prefix("fn ")).map(move |line| {
                    format!("{file}::{}", line.split(['(', '<']).next().unwrap_or_default())
                });
            names.collect::<Vec<_>>()
        })
        .collect();
    for (page, least) in [("docs/SECURITY.md", 60), ("docs/TEACHING.md", 40)] {
        let text = std::fs::read_to_string(page).unwrap();
        let named: Vec<&str> = text.split('`').filter(|part| part.contains("::")).collect();
        let missing: Vec<_> = named.iter().filter(|name| !known.contains(**name)).collect();
        assert!(named.len() > least, "{}", named.len());
        assert_eq!(missing, Vec::<&&str>::new(), "{page} names tests that there are not");
    }
}

const SECRET: &str = "SECRET-NOTE-7431";

#[test]
fn a_note_is_in_nothing_that_the_team_can_reach() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Voici.");
    desk.notes(&follow, &format!("Entre nous : {SECRET}"));
    desk.closes(&follow);
    let ticket = desk.ticket(&follow);
    let (path, key) = (format!("/tickets/{}", ticket.reference), key(&follow));
    let lucie = app.account("Lucie Marchal", "lucie@labo.example", None, &[]);
    let token = app.token(&lucie, Scope::Write);

    let (visitor, signed_in, caller) = (app.visitor(), app.sign_in(&lucie), app.caller(&token));
    let reached = [
        visitor.get(&follow),
        visitor.get(&format!("{path}/satisfaction?key={key}&score=4")),
        visitor.post(&format!("{path}/satisfaction"), &[("key", key), ("comment", "sans note")]),
        visitor
            .post(&format!("{path}/replies"), &[("key", key), ("id", &form_id()), ("body", " ")]),
        signed_in.get("/tickets"),
        signed_in.get(&path),
        signed_in.get(&format!("/tickets?q={SECRET}")),
        signed_in.get(&format!("{path}/history")),
        caller.get(&format!("/api/v1/tickets/{}", ticket.reference)),
        caller.get("/api/v1/tickets"),
        caller.get(&format!("/api/v1/tickets?q={SECRET}")),
    ];
    for reply in &reached {
        assert!(!reply.body.contains("Entre nous"), "{}", reply.path);
    }
    let searched = caller.get(&format!("/api/v1/tickets?q={SECRET}")).expect(200).json();
    assert_eq!(searched["items"].as_array().unwrap().len(), 0);
    assert!(
        app.mails().iter().all(|mail| !mail.raw.contains(SECRET) && !mail.text.contains(SECRET))
    );
    // The copy of her data, which an admin made: not even there.
    let admin = admin(&app);
    let page = confirms(&app, &admin, &asks_for(&admin, "lucie@labo.example", "export"));
    let (request, signature) = page.path.split_once("?key=").unwrap();
    let copy = admin.get(&format!("{request}/copy?key={signature}"));
    let mut zip =
        zip::ZipArchive::new(std::io::Cursor::new(copy.expect(200).bytes.clone())).unwrap();
    for place in 0..zip.len() {
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_index(place).unwrap(), &mut content).unwrap();
        assert!(!String::from_utf8_lossy(&content).contains(SECRET), "file {place} of the copy");
    }
    // It is there for those who work on it.
    let ines =
        app.account("Inès", "ines@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    app.sign_in(&ines).get(&path).expect(200).says(SECRET);
}

#[test]
fn a_link_lets_into_its_own_ticket_and_nowhere_else() {
    let app = TestApp::start();
    let (one, other) = (
        asked(&app, &app.visitor(), &[]),
        asked(&app, &app.visitor(), &[("subject", "Tout autre chose")]),
    );
    // A mail with the link was forwarded: whoever has it opens this ticket.
    let stranger = app.visitor();
    stranger.get(&one).expect(200).says("Où déposer");
    assert_eq!(stranger.cookie("maillage_session"), None);
    stranger.get(&format!("/tickets/{}", reference(&one))).expect(404);
    stranger.get(&format!("/tickets/{}?key={}", reference(&other), key(&one))).expect(404);
    for closed in ["/tickets", "/inbox", "/account", "/admin"] {
        let reply = stranger.get(&format!("{closed}?key={}", key(&one)));
        assert!(reply.expect(303).location().starts_with("/sign-in"), "{closed}");
    }
    let history = stranger.get(&format!("/tickets/{}/history?key={}", reference(&one), key(&one)));
    assert!(history.expect(303).location().starts_with("/sign-in"));
    let api = format!("/api/v1/tickets/{}?key={}", reference(&one), key(&one));
    stranger.get(&api).expect(401);
}

#[test]
fn another_nodes_ticket_leaves_no_trace() {
    let app = TestApp::start();
    app.make_node("elsewhere");
    let follow = asked(&app, &app.visitor(), &[("subject", "Sujet INTROUVABLE")]);
    let ticket = Desk::new(&app).ticket(&follow);
    let paul = app.account("Paul", "paul@x.example", None, &[("elsewhere", NodeRole::Manager)]);
    let (browser, caller) = (app.sign_in(&paul), app.caller(&app.token(&paul, Scope::Write)));
    let none = |reply: &crate::app::Reply| {
        assert!(!reply.body.contains("INTROUVABLE"), "{}", reply.path);
    };
    for name in [ticket.reference.as_str(), ticket.id.as_str()] {
        for page in ["", "/history", "/readings", "/handover", "/relations"] {
            none(browser.get(&format!("/tickets/{name}{page}")).expect(404));
        }
        none(caller.get(&format!("/api/v1/tickets/{name}")).expect(404));
        for deed in ["presence", "merge", "assignment", "notes", "answers", "following"] {
            none(browser.post(&format!("/tickets/{name}/{deed}"), &[]).expect(404));
        }
    }
    for list in ["/inbox", "/inbox?q=introuvable", "/inbox?queue=all", "/inbox/late", "/tickets"] {
        none(&browser.get(list));
    }
    for list in
        ["/api/v1/tickets", "/api/v1/tickets?q=introuvable", "/api/v1/tickets?node=adoc-lorraine"]
    {
        let found = caller.get(list).expect(200).json();
        assert_eq!(found["items"].as_array().unwrap().len(), 0, "{list}");
    }
    let form =
        [("event", "close"), ("outcome", "answered"), ("ticket", &ticket.reference), ("sure", "1")];
    none(&browser.post("/inbox/bulk", &form));
    // Nor can Paul write to it by the team's reply address.
    let to = header(&app.mail_to("lucie@labo.example"), "Reply-To");
    let mail = letter("Paul <paul@x.example>", "Re", &[("To", &to)], "Je suis du réseau");
    assert!(app.deliver(mail).to_string().starts_with("QUARANTINED"));
    assert_eq!(app.again(&ticket).last_activity_at, ticket.last_activity_at);
}

/// Neither the answer nor the time it takes says whether somebody has an account.
#[test]
fn an_unknown_address_takes_as_long_as_a_known_one() {
    let app = TestApp::start();
    let known = app.account("Camille", "camille@example.org", Some(NetworkRole::Coordinator), &[]);
    let browser = app.sign_in(&known);
    let form = [("password", "une phrase assez longue")];
    browser.post("/account/password", &form).expect(303);
    let attempt = |visitor: &Visitor, login: &str| {
        let begun = Instant::now();
        let reply = visitor.post("/sign-in/password", &[("login", login), ("password", "faux")]);
        (begun.elapsed(), reply.status, reply.text().replace(login, "X"))
    };
    let quickest = |login: &str| -> (Duration, u16, String) {
        (0..5).map(|_| attempt(&app.visitor(), login)).min().unwrap()
    };
    let (right, wrong) = (quickest("camille@example.org"), quickest("personne@example.org"));
    assert_eq!((right.1, &right.2), (wrong.1, &wrong.2));
    let (shorter, longer) = (right.0.min(wrong.0), right.0.max(wrong.0));
    assert!(longer < shorter * 4 + Duration::from_millis(50), "{right:?} and {wrong:?}");
}

/// Nor does the time of a lost link's answer say whose question it is.
#[test]
fn a_lost_link_takes_as_long_for_whoever_asks_for_it() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let quickest = |email: &str| {
        let form = [("reference", reference(&follow)), ("email", email)];
        let tries = (0..5).map(|_| {
            let begun = Instant::now();
            app.visitor().post("/tickets/links", &form).expect(303);
            begun.elapsed()
        });
        tries.min().unwrap()
    };
    let (known, unknown) = (quickest("lucie@labo.example"), quickest("personne@labo.example"));
    assert_eq!(app.mails_to("personne@labo.example").len(), 0);
    let apart = known.max(unknown) - known.min(unknown);
    assert!(apart < Duration::from_millis(50), "{known:?} and {unknown:?}");
    assert!(known.min(unknown) >= Duration::from_millis(100), "{known:?} and {unknown:?}");
}

#[test]
fn lost_links_cannot_be_asked_for_without_end() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let (limit, now) = (LINKS_PER_ADDRESS, app.now());
    app.write(|conn| {
        (0..limit.uses).try_for_each(|_| throttle::count(conn, "link", "127.0.0.1", limit, now))
    });
    let ask = || {
        let form = [("reference", reference(&follow)), ("email", "lucie@labo.example")];
        app.visitor().post("/tickets/links", &form)
    };
    assert!(ask().expect(429).header("retry-after").is_some());
    app.later(TimeDelta::hours(1));
    ask().expect(303);
}

#[test]
fn a_thousand_replies_leave_a_page_that_can_be_used() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    let ticket = desk.ticket(&follow);
    let now = app.now();
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::messages;
        for part in 0..10_i64 {
            let rows: Vec<_> = (0..100_i64)
                .map(|n| {
                    (
                        messages::id.eq(form_id()),
                        messages::ticket_id.eq(&ticket.id),
                        messages::kind.eq("public"),
                        messages::author_kind.eq("team"),
                        messages::author_name.eq("Lucie"),
                        messages::via.eq("page"),
                        messages::body.eq(format!("Précision-{n} {}", "et encore ".repeat(40))),
                        messages::created_at.eq(now + TimeDelta::seconds(part * 100 + n)),
                        messages::reach.eq("node"),
                    )
                })
                .collect();
            rows.into_iter().try_for_each(|row| {
                diesel::insert_into(messages::table).values(row).execute(conn).map(drop)
            })?;
        }
        Ok(())
    });
    let ines =
        app.account("Inès", "ines@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let page = app.sign_in(&ines).get(&format!("/tickets/{}", ticket.reference));
    let said = |body: &str| body.matches("Précision-").count();
    assert!((1..=60).contains(&said(&page.expect(200).body)), "{}", said(&page.body));
    assert!(page.body.len() < 400_000, "{}", page.body.len());
    let team = app.visitor().get(&follow);
    assert!(team.expect(200).body.len() < 400_000, "{}", team.body.len());
}
