//! The audit trail, searched; recurring work; keys and webhooks; settings.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{self, Actor, NetworkRole, Scope};
use maillage::db::schema::{api_tokens, audit_events, sweeps};
use maillage::history::{self, By};
use maillage::jobs::{self, Sweep};
use serde_json::{Value, json};

use crate::actors::Account;
use crate::admin::with_admin;
use crate::app::TestApp;

/// A new key of somebody: its id, not what opens.
pub fn token_of(app: &TestApp, owner: &Actor) -> String {
    let now = app.now();
    app.write(|conn| {
        accounts::ops::create_token(conn, &owner.id, Scope::Read, None, now)?;
        let made = accounts::queries::live_api_tokens(conn, &owner.id, now)?;
        Ok(made.first().map(|token| token.id.to_string()).unwrap())
    })
}

/// Recurring work that ran once.
pub fn job(app: &TestApp) -> String {
    let done = Sweep { kind: "trial", every: TimeDelta::hours(1), run: |_, _| Ok(0) };
    jobs::run_due(&app.app, [&done], app.now()).unwrap();
    "trial".to_owned()
}

#[test]
fn the_audit_trail_is_searched_by_whom_what_and_when_in_pages() {
    let (app, admin, visitor) = with_admin();
    let other = app.account("Jean Moal", "jean@exemple.fr", None, &[]);
    let note = |by: &Account, action: &str, subject: (&str, &str)| {
        let (by, now) = (By::Account(by.id.clone()), app.now());
        app.write(|conn| history::record(conn, &by, action, subject, &json!({}), now));
    };
    for n in 0..60 {
        note(&admin, "node.trial", ("node", &format!("node-{n}")));
    }
    app.later(TimeDelta::days(2));
    note(&other, "ticket.trial", ("ticket", "ticket-1"));

    let search = |query: &str| visitor.get(&format!("/admin/audit?{query}"));
    search("who=moal").expect(200).says("ticket-1").says_not("node.trial");
    search("who=HELENE").expect(200).says("node.trial").says_not("ticket-1");
    search("who=personne").expect(200).says_not("trial");
    search("kind=ticket").expect(200).says("ticket-1").says_not("node.trial");
    search("from=2026-03-05").expect(200).says("ticket-1").says_not("node.trial");
    search("until=2026-03-03").expect(200).says("node.trial").says_not("ticket-1");
    search("from=03/03/2026&until=03/03/2026&kind=node&who=kerbrat").expect(200).says("node-59");
    let wrong = search("from=demain&who=moal");
    wrong.expect(422).says("Écrivez un jour");
    assert_eq!(wrong.value_of("who").as_deref(), Some("moal"));

    let mut seen = Vec::new();
    let mut next = "/admin/audit?kind=node".to_owned();
    loop {
        let page = visitor.get(&next);
        let rows = page.expect(200).body.split("<span class=\"small\">node-").skip(1);
        seen.extend(rows.map(|rest| rest.split('<').next().unwrap().parse::<i32>().unwrap()));
        let Some((before, _)) = page.body.split_once("\" rel=\"next\"") else { break };
        next =
            before.rsplit("href=\"").next().unwrap().replace("&amp;", "&").replace("&#x3D;", "=");
    }
    assert_eq!(seen, (0..60).rev().collect::<Vec<_>>());
}

#[test]
fn recurring_work_says_how_it_went_and_is_done_again_when_asked() {
    let (app, _, visitor) = with_admin();
    let fails = Sweep {
        kind: "clean-up",
        every: TimeDelta::hours(1),
        run: |_, _| Err(anyhow::anyhow!("the disk is full").into()),
    };
    assert!(jobs::run_due(&app.app, [&fails], app.now()).is_err());

    visitor.get("/admin").expect(200).says("1 tâche qui échoue");
    let home = visitor.get("/");
    assert!(home.expect(200).says("tâches récurrentes en échec").links_to("/admin/jobs"));
    visitor.get("/admin/jobs").expect(200).says("the disk is full").says("Échec");
    app.run_jobs();
    visitor.get("/admin/jobs").says("the disk is full");
    let again = visitor.post("/admin/jobs/clean-up/turn", &[]);
    visitor.follow(again.expect(303)).expect(200).says("sera faite au prochain tour");
    app.run_jobs();

    visitor.get("/admin/jobs").expect(200).says_not("the disk is full").says_not("Échec");
    visitor.post("/admin/jobs/nothing/turn", &[]).expect(404);
    let noted: i64 = app.read(|conn| {
        let made = audit_events::table.filter(audit_events::action.eq("job.made_due"));
        Ok(made.count().get_result(conn)?)
    });
    let kept: i64 = app.read(|conn| {
        Ok(sweeps::table.filter(sweeps::last_error.is_not_null()).count().get_result(conn)?)
    });
    assert_eq!((noted, kept), (1, 0));
}

#[test]
fn keys_say_when_they_were_used_and_an_admin_revokes_them() {
    let (app, _, visitor) = with_admin();
    let jean = app.account("Jean Moal", "jean@exemple.fr", Some(NetworkRole::Coordinator), &[]);
    let token = app.token(&jean, Scope::Read);
    let caller = app.caller(&token);
    visitor.get("/admin/programs").expect(200).says("Jean Moal").says("jamais");

    caller.get("/api/v1/tickets").expect(200);
    app.later(TimeDelta::minutes(5));
    caller.get("/api/v1/tickets").expect(200);

    let used: Vec<_> = app.read(|conn| {
        Ok(api_tokens::table.select(api_tokens::last_used_at).load::<Option<_>>(conn)?)
    });
    assert_eq!(used, [Some(app.now() - TimeDelta::minutes(5))], "to the ten minutes");
    let page = visitor.get("/admin/programs");
    let form = page.expect(200).body.split("/admin/programs/tokens/").nth(1).unwrap();
    let path = format!("/admin/programs/tokens/{}", form.split('"').next().unwrap());
    visitor.post(&path, &[]).expect(303);
    visitor.post(&path, &[]).expect(303);

    caller.get("/api/v1/tickets").expect(401);
    visitor.get("/admin/programs").expect(200).says_not("Jean Moal");
    let told = app.mails_to(&jean.email);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "Une de vos clés d’API est révoquée");
}

#[test]
fn settings_are_shown_without_secrets() {
    let (app, _, visitor) = with_admin();
    let page = visitor.get("/admin/settings");
    page.expect(200)
        .says("Demandes, après leur clôture")
        .says(&app.base)
        .says_not("a key for tests");
}

#[test]
fn the_first_page_says_what_the_administration_chose_in_both_languages() {
    let (app, _, visitor) = with_admin();
    let stranger = app.visitor();
    let ours = "Une question sur vos données";
    stranger.get("/").expect(200).says(ours);

    let half = [("heading_fr", "Bienvenue <b>ici</b>"), ("lede_fr", ""), ("lede_en", "")];
    let wrong = visitor.post("/admin/texts", &half);
    wrong.expect(422).says("dans les deux langues, ou dans aucune").says("Bienvenue <b>ici</b>");
    let form = [
        ("heading_fr", "Bienvenue <b>ici</b>"),
        ("heading_en", "Welcome"),
        ("notice_fr", "Fermé lundi."),
        ("notice_en", "Closed on Monday."),
    ];
    visitor.post("/admin/texts", &form).expect(303);
    visitor.post("/admin/texts", &form).expect(303);

    stranger.get("/").expect(200).says("Bienvenue <b>ici</b>").says("Fermé lundi").says_not(ours);
    stranger.get("/?lang=en").expect(200).says("Welcome").says("Closed on Monday");
    visitor.post("/admin/texts", &[]).expect(303);
    app.visitor().get("/").expect(200).says(ours).says_not("Bienvenue");
    let noted: i64 = app.read(|conn| {
        let made = audit_events::table.filter(audit_events::action.eq("site.texts_changed"));
        Ok(made.count().get_result(conn)?)
    });
    assert_eq!(noted, 2);
}

#[test]
fn the_administration_chooses_for_how_long_things_are_kept() {
    let (app, admin, visitor) = with_admin();
    let path = "/admin/settings/terms";
    let wrong = visitor.post(path, &[("closed", "0"), ("spam", "deux"), ("audit", "7")]);
    wrong.expect(422).says("Demandes, après leur clôture\u{a0}: un nombre entier de 1 à 30");
    wrong.says("Indésirables\u{a0}: un nombre entier de 30 à 1095");
    assert_eq!(wrong.value_of("spam").as_deref(), Some("deux"));
    app.visitor().get("/privacy").expect(200).says("anonymisée 3 ans après").says("après 5 ans");

    let form = [("closed", "2"), ("spam", "45"), ("proof", ""), ("audit", "7"), ("sent", "365")];
    crate::privacy_lowered::lowers(&visitor, &form).expect(303);
    visitor.post(path, &form).expect(303);

    let page = visitor.get("/admin/settings");
    page.expect(200).says("D’habitude 3").says("D’habitude 90");
    assert_eq!(page.value_of("closed").as_deref(), Some("2"));
    let told = app.visitor().get("/privacy");
    told.expect(200).says("anonymisée 2 ans après").says("45 jours").says("après 7 ans");
    let noted: Vec<String> = app.read(|conn| {
        let made = audit_events::table.filter(audit_events::action.eq("retention.changed"));
        Ok(made.select(audit_events::detail).load(conn)?)
    });
    let noted: Vec<Value> = noted.iter().map(|one| serde_json::from_str(one).unwrap()).collect();
    let after = json!({ "audit": 7, "closed": 2, "spam": 45 });
    assert_eq!(noted, [json!({ "before": {}, "after": after })]);
    let trail = visitor.get("/admin/audit?kind=retention");
    trail.expect(200).says("retention.changed").says(&admin.name);
}
