//! The news of the demo's world, and somebody who is told of them.

use chrono::{NaiveDateTime, TimeDelta};

use super::queries as demo;
use crate::Result;
use crate::app::App;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::news::{Draft, PostId, SubscriptionId, Wanted, ops};

/// Node, days ago (to come when below nothing), titles and sentences in both languages, text, regions, disciplines.
type Entry =
    (Option<&'static str>, i64, [&'static str; 4], [&'static str; 2], &'static str, &'static str);

const NEWS: [Entry; 6] = [
    (
        None,
        40,
        [
            "Le comité de pilotage publie ses résolutions",
            "Ce qui a été décidé, et où cela en est, se lit désormais sur une page.",
            "The steering committee publishes its resolutions",
            "What was decided, and where it stands, can now be read on one page.",
        ],
        [
            "Chaque résolution a une référence, une échéance et un état. [Voir les résolutions](/governance/resolutions).",
            "Each resolution has a reference, a due date and a state. [See the resolutions](/governance/resolutions).",
        ],
        "",
        "",
    ),
    (
        Some("adoc-lorraine"),
        21,
        [
            "Une permanence de plus à Nancy",
            "L’atelier ouvre une permanence le mardi matin, sans rendez-vous.",
            "One more drop-in session in Nancy",
            "The workshop opens a drop-in session on Tuesday mornings.",
        ],
        [
            "Venez avec vos questions sur les plans de gestion et le dépôt.",
            "Come with your questions on management plans and deposit.",
        ],
        "44",
        "",
    ),
    (
        Some("cr-competences"),
        12,
        [
            "Nouveaux supports pour former les doctorants",
            "Trois supports certifiés, sous licence libre, en français et en anglais.",
            "",
            "",
        ],
        ["Ils se trouvent dans le [catalogue des supports](/materials).", ""],
        "",
        "",
    ),
    (
        Some("datasaclay"),
        6,
        [
            "Journée sur les données de la physique",
            "Une journée d’échanges entre laboratoires, en présence et à distance.",
            "A day on data in physics",
            "A day of exchange between laboratories, on site and from afar.",
        ],
        ["Inscription ouverte à toutes et à tous.", "Open to everybody."],
        "11",
        "1",
    ),
    (
        None,
        2,
        [
            "Les chiffres clés de l’année sont en ligne",
            "Questions, formations, ateliers : chaque nombre ouvre sa liste.",
            "The key figures of the year are online",
            "Questions, training, workshops: each number opens its list.",
        ],
        ["[Voir les chiffres clés](/figures).", "[See the key figures](/figures)."],
        "",
        "",
    ),
    (
        None,
        -10,
        [
            "Ouverture du prochain appel",
            "L’appel à manifestation d’intérêt ouvre dans quelques jours.",
            "The next call opens",
            "The call for expressions of interest opens in a few days.",
        ],
        [
            "Les dates et le formulaire sont sur la [page des appels](/calls).",
            "Dates and form are on the [page of calls](/calls).",
        ],
        "",
        "",
    ),
];

pub fn write(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    app.db.write_now(|conn| {
        NEWS.iter().try_for_each(|entry| post(conn, entry, now))?;
        let wanted = Wanted {
            form_id: SubscriptionId::random(),
            email: "lectrice@labo.example".to_owned(),
            language: Locale::Fr,
            regions: vec!["44".to_owned()],
            disciplines: Vec::new(),
        };
        ops::ask(conn, None, &wanted, &app.signer, now - TimeDelta::hours(3)).map(drop)
    })?;
    Ok(())
}

fn post(conn: &mut Conn, entry: &Entry, now: NaiveDateTime) -> Result<()> {
    let (node, days, said, bodies, regions, disciplines) = entry;
    let at = now - TimeDelta::days(*days);
    let written = at.min(now) - TimeDelta::days(1);
    let ada = super::calls::coordinator(conn, written)?;
    let nodes = demo::nodes_by_slug(conn)?;
    let node = node.and_then(|slug| nodes.get(slug));
    let list = |text: &str| -> Vec<String> {
        text.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect()
    };
    let draft = Draft {
        title_fr: said[0].to_owned(),
        summary_fr: said[1].to_owned(),
        title_en: said[2].to_owned(),
        summary_en: said[3].to_owned(),
        body_fr: bodies[0].to_owned(),
        body_en: bodies[1].to_owned(),
        regions: list(regions),
        disciplines: list(disciplines),
    };
    let id = PostId::new();
    ops::write(conn, &ada, (&id, node), &draft, written)?;
    ops::publish(conn, &ada, (&id, Some(at)), written)
}
