//! Forms that carry files: fields and files read apart, within limits.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_multipart::{Multipart, MultipartError};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use bytes::{Bytes, BytesMut};
use chrono::{NaiveDateTime, TimeDelta};
use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;

use super::request_log::Arrival;
use crate::app::App;
use crate::files::{MAX_BYTES, MAX_FILES};
use crate::{Error, Result};

/// The most that the text fields of a form may hold together, in bytes.
const MAX_TEXT: usize = 512 * 1024;
/// The most that is read of one request, in bytes: files that are too large are read to their end so that the rest of
/// the form is not lost, but not for ever.
const MAX_REQUEST: usize = (MAX_FILES + 2) * MAX_BYTES;

/// What an empty part is counted as, in bytes: a form has hundreds of parts at most, not a million.
const PART_OVERHEAD: usize = 64 * 1024;
/// How many files too many are named before the rest is not read.
const MAX_REFUSED: usize = 50;

/// So long an upload may take, however little it brings.
const PATIENCE: TimeDelta = TimeDelta::minutes(2);
/// What it has to bring in each second after that, in bytes.
const SLOWEST: i64 = 1024;
/// So long nothing at all may come.
const SILENCE: Duration = Duration::from_secs(60);

const CUT: Error = Error::Malformed("the upload came too slowly");

/// How much of an upload came, since when.
struct Pace {
    clock: Option<(web::Data<App>, NaiveDateTime)>,
    came: usize,
}

impl Pace {
    fn of(request: &HttpRequest) -> Self {
        let app = request.app_data::<web::Data<App>>().cloned();
        Self { clock: app.zip(Arrival::of(request)), came: 0 }
    }

    /// Waits for more; whoever keeps a worker waiting for bytes that hardly come is cut off.
    async fn next<T, S>(&mut self, stream: &mut S, size: impl Fn(&T) -> usize) -> Result<Option<T>>
    where
        S: futures_util::TryStream<Ok = T, Error = MultipartError> + Unpin,
    {
        let next = actix_web::rt::time::timeout(SILENCE, stream.try_next()).await;
        let next = next.map_err(|_| CUT)?.map_err(|_| Error::Malformed("unreadable upload"))?;
        self.came += next.as_ref().map_or(0, size);
        let took = self.clock.as_ref().map(|(app, since)| app.clock.now() - *since);
        if took.is_some_and(|took| is_too_slow(self.came, took)) {
            return Err(CUT);
        }
        Ok(next)
    }
}

/// Whether so many bytes are too few for the time that they took.
fn is_too_slow(came: usize, took: TimeDelta) -> bool {
    let due = (took - PATIENCE).num_seconds().max(0).saturating_mul(SLOWEST);
    i64::try_from(came).is_ok_and(|came| came < due)
}

/// A file as it was sent.
#[derive(Debug, Clone)]
pub struct UploadedFile {
    /// The field in which it was chosen.
    pub field: String,
    pub name: String,
    pub content: Bytes,
}

/// A form with files. A form without files, sent as `application/x-www-form-urlencoded`, is read too.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    fields: BTreeMap<String, Vec<String>>,
    pub files: Vec<UploadedFile>,
    /// Files left out because they were too large or too many: the form says so and keeps the rest.
    pub refused: Vec<String>,
}

impl Upload {
    /// The text of a field, or nothing.
    pub fn text(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// Every value of a field that may be repeated.
    pub fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// The names of all fields that were sent.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// The fields as a form struct of strings; a field that is absent needs `#[serde(default)]`.
    pub fn form<T: DeserializeOwned>(&self) -> Result<T> {
        let fields = self
            .fields
            .iter()
            .map(|(name, values)| (name.clone(), serde_json::Value::String(values.join(","))));
        serde_json::from_value(serde_json::Value::Object(fields.collect()))
            .map_err(|_| Error::Malformed("a field is missing"))
    }

    async fn read(mut parts: Multipart, mut pace: Pace) -> Result<Self> {
        let (mut upload, mut text_bytes, mut read) = (Self::default(), 0, 0);
        while let Some(mut part) = pace.next(&mut parts, |_| 0).await? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.content_disposition().and_then(|d| d.get_filename()).map(str::to_owned);
            // Names count too, and so does being a part at all: none is free.
            read += name.len() + file.as_ref().map_or(0, String::len) + PART_OVERHEAD;
            if read > MAX_REQUEST || upload.refused.len() > MAX_REFUSED {
                return Err(Error::TooLarge);
            }
            let limit = if file.is_some() { MAX_BYTES } else { MAX_TEXT - text_bytes };
            let (mut content, mut too_large) = (BytesMut::new(), false);
            while let Some(chunk) = pace.next(&mut part, Bytes::len).await? {
                read += chunk.len();
                if read > MAX_REQUEST {
                    return Err(Error::TooLarge);
                }
                too_large |= content.len() + chunk.len() > limit;
                if !too_large {
                    content.extend_from_slice(&chunk);
                }
            }
            match file {
                None if too_large => return Err(Error::TooLarge),
                None => {
                    text_bytes += content.len();
                    upload.add(name, String::from_utf8_lossy(&content).into_owned());
                }
                Some(file) if too_large || upload.files.len() == MAX_FILES => {
                    upload.refused.push(file);
                }
                Some(file) if !file.is_empty() && !content.is_empty() => {
                    let content = content.freeze();
                    upload.files.push(UploadedFile { field: name, name: file, content });
                }
                Some(_) => {}
            }
        }
        Ok(upload)
    }

    fn add(&mut self, name: String, value: String) {
        self.fields.entry(name).or_default().push(value.replace('\0', ""));
    }
}

impl FromRequest for Upload {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if actix_web::HttpMessage::content_type(request).starts_with("multipart/") {
            let parts = Multipart::new(request.headers(), payload.take());
            return Box::pin(Self::read(parts, Pace::of(request)));
        }
        let pairs = web::Form::<Vec<(String, String)>>::from_request(request, payload);
        Box::pin(async move {
            let pairs = pairs.await.map_err(|_| Error::Malformed("unreadable form"))?;
            let mut upload = Self::default();
            pairs.into_inner().into_iter().for_each(|(name, value)| upload.add(name, value));
            Ok(upload)
        })
    }
}
