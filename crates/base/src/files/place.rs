//! Where files are kept: a folder, or a bucket of an S3-compatible store.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, RetryConfig};

use crate::secret::Secret;

/// So long the store may take for a request, tries anew included.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone, Debug)]
pub enum Place {
    Folder(PathBuf),
    Bucket(Bucket),
}

#[derive(Clone, Debug)]
pub struct Bucket {
    pub name: String,
    /// What the names of all files begin with, so that one bucket may serve several programs; may be empty.
    pub prefix: String,
    /// The store's address, unless it is Amazon's own.
    pub endpoint: Option<String>,
    pub region: String,
    pub key_id: String,
    pub key: Secret,
}

impl Place {
    /// Reads `FILES_URL`, and for a bucket the variables that every program for such stores reads; answers one sentence
    /// per fault.
    pub fn read(var: &dyn Fn(&str) -> Option<String>) -> Result<Self, Vec<String>> {
        let url = var("FILES_URL").unwrap_or_else(|| "file://var/files".to_owned());
        let [endpoint, region, key_id, key] =
            ["AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
                .map(var);
        if let Some(folder) = url.strip_prefix("file://") {
            return Ok(Self::Folder(folder.into()));
        }
        let named = url.strip_prefix("s3://").and_then(name_and_prefix);
        let (Some((name, prefix)), Some(key_id), Some(key)) = (&named, key_id, key) else {
            return Err(vec![match named {
                None => "FILES_URL must begin with file:// and name a folder, or be s3://BUCKET or s3://BUCKET/PREFIX.",
                Some(_) => {
                    "FILES_URL names a bucket: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must hold its key."
                }
            }
            .to_owned()]);
        };
        Ok(Self::Bucket(Bucket {
            name: name.clone(),
            prefix: prefix.clone(),
            endpoint,
            region: region.unwrap_or_else(|| "us-east-1".to_owned()),
            key_id,
            key: Secret::new(key),
        }))
    }

    pub(super) fn open(&self) -> anyhow::Result<Arc<dyn ObjectStore>> {
        match self {
            Self::Folder(dir) => Ok(Arc::new(folder(dir)?)),
            Self::Bucket(bucket) => bucket.open(),
        }
    }

    /// A bucket answers only when it keeps what it was given; a folder must be told to.
    pub(super) fn open_durable(&self) -> anyhow::Result<Arc<dyn ObjectStore>> {
        match self {
            Self::Folder(dir) => Ok(Arc::new(folder(dir)?.with_fsync(true))),
            Self::Bucket(bucket) => bucket.open(),
        }
    }
}

impl Bucket {
    fn open(&self) -> anyhow::Result<Arc<dyn ObjectStore>> {
        // Whoever came first has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let again = RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..Default::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.name)
            .with_region(&self.region)
            .with_access_key_id(&self.key_id)
            .with_secret_access_key(self.key.expose())
            .with_client_options(ClientOptions::new().with_timeout(PATIENCE).with_allow_http(true))
            .with_retry(again);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().context("opening the bucket of files")?;
        Ok(match self.prefix.as_str() {
            "" => Arc::new(store),
            prefix => Arc::new(PrefixStore::new(store, prefix)),
        })
    }
}

fn folder(dir: &Path) -> anyhow::Result<LocalFileSystem> {
    std::fs::create_dir_all(dir)
        .with_context(|| format!("creating the file store {}", dir.display()))?;
    LocalFileSystem::new_with_prefix(dir).context("opening the file store")
}

/// What `NAME` or `NAME/PREFIX` says.
fn name_and_prefix(text: &str) -> Option<(String, String)> {
    let (name, prefix) = text.split_once('/').unwrap_or((text, ""));
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
    (name.len() >= 3 && name.chars().all(fits))
        .then(|| (name.to_owned(), prefix.trim_matches('/').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Place, Vec<String>> {
        let named = |name: &str| settings.iter().find(|(known, _)| *known == name);
        Place::read(&|name| named(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_place_is_a_folder_or_a_bucket_with_its_key() {
        assert!(matches!(read(&[]), Ok(Place::Folder(dir)) if dir == Path::new("var/files")));
        let key = [("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "key")];
        let with_key = |url| read(&[&[("FILES_URL", url)][..], &key].concat());
        assert!(matches!(with_key("s3://maillage/prod/"), Ok(Place::Bucket(bucket))
            if bucket.name == "maillage" && bucket.prefix == "prod" && bucket.endpoint.is_none()));
        assert!(with_key("s3://").is_err() && with_key("s3://Not A Name").is_err());
        assert!(with_key("https://example.org").is_err());
        assert!(
            read(&[("FILES_URL", "s3://maillage")]).unwrap_err()[0].contains("AWS_ACCESS_KEY_ID")
        );
    }
}
