//! The server around the application.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as Actix, HttpServer, web};

use super::configure;
use crate::app::App;
use crate::web as toolkit;

/// A server bound to `listener`, not yet running.
pub fn server(app: &App, listener: TcpListener) -> std::io::Result<Server> {
    let serving = app.clone();
    let server = HttpServer::new(move || {
        Actix::new()
            .app_data(web::Data::new(serving.clone()))
            // The last one named is the first to see a request.
            .wrap(from_fn(toolkit::refuse_cross_site))
            .wrap(from_fn(toolkit::render_errors))
            .wrap(from_fn(toolkit::security_headers))
            .wrap(from_fn(toolkit::log_requests))
            .wrap(Compress::default())
            .configure(configure)
    })
    // The commands listen to signals: they also stop the worker.
    .disable_signals()
    .workers(app.config.workers)
    .shutdown_timeout(10)
    .listen(listener)?;
    Ok(server.run())
}
