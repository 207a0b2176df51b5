//! The application: what it is made of, built once and cloned cheaply, and the server around it.

use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as Actix, HttpServer, web};

use crate::accounts::Provider;
use crate::admin::pages::Kinds;
use crate::clock::Clock;
use crate::config::Config;
use crate::courses::feeds::Feeds;
use crate::db::Db;
use crate::figures::Published;
use crate::files::Files;
use crate::materials::Catalogue;
use crate::outbox::Mailer;
use crate::secret::Signer;
use crate::taxonomy::{Shelf, Vocabularies};
use crate::web::{Metrics, RateLimits, Templates};
use crate::{routes, web as toolkit};

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
    pub shelf: Shelf,
    pub published: Published,
    /// What the list of actions is about.
    pub kinds: Kinds,
    pub materials: Catalogue,
    pub feeds: Feeds,
    /// Where people may sign in with the account of their institution.
    pub provider: Option<Arc<Provider>>,
}

impl App {
    pub fn build(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let templates = Arc::new(Templates::load());
        let provider = config.provider.clone();
        let provider = provider.map(|one| Arc::new(Provider::new(one, &config.base_url)));
        Ok(Self {
            provider,
            shelf: Shelf::default(),
            published: Published::default(),
            kinds: Kinds::default(),
            materials: Catalogue::default(),
            feeds: Feeds::default(),
            db: Db::connect(&config.database_url, config.database_pool)?,
            files: Files::open(&config.files)?,
            mailer: Arc::new(Mailer::new(&config)?),
            signer: Signer::new(config.secret_key.clone()),
            metrics: Arc::new(Metrics::new()?),
            limits: Arc::new(RateLimits::new(config.demo)),
            config: Arc::new(config),
            clock,
            templates,
        })
    }

    /// The vocabularies as they stand. Empty until [`Shelf::refresh`] has read them.
    pub fn vocabularies(&self) -> Arc<Vocabularies> {
        self.shelf.current()
    }

    /// A server bound to `listener`, not yet running.
    pub fn server(&self, listener: std::net::TcpListener) -> std::io::Result<Server> {
        let app = self.clone();
        let server = HttpServer::new(move || {
            Actix::new()
                .app_data(web::Data::new(app.clone()))
                // The last one named is the first to see a request.
                .wrap(from_fn(toolkit::refuse_cross_site))
                .wrap(from_fn(toolkit::render_errors))
                .wrap(from_fn(toolkit::security_headers))
                .wrap(from_fn(toolkit::log_requests))
                .wrap(Compress::default())
                .configure(routes::configure)
        })
        // The commands listen to signals: they also stop the worker.
        .disable_signals()
        .workers(self.config.workers)
        .shutdown_timeout(10)
        .listen(listener)?;
        Ok(server.run())
    }
}
