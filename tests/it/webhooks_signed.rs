//! A telling is signed when it goes: programs believe no signature that is minutes old (Standard Webhooks).

use std::io::Write;
use std::net::TcpListener;
use std::sync::mpsc;

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::webhooks;

use crate::app::TestApp;
use crate::tickets::form_id;
use crate::webhooks::read;

#[test]
fn each_telling_bears_the_moment_it_goes_however_long_those_before_took() {
    let app = TestApp::start_with(|config| config.webhooks_private = true);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hooks", listener.local_addr().unwrap());
    let held = [("adoc-lorraine", NodeRole::Manager)];
    let manager = app.sign_in(&app.account("Ines", "ines@example.org", None, &held));
    let id = form_id();
    let form = [("id", &*id), ("name", "Outil"), ("url", &*url), ("event", "ticket.created")];
    manager.post("/nodes/adoc-lorraine/webhooks", &form).expect(200);
    let (clock, (tell, told)) = (app.app.clock.clone(), mpsc::channel());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let signed = read(&stream).header("webhook-timestamp").to_owned();
            tell.send((signed, clock.now().and_utc().timestamp().to_string())).unwrap();
            // It takes its time to answer.
            clock.advance(TimeDelta::minutes(4));
            let mut out = &stream;
            let _ = write!(out, "HTTP/1.1 204 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    for subject in ["Un", "Deux", "Trois"] {
        app.ticket(subject);
    }

    assert_eq!(webhooks::send_due(&app.app, app.now()).unwrap(), 3);

    for _ in 0..3 {
        let (signed, at) = told.recv().unwrap();
        assert_eq!(signed, at);
    }
}
