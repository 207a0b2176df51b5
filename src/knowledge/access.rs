//! The one door to an article in work: loaders that take the actor. What one may not see is not found.

use super::{Article, ArticleId, Standing, Variant, Version, queries, rules};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::{Error, Result};

/// An article with all its versions, the newest first.
#[derive(Debug, Clone)]
pub struct Kept {
    pub article: Article,
    pub versions: Vec<Version>,
}

impl Kept {
    /// The version that is written or waits for approval.
    pub fn in_work(&self) -> Option<&Version> {
        self.versions.iter().find(|one| matches!(one.state, Standing::Draft | Standing::Proposed))
    }

    pub fn published(&self) -> Option<&Version> {
        self.versions.iter().find(|one| one.state == Standing::Published)
    }

    /// What stands for the article on the desk: the version in work, else the newest one.
    pub fn newest(&self) -> Result<&Version> {
        self.versions.first().ok_or(Error::NotFound)
    }
}

/// An article for somebody of its node, or who steers the network.
pub fn for_desk(conn: &mut Conn, actor: &Actor, id: &ArticleId) -> Result<Kept> {
    let article = queries::find(conn, id)?;
    if !rules::may_edit(actor, &article.node_id) {
        return Err(Error::NotFound);
    }
    let versions = queries::versions_of(conn, id)?;
    Ok(Kept { article, versions })
}

/// What anybody may read.
pub fn for_reader(conn: &mut Conn, slug: &str) -> Result<(super::Published, Vec<Variant>)> {
    let found = queries::published(conn, slug)?;
    let variants = queries::variants_of(conn, &found.version.id)?;
    Ok((found, variants))
}
