//! Mail that machines write, which nobody answers (RFC 3834).

use crate::mail_in::model::{Envelope, Letter, Mailbox, Reason, ReportKind};

/// What a mail program says of itself against answering it (RFC 3834, 2), and what we sent ourselves.
pub fn machine(letter: &Letter, envelope: &Envelope, own_address: &str) -> Option<Reason> {
    let traits = &letter.traits;
    if let Some(report) = &letter.report {
        return Some(match report.kind {
            ReportKind::Failed => Reason::Bounce,
            ReportKind::Status => Reason::DeliveryReport,
            ReportKind::Read => Reason::ReadReceipt,
            ReportKind::Complaint => Reason::Complaint,
        });
    }
    if traits.loops.iter().any(|one| one.eq_ignore_ascii_case(own_address)) {
        return Some(Reason::Loop);
    }
    if letter.senders.iter().any(|sender| is_ours(&sender.email, own_address)) {
        return Some(Reason::Own);
    }
    if traits.auto_submitted.as_deref().is_some_and(|value| !value.starts_with("no")) {
        return Some(Reason::AutoSubmitted);
    }
    if traits.auto_reply || is_out_of_office(letter, envelope) {
        return Some(Reason::OutOfOffice);
    }
    if letter.senders.iter().any(Mailbox::is_daemon) {
        return Some(Reason::DeliveryReport);
    }
    match traits.precedence.as_deref().map(str::trim) {
        Some("bulk" | "junk") => return Some(Reason::Bulk),
        Some("auto_reply" | "auto-reply") => return Some(Reason::OutOfOffice),
        _ => {}
    }
    traits.mailing.then_some(Reason::List)
}

/// Whether it takes no answer: a machine wrote it, whatever it says (RFC 5321, 4.5.5), and nothing is written back (RFC 3834, 2).
pub fn takes_no_answer(letter: &Letter, envelope: &Envelope) -> bool {
    envelope.from.as_deref().or(letter.traits.return_path.as_deref()).is_some_and(str::is_empty)
}

/// Whether it came over a list that people write to. What a person says there may be meant for us, or not.
pub fn is_of_list(letter: &Letter) -> bool {
    let traits = &letter.traits;
    traits.list_id || traits.precedence.as_deref().is_some_and(|value| value.trim() == "list")
}

/// Our own address, with or without what comes after a plus.
fn is_ours(email: &str, own_address: &str) -> bool {
    let own = own_address.to_lowercase();
    let plain = match (email.split_once('+'), email.rsplit_once('@')) {
        (Some((local, _)), Some((_, domain))) => format!("{local}@{domain}"),
        _ => email.to_owned(),
    };
    email == own || plain == own
}

/// What absences and automatic answers are called in five languages.
const AWAY: &[&str] = &[
    "out of office",
    "out of the office",
    "out-of-office",
    "automatic reply",
    "automatic response",
    "automated reply",
    "auto-reply",
    "auto reply",
    "autoreply",
    "absence du bureau",
    "en dehors du bureau",
    "réponse automatique",
    "message automatique",
    "notification d'absence",
    "notification d’absence",
    "message d'absence",
    "message d’absence",
    "absent du bureau",
    "absente du bureau",
    "abwesenheitsnotiz",
    "automatische antwort",
    "abwesend",
    "respuesta automática",
    "fuera de la oficina",
    "ausencia",
    "risposta automatica",
    "fuori sede",
    "fuori ufficio",
    "assente",
];

/// An absence: by a sender that takes no answers, in whatever words around; or by a subject that begins as programs write
/// it and goes on as they do: “Réponse automatique : …”, “Out of office until …”. Who says that no machine wrote it
/// (`Auto-Submitted: no`) is believed.
fn is_out_of_office(letter: &Letter, envelope: &Envelope) -> bool {
    let subject = letter.subject.to_lowercase();
    if takes_no_answer(letter, envelope) && AWAY.iter().any(|word| subject.contains(word)) {
        return true;
    }
    letter.traits.auto_submitted.is_none() && begins_as_machines_do(&subject)
}

fn begins_as_machines_do(subject: &str) -> bool {
    const NEXT: &[&str] = &[
        "re:", "re :", "from ", "until ", "till ", "jusqu", "du ", "le ", "bis ", "vom ", "hasta ",
        "fino ", "dal ",
    ];
    let bare = subject.trim_start_matches(['[', '(', '*', ' ']);
    AWAY.iter().filter_map(|word| bare.strip_prefix(word)).any(|after| {
        let after = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
        after.is_empty()
            || after.starts_with([':', '-', '–', '—', ']', ')', '(', '*'])
            || NEXT.iter().any(|next| after.starts_with(next))
    })
}
