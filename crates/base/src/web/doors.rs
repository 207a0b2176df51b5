//! Who may enter a page. The handler's first argument says it, so the route table can read it and nobody can forget it.

use crate::actor::Actor;
use crate::{Error, Result};

pub trait Door: Sized + 'static {
    /// As the permission table prints it.
    const NAME: &'static str;
    fn open(actor: Option<Actor>) -> Result<Self>;
    fn actor(&self) -> Option<&Actor>;
}

#[derive(Default)]
pub struct Anyone(Option<Actor>);

impl Door for Anyone {
    const NAME: &'static str = "anyone";
    fn open(actor: Option<Actor>) -> Result<Self> {
        Ok(Self(actor))
    }
    fn actor(&self) -> Option<&Actor> {
        self.0.as_ref()
    }
}

/// Declares a door that needs an actor who satisfies a test; others are told that there is no such page.
macro_rules! door {
    ($(#[$meta:meta])* $name:ident, $text:literal, $test:expr) => {
        $(#[$meta])*
        pub struct $name(Actor);

        impl Door for $name {
            const NAME: &'static str = $text;
            fn open(actor: Option<Actor>) -> Result<Self> {
                let actor = actor.ok_or(Error::SignInRequired)?;
                let may_enter: fn(&Actor) -> bool = $test;
                if may_enter(&actor) { Ok(Self(actor)) } else { Err(Error::NotFound) }
            }
            fn actor(&self) -> Option<&Actor> {
                Some(&self.0)
            }
        }

        impl super::Context<$name> {
            /// Who is here. There is somebody, or the door would not have opened.
            pub fn actor(&self) -> Actor {
                self.door().0.clone()
            }
        }
    };
}

door!(
    /// Anybody with a session.
    SignedIn, "signed in", |_| true
);
door!(
    /// Members of a node, coordinators, admins.
    Staff, "staff", Actor::is_staff
);
door!(
    /// Coordinators and admins.
    Coordinator, "coordinator", Actor::coordinates
);
door!(
    /// Admins of the network.
    Admin, "admin", Actor::is_admin
);

/// Staff who send what they wrote. One whose session ended meanwhile comes in too, as nobody: to be given back what was
/// typed, and nothing else.
pub struct Writing(Option<Actor>);

impl Door for Writing {
    const NAME: &'static str = "staff, with what they wrote";
    fn open(actor: Option<Actor>) -> Result<Self> {
        match actor {
            Some(actor) if !actor.is_staff() => Err(Error::NotFound),
            actor => Ok(Self(actor)),
        }
    }
    fn actor(&self) -> Option<&Actor> {
        self.0.as_ref()
    }
}

impl super::Context<Writing> {
    /// Who writes; nobody when the session has ended.
    pub fn actor(&self) -> Option<Actor> {
        self.door().0.clone()
    }
}
