//! The world of the permission table: one of everything that an address names, and somebody of every kind to ask for it.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{self, Actor, Invite, NetworkRole, NodeId, NodeRole, Scope};
use maillage::db::schema::{
    accounts as people, api_tokens, attachments, audit_events, memberships, messages, outbox,
};
use maillage::mail_in::Receipt;
use maillage::network::{self, Keys, Proposed};
use maillage::outbox::{Mail, MailState};
use maillage::privacy;
use maillage::tickets::{Ticket, follow_key, queries};
use serde_json::{Value, json};

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::mail_in::{header, letter};
use crate::permissions::{Meets, Role, met};
use crate::permissions_cast::cast;
use crate::tickets::{form_id, question};

pub const NODE: &str = "adoc-lorraine";
pub const ELSEWHERE: &str = "lord";

/// A route's request, and whether the one who sends it should be let in.
pub struct Request<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub form: &'a str,
    pub may: bool,
}

/// What came back, and whether anything happened.
pub type Outcome = (Meets, bool);

pub struct World<'a> {
    app: &'a TestApp,
    node: NodeId,
    /// What refused visitors are sent to; whoever may change one gets a new one.
    ticket: Ticket,
    attachment: String,
    mail_that_waits: String,
    /// A published article of the node: its id and its slug.
    article: (String, String),
    /// Whose rights make the things: none of the visitors.
    maker: Actor,
    member: Account,
    cast: Vec<(Role, Account, String)>,
    /// What refused visitors were sent to, by path: it stays as it is, so it is made once.
    closed: RefCell<HashMap<String, (Ticket, String)>>,
}

impl<'a> World<'a> {
    pub fn prepare(app: &'a TestApp) -> Self {
        let maker = app.account("maker", "maker@example.org", Some(NetworkRole::Admin), &[]);
        let member = app.account("member", "member@example.org", None, &[(NODE, NodeRole::Staff)]);
        let ticket = app.ticket("Une question");
        let node = app.node_id(NODE);
        assert_eq!(ticket.node_id, node);
        Self {
            attachment: attach(app, &app.sign_in(&member), &ticket),
            mail_that_waits: hold_mail(app),
            article: crate::knowledge::published(app, &app.actor(&member), &app.actor(&maker)),
            cast: cast(app),
            maker: app.actor(&maker),
            ticket: app.again(&ticket),
            app,
            node,
            member,
            closed: RefCell::default(),
        }
    }

    fn happenings(&self) -> (i64, i64, i64) {
        self.app.read(|conn| {
            let events = audit_events::table.count().get_result(conn)?;
            let said = messages::table.count().get_result(conn)?;
            Ok((events, said, outbox::table.count().get_result(conn)?))
        })
    }

    /// Sends a route's request as one kind of visitor.
    pub fn send(&self, role: Role, request: &Request<'_>) -> Outcome {
        let path = request.path;
        let held = self.cast.iter().find(|(of, ..)| *of == role);
        if path.starts_with("/api/") {
            let caller = match held {
                Some((_, _, token)) => self.app.caller(token),
                None => self.app.visitor(),
            };
            return self.ask(&caller, request, false);
        }
        let browser = match (role, held) {
            (Role::Asker, _) | (_, None) => self.app.visitor(),
            (_, Some((_, account, _))) => self.app.sign_in(account),
        };
        let by_link = role == Role::Asker && path.starts_with("/tickets/{reference}");
        self.ask(&browser, request, by_link)
    }

    pub fn call(&self, token: &str, request: &Request<'_>) -> Outcome {
        self.ask(&self.app.caller(token), request, false)
    }

    fn ask(&self, from: &Visitor, request: &Request<'_>, by_link: bool) -> Outcome {
        let Request { method, path, form, .. } = *request;
        let (ticket, filled) = self.named(request);
        let key = by_link.then(|| self.key(path, &ticket));
        let form = self.form(form, &ticket);
        let mut fields: Vec<(&str, &str)> =
            form.split('&').filter_map(|field| field.split_once('=')).collect();
        if let Some(key) = &key {
            fields.push(("key", key));
        }
        let before = self.happenings();
        let reply = match (method, path.starts_with("/api/"), &key) {
            ("GET", _, Some(key)) => from.get(&format!("{filled}?key={key}")),
            ("GET", _, None) => from.get(&filled),
            ("DELETE", _, _) => from.delete(&filled),
            (_, true, _) => {
                let body: Value = serde_json::from_str(&form).unwrap_or_else(|_| json!({}));
                from.post_json(&filled, &body)
            }
            _ => from.post(&filled, &fields),
        };
        (met(&reply), self.happenings() != before)
    }

    /// The ticket of a request and its address, with everything that it names made.
    fn named(&self, request: &Request<'_>) -> (Ticket, String) {
        let made = (!request.may).then(|| self.closed.borrow().get(request.path).cloned());
        if let Some((ticket, filled)) = made.flatten() {
            return (self.app.again(&ticket), filled);
        }
        let ticket = self.ticket_for(request);
        let filled = self.fill(request.path, &ticket);
        if !request.may {
            let made = (ticket.clone(), filled.clone());
            self.closed.borrow_mut().insert(request.path.to_owned(), made);
        }
        (ticket, filled)
    }

    fn form(&self, form: &str, ticket: &Ticket) -> String {
        let said = form_id();
        if form.contains("{said}") {
            let (key, path) =
                (self.key("", ticket), format!("/tickets/{}/replies", ticket.reference));
            let reply = [("key", &*key), ("id", &said), ("body", "Et autre chose")];
            self.app.visitor().post(&path, &reply).expect(303);
        }
        let form = crate::materials::filled(self.app, &self.member, form);
        form.replace("{ticket}", &ticket.reference)
            .replace("{other}", &self.ticket.reference)
            .replace("{account}", self.member.id.as_str())
            .replace("{article}", &self.article.0)
            .replace("{node}", self.node.as_str())
            .replace("{message}", &form_id())
            .replace("{said}", &said)
    }

    fn key(&self, path: &str, ticket: &Ticket) -> String {
        let thanks = self.app.app.signer.sign("thanks", ticket.id.as_str());
        if path.ends_with("/thanks") { thanks } else { follow_key(&self.app.app.signer, ticket) }
    }

    /// Whoever may change a ticket gets a new one; the others are all sent to the same.
    fn ticket_for(&self, request: &Request<'_>) -> Ticket {
        let handed_over = request.path.contains("/handovers/");
        let changes = request.method == "POST" && request.path.contains("{reference}");
        if !(handed_over || changes && request.may) {
            return self.app.again(&self.ticket);
        }
        self.app.ask(question("Une question"), !request.path.ends_with("/confirmation"))
    }

    fn fill(&self, path: &str, ticket: &Ticket) -> String {
        let mut filled = String::new();
        for part in path.split('/').skip(1) {
            let value = match part {
                "{reference}" => ticket.reference.clone(),
                "{other}" => self.ticket.reference.clone(),
                part if crate::governance_cast::names(path, part) => {
                    crate::governance_cast::part(self.app, (&self.maker, &self.node), (path, part))
                }
                part if crate::calls_cast::names(path, part) => {
                    crate::calls_cast::part(self.app, &self.maker, (path, part), &filled)
                }
                part if crate::materials::names(path, part) => {
                    crate::materials::part(self.app, &self.member, (path, part), &filled)
                }
                "{slug}" if path.contains("articles/") => self.article.1.clone(),
                "{slug}" => NODE.to_owned(),
                "{name}" => "topics".to_owned(),
                "{file}" => "regions.csv".to_owned(),
                "{feed}" => crate::duty_cast::feed(self.app, &self.member),
                // A live one would sign the visitor in as somebody else.
                "{token}" => "spent".to_owned(),
                part if crate::admin::names(path, part) => crate::admin::part(self.app, part),
                "{delivery}" => crate::webhooks::DELIVERY.to_owned(),
                "{id}" => self.id(path, ticket),
                part => part.to_owned(),
            };
            filled = format!("{filled}/{value}");
        }
        filled
    }

    /// The id of a thing that exists, by what stands before it in the address.
    fn id(&self, path: &str, ticket: &Ticket) -> String {
        match path.split_once("{id}").unwrap().0 {
            "/admin/mail-in/" => self.mail_that_waits.clone(),
            "/tickets/{reference}/handovers/" => self.handover(path, ticket),
            "/dev/mail/" => "none".to_owned(),
            "/inbox/articles/" => crate::knowledge::standing(
                self.app,
                (&self.app.actor(&self.member), &self.maker),
                path,
            ),
            "/admin/destruction/" => self.destruction(),
            "/tickets/{reference}/time/" | "/tickets/{reference}/colleagues/" => form_id(),
            kind if kind.starts_with("/inbox/") || kind.ends_with("/tags/") => {
                crate::triage_bulk::thing(self.app, (&self.node, &self.maker), kind)
            }
            "/invitations/" => self.invitation(),
            "/account/sessions/" | "/account/tokens/" | "/account/calendars/" => form_id(),
            "/admin/accounts/" => self.somebody().to_string(),
            "/admin/outbox/" => self.dead_mail(),
            "/admin/programs/tokens/" => crate::admin_programs::token_of(self.app, &self.maker),
            "/admin/nodes/" => self.app.node_id(ELSEWHERE).to_string(),
            "/admin/coverage/" | "/nodes/{slug}/coverage/" => self.proposal(),
            "/webhooks/" => crate::webhooks::some(self.app, &self.maker, &self.node),
            "/nodes/{slug}/absences/" => self.absence(),
            "/nodes/{slug}/members/" => self.membership(),
            "/nodes/{slug}/duties/" => self.duty(),
            kind if kind.contains("/rota/") || kind == "/account/absences/" => {
                crate::duty_cast::thing(self.app, (&self.maker, &self.member), kind)
            }
            kind if kind.contains("/labels/") || kind == "/privacy/requests/" => form_id(),
            kind if kind.ends_with("/attachments/") => self.attachment.clone(),
            other => panic!("what does {other}{{id}} name? World::id should make one"),
        }
    }

    fn somebody(&self) -> accounts::AccountId {
        let name = form_id();
        self.app.account("Quelqu’un", &format!("{name}@example.org"), None, &[]).id
    }

    fn invitation(&self) -> String {
        let (node, role) = (Some(self.node.clone()), Some(NodeRole::Staff));
        let email = format!("{}@example.org", form_id());
        let invite = Invite { email, name: "Noé".into(), node, role, network_role: None };
        let now = self.app.now();
        self.app.write(|conn| accounts::ops::invite(conn, &self.maker, invite, now)).to_string()
    }

    fn dead_mail(&self) -> String {
        let (now, payload) = (self.app.now(), json!({ "path": "/", "minutes": 30 }));
        let mail = Mail {
            template: "sign_in",
            language: maillage::i18n::Locale::Fr,
            to_name: "Noé",
            to_email: "noe@example.org",
            from_name: None,
            payload,
            in_reply_to: None,
            references: &[],
            dedup_key: None,
        };
        self.app.write(|conn| {
            maillage::outbox::queue(conn, &mail, now)?;
            let newest = outbox::table.order(outbox::id.desc()).select(outbox::id);
            let id: String = newest.first(conn)?;
            diesel::update(outbox::table.filter(outbox::id.eq(&id)))
                .set(outbox::state.eq(MailState::Dead))
                .execute(conn)?;
            Ok(id)
        })
    }

    fn destruction(&self) -> String {
        let (app, now) = (self.app, self.app.now());
        app.write(|conn| match privacy::queries::proposed_list(conn)? {
            Some(list) => Ok(list.id),
            None => Ok(privacy::queries::insert_list(conn, &[], now, now)?),
        })
        .to_string()
    }

    fn proposal(&self) -> String {
        let now = self.app.now();
        let keys = Keys { topic: Some("eln".into()), ..Keys::default() };
        let change = Proposed { add: vec![keys], end: Vec::new() };
        self.app
            .write(|conn| match network::queries::open_proposal(conn, &self.node)? {
                Some(open) => Ok(open.id),
                None => network::ops::propose(conn, &self.maker, NODE, (&change, ""), now),
            })
            .to_string()
    }

    fn absence(&self) -> String {
        let (now, today) = (self.app.now(), self.app.today());
        // Each a day of its own: a node is not closed twice.
        let made: i64 = self.happenings().0;
        let day = today + TimeDelta::days(100 + made % 200);
        self.app
            .write(|conn| {
                let days = ((day, day), None, "");
                match network::ops::close_for(conn, &self.maker, NODE, days, now) {
                    Err(maillage::Error::Refused(_)) => {
                        let known = network::queries::absences_of(conn, &self.node, today)?;
                        Ok(known.into_iter().next_back().unwrap().id)
                    }
                    made => made,
                }
            })
            .to_string()
    }

    fn membership(&self) -> String {
        let email = format!("{}@example.org", form_id());
        let account = self.app.account("Membre", &email, None, &[(NODE, NodeRole::Staff)]);
        self.app.read(|conn| {
            let of = memberships::table.filter(memberships::account_id.eq(&account.id));
            Ok(of.select(memberships::id).first(conn)?)
        })
    }

    /// Between the ticket's node and a third one, for which no visitor works.
    fn handover(&self, path: &str, ticket: &Ticket) -> String {
        let kind = if path.ends_with("/leaving") { "share" } else { "refer" };
        let form = [("kind", kind), ("to", "adele"), ("reason", "Pour vous"), ("sees", "all")];
        let begin = format!("/tickets/{}/handover", ticket.reference);
        self.app.sign_in(&self.member).post(&begin, &form).expect(303);
        let known = self.app.read(|conn| Ok(queries::handovers_of(conn, &ticket.id)?));
        known.into_iter().next_back().unwrap().id.to_string()
    }

    fn duty(&self) -> String {
        let (today, account) = (self.app.today(), self.somebody());
        let days = (today, today);
        self.app
            .write(|conn| Ok(accounts::queries::insert_duty(conn, &self.node, &account, days)?))
            .to_string()
    }

    pub fn reading_token(&self) -> String {
        let (_, admin, _) = self.cast.iter().find(|(role, _, _)| *role == Role::Admin).unwrap();
        self.app.token(admin, Scope::Read)
    }

    pub fn dead_tokens(&self) -> Vec<(&'static str, String)> {
        let (app, now, admin) = (self.app, self.app.now(), Some(NetworkRole::Admin));
        let closed = app.account("closed", "closed@example.org", admin, &[]);
        let late = app.account("late", "late@example.org", admin, &[]);
        let tokens = vec![
            ("disabled account", app.token(&closed, Scope::Write)),
            ("expired", app.token(&late, Scope::Write)),
            ("never made", "invented".to_owned()),
        ];
        app.write(|conn| {
            diesel::update(people::table.filter(people::id.eq(&closed.id)))
                .set(people::disabled_at.eq(now))
                .execute(conn)?;
            diesel::update(api_tokens::table.filter(api_tokens::account_id.eq(&late.id)))
                .set(api_tokens::expires_at.eq(now))
                .execute(conn)?;
            Ok(())
        });
        tokens
    }
}

fn attach(app: &TestApp, staff: &Visitor, ticket: &Ticket) -> String {
    let (path, id) = (format!("/tickets/{}/answers", ticket.reference), form_id());
    let form = [("id", id.as_str()), ("body", "Voici")];
    staff.post_files(&path, &form, &[("files", "plan.txt", "text/plain", b"un plan")]).expect(303);
    app.read(|conn| Ok(attachments::table.select(attachments::id).first(conn)?))
}

/// A stranger writes to the reply address of the ticket.
fn hold_mail(app: &TestApp) -> String {
    let to = header(&app.mail_to("lucie@exemple.example"), "Reply-To");
    let mail =
        letter("Eve <eve@ailleurs.example>", "Bonjour", &[("To", &to)], "Je suis une collègue");
    match app.deliver(mail) {
        Receipt::Quarantined(id) => id.to_string(),
        other => panic!("{other}"),
    }
}
