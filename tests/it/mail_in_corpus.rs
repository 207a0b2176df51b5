//! The corpus through the real entry: nothing is lost, nothing crashes, everything is where it belongs.

use maillage::mail_in::{Receipt, parse};
use maillage::outbox;
use maillage::tickets::mail::Tools;
use maillage::tickets::{Draft, Person, TicketId, ops, queries};
use proptest::prelude::*;

use crate::app::TestApp;
use crate::asking::count;
use crate::mail_corpus::{Case, Place, Thread, cases};
use crate::tickets::question;

/// The ticket that a case answers, and where it is answered.
fn place(app: &TestApp, case: &Case) -> Place {
    let draft = Draft {
        id: TicketId::random(),
        question: question("Question"),
        asker: Person { name: case.sender_name.clone(), email: case.sender.clone() },
        beneficiary: None,
        files: Vec::new(),
        proven: true,
    };
    let (inner, now) = (app.app.clone(), app.now());
    let ticket = app.write(|conn| {
        let words = inner.vocabularies();
        let tools = Tools { signer: &inner.signer, words: &words };
        Ok(ops::ask(conn, &maillage::history::By::Team, &draft, tools, now)?.ticket)
    });
    let tag = outbox::reply_tag(&inner.signer, &ticket.reference, "team:1");
    let id = ticket.mail_ids().pop().unwrap();
    Place {
        address: outbox::reply_address("aide@maillage.example", &tag),
        message_id: format!("<{id}@maillage.example>"),
    }
}

#[test]
fn six_hundred_mails_of_all_kinds_are_where_they_belong() {
    let app = TestApp::start();
    let cases = cases();
    let mut wrong = Vec::new();
    let (mut opened, mut joined) = (0, 0);
    for case in &cases {
        let place = (case.thread != Thread::New).then(|| place(&app, case));
        let receipt = app.deliver(case.raw(place.as_ref()));
        match (&receipt, case.thread) {
            (Receipt::Ticket(_), Thread::New) => opened += 1,
            (Receipt::Reply(_), Thread::ByAddress | Thread::ByReference) => joined += 1,
            _ => {
                wrong.push(format!("{}: {receipt}", case.name));
                continue;
            }
        }
        wrong.extend(
            faults(&app, case, &receipt).into_iter().map(|fault| format!("{}: {fault}", case.name)),
        );
        // Delivered again, by another way: nothing changes.
        let before = (count(&app), app.received());
        assert_eq!(
            app.deliver(
                [b"Received: from c by d\r\n", case.raw(place.as_ref()).as_slice()].concat()
            ),
            receipt
        );
        assert_eq!((count(&app), app.received()), before, "{}", case.name);
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(opened > 100 && joined > 200, "{opened} {joined}");
    assert_eq!(app.received(), i64::try_from(cases.len()).unwrap());
}

/// What did not come out as it went in.
fn faults(app: &TestApp, case: &Case, receipt: &Receipt) -> Vec<String> {
    let mut found = Vec::new();
    let mut same = |what: &str, is: String, should: String| {
        if is != should {
            found.push(format!("{what} is {is:?}, not {should:?}"));
        }
    };
    let ticket = app.ticket_of(receipt);
    same("sender", ticket.asker_email.clone(), case.sender.clone());
    same("name", ticket.asker_name.clone(), case.sender_name.clone());
    if case.thread == Thread::New {
        same("subject", ticket.subject.clone(), case.subject.clone());
    }
    let (_, body, quoted) = app.last_message(&ticket);
    same("text", body.contains(&case.says).to_string(), "true".into());
    same(
        "quote",
        (quoted.is_some_and(|text| text.contains("BEFORE")), body.contains("BEFORE")).0.to_string(),
        case.quotes.to_string(),
    );
    same("fold", body.contains("BEFORE").to_string(), "false".into());
    same(
        "script",
        (body.contains("alert") || body.contains("spy.example")).to_string(),
        "false".into(),
    );
    let files = app.read(|conn| {
        let messages =
            queries::messages_of(conn, &ticket.id, queries::Sight::Everything, None, 50)?;
        let last = messages.iter().rev().find(|message| message.mail_id.is_some()).unwrap();
        Ok(queries::attachments_of(conn, std::slice::from_ref(&last.id))?)
    });
    let mut names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
    names.sort();
    same("files", format!("{names:?}"), format!("{:?}", case.names()));
    let mut sent: Vec<_> =
        case.files.iter().map(|(_, content)| maillage::secret::sha256_hex(content)).collect();
    sent.retain(|sha256| !files.iter().any(|file| file.sha256 == *sha256));
    same("lost files", sent.len().to_string(), "0".into());
    found
}

#[test]
fn mails_cut_off_and_broken_at_random_are_kept_all_the_same() {
    let app = TestApp::start();
    let mut seed = 7_u64;
    let mut next = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % limit.max(1)
    };
    for (number, case) in cases().iter().step_by(7).enumerate() {
        let mut raw = case.raw(None);
        for _ in 0..next(30) {
            let place = next(raw.len());
            raw[place] = next(256) as u8;
        }
        raw.truncate(next(raw.len()) + 1);
        app.deliver(&raw);
        assert_eq!(app.received(), i64::try_from(number + 1).unwrap(), "{}", case.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let letter = parse::read(&bytes);
        prop_assert!(!letter.identity.is_empty());
        prop_assert!(!letter.text.contains('\0'));
    }

    #[test]
    fn anything_like_a_mail_is_read(
        headers in proptest::collection::vec(("(From|To|Subject|References|Content-Type|Content-Transfer-Encoding|Date|X)", "\\PC{0,60}"), 0..12),
        body in "(--b\r\n|Content-Type: [a-z]{1,9}/[a-z]{1,9}\r\n|\r\n|<[a-z]{1,8}|>|&#?[a-z0-9]{0,6};|=[0-9A-F]{2}|\\PC){0,300}",
    ) {
        let head: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        for kind in ["", "Content-Type: text/html\r\n", "Content-Type: multipart/mixed; boundary=b\r\n"] {
            let letter = parse::read(format!("{head}{kind}\r\n{body}").as_bytes());
            prop_assert!(!letter.text.contains('\0'));
        }
    }
}
