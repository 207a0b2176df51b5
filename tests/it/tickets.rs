//! Tickets to test with: asked through the same op as real ones.

use maillage::history::By;
use maillage::i18n::Locale;
use maillage::tickets::mail::Tools;
use maillage::tickets::{
    Draft, MessageId, Person, Question, State, Ticket, TicketId, Via, ops, queries,
};

use crate::app::TestApp;

/// A question of the University of Lorraine, whose workshop is `adoc-lorraine`.
pub fn question(subject: &str) -> Question {
    Question {
        subject: subject.to_owned(),
        body: "Bonjour, comment faire ?".to_owned(),
        institutions: vec!["universite-de-lorraine".to_owned()],
        laboratory: None,
        site: Some("nancy".to_owned()),
        site_typed: None,
        region: Some("44".to_owned()),
        disciplines: Vec::new(),
        topic: None,
        language: Locale::Fr,
        dataset_pid: None,
        dmp_url: None,
        deadline_on: None,
        deadline_for: None,
        sensitive: false,
        via: Via::Page,
    }
}

impl TestApp {
    /// A new ticket of `adoc-lorraine`.
    pub fn ticket(&self, subject: &str) -> Ticket {
        self.ask(question(subject), true)
    }

    pub fn ask(&self, question: Question, proven: bool) -> Ticket {
        let lucie = Person { name: "Lucie Marchal".into(), email: "lucie@exemple.example".into() };
        self.asked_by(lucie, question, proven)
    }

    /// A new ticket of somebody else.
    pub fn ask_as(&self, asker: Person, subject: &str) -> Ticket {
        self.asked_by(asker, question(subject), true)
    }

    fn asked_by(&self, asker: Person, question: Question, proven: bool) -> Ticket {
        let draft = Draft {
            id: TicketId::random(),
            question,
            asker,
            beneficiary: None,
            files: Vec::new(),
            proven,
        };
        let (app, now) = (self.app.clone(), self.now());
        self.write(|conn| {
            let words = app.vocabularies();
            let tools = Tools { signer: &app.signer, words: &words };
            Ok(ops::ask(conn, &By::Team, &draft, tools, now)?.ticket)
        })
    }

    /// The ticket as it is now.
    pub fn again(&self, ticket: &Ticket) -> Ticket {
        self.read(|conn| Ok(queries::find(conn, &ticket.id)?))
    }

    pub fn state(&self, ticket: &Ticket) -> State {
        self.again(ticket).state
    }

    /// What was queued to be mailed since the beginning: template and address.
    pub fn queued(&self) -> Vec<(String, String)> {
        use diesel::prelude::*;
        use maillage::db::schema::outbox;
        self.read(|conn| {
            Ok(outbox::table
                .order(outbox::id)
                .select((outbox::template, outbox::to_email))
                .load(conn)?)
        })
    }
}

/// A new message id, as a form brings it along.
pub fn form_id() -> String {
    MessageId::new().to_string()
}
