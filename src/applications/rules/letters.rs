//! Letters by which an institution commits itself. Each is bound to the hash of what it commits to.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use crate::applications::rules::fte_said;
use crate::applications::{HeldFile, Letter, LetterVerdict, Partner, PartnerState};
use crate::db::text_enum;
use crate::questionnaires::rules::canonical;
use crate::secret::sha256_hex;

text_enum! {
    /// Where an institution's letter stands.
    Standing {
        /// Nobody signed.
        Missing = "missing",
        Signed = "signed",
        /// It was signed for something else than what the institution commits to now.
        Stale = "stale",
        /// Whoever runs the call found that it does not hold, and said why.
        Refused = "refused",
    }
}

/// What a partner commits to, in canonical JSON, and its hash.
pub fn content(call: &str, partner: &Partner) -> (String, String) {
    let text = canonical::text(&json!({
        "format": 1,
        "call": call,
        "application": partner.application_id,
        "institution": partner.institution,
        "role": partner.role,
        "fte": partner.fte.map(fte_said),
        "commitments": partner.commitments,
    }));
    let hash = sha256_hex(text.as_bytes());
    (text, hash)
}

/// Whether a partner's figures say enough to be signed.
pub fn is_ready(partner: &Partner) -> bool {
    partner.fte.is_some()
}

/// The letter that was signed last for what a partner commits to now, else for something else, and whether it holds.
pub fn standing<'a>(
    call: &str,
    partner: &Partner,
    letters: &'a [Letter],
) -> (Standing, Option<&'a Letter>) {
    let own = letters.iter().filter(|one| one.partner_id == partner.id);
    let sha256 = content(call, partner).1;
    match own.clone().rfind(|one| one.sha256 == sha256) {
        Some(letter) if letter.verdict == Some(LetterVerdict::Refused) => {
            (Standing::Refused, Some(letter))
        }
        Some(letter) => (Standing::Signed, Some(letter)),
        None => match own.clone().next_back() {
            Some(letter) => (Standing::Stale, Some(letter)),
            None => (Standing::Missing, None),
        },
    }
}

/// The partners that count and whose letter does not hold.
pub fn owed<'a>(call: &str, partners: &'a [Partner], letters: &[Letter]) -> Vec<&'a Partner> {
    let counts = |one: &&Partner| {
        matches!(one.state, PartnerState::Invited | PartnerState::Confirmed)
            && standing(call, one, letters).0 != Standing::Signed
    };
    partners.iter().filter(counts).collect()
}

fn moment(letter: &Letter) -> String {
    letter.signed_at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Whether a letter is the one that was filed.
pub fn is_listed(letter: &Letter, listed: &Value) -> bool {
    listed["sha256"] == *letter.sha256 && listed["signed_at"] == moment(letter)
}

/// A letter as it is filed.
pub fn listed(letter: &Letter, files: &[HeldFile]) -> Value {
    let file = files.iter().find(|file| Some(&file.id) == letter.file_id.as_ref());
    let mut listed = json!({
        "sha256": letter.sha256,
        "way": letter.way,
        "name": letter.name,
        "capacity": letter.capacity,
        "signed_at": moment(letter),
    });
    if let Some(file) = file {
        listed["file"] = json!({ "id": file.id, "name": file.name, "sha256": file.sha256 });
    }
    listed
}
