//! What visitors and programs are told when something fails.

use crate::app::TestApp;

#[test]
fn an_unknown_page_says_so_in_the_visitors_language() {
    let app = TestApp::start();
    let french = app.visitor().get("/nowhere");
    french.expect(404).says("Page introuvable");
    let english = app.visitor().get("/nowhere?lang=en");
    english.expect(404).says("Page not found");
    assert_eq!(english.header("content-type"), Some("text/html; charset=utf-8"));
}

#[test]
fn the_api_tells_errors_as_problems() {
    let app = TestApp::start();
    let reply = app.visitor().get("/api/v1/nowhere");
    reply.expect(404);
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    assert_eq!(reply.json()["status"], 404);
    assert_eq!(reply.json()["code"], "error-not-found");
}

#[test]
fn every_answer_carries_the_security_headers() {
    let app = TestApp::start();
    for path in ["/", "/nowhere", "/api/v1/nowhere"] {
        let reply = app.visitor().get(path);
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("x-frame-options"), Some("DENY"));
        assert!(reply.header("x-request-id").is_some());
    }
}

#[test]
fn a_form_that_another_site_sends_is_refused() {
    let app = TestApp::start();
    let visitor = app.visitor();
    visitor.set_cookie("maillage_session", "anything");
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://elsewhere.example")],
        &[],
    ] {
        visitor.post_with("/nowhere", &[], headers).expect(403);
    }
    visitor.post("/nowhere", &[]).expect(404);
}
