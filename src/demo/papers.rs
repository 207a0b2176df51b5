//! Charters and conventions of the demo's world: a charter in its third version that not everybody has signed, and the
//! convention of those who lead nodes, of which some signatures end soon.

use chrono::{Months, NaiveDate, NaiveDateTime, TimeDelta};

use crate::Result;
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::conventions::{
    self, Concern, ConventionId, Draft, Edition, Kind, Signing, VersionId, ops,
};
use crate::db::Conn;

pub fn write(conn: &mut Conn, admin: &Actor, now: NaiveDateTime) -> Result<()> {
    let today = network_day(now);
    let leads = conventions::queries::leads(conn, today)?;
    let charter = Draft {
        kind: Kind::Charter,
        concerns: Concern::Nodes,
        title_fr: "Charte du réseau".into(),
        title_en: "Charter of the network".into(),
    };
    let began = now - TimeDelta::days(1_100);
    let slug = ops::begin(conn, admin, (&ConventionId::new(), &charter), began)?.slug;
    for (days, fr, en) in [
        (0, "", ""),
        (400, "Les correspondants données sont nommés.", "Data correspondents are named."),
        (
            900,
            "Le délai de première réponse est public.",
            "The time of the first answer is public.",
        ),
    ] {
        let edition =
            Edition { note_fr: fr.into(), note_en: en.into(), text: None, earlier_until: None };
        let at = began + TimeDelta::days(days);
        ops::publish(conn, admin, (&slug, &VersionId::new(), &edition), at)?;
    }
    for (n, lead) in leads.iter().enumerate() {
        // Some have not come to the last one yet.
        let number = if n % 3 == 2 { 2 } else { 3 };
        sign(conn, admin, (&slug, number, lead), (today - Months::new(5), None), now)?;
    }
    let convention = Draft {
        kind: Kind::Convention,
        concerns: Concern::Nodes,
        title_fr: "Convention de porteur de nœud".into(),
        title_en: "Agreement of those who lead a node".into(),
    };
    let slug = ops::begin(conn, admin, (&ConventionId::new(), &convention), began)?.slug;
    let first = Edition::default();
    ops::publish(conn, admin, (&slug, &VersionId::new(), &first), began)?;
    for (months, lead) in (2..).step_by(3).zip(leads.iter().filter(|lead| lead.len() % 7 != 0)) {
        let ends = today + Months::new(months);
        sign(conn, admin, (&slug, 1, lead), (today - Months::new(12), Some(ends)), now)?;
    }
    Ok(())
}

fn sign(
    conn: &mut Conn,
    admin: &Actor,
    (slug, number, institution): (&str, i32, &str),
    (signed_on, expires_on): (NaiveDate, Option<NaiveDate>),
    at: NaiveDateTime,
) -> Result<()> {
    let signing = Signing {
        institution: institution.to_owned(),
        signatory: "Présidence de l’établissement (démonstration)".into(),
        capacity: "Présidence".into(),
        signed_on,
        expires_on,
        proof: None,
    };
    ops::sign(conn, admin, (slug, number, &signing), at).map(drop)
}
