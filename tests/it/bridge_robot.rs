//! A helpdesk that is a robot: it gets its mail by SMTP, answers by LMTP, and never opens a page.

use chrono::TimeDelta;
use mail_parser::MessageParser;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::config::MailTransport;
use maillage::tickets::{Outcome, State, Ticket, queries};

use crate::app::TestApp;
use crate::lmtp::Client;
use crate::mail_in::letter;
use crate::smtp_sink::SmtpSink;

const HELPDESK: &str = "rt@univ.example";

/// A mail as the robot keeps it.
#[derive(Debug, Clone)]
struct Kept {
    to: String,
    subject: String,
    reply_to: String,
    id: String,
    references: Vec<String>,
    text: String,
}

struct Robot<'a> {
    app: &'a TestApp,
    sink: &'a SmtpSink,
    line: Client,
    read: usize,
}

impl Robot<'_> {
    /// The mails that arrived since the last look, for whomever.
    fn arrived(&mut self) -> Vec<Kept> {
        maillage::schedule::send_mail(&self.app.app, self.app.now()).unwrap();
        let all = self.sink.messages();
        let new = all[self.read..].iter().map(|raw| kept(raw)).collect();
        self.read = all.len();
        new
    }

    fn only(&mut self, to: &str) -> Kept {
        let mut mine: Vec<_> = self.arrived().into_iter().filter(|mail| mail.to == to).collect();
        assert_eq!(mine.len(), 1, "{mine:#?}");
        mine.pop().unwrap()
    }

    /// Answers as its agent would, with its own number in the subject.
    fn answers(&mut self, mail: &Kept, text: &str, more: &[(&str, &str)]) -> String {
        self.app.later(TimeDelta::minutes(5));
        let subject = format!("[univ.example #4812] Re: {}", mail.subject);
        let id = format!("<{}@rt.univ.example>", mail.references.len() + text.len());
        let mut headers =
            vec![("To", mail.reply_to.as_str()), ("Message-ID", &id), ("In-Reply-To", &mail.id)];
        headers.extend(more);
        let raw = letter("Denis via RT <rt@univ.example>", &subject, &headers, text);
        self.line.deliver(&raw, &[&mail.reply_to]).pop().unwrap()
    }
}

fn kept(raw: &str) -> Kept {
    let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
    let address = |of: Option<&mail_parser::Address<'_>>| {
        of.and_then(|list| list.first()?.address().map(str::to_owned)).unwrap_or_default()
    };
    Kept {
        to: address(mail.to()),
        subject: mail.subject().unwrap().to_owned(),
        reply_to: address(mail.reply_to()),
        id: format!("<{}>", mail.message_id().unwrap()),
        references: mail
            .references()
            .as_text_list()
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect(),
        text: mail.body_text(0).unwrap().into_owned(),
    }
}

fn first(app: &TestApp) -> Ticket {
    app.read(|conn| Ok(queries::by_reference(conn, "2026-000001")?))
}

#[test]
fn a_robot_handles_a_ticket_from_question_to_closure_by_mail_alone() {
    let sink = SmtpSink::start();
    let app = TestApp::start_with(|config| config.mail = MailTransport::Smtp(sink.url.clone()));
    let line = Client::start(&app);
    let mut robot = Robot { app: &app, sink: &sink, line, read: 0 };
    let held = [("adoc-lorraine", NodeRole::Manager)];
    let manager = app.sign_in(&app.account("Ines", "ines@example.org", None, &held));
    manager.post("/nodes/adoc-lorraine/bridge", &[("email", HELPDESK)]).expect(303);
    let proposed = robot.only(HELPDESK);
    let link = proposed.text.split_whitespace().find_map(|word| word.strip_prefix(&app.base));
    let page = app.visitor().get(link.unwrap());
    let key = page.expect(200).value_of("key").unwrap();
    let path = "/nodes/adoc-lorraine/bridge/confirmation";
    app.visitor().post(path, &[("key", &key)]).expect(200);

    // The question.
    let ticket = app.ticket("Déposer des enquêtes");
    let question = robot.only(HELPDESK);
    assert!(
        question.text.contains("comment faire") && question.subject.contains(&ticket.reference)
    );

    // The receipt that every helpdesk sends: it goes to nobody.
    let auto = [("Auto-Submitted", "auto-generated")];
    let said = robot.answers(&question, "Votre ticket #4812 a été créé.", &auto);
    assert_eq!(said, "250 2.0.0 IGNORED auto-submitted\r\n");
    assert!(robot.arrived().is_empty());

    // A note to colleagues, then the answer.
    let said = robot.answers(&question, "#note\nJe demande au DPO.", &[]);
    assert_eq!(said, format!("250 2.0.0 REPLY {}\r\n", ticket.reference));
    assert!(robot.arrived().is_empty());
    robot.answers(&question, "Bonjour Lucie,\n\nDans l’entrepôt.\n\nDenis", &[]);
    let told = robot.only("lucie@exemple.example");
    assert!(told.text.contains("Dans l’entrepôt.") && !told.text.contains("DPO"));
    assert_eq!(app.state(&ticket), State::WaitingTeam);

    // The team replies by mail; the robot's system finds its thread by number and by references.
    app.later(TimeDelta::minutes(5));
    let thanks = letter(
        "Lucie <lucie@exemple.example>",
        "Re",
        &[("To", &told.reply_to)],
        "Merci ! Et les photos ?",
    );
    assert!(robot.line.deliver(&thanks, &[&told.reply_to])[0].contains("REPLY"));
    let next = robot.only(HELPDESK);
    assert!(
        next.subject.starts_with("[univ.example #4812]") && next.text.contains("Et les photos")
    );
    let first_id = question.id.trim_matches(['<', '>']).to_owned();
    assert!(next.references.contains(&first_id));
    assert!(next.references.iter().any(|id| id.ends_with("@rt.univ.example")));

    // The last word and the closure, in one mail.
    robot.answers(&next, "Les photos aussi.\n\n#clos répondu", &[]);
    let closed = app.again(&ticket);
    assert_eq!((closed.state, closed.outcome), (State::Closed, Some(Outcome::Answered)));
    let mails = robot.arrived();
    assert!(mails.iter().all(|mail| mail.to == "lucie@exemple.example"), "{mails:#?}");
    assert_eq!(first(&app).id, ticket.id);

    // The figures count it like any other.
    app.run_jobs();
    let steers = app.account("Noé", "noe@example.org", Some(NetworkRole::Coordinator), &[]);
    let figures = app.caller(&app.token(&steers, Scope::Read)).get("/api/v1/statistics");
    let told = figures.expect(200).json();
    assert_eq!((&told["received"], &told["closed"]), (&1.into(), &1.into()), "{told}");
}
