//! The map of the site: every URL, its door and its handler.

use actix_web::HttpResponse;
use actix_web::web::{
    self, FormConfig, JsonConfig, PathConfig, PayloadConfig, QueryConfig, ServiceConfig,
};

use crate::web::{RouteInfo, Routes, serve_asset};
use crate::{Error, site};

/// Every route, and what becomes of a request that fits none.
pub fn configure(config: &mut ServiceConfig) {
    declare(config);
    config
        .route("/assets/{name:.+}", web::get().to(serve_asset))
        .app_data(PathConfig::default().error_handler(|_, _| Error::NotFound.into()))
        .app_data(QueryConfig::default().error_handler(|_, _| Error::Malformed("query").into()))
        .app_data(PayloadConfig::new(1024 * 1024))
        .app_data(
            JsonConfig::default()
                .limit(1024 * 1024)
                .error_handler(|_, _| Error::Malformed("JSON").into()),
        )
        .app_data(
            FormConfig::default()
                .limit(1024 * 1024)
                .error_handler(|_, _| Error::Malformed("form").into()),
        )
        .default_service(web::to(|| async { Err::<HttpResponse, _>(Error::NotFound) }));
}

/// The routes as a table, registered with `config`.
pub fn declare(config: &mut ServiceConfig) -> Vec<RouteInfo> {
    let mut routes = Routes::new(config);

    // The site itself
    routes.get("/", site::pages::home);

    // Accounts

    // Network

    // Tickets

    // Figures

    // API v1

    routes.into_table()
}
