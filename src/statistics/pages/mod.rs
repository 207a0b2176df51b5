//! Calls in numbers: as tables beside each other, and as files.

mod table;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use self::table::{Column, GroupView, groups, sheet};
use super::ops;
use crate::calls::pages::Frame;
use crate::calls::{self, CallId};
use crate::decisions::rules::equality::FEWEST;
use crate::i18n::Locale;
use crate::questionnaires::{self, Section, Version};
use crate::sheets::Sheet;
use crate::web::{
    Anyone, Context, Separated, SignedIn, TableForm, public_table, table as private_table,
};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    /// The tabs of the call, where it is one.
    frame: Option<Frame>,
    fewest: usize,
    /// Where it is for everybody: small numbers are hidden.
    public: bool,
    columns: Vec<HeadView>,
    groups: Vec<GroupView>,
    /// Applications that the reader must not see, and that are not counted.
    left_out: usize,
    /// Where the file of each form is, without its ending.
    file: String,
}

#[derive(Serialize)]
struct HeadView {
    reference: String,
    href: String,
}

/// What is counted for a page and for its file.
struct Read {
    frame: Option<Frame>,
    columns: Vec<Column>,
    left_out: usize,
    public: bool,
}

impl Read {
    fn view<D: crate::web::Door>(self, cx: &Context<D>, file: &str) -> View {
        let words = cx.app.vocabularies();
        View {
            fewest: FEWEST,
            groups: groups(&self.columns, self.public, (&words, cx.locale)),
            columns: self
                .columns
                .iter()
                .map(|one| HeadView { reference: one.reference.clone(), href: one.href.clone() })
                .collect(),
            frame: self.frame,
            public: self.public,
            left_out: self.left_out,
            file: file.to_owned(),
        }
    }

    fn sheet<D: crate::web::Door>(&self, cx: &Context<D>) -> Sheet {
        let words = cx.app.vocabularies();
        let all = groups(&self.columns, self.public, (&words, cx.locale));
        sheet(&self.columns, all, self.left_out, cx.locale)
    }
}

async fn of_call(cx: &Context<SignedIn>, id: CallId) -> Result<Read> {
    let (actor, words, locale) = (cx.actor(), cx.app.vocabularies(), cx.locale);
    let (call, counted, sections, left_out) = cx
        .db
        .read(move |conn| {
            let (call, counted, left_out) = ops::of_call(conn, &actor, (&id, &words))?;
            let version = std::slice::from_ref(&call.version_id);
            let form = questionnaires::queries::find_all(conn, version)?.pop();
            let sections = form.map(|form| sections(&form, locale)).unwrap_or_default();
            Ok((call, counted, sections, left_out))
        })
        .await?;
    let frame = Frame::of(&call, "statistics", (locale, cx.now));
    let column = Column {
        reference: call.reference.clone(),
        href: format!("/inbox/calls/{}", call.id),
        counted,
        sections,
    };
    Ok(Read { frame: Some(frame), columns: vec![column], left_out, public: false })
}

/// The sections of a form: key and title.
fn sections(form: &Version, locale: Locale) -> Vec<(String, String)> {
    let section = |one: &Section| (one.key.clone(), one.title.in_locale(locale).to_owned());
    form.definition.sections.iter().map(section).collect()
}

async fn of_calls(cx: &Context<SignedIn>) -> Result<Read> {
    let (actor, words, locale) = (cx.actor(), cx.app.vocabularies(), cx.locale);
    let may_begin = calls::access::may_begin(&actor);
    let (all, forms) = cx
        .db
        .read(move |conn| {
            let all = ops::of_calls(conn, &actor, &words)?;
            let versions: Vec<_> = all.iter().map(|(call, ..)| call.version_id.clone()).collect();
            let forms = questionnaires::queries::find_all(conn, &versions)?;
            Ok((all, forms))
        })
        .await?;
    if all.is_empty() && !may_begin {
        return Err(Error::NotFound);
    }
    let left_out: usize = all.iter().map(|(.., left_out)| left_out).sum();
    let column = |(call, counted, _): (calls::Call, super::Counted, usize)| {
        let form = forms.iter().find(|form| form.id == call.version_id);
        Column {
            reference: call.reference,
            href: format!("/inbox/calls/{}/statistics", call.id),
            counted,
            sections: form.map(|form| sections(form, locale)).unwrap_or_default(),
        }
    };
    let columns = all.into_iter().map(column).collect();
    Ok(Read { frame: None, columns, left_out, public: false })
}

async fn of_published(cx: &Context<Anyone>) -> Result<Read> {
    let words = cx.app.vocabularies();
    let all = cx.db.read(move |conn| ops::of_published(conn, &words)).await?;
    let column = |(call, counted): (calls::Call, super::Counted)| Column {
        reference: call.reference,
        href: format!("/calls/{}", call.slug),
        counted,
        sections: Vec::new(),
    };
    let columns = all.into_iter().map(column).collect();
    Ok(Read { frame: None, columns, left_out: 0, public: true })
}

/// `GET /calls/statistics`
pub async fn published(cx: Context<Anyone>) -> Result<HttpResponse> {
    let view = of_published(&cx).await?.view(&cx, "/calls/statistics");
    cx.public_page("statistics/show", cx.head("statistics-title", "calls"), &view)
}

/// `GET /calls/statistics.csv`, `.ods` and `.json`
pub async fn published_file(
    cx: Context<Anyone>,
    request: HttpRequest,
    asked: web::Query<Separated>,
) -> Result<HttpResponse> {
    let form = TableForm::of(&request, &asked)?;
    let read = of_published(&cx).await?;
    public_table(&request, &read.sheet(&cx), ("appels", form))
}

/// `GET /inbox/calls/statistics`
pub async fn calls(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let view = of_calls(&cx).await?.view(&cx, "/inbox/calls/statistics");
    cx.page("statistics/show", cx.head("statistics-title", "inbox"), &view)
}

/// `GET /inbox/calls/statistics.csv`, `.ods` and `.json`
pub async fn calls_file(
    cx: Context<SignedIn>,
    asked: web::Query<Separated>,
) -> Result<HttpResponse> {
    let form = TableForm::of(cx.request(), &asked)?;
    let read = of_calls(&cx).await?;
    private_table(&read.sheet(&cx), ("appels", form))
}

/// `GET /inbox/calls/{id}/statistics`
pub async fn call(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let id = id.into_inner();
    let file = format!("/inbox/calls/{id}/statistics");
    let view = of_call(&cx, id).await?.view(&cx, &file);
    cx.page("statistics/show", cx.head("statistics-title", "inbox"), &view)
}

/// `GET /inbox/calls/{id}/statistics.csv`, `.ods` and `.json`
pub async fn call_file(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    asked: web::Query<Separated>,
) -> Result<HttpResponse> {
    let form = TableForm::of(cx.request(), &asked)?;
    let read = of_call(&cx, id.into_inner()).await?;
    private_table(&read.sheet(&cx), ("appel", form))
}
