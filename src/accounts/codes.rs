//! The codes of the second step: those of an app, which change every thirty seconds (RFC 6238), and those for who has lost
//! it. They are made and compared here; what was used is kept elsewhere.

use chrono::{NaiveDateTime, TimeDelta};
use data_encoding::BASE32_NOPAD;
use ring::hmac;
use subtle::ConstantTimeEq;

use super::AccountId;
use super::rules::query_value;
use crate::secret::{Signer, new_token, sha256_hex};

const STEP: i64 = 30;
/// Clocks differ: the code before and the one after count too.
const DRIFT: i64 = 1;
/// How long a secret that was shown may be taken up.
const OFFER_LIFE: TimeDelta = TimeDelta::hours(1);
/// Without the letters that look like figures, or like others.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const RECOVERY_LENGTH: usize = 16;
pub const RECOVERY_CODES: usize = 10;

/// What an account and somebody's app share. It follows from our key, so nobody needs to keep it here.
pub struct Shared([u8; 20]);

impl Shared {
    pub fn of(signer: &Signer, account: &AccountId, salt: &str) -> Self {
        let whole = signer.derive("second-step", &format!("{account}\n{salt}"));
        let mut secret = [0; 20];
        secret.copy_from_slice(&whole[..20]);
        Self(secret)
    }

    /// As it is typed into an app that takes no picture.
    pub fn spelled(&self) -> String {
        grouped(&BASE32_NOPAD.encode(&self.0), " ")
    }

    /// What the picture says, in the words that apps know.
    pub fn address(&self, issuer: &str, email: &str) -> String {
        let (issuer, secret) =
            (query_value(&issuer.replace(':', " ")), BASE32_NOPAD.encode(&self.0));
        let label = format!("{issuer}:{}", query_value(email));
        format!(
            "otpauth://totp/{label}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
        )
    }

    /// The code of one step of thirty seconds (RFC 4226, 5.3).
    pub fn code(&self, step: i64) -> String {
        code_of(&self.0, step)
    }

    /// The step whose code this is, if it is one of now.
    pub fn step_of(&self, code: &str, now: NaiveDateTime) -> Option<i64> {
        let at = step_at(now);
        let same = |step: &i64| bool::from(self.code(*step).as_bytes().ct_eq(code.as_bytes()));
        (at - DRIFT..=at + DRIFT).rev().find(same)
    }
}

pub fn step_at(now: NaiveDateTime) -> i64 {
    now.and_utc().timestamp().div_euclid(STEP)
}

fn code_of(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let mac = hmac::sign(&key, &step.to_be_bytes());
    let mac = mac.as_ref();
    let at = usize::from(mac[mac.len() - 1] & 15);
    let cut = [mac[at] & 0x7f, mac[at + 1], mac[at + 2], mac[at + 3]];
    format!("{:06}", u32::from_be_bytes(cut) % 1_000_000)
}

/// A new salt, with our word that it was shown to this account a moment ago.
pub fn offer(signer: &Signer, account: &AccountId, now: NaiveDateTime) -> (String, String) {
    let (salt, until) = (new_token(), (now + OFFER_LIFE).and_utc().timestamp());
    let word = format!("{salt}.{until}");
    let seal = signer.sign("second-step-offer", &format!("{account}\n{word}"));
    (salt, format!("{word}.{seal}"))
}

/// The salt of an offer that was made to this account and still stands.
pub fn offered(
    signer: &Signer,
    account: &AccountId,
    offer: &str,
    now: NaiveDateTime,
) -> Option<String> {
    let (word, seal) = offer.rsplit_once('.')?;
    let (salt, until) = word.split_once('.')?;
    let stands = until.parse::<i64>().is_ok_and(|until| until > now.and_utc().timestamp());
    let ours = signer.verify("second-step-offer", &format!("{account}\n{word}"), seal);
    (stands && ours).then(|| salt.to_owned())
}

/// What somebody typed, by its looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    Timed(String),
    Recovery(String),
    Neither,
}

/// Reads a code whatever spaces and hyphens it was typed with.
pub fn read(typed: &str) -> Typed {
    let plain: String = typed.chars().filter(|c| c.is_alphanumeric()).take(32).collect();
    if plain.len() == 6 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return Typed::Timed(plain);
    }
    let letter = |c: char| match c.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    let plain: String = plain.chars().map(letter).collect();
    let known = plain.bytes().all(|byte| LETTERS.contains(&byte));
    if known && plain.len() == RECOVERY_LENGTH { Typed::Recovery(plain) } else { Typed::Neither }
}

/// Ten codes of eighty bits each.
pub fn recovery_codes() -> Vec<String> {
    let code = |_| {
        let random = rand::random::<[u8; RECOVERY_LENGTH]>();
        let letters = random.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)]));
        letters.collect()
    };
    (0..RECOVERY_CODES).map(code).collect()
}

/// As it is shown and printed.
pub fn shown(code: &str) -> String {
    grouped(code, "-")
}

/// What is kept of a recovery code.
pub fn recovery_hash(account: &AccountId, code: &str) -> String {
    sha256_hex(format!("{account}:{code}").as_bytes())
}

fn grouped(text: &str, between: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn signer() -> Signer {
        Signer::new(Secret::new("a key of thirty-two characters !".into()))
    }

    fn at(seconds: i64) -> NaiveDateTime {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap().naive_utc()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, of which we take the last six figures.
        let secret = b"12345678901234567890";
        let known = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, code) in known {
            assert_eq!(code_of(secret, step_at(at(seconds))), code, "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_for_its_step_and_the_ones_beside_it() {
        let shared = Shared::of(&signer(), &AccountId::new(), "salt");
        let now = at(1_800_000_000);
        let step = step_at(now);

        assert_eq!(shared.step_of(&shared.code(step), now), Some(step));
        assert_eq!(shared.step_of(&shared.code(step - 1), now), Some(step - 1));
        assert_eq!(shared.step_of(&shared.code(step + 1), now), Some(step + 1));
        assert_eq!(shared.step_of(&shared.code(step - 2), now), None);
        assert_eq!(shared.step_of(&shared.code(step + 2), now), None);
    }

    #[test]
    fn an_offer_holds_for_its_account_for_an_hour() {
        let (signer, account, now) = (signer(), AccountId::new(), at(1_800_000_000));
        let (salt, word) = offer(&signer, &account, now);

        assert_eq!(offered(&signer, &account, &word, now), Some(salt));
        assert_eq!(offered(&signer, &AccountId::new(), &word, now), None);
        assert_eq!(offered(&signer, &account, &word, now + OFFER_LIFE), None);
        assert_eq!(offered(&signer, &account, &format!("x{word}"), now), None);
        assert_eq!(offered(&signer, &account, "", now), None);
    }

    #[test]
    fn what_is_typed_is_read_with_spaces_and_doubtful_letters() {
        assert_eq!(read(" 123 456"), Typed::Timed("123456".into()));
        assert_eq!(read("ABCD-EFGH-jkmn-OIl9"), Typed::Recovery("abcdefghjkmn0119".into()));
        for neither in ["", "12345", "1234567", "abcd", "éééééé", "uuuu-uuuu-uuuu-uuuu"] {
            assert_eq!(read(neither), Typed::Neither, "{neither}");
        }
    }

    #[test]
    fn recovery_codes_are_ten_and_read_as_they_are_shown() {
        let (codes, account) = (recovery_codes(), AccountId::new());
        let hashes: std::collections::BTreeSet<_> =
            codes.iter().map(|code| recovery_hash(&account, code)).collect();
        assert_eq!((codes.len(), hashes.len()), (10, 10));
        for code in codes {
            assert_eq!(read(&shown(&code)), Typed::Recovery(code));
        }
    }

    #[test]
    fn an_app_is_told_who_asks_and_for_whom() {
        let shared = Shared(*b"12345678901234567890");
        assert_eq!(shared.spelled(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = shared.address("Le réseau", "lea@exemple.fr");
        assert!(
            address.starts_with("otpauth://totp/Le%20r%C3%A9seau:lea%40exemple.fr?secret=GEZDG")
        );
    }
}
