//! Tables that are taken away as files: CSV, OpenDocument or JSON.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use anyhow::Context;
use bytes::Bytes;
use serde::Deserialize;

use super::{tag_of, tagged_as};
use crate::sheets::{self, Csv, Sheet};
use crate::{Error, Result};

/// How a CSV is wanted: `?separator=semicolon` is what spreadsheets in France open at once.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Separated {
    pub separator: String,
}

/// In which form a table is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableForm {
    Csv(Csv),
    Ods,
    Json,
}

impl TableForm {
    /// What the ending of an address asks for.
    pub fn read(ending: &str) -> Result<Self> {
        match ending {
            "csv" => Ok(Self::Csv(Csv::Comma)),
            "ods" => Ok(Self::Ods),
            "json" => Ok(Self::Json),
            _ => Err(Error::NotFound),
        }
    }

    /// What the address of a request ends with.
    pub fn of(request: &HttpRequest, asked: &Separated) -> Result<Self> {
        let (_, ending) = request.path().rsplit_once('.').ok_or(Error::NotFound)?;
        Ok(match Self::read(ending)? {
            Self::Csv(_) => Self::Csv(Csv::read(&asked.separator)),
            other => other,
        })
    }

    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            Self::Ods => "ods",
            Self::Json => "json",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv(_) => "text/csv; charset=utf-8",
            Self::Ods => sheets::OPEN_DOCUMENT,
            Self::Json => "application/json",
        }
    }

    /// The bytes of the file.
    pub fn write(self, sheet: &Sheet) -> Result<Bytes> {
        Ok(match self {
            Self::Csv(Csv::Comma) => {
                format!("{}{}", sheets::MARK, sheets::csv(sheet, Csv::Comma)).into()
            }
            Self::Csv(Csv::Semicolon) => sheets::csv(sheet, Csv::Semicolon).into(),
            Self::Ods => sheets::ods(std::slice::from_ref(sheet))?.into(),
            Self::Json => sheets::json(sheet).into(),
        })
    }

    /// Under which name the file is kept.
    pub fn attached(self, name: &str) -> String {
        format!("attachment; filename=\"{name}.{}\"", self.ending())
    }
}

/// A table of what is for everybody, with its tag; 304 to those who have it.
pub fn public_table(
    request: &HttpRequest,
    sheet: &Sheet,
    (name, form): (&str, TableForm),
) -> Result<HttpResponse> {
    let body = form.write(sheet)?;
    let mut answer = tagged_as(request, form.media_type(), (&tag_of(&body), body.clone()));
    let name: HeaderValue = form.attached(name).parse().context("a name in letters")?;
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(answer)
}

/// A table of what is not for everybody: no browser keeps it.
pub fn table(sheet: &Sheet, (name, form): (&str, TableForm)) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok()
        .content_type(form.media_type())
        .insert_header((header::CONTENT_DISPOSITION, form.attached(name)))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(form.write(sheet)?))
}
