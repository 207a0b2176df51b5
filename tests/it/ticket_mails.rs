//! The mails of a ticket: what they say, where they lead, and how they thread (RFC 5322).

use mail_parser::{HeaderValue, MessageParser};

use crate::app::{SentMail, TestApp};
use crate::asking::{ask, asked};
use crate::following::{Desk, key, reference, reply};

struct Headers {
    id: String,
    in_reply_to: Vec<String>,
    references: Vec<String>,
    subject: String,
}

fn headers(mail: &SentMail) -> Headers {
    let parsed = MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
    let all = |value: &HeaderValue<'_>| -> Vec<String> {
        value.as_text_list().unwrap_or_default().iter().map(ToString::to_string).collect()
    };
    Headers {
        id: parsed.message_id().unwrap().to_owned(),
        in_reply_to: all(parsed.in_reply_to()),
        references: all(parsed.references()),
        subject: parsed.subject().unwrap().to_owned(),
    }
}

#[test]
fn what_the_team_gets_is_one_thread() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Première réponse.");
    reply(&app, &follow, "Merci, et ensuite ?").expect(303);
    desk.answers(&follow, "Seconde réponse.");
    desk.closes(&follow);
    let mails: Vec<_> = app.mails_to("lucie@labo.example").iter().map(headers).collect();
    assert_eq!(mails.len(), 5, "confirm, received, answer, answer, closed");
    assert!(mails[0].in_reply_to.is_empty());
    for (place, mail) in mails.iter().enumerate().skip(1) {
        let before: Vec<_> = mails[..place].iter().map(|mail| mail.id.clone()).collect();
        assert_eq!(mail.in_reply_to, [before.last().unwrap().clone()]);
        assert_eq!(mail.references, before);
        assert!(
            mail.subject.starts_with(&format!("[{}] ", reference(&follow))),
            "{}",
            mail.subject
        );
    }
    let staff: Vec<_> = app.mails_to("camille@adoc.example").iter().map(headers).collect();
    let roots: Vec<_> = staff.iter().map(|mail| mail.references.first().cloned()).collect();
    assert!(roots.len() > 1 && roots.iter().all(|root| *root == roots[0]), "{roots:?}");
}

#[test]
fn the_answer_is_in_the_mail_and_closing_asks_whether_it_helped() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Déposez dans **l’entrepôt**.");
    let answer = app.mail_to("lucie@labo.example");
    assert!(answer.text.contains("Camille Roussel (ADOC Lorraine) vous répond"), "{}", answer.text);
    assert!(answer.html.contains("<strong>l’entrepôt</strong>"));
    assert_eq!(answer.link("/tickets/"), follow);
    desk.closes(&follow);
    let closed = app.mail_to("lucie@labo.example");
    for score in 1..=5 {
        let link = format!(
            "/tickets/{}/satisfaction?key={}&score={score}",
            reference(&follow),
            key(&follow)
        );
        assert!(closed.text.contains(&link), "{}", closed.text);
        app.visitor().get(&link).expect(200);
    }
}

#[test]
fn what_strangers_type_is_only_text_in_mails() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let name = "Lucie\r\nBcc: all@spam.example <b>[x](https://spam.example)";
    asked(
        &app,
        &app.visitor(),
        &[("name", name), ("subject", "<img src=x> [clic](https://spam.example)\nX: y")],
    );
    let mail = app.mail_to("camille@adoc.example");
    drop(desk);
    assert!(
        !mail.html.contains("<img") && !mail.html.contains("href=\"https://spam.example"),
        "{}",
        mail.html
    );
    let parsed = MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
    assert!(parsed.bcc().is_none() && parsed.header("X").is_none());
}

#[test]
fn mails_speak_the_language_of_the_answer() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[("language", "en")]);
    let mail = app.mail_to("lucie@labo.example");
    assert!(
        mail.text.contains("Follow my question") && mail.text.contains(&follow),
        "{}",
        mail.text
    );
}

#[test]
fn the_colleague_gets_the_answers_but_is_not_asked_to_confirm() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let behalf = [("behalf_name", "Ana Lima"), ("behalf_email", "ana@labo.example")];
    ask(&app, &app.visitor(), &behalf).expect(303);
    assert!(app.mails_to("ana@labo.example").is_empty());
    let follow = asked(&app, &app.visitor(), &behalf);
    desk.answers(&follow, "Voici.");
    assert!(app.mail_to("ana@labo.example").text.contains("Voici."));
}
