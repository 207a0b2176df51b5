//! One institution on one page, and who is committed twice.

mod edit;
mod list;
mod show;
mod wish;

pub use edit::{add, change, create, edit};
pub use list::list;
pub use show::show;
pub use wish::{send_wish, wish};

use serde::Serialize;

use crate::accounts::Actor;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::institutions::{As, Commitment, Double, Who, queries};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::{Result, institutions::Applied};

#[derive(Serialize)]
struct DoubleView {
    who: String,
    how: String,
    most: usize,
    things: Vec<ThingView>,
}

#[derive(Serialize)]
struct ThingView {
    label: String,
    href: String,
}

fn double_view(one: Double, words: &Vocabularies, locale: Locale) -> DoubleView {
    let how = match one.how {
        As::Leads => "institutions-leads",
        As::Joins => "institutions-joins",
        As::Owns => "institutions-owns",
        As::LooksAfter => "institutions-looks-after",
    };
    DoubleView {
        who: match &one.who {
            Who::Institution(slug) => words.label(Vocabulary::Institution, slug, locale),
            Who::Person(email) => email.clone(),
        },
        how: locale.text(how),
        most: one.most,
        things: one.things.into_iter().map(|(label, href)| ThingView { label, href }).collect(),
    }
}

/// What everybody is committed to now, as far as somebody who steers the network may know: what was applied for, the
/// network's administration only.
fn commitments(
    conn: &mut Conn,
    actor: &Actor,
    today: chrono::NaiveDate,
) -> Result<Vec<Commitment>> {
    let led = queries::led(conn, today)?.into_iter().map(|(node, slug)| Commitment {
        who: Who::Institution(slug),
        how: As::Leads,
        thing: (node.short_name, format!("/nodes/{}", node.slug)),
    });
    let mut all: Vec<Commitment> = led.collect();
    if actor.is_admin() {
        let applied = queries::applied(conn, None)?;
        all.extend(applied.iter().filter(|one| one.is_live()).map(of_application));
        all.extend(queries::owners(conn)?.into_iter().map(|(email, title, id)| Commitment {
            who: Who::Person(email),
            how: As::Owns,
            thing: (title, format!("/applications/{id}")),
        }));
    }
    all.extend(queries::keepers(conn)?.into_iter().map(|(email, name, slug)| Commitment {
        who: Who::Person(email),
        how: As::LooksAfter,
        thing: (name, format!("/spaces/{slug}")),
    }));
    Ok(all)
}

fn of_application(one: &Applied) -> Commitment {
    let lead = one.role == crate::applications::PartnerRole::Lead;
    Commitment {
        who: Who::Institution(one.institution.clone()),
        how: if lead { As::Leads } else { As::Joins },
        thing: (one.title.clone(), format!("/applications/{}", one.id)),
    }
}
