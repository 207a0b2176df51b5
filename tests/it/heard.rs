//! The statements that connections to one database were asked, and how often.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent};

use crate::database::TestDatabase;

/// By the database's address, for those that somebody listens to.
static HEARD: Mutex<BTreeMap<String, BTreeMap<String, usize>>> = Mutex::new(BTreeMap::new());

/// What is asked of one database while this lives.
pub struct Heard(String);

impl Heard {
    /// Listens to the connections that are made to a database from now on.
    pub fn of(database: &TestDatabase) -> Self {
        let listen: fn() -> Option<Box<dyn Instrumentation>> = || Some(Box::new(Listener(None)));
        diesel::connection::set_default_instrumentation(listen).unwrap();
        let url = named(database.url());
        HEARD.lock().unwrap_or_else(PoisonError::into_inner).insert(url.clone(), BTreeMap::new());
        Self(url)
    }

    /// What was asked since the last look: each statement with how often.
    pub fn take(&self) -> BTreeMap<String, usize> {
        let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
        heard.get_mut(&self.0).map(std::mem::take).unwrap_or_default()
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        HEARD.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

fn named(url: &str) -> String {
    url.trim_start_matches("sqlite://").to_owned()
}

/// Keeps the statements of the connections to one address.
struct Listener(Option<String>);

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                self.0 = Some(named(url)).filter(|url| heard.contains_key(url));
            }
            InstrumentationEvent::StartQuery { query, .. } => {
                let Some(statements) = self.0.as_ref().and_then(|url| heard.get_mut(url)) else {
                    return;
                };
                let text = query.to_string();
                let statement = text.split(" -- binds:").next().unwrap_or_default();
                *statements.entry(statement.to_owned()).or_default() += 1;
            }
            _ => {}
        }
    }
}
