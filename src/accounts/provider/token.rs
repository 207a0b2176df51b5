//! The token by which a provider says who somebody is: a JSON web token that it signed. What is not exactly as it should be
//! is not believed (OpenID Connect Core 1.0, 3.1.3.7).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{self, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::Fault;

/// How far clocks may differ, in seconds.
const LEEWAY: f64 = 120.0;

/// A public key of the provider.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Key {
    #[serde(default)]
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood; we know none.
    crit: Option<Value>,
}

/// What is said of the person: in the token, or when the provider is asked for more.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Person {
    #[serde(default)]
    pub sub: String,
    pub email: Option<String>,
    pub email_verified: Option<Value>,
    pub name: Option<String>,
    pub orcid: Option<Value>,
    pub eduperson_orcid: Option<Value>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Claims {
    iss: String,
    aud: Value,
    azp: Option<String>,
    exp: f64,
    iat: f64,
    nonce: Option<String>,
    #[serde(default)]
    amr: Vec<String>,
    #[serde(flatten)]
    pub person: Person,
}

impl Claims {
    /// Whether the person proved two things (RFC 8176).
    pub fn is_twofold(&self) -> bool {
        self.amr.iter().any(|way| way == "mfa")
    }
}

/// What a token must say.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    /// Seconds since 1970.
    pub now: i64,
}

/// The key's name that a token gives, to look for it among newer keys.
pub fn is_signed_by_one_of(token: &str, keys: &[Key]) -> bool {
    let header = token.split('.').next().and_then(part::<Header>);
    header.is_some_and(|header| candidates(&header, keys).next().is_some())
}

/// What a token says, if the provider signed it, for us, now, and for this way.
pub fn verify(token: &str, keys: &[Key], expected: &Expected) -> Result<Claims, Fault> {
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, sign] = parts[..] else { return Err(Fault::Untrue("no token")) };
    let header: Header = part(head).ok_or(Fault::Untrue("no header"))?;
    if header.crit.is_some() {
        return Err(Fault::Untrue("an extension that we do not know"));
    }
    let sign = URL_SAFE_NO_PAD.decode(sign).map_err(|_| Fault::Untrue("no signature"))?;
    let signed = &token.as_bytes()[..head.len() + 1 + body.len()];
    if !candidates(&header, keys).any(|key| key.signed(&header.alg, signed, &sign)) {
        return Err(Fault::Untrue("a signature that is not the provider's"));
    }
    let claims: Claims = part(body).ok_or(Fault::Untrue("claims that cannot be read"))?;
    check(&claims, expected)?;
    Ok(claims)
}

fn check(claims: &Claims, expected: &Expected) -> Result<(), Fault> {
    let ours = |aud: &Value| aud.as_str() == Some(expected.client_id);
    let (for_us, for_others) = match &claims.aud {
        Value::Array(all) => (all.iter().any(ours), all.len() > 1),
        one => (ours(one), false),
    };
    let azp = claims.azp.as_deref();
    let now = expected.now as f64;
    let nonce = claims.nonce.as_deref().unwrap_or_default();
    let faults = [
        (claims.iss.trim_end_matches('/') != expected.issuer, "another issuer"),
        (!for_us, "a token for somebody else"),
        (for_others && azp.is_none(), "a token for several, without whom it was given"),
        (azp.is_some_and(|azp| azp != expected.client_id), "a token given to somebody else"),
        (claims.exp < now - LEEWAY, "a token that is over"),
        (claims.iat > now + LEEWAY, "a token of days to come"),
        (!bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())), "another nonce"),
        (claims.person.sub.is_empty() || claims.person.sub.len() > 255, "nobody"),
    ];
    match faults.iter().find(|(wrong, _)| *wrong) {
        Some((_, why)) => Err(Fault::Untrue(why)),
        None => Ok(()),
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

fn candidates<'a>(header: &'a Header, keys: &'a [Key]) -> impl Iterator<Item = &'a Key> {
    keys.iter().filter(move |key| {
        let named = header.kid.is_none() || key.kid.is_none() || key.kid == header.kid;
        named && key.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
    })
}

impl Key {
    /// Only what is asymmetric, and only by a key of that kind: a token never chooses to be signed by nobody, or by a
    /// secret that everybody can read.
    fn signed(&self, alg: &str, message: &[u8], sign: &[u8]) -> bool {
        let rsa = |parameters: &RsaParameters| {
            let (Some(n), Some(e)) = (number(&self.n), number(&self.e)) else { return false };
            RsaPublicKeyComponents { n, e }.verify(parameters, message, sign).is_ok()
        };
        let curve = |algorithm: &'static dyn signature::VerificationAlgorithm, point: Vec<u8>| {
            UnparsedPublicKey::new(algorithm, point).verify(message, sign).is_ok()
        };
        match (alg, self.kty.as_str(), self.crv.as_str()) {
            ("RS256", "RSA", _) => rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
            ("RS384", "RSA", _) => rsa(&signature::RSA_PKCS1_2048_8192_SHA384),
            ("RS512", "RSA", _) => rsa(&signature::RSA_PKCS1_2048_8192_SHA512),
            ("PS256", "RSA", _) => rsa(&signature::RSA_PSS_2048_8192_SHA256),
            ("PS384", "RSA", _) => rsa(&signature::RSA_PSS_2048_8192_SHA384),
            ("PS512", "RSA", _) => rsa(&signature::RSA_PSS_2048_8192_SHA512),
            ("ES256", "EC", "P-256") => {
                curve(&signature::ECDSA_P256_SHA256_FIXED, self.point(32).unwrap_or_default())
            }
            ("ES384", "EC", "P-384") => {
                curve(&signature::ECDSA_P384_SHA384_FIXED, self.point(48).unwrap_or_default())
            }
            ("EdDSA", "OKP", "Ed25519") => {
                curve(&signature::ED25519, URL_SAFE_NO_PAD.decode(&self.x).unwrap_or_default())
            }
            _ => false,
        }
    }

    /// A point of a curve, uncompressed.
    fn point(&self, size: usize) -> Option<Vec<u8>> {
        let [x, y] = [&self.x, &self.y].map(|one| URL_SAFE_NO_PAD.decode(one).ok());
        let (x, y) = (x?, y?);
        (x.len() == size && y.len() == size).then(|| [&[4][..], &x, &y].concat())
    }
}

/// A number without the zeros before it.
fn number(text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Some(bytes[zeros..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    struct Issuer {
        pair: EcdsaKeyPair,
        keys: Vec<Key>,
    }

    fn issuer() -> Issuer {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let made = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &random).unwrap();
        let point = pair.public_key().as_ref();
        let key = Key {
            kty: "EC".into(),
            kid: Some("one".into()),
            crv: "P-256".into(),
            x: URL_SAFE_NO_PAD.encode(&point[1..33]),
            y: URL_SAFE_NO_PAD.encode(&point[33..]),
            ..Key::default()
        };
        Issuer { pair, keys: vec![key] }
    }

    impl Issuer {
        fn sign(&self, header: &Value, claims: &Value) -> String {
            let [head, body] =
                [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
            let message = format!("{head}.{body}");
            let sign = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(sign))
        }
    }

    const NOW: i64 = 1_800_000_000;

    fn expected() -> Expected<'static> {
        Expected { issuer: "https://login.example.org", client_id: "us", nonce: "n", now: NOW }
    }

    fn good() -> Value {
        json!({ "iss": "https://login.example.org", "aud": "us", "sub": "lea", "nonce": "n",
            "iat": NOW, "exp": NOW + 600, "amr": ["pwd", "mfa"], "email": "lea@exemple.fr" })
    }

    #[test]
    fn a_token_for_us_is_believed() {
        let issuer = issuer();
        let token = issuer.sign(&json!({ "alg": "ES256", "kid": "one" }), &good());
        let claims = verify(&token, &issuer.keys, &expected()).unwrap();
        assert!(claims.is_twofold());
        assert_eq!(claims.person.sub, "lea");
        assert_eq!(claims.person.email.as_deref(), Some("lea@exemple.fr"));
    }

    #[test]
    fn what_is_not_exactly_right_is_not_believed() {
        let issuer = issuer();
        let header = json!({ "alg": "ES256", "kid": "one" });
        let changes = [
            ("iss", json!("https://other.example.org")),
            ("aud", json!("them")),
            ("aud", json!(["us", "them"])),
            ("azp", json!("them")),
            ("exp", json!(NOW - 600)),
            ("iat", json!(NOW + 600)),
            ("nonce", json!("other")),
            ("nonce", Value::Null),
            ("sub", json!("")),
        ];
        for (name, value) in changes {
            let mut claims = good();
            claims[name] = value.clone();
            let token = issuer.sign(&header, &claims);
            assert!(verify(&token, &issuer.keys, &expected()).is_err(), "{name} {value}");
        }
    }

    #[test]
    fn an_altered_or_unsigned_token_is_not_believed() {
        let issuer = issuer();
        let header = json!({ "alg": "ES256", "kid": "one" });
        let token = issuer.sign(&header, &good());
        let parts: Vec<&str> = token.split('.').collect();
        let mut claims = good();
        claims["sub"] = json!("somebody else");
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let wrong = [
            format!("{}.{}.{}", parts[0], encode(&claims), parts[2]),
            format!("{}.{}.", encode(&json!({ "alg": "none" })), encode(&good())),
            format!("{}.{}", parts[0], parts[1]),
            format!("{}.{}.{}", encode(&json!({ "alg": "HS256" })), parts[1], parts[2]),
            issuer.sign(&json!({ "alg": "RS256", "kid": "one" }), &good()),
            issuer.sign(&json!({ "alg": "ES256", "kid": "one", "crit": ["x"] }), &good()),
            self::issuer().sign(&header, &good()),
            String::new(),
        ];
        for token in wrong {
            assert!(verify(&token, &issuer.keys, &expected()).is_err(), "{token}");
        }
        assert!(!is_signed_by_one_of(
            &issuer.sign(&json!({ "alg": "ES256", "kid": "two" }), &good()),
            &issuer.keys
        ));
    }
}
