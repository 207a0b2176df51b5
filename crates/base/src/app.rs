//! The application: what it is made of, built once and cloned cheaply. It names no capability: what one of them keeps in
//! memory it asks for by its own type.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::files::Files;
use crate::outbox::Mailer;
use crate::secret::Signer;
use crate::web::{Metrics, RateLimits, Templates};

#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub db: Db,
    pub files: Files,
    pub mailer: Arc<Mailer>,
    pub signer: Signer,
    pub templates: Arc<Templates>,
    pub metrics: Arc<Metrics>,
    pub limits: Arc<RateLimits>,
    kept: Arc<Mutex<Kept>>,
}

/// What capabilities keep in memory, by its type.
type Kept = HashMap<TypeId, Arc<dyn Any + Send + Sync>>;

impl App {
    pub fn build(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let templates = Arc::new(Templates::load());
        Ok(Self {
            db: Db::connect(&config.database_url, config.database_pool)?,
            files: Files::open(&config.files)?,
            mailer: Arc::new(Mailer::new(&config)?),
            signer: Signer::new(config.secret_key.clone()),
            metrics: Arc::new(Metrics::new()?),
            limits: Arc::new(RateLimits::new(config.demo)),
            config: Arc::new(config),
            clock,
            templates,
            kept: Arc::default(),
        })
    }

    /// What is kept in memory under a type, one for the whole program; made when it is first asked for.
    pub fn kept<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let one = kept.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(make()));
        Arc::clone(one).downcast().expect("it stands under its own type")
    }
}
