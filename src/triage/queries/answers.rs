//! Templates of answers.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{answer_templates, answer_variants};
use crate::db::{Conn, each};
use crate::text::fold;
use crate::tickets::queries::inbox::Scope;
use crate::triage::{Template, TemplateId, Variant};

type TemplateColumns = (
    answer_templates::id,
    answer_templates::node_id,
    answer_templates::name,
    answer_templates::topic,
    answer_templates::body_fr,
    answer_templates::body_en,
    answer_templates::uses,
    answer_templates::used_at,
    answer_templates::lock_version,
);
const TEMPLATE: TemplateColumns = (
    answer_templates::id,
    answer_templates::node_id,
    answer_templates::name,
    answer_templates::topic,
    answer_templates::body_fr,
    answer_templates::body_en,
    answer_templates::uses,
    answer_templates::used_at,
    answer_templates::lock_version,
);
/// A longer list is searched, not read.
const MOST: i64 = 200;
const MOST_WORDS: usize = 8;

type Query<'a> = answer_templates::BoxedQuery<'a, crate::db::MultiBackend>;

fn seen_by(scope: &Scope) -> Query<'_> {
    let query = answer_templates::table.into_boxed().filter(answer_templates::retired_at.is_null());
    match scope {
        Scope::Network => query,
        Scope::Nodes(nodes) => query.filter(
            answer_templates::node_id
                .is_null()
                .or(answer_templates::node_id.eq_any(nodes).assume_not_null()),
        ),
    }
}

/// Templates that a reader may use and that hold all the words, by name.
pub fn templates(conn: &mut Conn, scope: &Scope, words: &str) -> QueryResult<Vec<Template>> {
    let mut query = seen_by(scope);
    for word in fold(words).split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS) {
        query = query.filter(answer_templates::terms.like(format!("%{word}%")));
    }
    query
        .order((answer_templates::name, answer_templates::id))
        .limit(MOST)
        .select(TEMPLATE)
        .load(conn)
}

/// A template as the picker of the answer lists it.
#[derive(Debug, Clone, Queryable)]
pub struct Offered {
    pub id: TemplateId,
    pub name: String,
    pub topic: Option<String>,
}

/// Those that may be inserted in an answer, the most used first.
pub fn offered(conn: &mut Conn, nodes: &[NodeId]) -> QueryResult<Vec<Offered>> {
    answer_templates::table
        .filter(answer_templates::retired_at.is_null())
        .filter(
            answer_templates::node_id
                .is_null()
                .or(answer_templates::node_id.eq_any(nodes).assume_not_null()),
        )
        .order((answer_templates::uses.desc(), answer_templates::name, answer_templates::id))
        .limit(MOST)
        .select((answer_templates::id, answer_templates::name, answer_templates::topic))
        .load(conn)
}

pub fn template(conn: &mut Conn, scope: &Scope, id: &TemplateId) -> QueryResult<Template> {
    seen_by(scope).filter(answer_templates::id.eq(id)).select(TEMPLATE).first(conn)
}

pub fn variants_of(conn: &mut Conn, id: &TemplateId) -> QueryResult<Vec<Variant>> {
    answer_variants::table
        .filter(answer_variants::template_id.eq(id))
        .order(answer_variants::institution)
        .select((answer_variants::institution, answer_variants::body_fr, answer_variants::body_en))
        .load(conn)
}

/// What a template holds, once its form has passed.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub name: String,
    pub topic: Option<String>,
    pub body_fr: String,
    pub body_en: String,
    pub variants: Vec<Variant>,
}

impl Prepared {
    /// Whether a template says just this.
    pub fn is(&self, there: &Template, variants: &[Variant]) -> bool {
        let texts = (&self.name, &self.topic, &self.body_fr, &self.body_en);
        texts == (&there.name, &there.topic, &there.body_fr, &there.body_en)
            && self.variants.len() == variants.len()
            && self.variants.iter().all(|one| variants.contains(one))
    }

    fn terms(&self) -> String {
        fold(&format!("{} {} {}", self.name, self.body_fr, self.body_en))
    }
}

pub fn insert_template(
    conn: &mut Conn,
    (id, node): (&TemplateId, Option<&NodeId>),
    what: &Prepared,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(answer_templates::table)
        .values((
            answer_templates::id.eq(id),
            answer_templates::node_id.eq(node),
            answer_templates::name.eq(&what.name),
            answer_templates::topic.eq(&what.topic),
            answer_templates::body_fr.eq(&what.body_fr),
            answer_templates::body_en.eq(&what.body_en),
            answer_templates::terms.eq(what.terms()),
            answer_templates::created_by.eq(by),
            answer_templates::created_at.eq(now),
            answer_templates::updated_at.eq(now),
        ))
        .execute(conn)?;
    insert_variants(conn, id, &what.variants)
}

/// Changes a template that is still as it was read; answers whether it was.
pub fn update_template(
    conn: &mut Conn,
    (id, version): (&TemplateId, i32),
    what: &Prepared,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let same = answer_templates::table
        .find(id)
        .filter(answer_templates::lock_version.eq(version))
        .filter(answer_templates::retired_at.is_null());
    let changed = diesel::update(same)
        .set((
            answer_templates::name.eq(&what.name),
            answer_templates::topic.eq(&what.topic),
            answer_templates::body_fr.eq(&what.body_fr),
            answer_templates::body_en.eq(&what.body_en),
            answer_templates::terms.eq(what.terms()),
            answer_templates::updated_at.eq(now),
            answer_templates::lock_version.eq(answer_templates::lock_version + 1),
        ))
        .execute(conn)?;
    if changed == 1 {
        let old = answer_variants::table.filter(answer_variants::template_id.eq(id));
        diesel::delete(old).execute(conn)?;
        insert_variants(conn, id, &what.variants)?;
    }
    Ok(changed == 1)
}

fn insert_variants(conn: &mut Conn, id: &TemplateId, variants: &[Variant]) -> QueryResult<()> {
    let rows: Vec<_> = variants
        .iter()
        .map(|variant| {
            (
                answer_variants::template_id.eq(id),
                answer_variants::institution.eq(&variant.institution),
                answer_variants::body_fr.eq(&variant.body_fr),
                answer_variants::body_en.eq(&variant.body_en),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(answer_variants::table).values(&rows).execute(real))
        .map(drop)
}

pub fn count_use(conn: &mut Conn, id: &TemplateId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(answer_templates::table.find(id))
        .set((
            answer_templates::uses.eq(answer_templates::uses + 1),
            answer_templates::used_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn retire_template(conn: &mut Conn, id: &TemplateId, now: NaiveDateTime) -> QueryResult<bool> {
    let kept = answer_templates::table.find(id).filter(answer_templates::retired_at.is_null());
    let retired = diesel::update(kept).set(answer_templates::retired_at.eq(now)).execute(conn)?;
    Ok(retired == 1)
}
