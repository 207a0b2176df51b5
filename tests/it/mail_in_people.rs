//! What people send that looks like what machines send, and the other way round; what they pass on.

use maillage::accounts::NetworkRole;
use maillage::i18n::Locale;
use maillage::mail_in::{Reason, Receipt, queries};

use crate::app::TestApp;
use crate::asking::{asked, count};
use crate::following::reference;
use crate::mail_in::{LUCIE, header, letter};

#[test]
fn an_automatic_answer_is_known_by_how_its_subject_begins() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let to = header(&app.mail_to("lucie@labo.example"), "Reply-To");
    for subject in [
        "Réponse automatique : Votre question",
        "Réponse automatique\u{a0}: Re: [2026-000001] x",
        "Automatic reply: Your question",
        "Absence du bureau",
        "Absence du bureau : x",
        "Out of Office Re: x",
        "Out of office until Monday",
        "[Auto-Reply] x",
        "Abwesenheitsnotiz: x",
        "Message d'absence - congés",
    ] {
        for to in ["aide@maillage.example", &to] {
            let mail = letter(LUCIE, subject, &[("To", to)], "Je suis en congés.");
            assert_eq!(app.deliver(mail), Receipt::Ignored(Reason::OutOfOffice), "{subject}");
        }
    }
    // People write about these things too.
    for (number, subject) in [
        "Comment poser une réponse automatique ?",
        "Absence du bureau des données dans l’annuaire",
        "Automatic replying to our users",
    ]
    .iter()
    .enumerate()
    {
        let from = format!("Equipe <e{number}@labo.example>");
        let receipt = app.deliver(letter(&from, subject, &[], "Bonjour"));
        assert!(matches!(receipt, Receipt::Ticket(_)), "{subject}: {receipt}");
    }
    drop(follow);
}

#[test]
fn what_a_person_writes_to_a_list_waits_for_a_person() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let to = header(&app.mail_to("lucie@labo.example"), "Reply-To");
    let mails = app.mails().len();
    let list = [
        ("List-Id", "Données <donnees.liste.example>"),
        ("List-Unsubscribe", "<mailto:sympa@liste.example>"),
    ];
    let precedence = [("Precedence", "list")];
    for headers in [&list[..], &precedence[..]] {
        let receipt = app.deliver(letter(LUCIE, "Où déposer ?", headers, "Bonjour"));
        let Receipt::Quarantined(id) = &receipt else { panic!("{receipt}") };
        let kept = app.read(|conn| Ok(queries::find(conn, id)?));
        assert_eq!(kept.reason, Some(Reason::List));
    }
    assert_eq!(app.mails().len(), mails, "a list is not answered");
    // An address of a group may add such headers to all that comes: a signed address counts all the same.
    let more = [&list[..], &[("To", to.as_str())]].concat();
    let receipt = app.deliver(letter(LUCIE, "Re", &more, "Merci"));
    assert_eq!(receipt, Receipt::Reply(reference(&follow).to_owned()));
}

#[test]
fn a_question_may_be_all_in_its_subject() {
    let app = TestApp::start();
    let receipt = app.deliver(letter(LUCIE, "Où déposer nos données ?", &[], ""));
    let ticket = app.ticket_of(&receipt);
    assert_eq!(ticket.subject, "Où déposer nos données ?");
    assert_eq!(app.last_message(&ticket).1, "(message sans texte)");
    // An answer without a word is none.
    let follow = asked(&app, &app.visitor(), &[("email", "ana@labo.example"), ("name", "Ana")]);
    let to = header(&app.mail_to("ana@labo.example"), "Reply-To");
    let silent = letter("Ana <ana@labo.example>", "Re: x", &[("To", &to)], " ");
    assert!(matches!(app.deliver(silent), Receipt::Quarantined(_)));
    drop(follow);
}

#[test]
fn a_question_that_is_passed_on_is_shown_and_found() {
    let app = TestApp::start();
    let passed = "Bonjour, pouvez-vous répondre à ma collègue ?\n\n\
        ---------- Forwarded message ---------\nFrom: Ana Lima <ana@labo.example>\n\
        Date: Tue, 3 Mar 2026\nSubject: Archive\nTo: Lucie\n\n\
        Je cherche un entrepôt pour nos spectrogrammes.\n";
    let ticket = app.ticket_of(&app.deliver(letter(LUCIE, "Fwd: Archive", &[], passed)));
    let (_, body, quoted) = app.last_message(&ticket);
    assert!(body.contains("spectrogrammes") && quoted.is_none(), "{body}");
    assert_eq!(ticket.subject, "Archive");
    // The same by a program that passes on as it quotes.
    let outlook = "De : Ana Lima\nEnvoyé : mardi 3 mars\nÀ : Lucie\nObjet : Archive\n\n\
        Je cherche un entrepôt pour nos sismogrammes.\n";
    let ticket = app.ticket_of(&app.deliver(letter(LUCIE, "TR : Archive", &[], outlook)));
    assert!(app.last_message(&ticket).1.contains("sismogrammes"));
    app.run_jobs();
}

#[test]
fn the_language_is_that_of_who_writes() {
    let app = TestApp::start();
    let heads =
        "From: The team of the archive\nSent: Tuesday\nTo: you and the others\nSubject: the data\n";
    let french = format!("Bonjour, que dois-je répondre ?\n\n{heads}\nEnvoyez vos données.\n");
    let ticket = app.ticket_of(&app.deliver(letter(LUCIE, "TR: données", &[], &french)));
    assert_eq!(ticket.language, Locale::Fr);
    let quoted = "> Nous avons reçu les données et nous vous remercions pour la suite\n".repeat(4);
    let english = format!("How can we share this?\n\n{quoted}");
    let ticket = app.ticket_of(&app.deliver(letter(LUCIE, "Data", &[], &english)));
    assert_eq!(ticket.language, Locale::En);
}

#[test]
fn another_mail_under_a_known_message_id_waits_for_a_person() {
    let app = TestApp::start();
    let id = [("Message-ID", "<always@labo.example>")];
    let first = app.deliver(letter(LUCIE, "Question", &id, "Bonjour, où déposer ?"));
    // The same through a relay that encodes it anew and adds its lines.
    let relayed = [
        ("Message-ID", "<always@labo.example>"),
        ("Received", "from x by y; Tue, 3 Mar 2026 09:01:00 +0000"),
        ("X-Spam-Score", "0.1"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ];
    let again = letter(LUCIE, "Question", &relayed, "Bonjour, o=C3=B9 d=C3=A9po=\nser ?  \n\n");
    assert_eq!(app.deliver(again), first);
    assert_eq!((count(&app), app.received()), (1, 1));

    let other = letter(LUCIE, "Question", &id, "Bonjour, et à qui écrire ?");
    let held = app.deliver(&other);
    assert!(matches!(held, Receipt::Quarantined(_)), "{held}");
    assert_eq!(app.deliver(format!("Received: from x by y\r\n{other}")), held);
    let subject = letter(LUCIE, "Autre question", &id, "Bonjour, où déposer ?");
    assert!(matches!(app.deliver(subject), Receipt::Quarantined(_)));
    assert_eq!((count(&app), app.received()), (1, 3));

    // Whoever answers the first one sees it there, and lets it in.
    let noe = app.account("Noé", "noe@example.org", Some(NetworkRole::Coordinator), &[]);
    let noe = app.sign_in(&noe);
    let Receipt::Quarantined(id) = held else { unreachable!() };
    let page = noe.get(&format!("/admin/mail-in/{id}"));
    page.expect(200).says("mais dit autre chose").says("et à qui écrire");
    let reference = app.read(|conn| Ok(queries::find(conn, &id)?)).reference;
    assert_eq!(reference, Some(app.ticket_of(&first).reference));
    noe.post(&format!("/admin/mail-in/{id}/question"), &[]).expect(303);
    assert_eq!(count(&app), 2);
    // What machines write stays unanswered.
    let machine = [("Message-ID", "<always@labo.example>"), ("Auto-Submitted", "auto-replied")];
    assert!(matches!(app.deliver(letter(LUCIE, "Vu", &machine, "Lu")), Receipt::Ignored(_)));
}
