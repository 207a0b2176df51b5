//! A provider of our own that says what a real one would not: altered tokens, tokens for others, wrong nonces.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, ProviderSettings};
use maillage::db::schema::provider_accounts;
use maillage::secret::Secret;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::app::{TestApp, Visitor};

/// What it answers next.
#[derive(Clone, Default)]
struct Says {
    token: String,
    person: Value,
}

struct False {
    base: String,
    pair: EcdsaKeyPair,
    says: Arc<Mutex<Says>>,
}

fn pair() -> EcdsaKeyPair {
    let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
    let made = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &random).unwrap()
}

impl False {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (pair, says) = (pair(), Arc::new(Mutex::new(Says::default())));
        let point = pair.public_key().as_ref().to_vec();
        let place = json!({
            "issuer": base,
            "authorization_endpoint": format!("{base}/auth"),
            "token_endpoint": format!("{base}/token"),
            "userinfo_endpoint": format!("{base}/me"),
            "jwks_uri": format!("{base}/keys"),
        });
        let keys = json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "one", "use": "sig",
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]) }] });
        let kept = Arc::clone(&says);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let says = kept.lock().unwrap().clone();
                let body = match path(&stream).as_str() {
                    "/token" => json!({ "id_token": says.token, "access_token": "a", "token_type": "Bearer" }),
                    "/me" => says.person,
                    "/keys" => keys.clone(),
                    _ => place.clone(),
                }
                .to_string();
                let mut out = &stream;
                let _ = write!(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
                     Connection: close\r\n\r\n{body}",
                    body.len()
                );
            }
        });
        Self { base, pair, says }
    }

    fn settings(&self) -> ProviderSettings {
        ProviderSettings {
            issuer: self.base.clone(),
            client_id: "maillage".into(),
            client_secret: Secret::new("x".into()),
            name: "Faux".into(),
        }
    }

    fn sign(&self, pair: &EcdsaKeyPair, claims: &Value) -> String {
        let head = json!({ "alg": "ES256", "kid": "one" });
        let [head, body] = [&head, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let message = format!("{head}.{body}");
        let sign = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(sign))
    }
}

/// The path that a request asks for; reads the whole of it.
fn path(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    lines.read_line(&mut first).unwrap_or_default();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).unwrap_or_default() == 0 || line.trim().is_empty() {
            break;
        }
        if let Some(size) = line.to_lowercase().strip_prefix("content-length:") {
            length = size.trim().parse().unwrap_or_default();
        }
    }
    let mut body = vec![0; length];
    let _ = lines.read_exact(&mut body);
    let path = first.split(' ').nth(1).unwrap_or_default();
    path.split('?').next().unwrap_or_default().to_owned()
}

struct World {
    app: TestApp,
    provider: False,
}

fn world() -> World {
    let provider = False::start();
    let settings = provider.settings();
    let app = TestApp::start_with(|config| config.provider = Some(settings));
    app.account("Ada Admin", "ada@exemple.fr", Some(NetworkRole::Admin), &[]);
    app.account("Camille", "camille@exemple.fr", None, &[]);
    World { app, provider }
}

/// A field of the address that a browser is sent to.
fn asked(address: &str, field: &str) -> String {
    let named = format!("{field}=");
    let query = address.split_once('?').unwrap().1;
    query.split('&').find_map(|pair| pair.strip_prefix(&named)).unwrap().to_owned()
}

impl World {
    /// A whole way, with what the provider says of it; answers where it ends and what the next page says.
    fn way(
        &self,
        visitor: &Visitor,
        token: impl FnOnce(&False, Value) -> String,
    ) -> (String, String) {
        let address = visitor.get("/sign-in/provider").expect(303).location().to_owned();
        assert!(address.contains("code_challenge_method=S256"), "{address}");
        let now = self.app.now().and_utc().timestamp();
        let claims = json!({ "iss": self.provider.base, "aud": "maillage", "sub": "42",
            "nonce": asked(&address, "nonce"), "iat": now, "exp": now + 300,
            "email": "camille@exemple.fr", "email_verified": true });
        let token = token(&self.provider, claims);
        *self.provider.says.lock().unwrap() = Says { token, person: json!({ "sub": "42" }) };
        let back = format!("/sign-in/provider/return?code=x&state={}", asked(&address, "state"));
        let reply = visitor.get(&back);
        let to = reply.expect(303).location().to_owned();
        let text = visitor.get(&to).text();
        (to, text)
    }

    fn tied(&self) -> i64 {
        self.app.read(|conn| Ok(provider_accounts::table.count().get_result(conn)?))
    }
}

#[test]
fn what_is_not_the_providers_word_for_us_and_this_way_lets_nobody_in() {
    let world = world();
    let changed = |name: &'static str, value: Value| {
        move |provider: &False, mut claims: Value| {
            claims[name] = value;
            provider.sign(&provider.pair, &claims)
        }
    };
    type Token = Box<dyn FnOnce(&False, Value) -> String>;
    let wrong: Vec<(&str, Token)> = vec![
        ("another nonce", Box::new(changed("nonce", json!("x")))),
        ("for others", Box::new(changed("aud", json!("others")))),
        ("another issuer", Box::new(changed("iss", json!("https://evil.example")))),
        ("over", Box::new(changed("exp", json!(1)))),
        ("somebody else asked", Box::new(changed("sub", json!("43")))),
        ("another key", Box::new(|provider, claims| provider.sign(&pair(), &claims))),
        (
            "altered",
            Box::new(|provider, mut claims| {
                let token = provider.sign(&provider.pair, &claims);
                claims["email"] = json!("ada@exemple.fr");
                let parts: Vec<&str> = token.split('.').collect();
                let body = URL_SAFE_NO_PAD.encode(claims.to_string());
                format!("{}.{body}.{}", parts[0], parts[2])
            }),
        ),
        (
            "unsigned",
            Box::new(|_, claims| {
                let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
                format!("{head}.{}.", URL_SAFE_NO_PAD.encode(claims.to_string()))
            }),
        ),
        ("no token", Box::new(|_, _| String::new())),
    ];
    for (what, token) in wrong {
        let visitor = world.app.visitor();
        let (to, text) = world.way(&visitor, token);
        assert_eq!(to, "/sign-in", "{what}");
        assert!(text.contains("n’a pas pu être vérifiée"), "{what}: {text}");
        assert!(visitor.cookie("maillage_session").is_none(), "{what}");
    }
    assert_eq!(world.tied(), 0);
    // What is right is let in, so that the others were refused for what was wrong with them.
    let (to, _) =
        world.way(&world.app.visitor(), |provider, claims| provider.sign(&provider.pair, &claims));
    assert_eq!((to.as_str(), world.tied()), ("/account", 1));
}

#[test]
fn two_things_proven_there_count_as_the_second_step() {
    let world = world();
    let ada = |ways: Value| {
        move |provider: &False, mut claims: Value| {
            claims["email"] = json!("ada@exemple.fr");
            claims["amr"] = ways;
            provider.sign(&provider.pair, &claims)
        }
    };

    let (single, _) = world.way(&world.app.visitor(), ada(json!(["pwd"])));
    let visitor = world.app.visitor();
    let (twofold, _) = world.way(&visitor, ada(json!(["pwd", "mfa"])));

    assert!(single.starts_with("/sign-in/second-step"), "{single}");
    assert_eq!(twofold, "/inbox");
    visitor.get("/admin").expect(200);
}

#[test]
fn an_answer_of_another_issuer_or_a_refusal_lets_nobody_in() {
    let world = world();
    for (more, sentence) in [
        ("&code=x&iss=https%3A%2F%2Fevil.example", "n’a pas pu être vérifiée"),
        ("&error=access_denied", "s’est arrêtée en chemin"),
    ] {
        let visitor = world.app.visitor();
        let address = visitor.get("/sign-in/provider").expect(303).location().to_owned();
        let state = asked(&address, "state");
        let reply = visitor.get(&format!("/sign-in/provider/return?state={state}{more}"));
        visitor.follow(reply.expect(303)).expect(200).says(sentence);
    }
    assert_eq!(world.tied(), 0);
}
