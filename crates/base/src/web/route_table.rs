//! The site's map as data: what is registered with actix is also remembered, so that tests can walk it.

use std::collections::HashMap;

use actix_web::http::Method;
use actix_web::web::ServiceConfig;
use actix_web::{FromRequest, Handler, Resource, Responder, Route, guard, web};

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

/// Registers handlers with actix and keeps the list. All methods of a path are one resource: actix compiles a regular
/// expression for each, which is most of what a start costs.
pub struct Routes<'a> {
    config: &'a mut ServiceConfig,
    table: Vec<RouteInfo>,
    paths: Vec<Answered>,
    place: HashMap<&'static str, usize>,
}

/// A path, and what answers there.
struct Answered {
    path: &'static str,
    methods: Vec<Method>,
    routes: Vec<Route>,
}

impl<'a> Routes<'a> {
    pub fn new(config: &'a mut ServiceConfig) -> Self {
        Self { config, table: Vec::new(), paths: Vec::new(), place: HashMap::new() }
    }

    /// A page; `HEAD` answers as `GET` does, without the body.
    pub fn get<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: Entrance,
        F::Output: Responder + 'static,
    {
        let looked_at = guard::Any(guard::Get()).or(guard::Head());
        let route = web::route().guard(looked_at).to(handler);
        self.add(&[Method::GET, Method::HEAD], path, Args::DOOR, route)
    }

    pub fn post<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: Entrance,
        F::Output: Responder + 'static,
    {
        self.add(&[Method::POST], path, Args::DOOR, web::post().to(handler))
    }

    /// For programs only: forms of pages know no such method.
    pub fn delete<F, Args>(&mut self, path: &'static str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: Entrance,
        F::Output: Responder + 'static,
    {
        self.add(&[Method::DELETE], path, Args::DOOR, web::delete().to(handler))
    }

    /// The first of the methods is the one that the table names.
    fn add(
        &mut self,
        methods: &[Method],
        path: &'static str,
        door: &'static str,
        route: Route,
    ) -> &mut Self {
        if let Some(method) = methods.first() {
            self.table.push(RouteInfo { method: method.clone(), path, door });
        }
        let place = *self.place.entry(path).or_insert(self.paths.len());
        if place == self.paths.len() {
            self.paths.push(Answered { path, methods: Vec::new(), routes: Vec::new() });
        }
        if let Some(answered) = self.paths.get_mut(place) {
            answered.methods.extend_from_slice(methods);
            answered.routes.push(route);
        }
        self
    }

    /// Registers the paths in the order in which each was first named.
    pub fn into_table(self) -> Vec<RouteInfo> {
        for Answered { path, methods, routes } in self.paths {
            // What a path does not answer may be answered by a later one that fits too, or by nobody.
            let answered = guard::fn_guard(move |cx| methods.contains(&cx.head().method));
            let resource = web::resource(narrowed(path)).guard(answered);
            self.config.service(routes.into_iter().fold(resource, Resource::route));
        }
        self.table
    }
}

/// What a part of a path may be that names no pattern of its own: nothing of ours bears a name beyond ASCII, and a pattern
/// that says so is compiled ten times faster.
const PART: &str = ":[ -.0-~]+}";

fn narrowed(path: &str) -> String {
    if path.contains(':') { path.to_owned() } else { path.replace('}', PART) }
}

/// A path as it was declared, of the pattern that a request fitted.
pub(super) fn declared(pattern: &str) -> String {
    pattern.replace(PART, "}")
}
