//! Every SQL statement about accounts. Those that find who acts are the whole program's.

mod archivists;
mod duties;
mod invitations;
mod members;
mod people;
mod provider;
mod second_step;
mod sign_in;

pub use crate::actor::queries::*;
pub use archivists::*;
pub use duties::*;
pub use invitations::*;
pub use members::*;
pub use people::*;
pub use provider::*;
pub use second_step::*;
pub use sign_in::*;
