//! What becomes of a mail, decided from values alone: machines are ignored, people join the ticket that they may join,
//! and whoever is not proven waits.

use chrono::TimeDelta;

use super::model::{Envelope, Fate, Letter, Reason, Received, ReportKind};
use crate::Refusal;
use crate::accounts::Actor;
use crate::accounts::throttle::Limit;
use crate::i18n::Locale;
use crate::tickets::rules::MAX_BODY;
use crate::tickets::{Right, Ticket};

pub const MAILS_PER_SENDER: Limit = Limit::new(60, TimeDelta::hours(1));
/// Machines' mails and discarded ones are kept this long, for who misses one.
pub const KEPT: TimeDelta = TimeDelta::days(30);

pub const ALREADY_DECIDED: Refusal = Refusal::new("mail-in-already-decided");
pub const NO_TICKET: Refusal = Refusal::new("mail-in-no-ticket");
pub const NO_SENDER: Refusal = Refusal::new("mail-in-no-sender");

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
    if letter.senders.iter().any(|sender| is_daemon(&sender.email)) {
        return Some(Reason::DeliveryReport);
    }
    match traits.precedence.as_deref().map(str::trim) {
        Some("bulk" | "junk") => return Some(Reason::Bulk),
        Some("auto_reply" | "auto-reply") => return Some(Reason::OutOfOffice),
        Some("list") => return Some(Reason::List),
        _ => {}
    }
    traits.list.then_some(Reason::List)
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

fn is_daemon(email: &str) -> bool {
    let local = email.split('@').next().unwrap_or_default();
    matches!(local, "mailer-daemon" | "postmaster")
}

/// An absence in one of five languages, by a sender that takes no answers.
fn is_out_of_office(letter: &Letter, envelope: &Envelope) -> bool {
    const WORDS: &[&str] = &[
        "out of office",
        "out of the office",
        "automatic reply",
        "auto-reply",
        "autoreply",
        "absence du bureau",
        "réponse automatique",
        "message d'absence",
        "message d’absence",
        "absent du bureau",
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
    let path = envelope.from.as_deref().or(letter.traits.return_path.as_deref());
    let subject = letter.subject.to_lowercase();
    path.is_some_and(str::is_empty) && WORDS.iter().any(|word| subject.contains(word))
}

/// What the receiving server found about the sender (RFC 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Passed,
    Failed,
    Unknown,
}

/// Reads the outermost `Authentication-Results` of the server that the operator trusts. Headers of others prove nothing:
/// anybody can write them.
pub fn proof(letter: &Letter, authserv: Option<&str>) -> Proof {
    let Some(authserv) = authserv else { return Proof::Unknown };
    let domain = letter.senders.first().and_then(|sender| sender.email.rsplit_once('@'));
    let (Some(header), Some((_, domain))) = (letter.authentication.first(), domain) else {
        return Proof::Unknown;
    };
    let mut parts = header.split(';').map(str::trim);
    let id = parts.next().unwrap_or_default().split_whitespace().next().unwrap_or_default();
    if !id.eq_ignore_ascii_case(authserv) {
        return Proof::Unknown;
    }
    let mut proof = Proof::Unknown;
    for part in parts {
        let part = part.to_ascii_lowercase();
        let of = |property: &str| {
            let value = part.split_whitespace().find_map(|word| word.strip_prefix(property))?;
            let value = value.trim_matches(['"', '@']);
            Some(value.rsplit_once('@').map_or(value, |(_, domain)| domain).to_owned())
        };
        let aligned =
            |property: &str| of(property).is_some_and(|found| are_aligned(&found, domain));
        let passed = part.starts_with("dmarc=pass")
            && (of("header.from=").is_none() || aligned("header.from="))
            || part.starts_with("dkim=pass") && aligned("header.d=")
            || part.starts_with("spf=pass") && aligned("smtp.mailfrom=");
        if part.starts_with("dmarc=fail") {
            return Proof::Failed;
        }
        if passed {
            proof = Proof::Passed;
        }
    }
    proof
}

/// The same domain, or one below the other.
fn are_aligned(one: &str, other: &str) -> bool {
    let below = |deep: &str, high: &str| {
        high.contains('.') && deep.strip_suffix(high).is_some_and(|rest| rest.ends_with('.'))
    };
    one == other || below(one, other) || below(other, one)
}

/// How a mail shows which ticket it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Nothing,
    /// By answering a mail of ours, or one that came in.
    Answers,
    /// By a reply address that we signed for the team, for this member of staff, for somebody else of the staff, or for
    /// a node's mailbox.
    TeamAddress,
    StaffAddress {
        own: bool,
    },
    NodeAddress,
    /// By one that we signed for the helpdesk of a node.
    BridgeAddress,
    /// By a reply address that is not signed by us, or not any more.
    BadAddress,
}

/// Who sent a mail, as far as its ticket knows.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    pub email: &'a str,
    /// Whether the account with this address may answer the ticket's team.
    pub may_answer: bool,
    /// Whether the team lets them follow the ticket, and they agreed.
    pub follows: bool,
}

/// What is done with a mail of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Ask,
    TeamReplies,
    StaffAnswers,
    /// The helpdesk of a node speaks.
    NodeSpeaks,
    Hold(Reason),
}

/// The whole of who may enter what by mail.
pub fn verdict(
    shown: &Shown,
    ticket: Option<&Ticket>,
    sender: Sender<'_>,
    proof: Proof,
) -> Verdict {
    if proof == Proof::Failed {
        return Verdict::Hold(Reason::FailedAuthentication);
    }
    let Some(ticket) = ticket else {
        return match shown {
            Shown::Nothing => Verdict::Ask,
            _ => Verdict::Hold(Reason::BadSignature),
        };
    };
    let of_team = is_team(ticket, sender.email) || sender.follows;
    let of_staff = sender.may_answer;
    match shown {
        Shown::Nothing => Verdict::Ask,
        Shown::BadAddress => Verdict::Hold(Reason::BadSignature),
        Shown::NodeAddress => Verdict::Hold(Reason::NodeMailbox),
        // Somebody at the helpdesk may have answered the team itself, which now answers all.
        Shown::BridgeAddress if of_team => Verdict::TeamReplies,
        Shown::BridgeAddress => Verdict::NodeSpeaks,
        Shown::StaffAddress { own: true } if of_staff => Verdict::StaffAnswers,
        Shown::StaffAddress { .. } if of_staff => Verdict::Hold(Reason::StaffUnproven),
        Shown::TeamAddress | Shown::Answers if of_team => Verdict::TeamReplies,
        Shown::TeamAddress | Shown::Answers if of_staff => Verdict::Hold(Reason::StaffUnproven),
        Shown::TeamAddress | Shown::Answers | Shown::StaffAddress { .. } => {
            Verdict::Hold(Reason::NotTheirs)
        }
    }
}

/// Who asked, and the colleague they asked for.
pub fn is_team(ticket: &Ticket, email: &str) -> bool {
    ticket.asker_email.eq_ignore_ascii_case(email)
        || ticket.beneficiary_email.as_deref().is_some_and(|one| one.eq_ignore_ascii_case(email))
}

/// The name under which somebody of the team writes.
pub fn team_name<'a>(ticket: &'a Ticket, email: &str) -> &'a str {
    match (&ticket.beneficiary_email, &ticket.beneficiary_name) {
        (Some(theirs), Some(name))
            if theirs.eq_ignore_ascii_case(email)
                && !ticket.asker_email.eq_ignore_ascii_case(email) =>
        {
            name
        }
        _ => &ticket.asker_name,
    }
}

/// The language a text is in: the one of which more small words are found; French when none is.
pub fn language(text: &str) -> Locale {
    const FRENCH: &[&str] = &[
        "le",
        "la",
        "les",
        "des",
        "une",
        "est",
        "et",
        "nous",
        "vous",
        "je",
        "pour",
        "dans",
        "que",
        "qui",
        "avec",
        "sur",
        "bonjour",
        "merci",
        "du",
        "au",
        "pas",
        "nos",
        "cordialement",
    ];
    const ENGLISH: &[&str] = &[
        "the", "and", "of", "to", "is", "we", "you", "for", "with", "that", "are", "have", "our",
        "hello", "dear", "thanks", "regards", "this", "how", "my", "can", "would", "please",
    ];
    let (mut french, mut english) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(400) {
        let word = word.to_lowercase();
        french += usize::from(FRENCH.contains(&word.as_str()));
        english += usize::from(ENGLISH.contains(&word.as_str()));
    }
    if english > french { Locale::En } else { Locale::Fr }
}

/// The names that an address may carry of whom its owner works for, the most telling first: `univ-lorraine.fr` gives
/// "univ-lorraine".
pub fn names_in_domain(email: &str) -> Vec<String> {
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    let labels: Vec<&str> = domain.split('.').collect();
    let own = labels.iter().rev().skip(1).filter(|label| label.len() > 2);
    own.map(|label| label.replace("univ-", "université ").replace('-', " "))
        .zip(labels.iter().rev().skip(1).filter(|label| label.len() > 2))
        .flat_map(|(spelled, label)| [(*label).to_owned(), spelled])
        .take(6)
        .collect()
}

/// The name to show for who sent a mail.
pub fn writer(mail: &Received) -> &str {
    if mail.from_name.is_empty() { &mail.from_email } else { &mail.from_name }
}

/// Whether a text is longer than a message may be.
pub fn is_too_long(text: &str) -> bool {
    text.len() > MAX_BODY && text.chars().count() > MAX_BODY
}

/// A text that is not longer than a message may be; where it was cut, it says that there is more.
pub fn shortened(text: &str, locale: Locale) -> String {
    if !is_too_long(text) {
        return text.trim().to_owned();
    }
    let kept: String = text.chars().take(MAX_BODY - 200).collect();
    format!("{}…\n\n*{}*", kept.trim(), locale.text("mail-in-shortened"))
}

/// A subject without the marks of replies and forwards.
pub fn bare_subject(subject: &str) -> &str {
    let mut rest = subject.trim();
    loop {
        let marked = ["re", "fw", "fwd", "tr", "aw", "rif", "rv", "wg", "ref", "réf"]
            .iter()
            .find_map(|mark| {
                let head = rest.get(..mark.len())?;
                let tail = rest[mark.len()..].trim_start_matches(['\u{a0}', '\u{202f}', ' ']);
                head.eq_ignore_ascii_case(mark).then(|| tail.strip_prefix(':')).flatten()
            });
        match marked {
            Some(tail) => rest = tail.trim_start(),
            None => return rest,
        }
    }
}

/// What may be done with a mail that a person looks at.
pub const fn may_decide(fate: Fate) -> bool {
    matches!(fate, Fate::Quarantined | Fate::Ignored)
}

/// Coordinators see every mail; the staff of the node that answers, those that name its tickets; who else reads the
/// conversation, those that became a part of it.
pub fn may_view(actor: &Actor, right: Option<&Right>, fate: Fate) -> bool {
    match right {
        _ if actor.coordinates() => true,
        None => false,
        Some(Right::Responsible) => true,
        Some(Right::Shared(_) | Right::Consulted(_) | Right::Offered(_)) => {
            matches!(fate, Fate::Ticket | Fate::Reply)
        }
    }
}

/// Who may answer a ticket's team.
pub const fn may_answer(right: &Right) -> bool {
    matches!(right, Right::Responsible | Right::Shared(_))
}
