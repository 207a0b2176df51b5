//! The site's map as data: what is registered with actix is also remembered, so that tests can walk it.

use actix_web::http::Method;
use actix_web::web::ServiceConfig;
use actix_web::{FromRequest, Handler, Responder, Route, web};

use super::{Api, ApiDoor, Context, Door};

/// One line of the site's map.
#[derive(Debug, Clone)]
pub struct RouteInfo {
    pub method: Method,
    pub path: &'static str,
    pub door: &'static str,
}

/// Handler arguments that begin with a [`Context`] or an [`Api`], and so name a door.
pub trait Entrance: FromRequest + 'static {
    const DOOR: &'static str;
}

macro_rules! entrances {
    ($(($($arg:ident),*)),+) => { $(
        impl<D: Door, $($arg: FromRequest + 'static),*> Entrance for (Context<D>, $($arg,)*) {
            const DOOR: &'static str = D::NAME;
        }
        impl<D: ApiDoor, $($arg: FromRequest + 'static),*> Entrance for (Api<D>, $($arg,)*) {
            const DOOR: &'static str = D::NAME;
        }
    )+ };
}
entrances!((), (A), (A, B), (A, B, C));

/// Registers handlers with actix and keeps the list.
pub struct Routes<'a> {
    config: &'a mut ServiceConfig,
    table: Vec<RouteInfo>,
}

impl<'a> Routes<'a> {
    pub fn new(config: &'a mut ServiceConfig) -> Self {
        Self { config, table: Vec::new() }
    }

    /// A page; `HEAD` answers as `GET` does, without the body.
    pub fn get<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: Entrance,
        F::Output: Responder + 'static,
    {
        self.config.route(path, web::head().to(handler.clone()));
        self.add(Method::GET, path, Args::DOOR, web::get().to(handler))
    }

    pub fn post<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: Entrance,
        F::Output: Responder + 'static,
    {
        self.add(Method::POST, path, Args::DOOR, web::post().to(handler))
    }

    /// For programs only: forms of pages know no such method.
    pub fn delete<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: Entrance,
        F::Output: Responder + 'static,
    {
        self.add(Method::DELETE, path, Args::DOOR, web::delete().to(handler))
    }

    fn add(
        &mut self,
        method: Method,
        path: &'static str,
        door: &'static str,
        route: Route,
    ) -> &mut Self {
        self.table.push(RouteInfo { method, path, door });
        self.config.route(path, route);
        self
    }

    pub fn into_table(self) -> Vec<RouteInfo> {
        self.table
    }
}
