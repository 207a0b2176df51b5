//! Passwords: argon2id with the parameters OWASP advises (19 MiB, two passes, one lane), few at a time.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::Result;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A flood of tries waits here rather than take 19 MiB and a thread each.
static TURNS: Semaphore = Semaphore::const_new(2);

/// What an unknown address is compared with, so that its answer takes as long as a known one's.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, and made with other parameters: the new hash replaces the old one.
    RightAndStale(String),
}

pub async fn hash(password: String) -> Result<String> {
    blocking(move || hash_now(&password)).await
}

/// Compares `password` with `kept`; with nothing kept the same work is done and the answer is no.
pub async fn verify(password: String, kept: Option<String>) -> Result<Verdict> {
    blocking(move || {
        let known = kept.is_some();
        let kept = kept.unwrap_or_else(|| NOBODY.clone());
        let Ok(parsed) = PasswordHash::new(&kept) else { return Ok(Verdict::Wrong) };
        let right = engine()?.verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(match right && known {
            false => Verdict::Wrong,
            true if is_current(&parsed) => Verdict::Right,
            true => Verdict::RightAndStale(hash_now(&password)?),
        })
    })
    .await
}

fn is_current(hash: &PasswordHash) -> bool {
    let wanted = (Some(MEMORY_KIB), Some(PASSES), Some(LANES));
    let number = |name| hash.params.get_decimal(name);
    hash.algorithm.as_str() == "argon2id" && (number("m"), number("t"), number("p")) == wanted
}

fn engine() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String> {
    let hash: PasswordHash = engine()?
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    Ok(hash.to_string())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let _turn = TURNS.acquire().await.map_err(|closed| anyhow::anyhow!(closed))?;
    tokio::task::spawn_blocking(work).await.map_err(|panic| anyhow::anyhow!(panic))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_password_is_recognised_and_an_old_hash_renewed() {
        let kept = hash("un cheval, une agrafe".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        let right = verify("un cheval, une agrafe".into(), Some(kept.clone())).await.unwrap();
        assert_eq!(right, Verdict::Right);
        assert_eq!(verify("autre chose".into(), Some(kept)).await.unwrap(), Verdict::Wrong);
        assert_eq!(verify("un cheval".into(), None).await.unwrap(), Verdict::Wrong);

        let weak =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        let old: PasswordHash = weak.hash_password(b"un cheval, une agrafe").unwrap();
        let stale = verify("un cheval, une agrafe".into(), Some(old.to_string())).await.unwrap();
        assert!(matches!(stale, Verdict::RightAndStale(new) if new.contains("m=19456")));
    }
}
