//! `maillage serve`: the server, and the worker beside it.

use std::net::TcpListener;
use std::time::Duration;

use tokio::sync::watch;

use super::{Failure, Outcome};
use crate::app::App;
use crate::mail_in::lmtp;
use crate::{jobs, routes, schedule};

/// How often the vocabularies are looked at for changes that another process made.
const REFRESH: Duration = Duration::from_secs(5);

pub fn run() -> Outcome {
    let config = super::config()?;
    let app = super::app(config)?;
    let listener = listen(&app.config.listen)?;
    if !crate::web::vendor_is_present() {
        tracing::warn!("built without Node.js: pages are usable, and unstyled");
    }
    until_stopped(app, listener, || ())
}

pub fn listen(address: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .map_err(|error| Failure::configuration(format!("LISTEN: {address} is not free: {error}.")))
}

/// Serves until SIGINT or SIGTERM, then answers what was asked and lets the worker finish what it is doing.
pub fn until_stopped(app: App, listener: TcpListener, ready: impl FnOnce()) -> Outcome {
    let served: std::io::Result<()> = actix_web::rt::System::new().block_on(async move {
        let mut stopped = Signals::listen()?;
        let server = routes::server(&app, listener)?;
        let post = match app.config.mail_in_listen {
            Some(address) => Some(lmtp::listen(address).await?),
            None => None,
        };
        let handle = server.handle();
        let (stop, stopping) = watch::channel(false);
        let workers = [schedule::SWEEPS, schedule::SLOW, schedule::OUTWARD, schedule::VISITS]
            .map(|sweeps| actix_web::rt::spawn(jobs::work(app.clone(), sweeps, stopping.clone())));
        let post = post.map(|listener| {
            actix_web::rt::spawn(lmtp::serve(app.clone(), listener, stopping.clone()))
        });
        actix_web::rt::spawn(keep_fresh(app.clone(), stopping));
        tracing::info!(address = app.config.listen, "serving");
        ready();
        actix_web::rt::spawn(async move {
            stopped.wait().await;
            tracing::info!("stopping");
            handle.stop(true).await;
        });
        server.await?;
        let _ = stop.send(true);
        for worker in workers {
            let _ = worker.await;
        }
        if let Some(post) = post {
            let _ = post.await;
        }
        Ok(())
    });
    served.map_err(|error| Failure::TryAgain(error.to_string()))
}

/// Keeps what this process holds in memory true: vocabularies that others changed, callers long gone.
async fn keep_fresh(app: App, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(REFRESH) => {}
            _ = stop.changed() => return,
        }
        app.limits.forget_quiet();
        let fresh = app.clone();
        let outcome = tokio::task::spawn_blocking(move || fresh.shelf().refresh(&fresh.db)).await;
        if let Ok(Err(error)) = outcome {
            tracing::warn!(%error, "the vocabularies could not be read again");
        }
    }
}

#[cfg(unix)]
struct Signals(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }
    async fn wait(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }
    async fn wait(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
