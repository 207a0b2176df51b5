//! One node offers a ticket to another, asks another, answers with another: what each sees and may do.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::tickets::queries::{self, Sight};
use maillage::tickets::{Ending, Handover, State, Ticket};

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::tickets::form_id;

pub const OTHER: &str = "adele";

/// The responsible node's Léa, another node's Marc, a third node's Zoé, and a ticket.
pub struct Scene {
    pub app: TestApp,
    pub ticket: Ticket,
    pub lea: Visitor,
    pub marc: Visitor,
    pub zoe: Visitor,
}

impl Scene {
    pub fn new() -> Self {
        let app = TestApp::start();
        let ticket = app.ticket("Publier des enquêtes");
        let lea = app.sign_in(&person(&app, "Léa", "adoc-lorraine"));
        let marc = app.sign_in(&person(&app, "Marc", OTHER));
        let zoe = app.sign_in(&person(&app, "Zoé", "pndb"));
        Self { app, ticket, lea, marc, zoe }
    }

    pub fn page(&self) -> String {
        format!("/tickets/{}", self.ticket.reference)
    }

    pub fn begin(&self, kind: &str, reason: &str, sees: &str) -> Handover {
        let form = [("kind", kind), ("to", OTHER), ("reason", reason), ("sees", sees)];
        self.lea.post(&format!("{}/handover", self.page()), &form).expect(303);
        self.last()
    }

    pub fn last(&self) -> Handover {
        self.app.read(|conn| Ok(queries::handovers_of(conn, &self.ticket.id)?)).pop().unwrap()
    }

    pub fn answer(
        &self,
        by: &Visitor,
        offer: &Handover,
        deed: &str,
        form: &[(&str, &str)],
    ) -> Reply {
        by.post(&format!("{}/handovers/{}/{deed}", self.page(), offer.id), form)
    }

    pub fn node(&self) -> String {
        let nodes = self.app.read(|conn| {
            let node = queries::find(conn, &self.ticket.id)?.node_id;
            Ok(queries::desk_names(conn, &[node])?)
        });
        nodes[0].slug.clone()
    }

    pub fn note(&self, by: &Visitor, text: &str, to: &str) -> Reply {
        let form = [("id", &*form_id()), ("note", text), ("for", to)];
        by.post(&format!("{}/notes", self.page()), &form)
    }

    pub fn told_team(&self) -> usize {
        let told = self.app.queued();
        told.iter().filter(|(_, to)| to == "lucie@exemple.example").count()
    }
}

fn person(app: &TestApp, name: &str, node: &str) -> Account {
    let email = format!("{}@exemple.example", name.to_lowercase());
    app.account(name, &email, None, &[(node, NodeRole::Staff)])
}

#[test]
fn an_offer_is_accepted_and_the_team_told_in_one_sentence() {
    let scene = Scene::new();
    scene.marc.get(&scene.page()).expect(404);
    let before = scene.told_team();

    let offer = scene.begin("refer", "Vous connaissez ces enquêtes", "");

    assert_eq!(scene.node(), "adoc-lorraine", "the sender stays responsible");
    assert_eq!(scene.told_team(), before, "nothing moved yet");
    scene.marc.get("/inbox?queue=referred").says("Publier des enquêtes");
    scene.lea.get("/inbox?queue=offered").says("Publier des enquêtes");
    let shown = scene.marc.get(&scene.page());
    shown.says("Vous connaissez ces enquêtes").says("Accepter").says_not("Clore la demande");
    scene.zoe.get(&scene.page()).expect(404);
    scene.answer(&scene.zoe, &offer, "acceptance", &[]).expect(404);
    scene.answer(&scene.lea, &offer, "acceptance", &[]).expect(404);
    scene.answer(&scene.marc, &offer, "acceptance", &[]).expect(303);
    scene.answer(&scene.marc, &offer, "acceptance", &[]).expect(303);
    assert_eq!((scene.node().as_str(), scene.app.state(&scene.ticket)), (OTHER, State::New));
    assert_eq!(scene.told_team(), before + 1);
    let mail = scene.app.mail_to("lucie@exemple.example");
    assert!(mail.text.contains("a transmis votre question"), "{}", mail.text);
    scene.lea.get(&scene.page()).expect(404);
    scene.marc.get(&scene.page()).says("Clore la demande").says("Acceptée par Marc");
}

#[test]
fn a_refusal_returns_at_once_and_is_not_proposed_again() {
    let scene = Scene::new();
    let offer = scene.begin("refer", "Plutôt chez vous", "");

    scene.answer(&scene.marc, &offer, "refusal", &[("reason", "  ")]).expect(422);
    scene.answer(&scene.marc, &offer, "refusal", &[("reason", "Pas notre domaine")]).expect(303);

    scene.marc.get(&scene.page()).expect(404);
    assert_eq!(scene.last().ending, Some(Ending::Refused));
    let shown = scene.lea.get(&scene.page());
    shown.says("a refusé cette demande").says("Pas notre domaine").says_not("Restée ici");
    scene.lea.get(&format!("{}/history", scene.page())).says("Restée ici");
    let page = scene.lea.get(&format!("{}/handover", scene.page()));
    assert!(!page.body.contains(&format!("name=\"to\" value=\"{OTHER}\"")), "{}", page.text());
    let subjects = scene.app.mails().into_iter().map(|mail| mail.subject);
    assert_eq!(subjects.filter(|subject| subject.contains("refuse")).count(), 1);
}

#[test]
fn nobody_answers_and_the_offer_comes_back_after_three_working_days() {
    let scene = Scene::new();
    let offer = scene.begin("refer", "Plutôt chez vous", "");
    let due = offer.due_on.unwrap();

    while scene.app.today() < due {
        scene.app.later(TimeDelta::days(1));
        scene.app.run_jobs();
    }
    assert_eq!(scene.last().ending, None, "the last day is theirs");
    scene.app.later(TimeDelta::days(1));
    scene.app.run_jobs();
    scene.app.run_jobs();

    assert_eq!(scene.last().ending, Some(Ending::Returned));
    assert_eq!(scene.node(), "adoc-lorraine");
    scene.marc.get(&scene.page()).expect(404);
    let shown = scene.lea.get(&scene.page());
    shown.says("n’a pas répondu à temps").says("Confier à");
    let desk = shown.body.split("value=\"place\"").nth(1).unwrap();
    let desk = desk.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = [("kind", "place"), ("to", desk), ("reason", "Personne ne répond")];
    scene.lea.post(&format!("{}/handover", scene.page()), &form).expect(303);
    assert_eq!(scene.node(), desk, "the national desk takes all that it is given");
}

#[test]
fn staff_of_one_node_do_not_decide_for_another() {
    let scene = Scene::new();
    let form = [("kind", "place"), ("to", OTHER), ("reason", "Chez vous")];

    scene.lea.post(&format!("{}/handover", scene.page()), &form).expect(409);

    assert_eq!(scene.node(), "adoc-lorraine");
    let chief =
        scene.app.account("Nora", "nora@exemple.example", Some(NetworkRole::Coordinator), &[]);
    scene.begin("refer", "Plutôt chez vous", "");
    let by_chief = scene.app.sign_in(&chief);
    by_chief.post(&format!("{}/handover", scene.page()), &form).expect(303);
    assert_eq!((scene.node().as_str(), scene.last().ending), (OTHER, Some(Ending::Over)));
}

#[test]
fn a_consulted_node_reads_what_it_was_given_and_nothing_once_it_is_over() {
    let scene = Scene::new();
    scene.note(&scene.lea, "Une réserve entre nous.", "").expect(303);
    let question = scene.begin("consult", "Quelle licence ?", "thread");

    let shown = scene.marc.get(&scene.page());
    shown.says("Quelle licence ?").says_not("Une réserve entre nous.").says_not("Clore la demande");
    scene.marc.get("/inbox?queue=together").says("Publier des enquêtes");
    scene.note(&scene.marc, "La licence ouverte.", "").expect(303);
    let answer = [("id", &*form_id()), ("body", "Voici.")];
    scene.marc.post(&format!("{}/answers", scene.page()), &answer).expect(404);
    for deed in ["closure", "pause", "spam", "assignment", "handover"] {
        let form = [("outcome", "answered"), ("to", "me")];
        let reply = scene.marc.post(&format!("{}/{deed}", scene.page()), &form);
        assert!([404, 422].contains(&reply.status), "{deed}: {}", reply.status);
    }
    scene.lea.get(&scene.page()).says("La licence ouverte.").says("Échange entre dispositifs");
    let team = scene
        .app
        .read(|conn| Ok(queries::messages_of(conn, &scene.ticket.id, Sight::Public, None, 50)?));
    assert!(
        !team.iter().any(|message| message.body.contains("licence")),
        "the team reads none of it"
    );
    scene.note(&scene.lea, "Merci !", question.id.as_str()).expect(303);
    scene.marc.get(&scene.page()).says("Merci !");
    scene.answer(&scene.zoe, &question, "end", &[]).expect(404);
    scene.answer(&scene.lea, &question, "end", &[]).expect(303);
    scene.marc.get(&scene.page()).expect(404);
    scene.note(&scene.marc, "Encore un mot", "").expect(404);
    scene.note(&scene.lea, "Trop tard", question.id.as_str()).expect(409);
}

#[test]
fn a_consulted_node_reads_the_notes_when_the_asker_says_so() {
    let scene = Scene::new();
    scene.note(&scene.lea, "Une réserve entre nous.", "").expect(303);

    let question = scene.begin("consult", "Quelle licence ?", "thread_and_notes");

    scene.marc.get(&scene.page()).says("Une réserve entre nous.");
    scene.answer(&scene.marc, &question, "end", &[]).expect(303);
    scene.marc.get(&scene.page()).expect(404);
}

#[test]
fn a_node_that_shares_reads_the_notes_it_was_consulted_with() {
    let scene = Scene::new();
    scene.note(&scene.lea, "Une réserve entre nous.", "").expect(303);
    let asked = scene.begin("consult", "Quelle licence ?", "thread_and_notes");
    scene.begin("share", "À deux alors", "");
    let finds = || scene.marc.get("/inbox?queue=all&q=reserve");

    scene.marc.get(&scene.page()).says("Une réserve entre nous.").says("À deux alors");
    finds().says("Publier des enquêtes");
    scene.answer(&scene.marc, &asked, "end", &[]).expect(303);

    scene.marc.get(&scene.page()).says_not("Une réserve entre nous.").says("À deux alors");
    finds().says_not("Publier des enquêtes");
}

#[test]
fn what_was_said_in_a_consultation_stays_when_more_goes_on() {
    let scene = Scene::new();
    let asked = scene.begin("consult", "Quelle licence ?", "thread");
    scene.note(&scene.marc, "La licence ouverte.", "").expect(303);

    let offer = scene.begin("refer", "Plutôt chez vous", "");

    let shown = scene.marc.get(&scene.page());
    shown.says("Accepter").says("Plutôt chez vous").says("Quelle licence ?");
    shown.says("La licence ouverte.");
    scene.note(&scene.marc, "Nous en parlons lundi.", "").expect(303);
    scene.lea.get(&scene.page()).says("Nous en parlons lundi.");
    let why = [("reason", "Sans nous")];
    scene.answer(&scene.marc, &offer, "refusal", &why).expect(303);
    scene.begin("share", "À deux alors", "");
    scene.note(&scene.lea, "Comme vous disiez.", asked.id.as_str()).expect(303);
    let shown = scene.marc.get(&scene.page());
    shown.says("La licence ouverte.").says("Comme vous disiez.").says("Quelle licence ?");
    scene.answer(&scene.marc, &asked, "end", &[]).expect(303);
    scene.marc.get(&scene.page()).says_not("La licence ouverte.").says("À deux alors");
    scene.zoe.get(&scene.page()).expect(404);
}

#[test]
fn two_nodes_answer_and_each_keeps_its_own_notes() {
    let scene = Scene::new();
    scene.note(&scene.lea, "Note de Lorraine.", "").expect(303);
    let share = scene.begin("share", "À deux, ce sera plus clair", "");

    scene.note(&scene.marc, "Note d’Adèle.", "").expect(303);
    scene.note(&scene.marc, "Note pour les deux.", "all").expect(303);
    scene.note(&scene.lea, "Pour vous aussi.", "all").expect(303);
    let answer = [("id", &*form_id()), ("body", "Réponse d’Adèle.")];
    scene.marc.post(&format!("{}/answers", scene.page()), &answer).expect(303);

    assert_eq!(scene.app.again(&scene.ticket).assignee_id, None, "it is not the helper's");
    let (lea, marc) = (scene.lea.get(&scene.page()), scene.marc.get(&scene.page()));
    lea.says("Note de Lorraine.").says("Note pour les deux.").says("Réponse d’Adèle.");
    lea.says_not("Note d’Adèle.");
    marc.says("Note d’Adèle.").says("Note pour les deux.").says("Pour vous aussi.");
    marc.says_not("Note de Lorraine.");
    scene.answer(&scene.marc, &share, "leaving", &[]).expect(404);
    scene.answer(&scene.lea, &share, "leaving", &[]).expect(303);
    assert_eq!(scene.node(), OTHER);
    scene.lea.get(&scene.page()).expect(404);
    scene.marc.get(&scene.page()).says("Note d’Adèle.").says("Note de Lorraine.");
}

#[test]
fn what_one_node_alone_reads_is_found_by_how_a_word_begins() {
    let scene = Scene::new();
    scene.begin("share", "À deux", "");
    scene.note(&scene.marc, "Vu au colloque avec Quintrebec", "").expect(303);
    let finds = || scene.marc.get("/inbox?queue=all&q=quintreb");
    finds().says("Publier des enquêtes");
    // In the whole network too, for whoever is of that node.
    let network = "/inbox?queue=all&scope=network&q=quintreb";
    let steers = |name: &str, held: &[(&str, NodeRole)]| {
        let email = format!("{name}@exemple.example");
        let account = scene.app.account(name, &email, Some(NetworkRole::Coordinator), held);
        scene.app.sign_in(&account).get(network)
    };
    steers("ada", &[(OTHER, NodeRole::Staff)]).says("Publier des enquêtes");
    steers("bo", &[]).says_not("Publier des enquêtes");

    scene.app.write(|conn| {
        let words = ["quintrebec".to_owned(), "nulle".to_owned()];
        Ok(queries::search::forget_words(conn, &words)?)
    });

    finds().says("Publier des enquêtes");
}

#[test]
fn a_file_of_a_note_goes_as_far_as_its_note() {
    let scene = Scene::new();
    let id = form_id();
    let form = [("id", id.as_str()), ("note", "Gardée.")];
    let file: &[(&str, &str, &str, &[u8])] = &[("files", "gardé.txt", "text/plain", b"secret")];
    scene.lea.post_files(&format!("{}/notes", scene.page()), &form, file).expect(303);
    let shown = scene.lea.get(&scene.page());
    let href = shown.body.split("href=\"").find(|rest| rest.contains("/attachments/")).unwrap();
    let href = href.split('"').next().unwrap().to_owned();
    scene.begin("consult", "Quelle licence ?", "thread");

    scene.lea.get(&href).expect(200);
    scene.marc.get(&href).expect(404);
    scene.zoe.get(&href).expect(404);
}

#[test]
fn closing_ends_what_nodes_did_together() {
    let scene = Scene::new();
    scene.begin("refer", "Plutôt chez vous", "");
    scene.begin("consult", "Ou un avis ?", "");

    let form = [("outcome", "answered")];
    scene.lea.post(&format!("{}/closure", scene.page()), &form).expect(303);

    let endings = scene.app.read(|conn| Ok(queries::handovers_of(conn, &scene.ticket.id)?));
    assert!(endings.iter().all(|found| found.ending == Some(Ending::Over)));
    scene.marc.get(&scene.page()).expect(404);
}

#[test]
fn of_two_who_answer_an_offer_at_once_one_does() {
    let scene = Scene::new();
    let offer = scene.begin("refer", "Plutôt chez vous", "");
    let paula = scene.app.sign_in(&person(&scene.app, "Paula", OTHER));

    let statuses = std::thread::scope(|threads| {
        let accepts = threads.spawn(|| scene.answer(&scene.marc, &offer, "acceptance", &[]).status);
        let refuses = threads
            .spawn(|| scene.answer(&paula, &offer, "refusal", &[("reason", "Non merci")]).status);
        [accepts.join().unwrap(), refuses.join().unwrap()]
    });

    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    let accepted = scene.last().ending == Some(Ending::Accepted);
    assert_eq!(scene.node(), if accepted { OTHER } else { "adoc-lorraine" });
    assert_eq!(accepted, statuses[0] == 303);
}
