//! Who was there, and the certificate that anybody may verify.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::attendance::{Certificate, CertificateId, queries};
use maillage::courses::SessionId;
use maillage::enrolment::Enrolment;
use maillage::i18n::Locale;

use crate::app::{TestApp, Visitor};
use crate::courses_cast::{School, enrol, meeting};

/// A session of two afternoons, of which the first begins now.
pub fn begun(app: &TestApp, school: &School) -> SessionId {
    let session = school.give_with(app, 5, |plan| {
        let day = app.today() + TimeDelta::days(21);
        let at = |days, hour| (day + TimeDelta::days(days)).and_hms_opt(hour, 0, 0).unwrap();
        plan.meetings = vec![meeting((at(0, 14), at(0, 17))), meeting((at(1, 14), at(1, 17)))];
    });
    for who in ["Ada Lo", "Bea Ko", "Cid Mo"] {
        enrol(app, &session, who);
    }
    session
}

/// A certificate that was given for a session long ago.
pub fn certified(app: &TestApp, school: &School) -> String {
    let session = school.give(app, 5);
    certify(app, school, &enrol(app, &session, "Ada Lo"))
}

/// A certificate for somebody.
pub fn certify(app: &TestApp, school: &School, ada: &Enrolment) -> String {
    let one = Certificate {
        id: CertificateId::random(),
        enrolment_id: ada.id.clone(),
        name: ada.name.clone(),
        title: "Déposer ses données".into(),
        node: "ADOC".into(),
        language: Locale::Fr,
        starts_on: app.today(),
        ends_on: app.today(),
        minutes: 180,
        issued_by: school.trainer.id.clone(),
        issued_at: app.now(),
        revoked_at: None,
        reason: String::new(),
        other_title: String::new(),
        outcomes: String::new(),
        other_outcomes: String::new(),
        words: String::new(),
    };
    app.write(|conn| Ok(queries::insert(conn, std::slice::from_ref(&one))?));
    one.id.to_string()
}

/// The names of fields and hidden values of the list.
pub fn fields(page: &str) -> Vec<String> {
    let names = page.split("name=\"p_").skip(1).filter_map(|rest| rest.split('"').next());
    names.map(|id| format!("p_{id}")).collect()
}

#[test]
fn who_was_there_gets_a_certificate_that_anybody_verifies() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = begun(&app, &school);
    let (here, give) = (
        format!("/inbox/sessions/{session}/attendance"),
        format!("/inbox/sessions/{session}/certificates"),
    );
    school.desk.get(&here).says("une heure avant la première séance");
    school.desk.post(&give, &[]).expect(409).says("pas encore terminée");
    app.later(TimeDelta::days(21) + TimeDelta::hours(4));
    let page = school.desk.get(&here);
    let meeting = page.value_of("meeting").unwrap();
    let people = fields(&page.body);
    assert_eq!(people.len(), 3);
    let form = |states: [&str; 3], then: &str| -> Vec<(String, String)> {
        let states =
            people.iter().zip(states).map(|(name, state)| (name.clone(), state.to_owned()));
        states.chain([("then".to_owned(), then.to_owned())]).collect()
    };
    let send = |meeting: &str, form: Vec<(String, String)>| {
        let mut all: Vec<(&str, &str)> = vec![("meeting", meeting)];
        all.extend(form.iter().map(|(n, v)| (n.as_str(), v.as_str())));
        school.desk.post(&here, &all)
    };
    for _ in 0..2 {
        send(&meeting, form(["", "partly", "absent"], "rest")).expect(303);
    }
    school.desk.get(&here).says("1 présents notés sur 3 inscrits");
    app.later(TimeDelta::days(1));
    let second = school.desk.get(&here).value_of("meeting").unwrap();
    assert_ne!(second, meeting);
    send(&second, form(["present", "present", ""], "keep")).expect(303);
    app.later(TimeDelta::hours(4));
    for _ in 0..2 {
        school.desk.post(&give, &[]).expect(303);
    }

    let mails = app.mails_to("ada-lo@exemple.example");
    assert_eq!(
        mails.iter().filter(|mail| mail.subject.starts_with("Votre attestation")).count(),
        1
    );
    assert!(
        app.mails_to("bea-ko@exemple.example")
            .iter()
            .all(|mail| !mail.subject.contains("attestation"))
    );
    let link = mails.last().unwrap().link("/certificates/");
    let anybody = app.visitor();
    let page = anybody.get(&link);
    page.says("Choisir un entrepôt").says("Décrire un fichier");
    page.expect(200).says("Ada Lo").says("Valable").says("6 h").says("24 mars 2026 – 25 mars 2026");
    let pdf = anybody.get(&format!("{link}/certificate.pdf"));
    assert_eq!(pdf.expect(200).header("content-type"), Some("application/pdf"));
    let says = |words: &[u8]| pdf.bytes.windows(words.len()).any(|part| part == words);
    assert!(pdf.bytes.starts_with(b"%PDF-1.7") && says(b"pdfuaid:part") && says(b"DejaVuSans"));
    let title = |lang: &str| {
        let made =
            anybody.get(&format!("{link}/certificate.pdf?lang={lang}")).expect(200).bytes.clone();
        String::from_utf8_lossy(&made).into_owned()
    };
    assert!(title("en").contains("Depositing data") && !title("fr").contains("Depositing data"));
    assert!(title("both").contains("Attestation de présence"), "in that of who got it first");
    let both = anybody.get(&format!("{link}/certificate.pdf?lang=both"));
    both.expect(200);
    assert_eq!(lopdf::Document::load_mem(&both.bytes).unwrap().get_pages().len(), 2);
    let json = [("accept", "application/json")];
    let told = anybody.get_with(&link, &json).expect(200).json();
    assert_eq!((&told["valid"], &told["name"]), (&true.into(), &"Ada Lo".into()));
    assert_eq!(
        (&told["title_fr"], &told["title_en"]),
        (&"Déposer ses données".into(), &"Depositing data".into())
    );
    assert_eq!(told["outcomes_en"], serde_json::json!(["Choose a repository"]));
    let english = anybody.get_with(&link, &[("accept-language", "en")]);
    english.says("Depositing data").says("Valid");
    let id = link.rsplit('/').next().unwrap();
    let revoke = format!("/inbox/certificates/{id}/revocation");
    school.desk.post(&revoke, &[("reason", "Nom mal écrit")]).expect(303);
    anybody.get(&link).says("Retirée").says("Nom mal écrit");
    assert_eq!(anybody.get_with(&link, &json).json()["valid"], false);
    anybody.get(&format!("{link}/certificate.pdf")).expect(404);
    school.desk.post(&give, &[]).expect(303);
    assert_eq!(app.mails_to("ada-lo@exemple.example").len(), mails.len() + 1);
}

#[test]
fn those_who_take_part_are_reminded_once_for_each_day_that_was_named() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = begun(&app, &school);
    let reminders = || {
        let all = app.mails_to("ada-lo@exemple.example");
        all.into_iter().filter(|mail| mail.subject.starts_with("Rappel")).count()
    };
    app.later(TimeDelta::days(13));
    app.run_jobs();
    assert_eq!(reminders(), 0);
    app.later(TimeDelta::days(1) + TimeDelta::hours(6));
    app.run_jobs();
    app.later(TimeDelta::hours(2));
    app.run_jobs();
    assert_eq!(reminders(), 1);
    enrol(&app, &session, "Dan Po");
    app.later(TimeDelta::days(6));
    app.run_jobs();
    assert_eq!(reminders(), 2);
    assert_eq!(app.mails_to("dan-po@exemple.example").len(), 2);
    app.later(TimeDelta::days(3));
    app.run_jobs();
    assert_eq!(reminders(), 2);
}

#[test]
fn a_meeting_at_which_somebody_was_stays_when_hours_change() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = begun(&app, &school);
    app.later(TimeDelta::days(21) + TimeDelta::hours(5));
    let here = format!("/inbox/sessions/{session}/attendance");
    let page = school.desk.get(&here);
    let (meeting, people) = (page.value_of("meeting").unwrap(), fields(&page.body));
    school.desk.post(&here, &[("meeting", &meeting), (&people[0], "present")]).expect(303);
    let plan = school.desk.get(&format!("/inbox/sessions/{session}"));
    let ids: Vec<_> = plan
        .body
        .split("name=\"meeting_id\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next().map(str::to_owned))
        .collect();
    let form = |first: &'static str| {
        vec![
            ("lock", "0"),
            ("mode", "on_site"),
            ("zone", "Europe/Paris"),
            ("language", "fr"),
            ("place", "Salle 12, Nancy"),
            ("on_site", "5"),
            ("offer_hours", "0"),
            ("meeting_day", first),
            ("meeting_day", "2026-03-26"),
            ("meeting_starts", "14:00"),
            ("meeting_starts", "09:00"),
            ("meeting_ends", "17:00"),
            ("meeting_ends", "12:00"),
        ]
    };
    let mut without = form("");
    without.extend([("meeting_id", ""), ("meeting_id", ids[1].as_str())]);
    let refused = school.desk.post(&format!("/inbox/sessions/{session}"), &without);
    refused.expect(409).says("présences ont déjà été notées");
    let mut with = form("2026-03-24");
    with.extend([("meeting_id", ids[0].as_str()), ("meeting_id", ids[1].as_str())]);
    school.desk.post(&format!("/inbox/sessions/{session}"), &with).expect(303);
    school.desk.get(&format!("{here}?meeting={meeting}")).says("1 présents notés");
}

/// A day over noon and an afternoon: three half-days.
#[test]
fn a_meeting_over_noon_is_noted_by_half_days_from_the_sheet_to_the_certificate() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 5, |plan| {
        let day = app.today() + TimeDelta::days(21);
        let at = |days, hour| (day + TimeDelta::days(days)).and_hms_opt(hour, 0, 0).unwrap();
        plan.meetings = vec![meeting((at(0, 9), at(0, 17))), meeting((at(1, 14), at(1, 17)))];
    });
    let (ada, bea) = (enrol(&app, &session, "Ada Lo"), enrol(&app, &session, "=Bea"));
    let here = format!("/inbox/sessions/{session}/attendance");
    let sheet = school.desk.get(&format!("/inbox/sessions/{session}/sheet"));
    sheet.expect(200).says("mardi 24 mars 2026, matin").says("mardi 24 mars 2026, après-midi");
    sheet.says("mercredi 25 mars 2026, 14:00 – 17:00");
    assert_eq!(sheet.body.matches("<td class=\"sheet-box\">").count(), 6);

    // Half past nine by the clock of Paris: both are there.
    app.later(TimeDelta::days(21) - TimeDelta::minutes(30));
    let page = school.desk.get(&here);
    page.says("matin").says("après-midi");
    let day = page.value_of("meeting").unwrap();
    assert_eq!(page.value_of("half").as_deref(), Some("morning"));
    let morning = [("meeting", day.as_str()), ("half", "morning"), ("then", "rest")];
    let people: Vec<_> = [&ada, &bea].map(|one| format!("p_{}", one.id)).into();
    let with: Vec<_> =
        morning.into_iter().chain(people.iter().map(|one| (one.as_str(), ""))).collect();
    school.desk.post(&here, &with).expect(303);
    school.desk.get(&format!("{here}?meeting={day}&half=morning")).says("2 présents notés sur 2");
    school.desk.get(&format!("{here}?meeting={day}&half=afternoon")).says_not("2 présents notés");
    let code = || {
        let board = school.desk.get(&format!("/inbox/sessions/{session}/code"));
        let shown = board.body.split("<p class=\"board-code\">").nth(1).unwrap();
        let shown = crate::visitor::visible(shown.split("</p>").next().unwrap());
        shown.split_whitespace().collect::<String>()
    };
    let first = code();

    // Two in the afternoon: Ada types the code of the afternoon, that of the morning is none any more.
    app.later(TimeDelta::hours(4) + TimeDelta::minutes(30));
    let second = code();
    assert_ne!(first, second);
    let own = maillage::enrolment::access::link(&app.app.signer, &ada.id);
    let (path, key) = own.split_once("?key=").unwrap();
    let check_in = |typed: &str| {
        app.visitor().post(&format!("{path}/check-in"), &[("key", key), ("code", typed)])
    };
    check_in(&first).expect(409);
    for _ in 0..2 {
        check_in(&second).expect(303);
    }
    let door = format!("/inbox/enrolments/{}/arrival", bea.id);
    school.desk.get(&door).says("après-midi").says("Noter comme présent");
    let absent = [("meeting", day.as_str()), ("half", "afternoon"), (people[1].as_str(), "absent")];
    school.desk.post(&here, &absent).expect(303);

    app.later(TimeDelta::days(1));
    let last = school.desk.get(&here).value_of("meeting").unwrap();
    assert_ne!(last, day);
    let both: Vec<_> = [("meeting", last.as_str()), ("half", "day"), ("then", "rest")]
        .into_iter()
        .chain(people.iter().map(|one| (one.as_str(), "")))
        .collect();
    school.desk.post(&here, &both).expect(303);
    let mistaken =
        [("meeting", last.as_str()), ("half", "morning"), (people[0].as_str(), "absent")];
    school.desk.post(&here, &mistaken).expect(409);
    app.later(TimeDelta::hours(6));

    let csv = school.desk.get(&format!("{here}.csv")).expect(200).body.clone();
    let lines: Vec<_> = csv.lines().collect();
    assert!(
        lines[0].contains("\"mardi 24 mars 2026, matin\",\"mardi 24 mars 2026, après-midi\""),
        "{csv}"
    );
    assert!(lines.iter().any(|line| line.starts_with("\"'=Bea\"")), "{csv}");
    assert!(
        lines.iter().any(|line| line.contains("\"Ada Lo\"") && line.contains("660,100")),
        "{csv}"
    );
    let json = school.desk.get(&format!("{here}.json")).json();
    let ada_says = json.as_array().unwrap().iter().find(|one| one["Nom"] == "Ada Lo").unwrap();
    assert_eq!(ada_says["mardi 24 mars 2026, après-midi"], "Présent");
    assert_eq!(
        (&ada_says["Minutes suivies"], &ada_says["Part suivie, en %"]),
        (&660.into(), &100.into())
    );
    assert!(school.desk.get(&format!("{here}.ods")).expect(200).bytes.starts_with(b"PK"));
    let semicolons = school.desk.get(&format!("{here}.csv?separator=semicolon"));
    assert!(semicolons.expect(200).body.lines().next().unwrap().contains("\";\""));
    assert_ne!(app.visitor().get(&format!("{here}.csv")).status, 200);

    let give = format!("/inbox/sessions/{session}/certificates");
    school.desk.post(&give, &[]).expect(303);
    let link = app.mail_to("ada-lo@exemple.example").link("/certificates/");
    app.visitor().get(&link).says("11 h");
    let told = app.mails_to(&bea.email);
    assert!(told.iter().all(|mail| !mail.subject.contains("attestation")), "63 of a hundred");
}

/// Thirty days after its end a list is proof: who manages the node corrects it, and says why.
#[test]
fn a_list_is_locked_after_thirty_days_and_then_corrected_by_a_manager_with_a_reason() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = begun(&app, &school);
    let here = format!("/inbox/sessions/{session}/attendance");
    app.later(TimeDelta::days(21) + TimeDelta::hours(5));
    let page = school.desk.get(&here);
    let (meeting, people) = (page.value_of("meeting").unwrap(), fields(&page.body));
    let says = |by: &Visitor, state: &str, reason: &str| {
        by.post(&here, &[("meeting", &meeting), (&people[0], state), ("reason", reason)])
    };
    says(&school.desk, "present", "").expect(303);
    app.later(TimeDelta::days(30));
    says(&app.sign_in(&school.trainer), "absent", "").expect(303);
    app.later(TimeDelta::days(2));

    let desk = app.sign_in(&school.trainer);
    let locked = desk.get(&here);
    locked.says("seule une personne responsable").says("Ada Lo");
    assert_eq!(fields(&locked.body), Vec::<String>::new());
    says(&desk, "present", "Erreur").expect(409).says("seule une personne responsable");
    let chief =
        app.account("Chef", "chef@adoc.example", None, &[(crate::triage::NODE, NodeRole::Manager)]);
    let chief = app.sign_in(&chief);
    chief.get(&here).says("Une correction demande un motif");
    let without = says(&chief, "present", " ");
    without.expect(409).says("dites pourquoi");
    assert!(without.body.contains("value=\"present\" selected"), "what was chosen");
    says(&chief, "present", "Feuille retrouvée").expect(303);

    let events = app.read(|conn| maillage::history::of(conn, "session", session.as_str(), 50));
    let told: Vec<_> = events.iter().filter(|event| event.action == "session.attendance").collect();
    let detail = |event: &&maillage::history::Event| -> serde_json::Value {
        serde_json::from_str(&event.detail).unwrap()
    };
    assert_eq!(told.len(), 3);
    let last = detail(&told[0]);
    assert_eq!(last["reason"], "Feuille retrouvée");
    assert_eq!(
        (&last["corrected"][0]["was"], &last["corrected"][0]["is"]),
        (&"absent".into(), &"present".into())
    );
    assert_eq!(detail(&told[1])["corrected"][0]["was"], "present");
    assert_eq!(detail(&told[2])["corrected"], serde_json::Value::Null);
}
