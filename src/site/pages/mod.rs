//! The standing pages, by what they are for.

mod account;
mod brand;
mod documents;
mod home;
mod machines;
mod mail;
mod of_calls;
mod owed;
mod sitemap;
mod tasks;
mod texts;
mod title;

pub use account::{duty_calendar, save_profile, show as account};
pub use brand::{css, logo};
pub use documents::{accessibility, legal, privacy};
pub use home::home;
pub use machines::{healthz, metrics, readyz, robots};
pub use mail::{mail, mails, pass_time};
pub use sitemap::sitemap;
pub use texts::{save as save_texts, show as texts};
