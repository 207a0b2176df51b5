//! The address by which the reader of a mail answers it: `help+2026-004217.t4f0c…@example.org`. What is signed is the
//! ticket and who was written to, so that a mail that is forwarded lets nobody in but its reader.

use chrono::NaiveDateTime;
use data_encoding::BASE32_NOPAD;
use diesel::prelude::*;

use super::Mail;
use crate::Result;
use crate::db::Conn;
use crate::db::schema::{outbox, outbox_files};
use crate::secret::Signer;

/// Who is written to about a ticket or an application, and so may answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// The team, as long as the version of its follow links stays.
    Team(i32),
    /// A member of staff, by account.
    Staff(String),
    /// A node's shared mailbox, by node.
    Node(String),
    /// A node's own helpdesk, by node, until its bridge is closed.
    Bridge(String, i32),
    /// The same about a consultation, by its id: what it says goes to the other side of that, never to the team.
    Consultation(String, i32, String),
    /// Somebody who speaks for an application, by account.
    Applicant(String),
    /// Somebody who runs its call, by account.
    Coordination(String),
}

impl Party {
    /// As it is signed and kept with the mail.
    pub fn text(&self) -> String {
        match self {
            Self::Team(version) => format!("team:{version}"),
            Self::Staff(account) => format!("staff:{account}"),
            Self::Node(node) => format!("node:{node}"),
            Self::Bridge(node, epoch) => format!("bridge:{node}:{epoch}"),
            Self::Consultation(node, epoch, id) => format!("bridge:{node}:{epoch}:{id}"),
            Self::Applicant(account) => format!("applicant:{account}"),
            Self::Coordination(account) => format!("coordination:{account}"),
        }
    }
}

/// An application as a reply address names it: short enough for one.
pub fn application_reference(id: &str) -> String {
    let bytes = uuid::Uuid::parse_str(id).unwrap_or_default();
    BASE32_NOPAD.encode(bytes.as_bytes()).to_lowercase()
}

/// A mail about a ticket, by its reference, which its reader may answer; or about an application.
pub fn queue_about(
    conn: &mut Conn,
    mail: &Mail<'_>,
    about: (&str, &Party),
    now: NaiveDateTime,
) -> Result<String> {
    super::put(conn, mail, Some((about.0, Some(about.1))), &super::new_message_id(), now)
}

/// A mail about a ticket whose reader answers on its page, not by mail: what comes back waits for a person.
pub fn queue_of(
    conn: &mut Conn,
    mail: &Mail<'_>,
    reference: &str,
    now: NaiveDateTime,
) -> Result<String> {
    super::put(conn, mail, Some((reference, None)), &super::new_message_id(), now)
}

/// The same with a Message-ID that was chosen before, by [`super::new_message_id`]. A mail may be queued once by it.
pub fn queue_about_as(
    conn: &mut Conn,
    message_id: &str,
    mail: &Mail<'_>,
    about: (&str, &Party),
    now: NaiveDateTime,
) -> Result<()> {
    super::put(conn, mail, Some((about.0, Some(about.1))), message_id, now).map(drop)
}

/// Lets stored files go with a mail that is queued in this transaction: hashes and names.
pub fn attach(conn: &mut Conn, message_id: &str, files: &[(String, String)]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let id: super::MailId =
        outbox::table.filter(outbox::message_id.eq(message_id)).select(outbox::id).first(conn)?;
    for (position, (sha256, name)) in (0..).zip(files) {
        diesel::insert_into(outbox_files::table)
            .values((
                outbox_files::mail_id.eq(&id),
                outbox_files::position.eq(position),
                outbox_files::sha256.eq(sha256),
                outbox_files::name.eq(name),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// What stands between the `+` and the `@`: in lower case, since some servers change it.
pub fn tag(signer: &Signer, reference: &str, party: &str) -> String {
    let kind = party.chars().next().unwrap_or('t');
    let signature = signer.sign_lower("reply", &format!("{reference}:{party}"));
    format!("{reference}.{kind}{signature}")
}

/// `help@example.org` with a tag.
pub fn address(own: &str, tag: &str) -> String {
    match own.rsplit_once('@') {
        Some((local, domain)) => format!("{local}+{tag}@{domain}"),
        None => own.to_owned(),
    }
}

/// A tag as it came back, not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub reference: String,
    /// `t`eam, `s`taff, `n`ode or `b`ridge; of an application `a`pplicant or `c`oordination.
    pub kind: char,
    whole: String,
}

impl Tag {
    /// The tag in an address, if there is something like one.
    pub fn read(address: &str) -> Option<Self> {
        let address = address.trim_matches(['<', '>', ' ']).to_ascii_lowercase();
        let (_, whole) = address.rsplit_once('@')?.0.split_once('+')?;
        let (reference, signed) = whole.split_once('.')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let kind = signed.chars().next()?;
        let names = match kind {
            't' | 's' | 'n' | 'b' => {
                reference.len() <= 20
                    && reference.split_once('-').is_some_and(|(year, n)| digits(year) && digits(n))
            }
            'a' | 'c' => application(reference).is_some(),
            _ => false,
        };
        (names && whole.len() <= 64).then(|| Self {
            reference: reference.to_owned(),
            kind,
            whole: whole.to_owned(),
        })
    }

    /// The application that it names.
    pub fn application(&self) -> Option<String> {
        matches!(self.kind, 'a' | 'c').then(|| application(&self.reference)).flatten()
    }

    /// Whether it was signed for this party.
    pub fn is_for(&self, signer: &Signer, party: &Party) -> bool {
        use subtle::ConstantTimeEq;
        let genuine = tag(signer, &self.reference, &party.text());
        genuine.as_bytes().ct_eq(self.whole.as_bytes()).into()
    }
}

fn application(reference: &str) -> Option<String> {
    let bytes = BASE32_NOPAD.decode(reference.to_uppercase().as_bytes()).ok()?;
    uuid::Uuid::from_slice(&bytes).ok().map(|id| id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn an_address_answers_for_its_ticket_and_its_reader_only() {
        let signer = Signer::new(Secret::new("a key of thirty-two characters !".into()));
        let party = Party::Team(1);
        let address = address("help@example.org", &tag(&signer, "2026-000001", &party.text()));
        assert!(address.split('@').next().is_some_and(|local| local.len() <= 64), "{address}");
        let read = Tag::read(&format!("<{}>", address.to_uppercase())).unwrap();
        assert!(read.is_for(&signer, &party) && read.kind == 't');
        assert!(!read.is_for(&signer, &Party::Team(2)));
        assert!(!read.is_for(&signer, &Party::Staff("1".into())));
        let other = Tag::read(&address.replace("000001", "000002")).unwrap();
        assert!(!other.is_for(&signer, &party));
        let id = uuid::Uuid::new_v4().to_string();
        let party = Party::Applicant("7".into());
        let address = super::address(
            "aide@example.org",
            &tag(&signer, &application_reference(&id), &party.text()),
        );
        assert!(address.split('@').next().is_some_and(|local| local.len() <= 64), "{address}");
        let read = Tag::read(&address).unwrap();
        assert_eq!(read.application(), Some(id));
        assert!(
            read.is_for(&signer, &party) && !read.is_for(&signer, &Party::Applicant("8".into()))
        );
        for bad in [
            "help@example.org",
            "help+x@example.org",
            "help+2026-1.q@x.org",
            "",
            "+@",
            "a+2026-1@x",
        ] {
            assert_eq!(Tag::read(bad), None, "{bad}");
        }
    }
}
