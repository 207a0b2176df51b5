//! An article on the desk: the form while it is a draft, and what may be done with it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::form::{Form, FormView};
use super::{
    Badge, Frame, PersonalView, VariantView, Word, badge, discipline_words, personal_view,
    topic_words, variant_view,
};
use crate::accounts::{AccountId, Actor};
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::knowledge::access::{self, Kept};
use crate::knowledge::rules::anonymise::Kind;
use crate::knowledge::rules::{self, draft::Made};
use crate::knowledge::{ArticleId, Standing, Variant, ops, queries};
use crate::network;
use crate::taxonomy::Vocabularies;
use crate::text::markdown;
use crate::tickets::queries as tickets;
use crate::web::{Context, FieldErrors, Head, Staff};
use crate::{Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: ArticleId,
    title: String,
    lang: Locale,
    badge: Badge,
    node: String,
    number: i32,
    updated_at: NaiveDateTime,
    writers: String,
    change_note: String,
    /// Why it came back, and from whom.
    returned: Option<(String, String)>,
    form: Option<FormView>,
    texts: Vec<TextView>,
    variants: Vec<VariantView>,
    topics: Vec<Word>,
    disciplines: Vec<Word>,
    replaced: Vec<PersonalView>,
    left: Vec<PersonalView>,
    ticket: Option<String>,
    reader: Option<String>,
    review_on: Option<NaiveDate>,
    overdue: bool,
    end_reason: String,
    used: Option<Used>,
    may: May,
    words: Words,
}

/// What was typed beside a step that was not taken.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Words {
    pub return_reason: Typed,
    pub note: Typed,
    pub withdraw_reason: Typed,
    pub errors: FieldErrors,
}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Typed {
    text: String,
    open: bool,
}

impl Typed {
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), open: true }
    }
}

impl Words {
    /// The field that they were typed into.
    fn field(&self) -> Option<&'static str> {
        let fields = [
            ("return-reason", &self.return_reason),
            ("note", &self.note),
            ("withdraw-reason", &self.withdraw_reason),
        ];
        fields.into_iter().find(|(_, typed)| typed.open).map(|(field, _)| field)
    }
}

#[derive(Serialize)]
struct Used {
    useful: i32,
    not_useful: i32,
    insertions: i32,
    spared: i64,
}

#[derive(Serialize)]
struct TextView {
    lang: Locale,
    name: String,
    title: String,
    body_html: String,
}

/// What the state allows: buttons that would be refused are not shown.
#[derive(Serialize)]
struct May {
    propose: bool,
    take_back: bool,
    decide: bool,
    approve: bool,
    dispose: bool,
    revise: bool,
    confirm: bool,
    withdraw: bool,
}

/// All that the page is made of, read at once.
struct Loaded {
    kept: Kept,
    variants: Vec<Variant>,
    writers: Vec<(AccountId, String)>,
    returned_by: String,
    left: Vec<(Kind, String)>,
    made: Option<Made>,
    /// The ticket's reference, for those who may see it.
    ticket: Option<String>,
    node: String,
    spared: i64,
}

/// `GET /inbox/articles/{id}`
pub async fn show(cx: Context<Staff>, id: web::Path<ArticleId>) -> Result<HttpResponse> {
    page(&cx, &id, (StatusCode::OK, None, None), Words::default()).await
}

/// The page again, with what was typed and why it was not kept.
pub(super) async fn again(
    cx: &Context<Staff>,
    id: &ArticleId,
    (form, errors, refusal): (Form, FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    let status = match refusal {
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    page(cx, id, (status, Some((form, errors)), refusal), Words::default()).await
}

/// The page again, with why a step was not taken: beside the words, when it is for them.
pub(super) async fn refused(
    cx: &Context<Staff>,
    id: &ArticleId,
    refusal: Refusal,
    mut words: Words,
) -> Result<HttpResponse> {
    let of_words = [rules::NO_REASON, rules::NOTE_TOO_LONG].contains(&refusal);
    if let Some(field) = words.field().filter(|_| of_words) {
        words.errors = FieldErrors::one(field, refusal.key());
        return page(cx, id, (StatusCode::UNPROCESSABLE_ENTITY, None, None), words).await;
    }
    page(cx, id, (StatusCode::CONFLICT, None, Some(refusal)), words).await
}

async fn page(
    cx: &Context<Staff>,
    id: &ArticleId,
    (status, typed, refusal): (StatusCode, Option<(Form, FieldErrors)>, Option<Refusal>),
    steps: Words,
) -> Result<HttpResponse> {
    let (actor, words, wanted) = (cx.actor(), cx.app.vocabularies(), id.clone());
    let (reader, known) = (actor.clone(), words.clone());
    let now = cx.now;
    let loaded = cx
        .db
        .read(move |conn| {
            let loaded = load(conn, &reader, &known, &wanted)?;
            ops::note_reading(conn, &reader, &loaded.kept.article, now)?;
            Ok(loaded)
        })
        .await?;
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let when = (cx.locale, network_day(cx.now));
    let mut view = view(when, &words, &actor, loaded, (typed, alert))?;
    view.words = steps;
    let head = Head { title: view.title.clone(), section: "inbox" };
    cx.respond(status, "knowledge/show", head, &view)
}

fn load(conn: &mut Conn, actor: &Actor, words: &Vocabularies, id: &ArticleId) -> Result<Loaded> {
    let kept = access::for_desk(conn, actor, id)?;
    let current = kept.newest()?.clone();
    let variants = queries::variants_of(conn, &current.id)?;
    let in_work = matches!(current.state, Standing::Draft | Standing::Proposed);
    let left = match in_work {
        true => ops::left_over(conn, words, &kept.article, &current.wording(variants.clone()))?,
        false => Vec::new(),
    };
    let ticket = match &kept.article.ticket_id {
        Some(ticket) => Some(tickets::find(conn, ticket)?),
        None => None,
    };
    let ticket = ticket.filter(|ticket| crate::tickets::rules::may_view(actor, ticket));
    let first = current.state == Standing::Draft && current.number == 1;
    let made = match ticket.as_ref().filter(|_| first) {
        Some(ticket) => Some(ops::made_of(conn, words, ticket)?),
        None => None,
    };
    let by = current.returned_by.clone().into_iter().collect::<Vec<_>>();
    let node = network::queries::by_ids(conn, std::slice::from_ref(&kept.article.node_id))?;
    Ok(Loaded {
        variants,
        writers: queries::writers_of(conn, &current.id)?,
        returned_by: tickets::names_of(conn, &by)?.into_values().next().unwrap_or_default(),
        left,
        made,
        ticket: ticket.map(|ticket| ticket.reference),
        node: node.into_iter().next().map(|node| node.short_name).unwrap_or_default(),
        spared: queries::spared(conn, std::slice::from_ref(id))?.remove(id).unwrap_or_default(),
        kept,
    })
}

fn view(
    (locale, today): (Locale, NaiveDate),
    words: &Vocabularies,
    actor: &Actor,
    loaded: Loaded,
    (typed, alert): (Option<(Form, FieldErrors)>, String),
) -> Result<View> {
    let article = &loaded.kept.article;
    let current = loaded.kept.newest()?;
    let published = loaded.kept.published();
    let said = current.said(locale);
    let draft = current.state == Standing::Draft;
    let form = typed.or_else(|| {
        draft.then(|| {
            let change_note = current.change_note.clone();
            let wording = current.wording(loaded.variants.clone());
            let form = Form {
                id: article.id.to_string(),
                lock: current.lock_version.to_string(),
                node: article.node_id.to_string(),
                wording: crate::knowledge::Wording { change_note, ..wording },
            };
            (form, FieldErrors::none())
        })
    });
    let replaced = loaded.made.iter().flat_map(|made| &made.replaced);
    let returned = (draft && !current.return_reason.is_empty())
        .then(|| (loaded.returned_by.clone(), current.return_reason.clone()));
    Ok(View {
        title: match said.title.trim() {
            "" => locale.text("knowledge-untitled"),
            title => title.to_owned(),
        },
        lang: said.language,
        badge: badge(current.state, locale),
        node: loaded.node,
        number: current.number,
        updated_at: current.updated_at,
        writers: loaded.writers.iter().map(|(_, name)| &**name).collect::<Vec<_>>().join(", "),
        change_note: current.change_note.clone(),
        returned,
        form: form.map(|(form, errors)| form.view(words, locale, Vec::new(), errors)),
        texts: texts(current, locale),
        variants: loaded.variants.iter().map(|one| variant_view(one, words, locale)).collect(),
        topics: topic_words(current, words, locale),
        disciplines: discipline_words(current, words, locale),
        replaced: replaced.map(|((k, text), n)| personal_view(*k, text, *n, locale)).collect(),
        left: loaded
            .left
            .iter()
            .map(|(kind, text)| personal_view(*kind, text, 1, locale))
            .collect(),
        ticket: loaded.ticket,
        reader: published.and(article.slug.as_ref()).map(|slug| format!("/articles/{slug}")),
        review_on: article.review_on,
        overdue: rules::overdue(article.review_on, today),
        end_reason: current.end_reason.clone(),
        used: published.map(|_| Used {
            useful: article.useful,
            not_useful: article.not_useful,
            insertions: article.insertions,
            spared: loaded.spared,
        }),
        may: may(actor, &loaded.kept, &loaded.writers)?,
        words: Words::default(),
        frame: Frame::of("articles", actor, alert),
        id: article.id.clone(),
    })
}

/// What is shown of a version that is not being written.
fn texts(version: &crate::knowledge::Version, locale: Locale) -> Vec<TextView> {
    let text = |lang: Locale| TextView {
        lang,
        name: locale.text(&format!("knowledge-language-{lang}")),
        title: lang.pick(&version.title_fr, &version.title_en).to_owned(),
        body_html: markdown(lang.pick(&version.body_fr, &version.body_en)),
    };
    let both = [locale, locale.other()].into_iter();
    both.filter(|lang| version.speaks(*lang)).map(text).collect()
}

fn may(actor: &Actor, kept: &Kept, writers: &[(AccountId, String)]) -> Result<May> {
    let state = kept.newest()?.state;
    let in_work = kept.in_work().is_some();
    let writers: Vec<_> = writers.iter().map(|(id, _)| id.clone()).collect();
    Ok(May {
        propose: state == Standing::Draft,
        take_back: state == Standing::Proposed,
        decide: state == Standing::Proposed,
        approve: state == Standing::Proposed && rules::check_approver(actor, &writers).is_ok(),
        dispose: state == Standing::Draft,
        revise: !in_work,
        confirm: kept.published().is_some(),
        withdraw: kept.published().is_some(),
    })
}
