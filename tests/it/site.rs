//! The pages around the capabilities.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::i18n::Locale;
use maillage::outbox::{self, Mail};
use serde_json::json;

use crate::app::TestApp;

#[test]
fn a_stranger_finds_where_to_ask_and_who_could_help() {
    let app = TestApp::start();
    let home = app.visitor().get("/");
    home.expect(200).says("Une question sur vos données ?").says("ateliers de la donnée");
    assert!(home.links_to("/tickets/new") && home.links_to("/network?kind=workshop"));
    assert!(home.body.contains("<option value=\"universite-de-lorraine\">"));
    home.says_not("Ce qui vous attend");
    app.visitor().get("/?lang=en").expect(200).says("A question about your data?");
}

#[test]
fn who_works_here_sees_what_waits() {
    let app = TestApp::start();
    let staff = app.account("Ada", "ada@example.org", None, &[("adoc-lorraine", NodeRole::Staff)]);
    app.sign_in(&staff).get("/").expect(200).says("Rien ne vous attend");
    let admin = app.account("Root", "root@example.org", Some(NetworkRole::Admin), &[]);
    let now = app.now();
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::outbox::dsl;
        outbox::queue(conn, &a_mail("someone@example.org"), now)?;
        diesel::update(dsl::outbox).set(dsl::state.eq("dead")).execute(conn)?;
        Ok(())
    });
    let home = app.sign_in(&admin).get("/");
    home.expect(200).says("1 messages non partis");
    assert!(home.links_to("/admin/outbox"));
    app.sign_in(&staff).get("/").says_not("messages non partis");
}

fn a_mail(to: &str) -> Mail<'_> {
    Mail {
        template: "sign_in",
        language: Locale::Fr,
        to_name: "Quelqu’un",
        to_email: to,
        from_name: None,
        payload: json!({ "path": "/sign-in/abc", "minutes": 30 }),
        in_reply_to: None,
        references: &[],
        dedup_key: None,
    }
}

#[test]
fn standing_texts_are_there_in_both_languages_with_ordered_headings() {
    let app = TestApp::start();
    for (path, french, english) in [
        ("/legal", "Éditeur", "Publisher"),
        ("/privacy", "Qui est responsable", "Who is responsible"),
        ("/accessibility", "non conforme", "not compliant"),
    ] {
        let reply = app.visitor().get(path);
        reply.expect(200).says(french);
        assert!(reply.body.contains("<h2>") && !reply.body.contains("<h4>"), "{path}");
        assert!(!reply.body.contains("{contact}") && !reply.body.contains("{brand}"));
        app.visitor().get(&format!("{path}?lang=en")).expect(200).says(english);
    }
}

#[test]
fn an_operator_puts_texts_colours_and_logo_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("legal.fr.md"), "# Nous\n\n<script>x</script> {brand}")
        .unwrap();
    std::fs::write(folder.path().join("logo.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>")
        .unwrap();
    let path = folder.path().to_owned();
    let app = TestApp::start_with(|config| {
        config.brand.name = "Entraide".into();
        config.brand.color = Some("#7a1f3d".into());
        config.brand.logo = Some(path.join("logo.svg"));
        config.brand.legal_dir = Some(path);
    });
    let legal = app.visitor().get("/legal");
    legal.expect(200).says("Nous").says("Entraide");
    assert!(!legal.body.contains("<script>x"));
    assert!(legal.body.contains("/brand.css") && legal.body.contains("/brand/logo"));
    app.visitor().get("/legal?lang=en").expect(200).says("Publisher");
    let css = app.visitor().get("/brand.css");
    assert_eq!(css.expect(200).header("content-type"), Some("text/css; charset=utf-8"));
    assert!(css.body.contains("--brand: light-dark(#7a1f3d, "), "{}", css.body);
    let logo = app.visitor().get("/brand/logo");
    assert_eq!(logo.expect(200).header("content-type"), Some("image/svg+xml"));
}

#[test]
fn machines_learn_whether_the_service_is_well() {
    use diesel::connection::SimpleConnection;
    let app = TestApp::start();
    assert_eq!(app.visitor().get("/healthz").expect(200).body, "ok\n");
    app.visitor().get("/readyz").expect(200);
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')";
    app.database.conn().batch_execute(newer).unwrap();
    app.visitor().get("/readyz").expect(503).says("schema");
    app.visitor().get("/healthz").expect(200);
}

#[test]
fn figures_are_for_this_machine_and_for_admins() {
    let app = TestApp::start();
    app.visitor().get("/").expect(200);
    let metrics = app.visitor().get("/metrics");
    metrics.expect(200).says("maillage_http_requests_total").says("maillage_outbox_mails");
    let proxied = [("x-forwarded-for", "192.0.2.1")];
    app.visitor().get_with("/metrics", &proxied).expect(404);
    let (admin, staff) = (
        app.account("Root", "root@example.org", Some(NetworkRole::Admin), &[]),
        app.account("Ada", "ada@example.org", None, &[]),
    );
    app.caller(&app.token(&admin, Scope::Admin)).get_with("/metrics", &proxied).expect(200);
    app.caller(&app.token(&staff, Scope::Read)).get_with("/metrics", &proxied).expect(404);
    app.caller(&app.token(&admin, Scope::Read)).get_with("/metrics", &proxied).expect(404);
}

#[test]
fn search_engines_find_the_public_pages_only() {
    let app = TestApp::start();
    app.visitor().get("/robots.txt").expect(200).says("Disallow: /inbox").says("/sitemap.xml");
    let map = app.visitor().get("/sitemap.xml");
    map.expect(200);
    assert!(map.body.contains("/nodes/adoc-lorraine</loc><lastmod>2"));
    assert!(!map.body.contains("/admin"));
    app.visitor().get("/sitemap.xml?part=1").expect(200);
    app.visitor().get("/sitemap.xml?part=2").expect(404);
    let tag = map.header("etag").unwrap();
    app.visitor().get_with("/sitemap.xml", &[("if-none-match", tag)]).expect(304);
}

#[test]
fn the_demonstration_shows_the_mail_it_keeps() {
    let app = TestApp::start_with(|config| config.demo = true);
    app.visitor().get("/dev/mail").expect(200).says("Aucun message");
    let now = app.now();
    app.write(|conn| outbox::queue(conn, &a_mail("lea@example.org"), now).map(drop));
    app.run_jobs();
    let list = app.visitor().get("/dev/mail");
    list.expect(200).says("lea@example.org");
    let start = list.body.find("/dev/mail/").unwrap();
    let path = list.body[start..].split('"').next().unwrap();
    let mail = app.visitor().get(path);
    mail.expect(200).says("Bonjour Quelqu’un").says("multipart/alternative");
    assert!(mail.links_to(&format!("{}/sign-in/abc", app.base)));
    assert!(!mail.body.contains("style=\"") && !mail.body.contains("<iframe"));
    app.visitor().get("/dev/mail/00000000-0000-7000-8000-000000000000").expect(404);
}

#[test]
fn nobody_reads_mail_where_it_is_really_sent() {
    let app = TestApp::start();
    app.visitor().get("/dev/mail").expect(404);
    app.visitor().get("/dev/mail/00000000-0000-7000-8000-000000000000").expect(404);
}

#[test]
fn what_has_served_its_time_is_forgotten() {
    use diesel::prelude::*;
    use maillage::db::schema::{outbox as mails, sessions};
    let app = TestApp::start();
    let account = app.account("Ada", "ada@example.org", None, &[]);
    let browser = app.sign_in(&account);
    let now = app.now();
    app.write(|conn| outbox::queue(conn, &a_mail("lea@example.org"), now).map(drop));
    app.run_jobs();
    let counts = || {
        app.read(|conn| {
            Ok((
                sessions::table.count().get_result::<i64>(conn)?,
                mails::table.count().get_result::<i64>(conn)?,
            ))
        })
    };
    browser.get("/").expect(200);
    app.later(TimeDelta::days(59));
    app.run_jobs();
    assert_eq!(counts(), (1, 1));
    app.later(TimeDelta::days(2));
    app.run_jobs();
    assert_eq!(counts(), (0, 1));
    app.later(TimeDelta::days(310));
    app.run_jobs();
    assert_eq!(counts(), (0, 0));
}

#[test]
fn the_privacy_page_tells_the_terms_that_hold() {
    use maillage::privacy::{TextPolicy, rules};
    let app = TestApp::start_with(|config| {
        config.retention.years = 7;
        config.retention.text = TextPolicy::Removed;
        config.retention.approval = true;
    });
    let french = app.visitor().get("/privacy");
    let english = app.visitor().get("/privacy?lang=en");
    french
        .expect(200)
        .says("anonymisée 7 ans après")
        .says("Le texte de la conversation est effacé");
    french.says("Un archiviste approuve");
    english.expect(200).says("anonymised 7 years after").says("An archivist approves");
    let terms = [
        rules::SPAM,
        rules::QUARANTINED,
        rules::RAW_MAIL,
        rules::READINGS,
        rules::INVITATIONS,
        rules::EXPORT_FOR,
        rules::REQUESTS,
        maillage::tickets::rules::CONFIRM_WITHIN,
        maillage::tickets::rules::FOLLOW_FOR,
        maillage::mail_in::rules::KEPT,
        maillage::schedule::clean_up::ENDED,
        maillage::schedule::clean_up::SENT_MAIL,
        maillage::schedule::clean_up::THROTTLES,
        maillage::schedule::clean_up::DUTY,
        maillage::webhooks::rules::KEPT,
    ];
    for term in terms {
        french.says(&format!("{} jours", term.num_days()));
        english.says(&format!("{} days", term.num_days()));
    }
    french.says(&format!("{} ans", rules::AUDIT_YEARS));
    french.says(&format!("dans {} textes au plus", rules::TEXTS_OF_A_NAME));
    for page in [&french, &english] {
        assert!(!page.text().contains('{'), "a term that the program does not know");
        assert!(page.links_to("/privacy/requests"));
    }
    app.visitor().get("/privacy").expect(200);
    let usual = TestApp::start();
    usual.visitor().get("/privacy").expect(200).says("anonymisée 3 ans après");
}
