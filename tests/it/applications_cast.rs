//! Applications for tests, with the form that all calls begin with.

use maillage::applications::{ApplicationId, Role, ops, queries};
use maillage::calls::Call;
use maillage::questionnaires::pages::{Taken, mark};
use serde_json::{Value, json};

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::calls_cast::{coordinator, open};

/// An open call.
pub fn open_call(app: &TestApp) -> Call {
    let (ada, _) = coordinator(app, "Ada");
    open(app, &app.actor(&ada), "Ateliers")
}

/// Somebody who applies, signed in.
pub fn applicant(app: &TestApp, name: &str) -> (Account, Visitor) {
    let email = format!("{}@labo.example", name.to_lowercase());
    let account = app.account(name, &email, None, &[]);
    let browser = app.sign_in(&account);
    (account, browser)
}

/// An application that was begun and nothing more.
pub fn begun(app: &TestApp, call: &Call, owner: &Account) -> ApplicationId {
    let (id, actor, now) = (ApplicationId::random(), app.actor(owner), app.now());
    app.write(|conn| ops::begin(conn, &actor, (&id, &call.slug), now));
    id
}

fn answer(key: &str, value: Value) -> Taken {
    let (key, row, typed) = (key.to_owned(), String::new(), String::new());
    Taken { key, row, typed, was: mark(None), value: Ok(Some(value)), reread: false }
}

/// Somebody has a part in another's application, as one who writes it.
pub fn joined(app: &TestApp, id: &ApplicationId, (owner, account): (&Account, &Account)) {
    let given =
        queries::Given { account: &account.id, role: Role::Editor, sections: "", partner: None };
    let now = app.now();
    app.write(|conn| Ok(queries::insert_person(conn, id, &given, (&owner.id, now))?));
}

/// An application with all answers.
pub fn complete(app: &TestApp, call: &Call, owner: &Account) -> ApplicationId {
    complete_in(app, call, owner, "44")
}

/// The same, for a region.
pub fn complete_in(app: &TestApp, call: &Call, owner: &Account, region: &str) -> ApplicationId {
    let id = begun(app, call, owner);
    let (actor, now) = (app.actor(owner), app.now());
    let service = app.app.vocabularies().services[0].code.clone();
    let project = [
        answer("nom", json!(format!("Atelier de {}", owner.name))),
        answer("sigle", json!("AT")),
        answer("resume", json!("Pour les équipes du territoire.")),
        answer("organisation", json!("Un comité.")),
        answer("responsable", json!({ "name": "Léa", "email": "lea@labo.example", "role": "" })),
    ];
    let place = [
        answer("regions", json!([region])),
        answer("disciplines", json!(["1.1"])),
        answer("services", json!([service])),
        answer("hors_region", json!(false)),
    ];
    let means = [answer("etp", json!("2.5")), answer("ouverture", json!("2027-01-01"))];
    app.write(|conn| {
        ops::save(conn, &actor, (&id, "projet"), &project, now)?;
        ops::save(conn, &actor, (&id, "territoire"), &place, now)?;
        ops::save(conn, &actor, (&id, "moyens"), &means, now)?;
        let step = ops::RowStep::Add { block: "engagements".into(), row: "r1".into() };
        ops::step_row(conn, &actor, (&id, "moyens"), &step, now)?;
        let row = |key: &str, value: Value| Taken { row: "r1".into(), ..answer(key, value) };
        let goals = [row("indicateur", json!("tickets")), row("cible", json!("200"))];
        ops::save(conn, &actor, (&id, "moyens"), &goals, now)
    });
    id
}

/// Léa, who applies to an open call.
pub struct Scene {
    pub call: Call,
    pub lea: Account,
    pub own: Visitor,
    pub id: ApplicationId,
}

impl Scene {
    /// With an application that she began.
    pub fn begun(app: &TestApp) -> Self {
        Self::with(app, begun)
    }

    /// With one that has all answers.
    pub fn complete(app: &TestApp) -> Self {
        Self::with(app, complete)
    }

    fn with(app: &TestApp, make: fn(&TestApp, &Call, &Account) -> ApplicationId) -> Self {
        let call = open_call(app);
        let (lea, own) = applicant(app, "Léa");
        let id = make(app, &call, &lea);
        Self { call, lea, own, id }
    }
}

/// Asks an institution to be a partner, through somebody there who is to have a part.
pub fn invite(
    own: &Visitor,
    id: &ApplicationId,
    (institution, name, email): (&str, &str, &str),
    part: &str,
) -> Reply {
    let form = [
        ("institution", institution),
        ("role", "partner"),
        ("name", name),
        ("email", email),
        ("part", part),
    ];
    own.post(&format!("/applications/{id}/partners"), &form)
}

/// What the owner reads before they file.
pub fn hash(browser: &Visitor, id: &ApplicationId) -> String {
    let page = browser.get(&format!("/applications/{id}/filing"));
    page.expect(200).value_of("sha256").unwrap()
}

/// What an application is called since it was filed.
pub fn reference(app: &TestApp, id: &ApplicationId) -> String {
    app.read(|conn| Ok(queries::find(conn, id)?)).reference.unwrap()
}

/// How often an application was filed.
pub fn filings(app: &TestApp, id: &ApplicationId) -> usize {
    app.read(|conn| Ok(queries::submissions_of(conn, id)?)).len()
}

/// Somebody's application that was filed, to a call that is open.
pub fn filed(app: &TestApp) -> ApplicationId {
    let name = crate::tickets::form_id();
    let root = Some(maillage::accounts::NetworkRole::Admin);
    let maker = app.account("Maker", &format!("{name}@reseau.example"), root, &[]);
    begun_in(app, &crate::calls_cast::published(app, &app.actor(&maker), "Un appel"))
}

/// A draft of somebody, to a call that is published.
pub fn begun_in(app: &TestApp, call: &Call) -> ApplicationId {
    let name = crate::tickets::form_id();
    let (owner, now) =
        (app.account("Owner", &format!("{name}@labo.example"), None, &[]), app.now());
    let (id, actor) = (ApplicationId::random(), app.actor(&owner));
    app.write(|conn| {
        let opens = call.terms.opens_at.unwrap();
        ops::begin(conn, &actor, (&id, &call.slug), opens)?;
        queries::touch(conn, &id, (&actor.id, now)).map_err(maillage::Error::from)
    });
    id
}

/// Everything that the API says of applications and labels, to who has a part in one and to who has none.
pub fn told(readers: [&Visitor; 2], id: &ApplicationId, sees: &mut dyn FnMut(&str, &str, &Reply)) {
    let (list, one) = ("/api/v1/applications", "/api/v1/applications/{id}");
    let check = format!("{one}/check");
    for reader in readers {
        sees("get", list, &reader.get(list));
        for at in [id.as_str(), "none"] {
            sees("get", one, &reader.get(&one.replace("{id}", at)));
            let address = check.replace("{id}", at);
            sees("post", &check, &reader.post_json(&address, &json!({})));
        }
        sees("get", "/api/v1/labels", &reader.get("/api/v1/labels"));
    }
}
