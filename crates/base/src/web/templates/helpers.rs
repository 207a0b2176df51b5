//! What templates may call: words, addresses, pictures, dates, and what ties a field to its fault.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use fluent_bundle::{FluentArgs, FluentValue};
use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason,
};
use serde_json::Value;

use crate::clock::in_zone;
use crate::i18n::Locale;
use crate::web::assets;

pub(super) fn engine() -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_helper("t", Box::new(translate));
    engine.register_helper("asset", Box::new(asset));
    engine.register_helper("icon", Box::new(icon));
    engine.register_helper("date", Box::new(date));
    engine.register_helper("datetime", Box::new(datetime));
    engine.register_helper("ago", Box::new(ago));
    engine.register_helper("time_left", Box::new(super::left::time_left));
    engine.register_helper("current", Box::new(current));
    engine.register_helper("selected", Box::new(selected));
    engine.register_helper("checked", Box::new(checked));
    engine.register_helper("options", Box::new(options));
    engine.register_helper("marked", Box::new(marked));
    engine.register_helper("field_class", Box::new(field_class));
    engine.register_helper("field_attrs", Box::new(field_attrs));
    engine.register_helper("field_error", Box::new(field_error));
    engine.register_helper("invalid", Box::new(field_attrs));
    engine.register_helper("errors_for", Box::new(field_error));
    engine
}

pub(super) fn locale_in(context: &Context) -> Locale {
    let page = &context.data()["page"]["locale"];
    page.as_str().and_then(|code| code.parse().ok()).unwrap_or(Locale::Fr)
}

pub(super) fn text_param<'a>(helper: &'a Helper, index: usize) -> &'a str {
    helper.param(index).and_then(|param| param.value().as_str()).unwrap_or_default()
}

/// `{{t "tickets-count" n=3}}` in the page's own language.
fn translate(
    helper: &Helper,
    _: &Handlebars,
    context: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let mut args = FluentArgs::new();
    for (name, value) in helper.hash() {
        let value = value.value();
        match value.as_f64() {
            Some(number) => args.set(*name, FluentValue::from(number)),
            None => args.set(*name, value.as_str().unwrap_or_default().to_owned()),
        }
    }
    let text = locale_in(context).text_with(text_param(helper, 0), Some(&args));
    out.write(&handlebars::html_escape(&text))?;
    Ok(())
}

/// `{{asset "css/base.css"}}`: the address that changes when the file does.
fn asset(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    out.write(&assets::url(text_param(helper, 0)))?;
    Ok(())
}

/// A picture of the sprite.
pub(super) fn picture(name: &str) -> String {
    static SPRITE: LazyLock<String> = LazyLock::new(|| assets::url("vendor/icons.svg"));
    format!(
        r##"<svg class="icon" width="16" height="16" aria-hidden="true"><use href="{}#{name}"/></svg>"##,
        *SPRITE
    )
}

/// `{{icon "send"}}`: a picture beside words, which says nothing by itself.
fn icon(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    out.write(&picture(text_param(helper, 0)))?;
    Ok(())
}

/// `{{date day}}`: 3 mars 2026.
fn date(
    helper: &Helper,
    _: &Handlebars,
    context: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let typed = text_param(helper, 0);
    let locale = locale_in(context);
    let day = match moment(typed) {
        Some(moment) => Some(in_zone(moment, chrono_tz::Europe::Paris).date_naive()),
        None => NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok(),
    };
    let Some(day) = day else {
        return Err(RenderErrorReason::Other(format!("{typed:?} is no day")).into());
    };
    out.write(&format!(r#"<time datetime="{day}">{}</time>"#, long_day(day, locale)))?;
    Ok(())
}

/// `{{datetime moment}}`: 3 mars 2026 à 14:32, in Paris.
fn datetime(
    helper: &Helper,
    _: &Handlebars,
    context: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let locale = locale_in(context);
    let typed = text_param(helper, 0);
    let Some(moment) = moment(typed) else {
        return Err(RenderErrorReason::Other(format!("{typed:?} is no instant")).into());
    };
    let local = in_zone(moment, chrono_tz::Europe::Paris);
    let day = long_day(local.date_naive(), locale);
    let at = locale.pick("à", "at");
    out.write(&format!(
        r#"<time datetime="{}Z">{day} {at} {}</time>"#,
        moment.format("%Y-%m-%dT%H:%M:%S"),
        local.format("%H:%M")
    ))?;
    Ok(())
}

/// `{{ago moment}}`: il y a 3 h, with the full instant as its title.
fn ago(
    helper: &Helper,
    _: &Handlebars,
    context: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let locale = locale_in(context);
    let (Some(then), Some(now)) =
        (moment(text_param(helper, 0)), context.data()["page"]["now"].as_str().and_then(moment))
    else {
        return Err(RenderErrorReason::Other("ago takes an instant".into()).into());
    };
    let minutes = (now - then).num_minutes().max(0);
    let (key, n) = match minutes {
        0 => ("web-ago-now", 0),
        1..60 => ("web-ago-minutes", minutes),
        60..1440 => ("web-ago-hours", minutes / 60),
        _ => ("web-ago-days", minutes / 1440),
    };
    let text = locale.text1(key, "n", n);
    let local = in_zone(then, chrono_tz::Europe::Paris);
    out.write(&format!(
        r#"<time datetime="{}Z" title="{}">{text}</time>"#,
        then.format("%Y-%m-%dT%H:%M:%S"),
        local.format("%Y-%m-%d %H:%M")
    ))?;
    Ok(())
}

fn same(helper: &Helper) -> bool {
    match (helper.param(0), helper.param(1)) {
        (Some(one), Some(other)) => one.value() == other.value(),
        _ => false,
    }
}

/// `{{current page.section "inbox"}}`
fn current(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    if same(helper) {
        out.write(r#" aria-current="page""#)?;
    }
    Ok(())
}

/// `<option value="fr"{{selected form.language "fr"}}>`
fn selected(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    if same(helper) {
        out.write(" selected")?;
    }
    Ok(())
}

/// `<input type="checkbox"{{checked form.agreed}}>` or, with two values, checked when they are the same.
fn checked(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let on = match helper.param(1) {
        Some(_) => same(helper),
        None => helper.param(0).is_some_and(|param| {
            !matches!(param.value(), Value::Null | Value::Bool(false)) && param.value() != ""
        }),
    };
    if on {
        out.write(" checked")?;
    }
    Ok(())
}

/// `{{options choices}}`: what a select offers, from `{value, label, on}`; a long list costs a loop here, not a thousand
/// look-ups there.
fn options(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let choices = helper.param(0).and_then(|param| param.value().as_array());
    for choice in choices.into_iter().flatten() {
        let text = |name| {
            choice
                .get(name)
                .and_then(Value::as_str)
                .map(handlebars::html_escape)
                .unwrap_or_default()
        };
        let on = if choice.get("on") == Some(&Value::Bool(true)) { " selected" } else { "" };
        out.write(&format!(r#"<option value="{}"{on}>{}</option>"#, text("value"), text("label")))?;
    }
    Ok(())
}

/// `{{marked pieces}}`: a text whose pieces say whether they were looked for.
fn marked(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let pieces = helper.param(0).and_then(|param| param.value().as_array());
    for piece in pieces.into_iter().flatten() {
        let text = piece.get("text").and_then(Value::as_str).unwrap_or_default();
        let text = handlebars::html_escape(text);
        match piece.get("found") == Some(&Value::Bool(true)) {
            true => out.write(&format!("<mark>{text}</mark>"))?,
            false => out.write(&text)?,
        }
    }
    Ok(())
}

fn field_errors<'a>(helper: &'a Helper) -> Vec<&'a str> {
    let field = text_param(helper, 1);
    helper
        .param(0)
        .and_then(|errors| errors.value().get(field)?.as_array())
        .map(|keys| keys.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default()
}

/// `<div class="field{{field_class errors "email"}}">`
fn field_class(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    if !field_errors(helper).is_empty() {
        out.write(" has-error")?;
    }
    Ok(())
}

/// `<input{{field_attrs errors "email" hint=true}}>`: what assistive technology needs to tie the field to its hint and to
/// what is wrong with it.
fn field_attrs(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let (field, wrong) = (text_param(helper, 1), !field_errors(helper).is_empty());
    let hint = helper.hash_get("hint").map(|_| format!("{field}-hint"));
    let parts: Vec<_> = hint.into_iter().chain(wrong.then(|| format!("{field}-error"))).collect();
    if !parts.is_empty() {
        out.write(&format!(r#" aria-describedby="{}""#, parts.join(" ")))?;
    }
    if wrong {
        out.write(r#" aria-invalid="true""#)?;
    }
    Ok(())
}

/// `{{field_error errors "email"}}`: why the field did not pass, below it.
fn field_error(
    helper: &Helper,
    _: &Handlebars,
    context: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let locale = locale_in(context);
    let found = field_errors(helper);
    if found.is_empty() {
        return Ok(());
    }
    let field = text_param(helper, 1);
    let words: Vec<_> =
        found.iter().map(|key| handlebars::html_escape(&locale.text(key))).collect();
    let sprite = assets::url("vendor/icons.svg");
    out.write(&format!(
        r##"<p class="field-error" id="{field}-error"><svg class="icon" aria-hidden="true" width="16" height="16"><use href="{sprite}#exclamation-triangle"/></svg> {}</p>"##,
        words.join(" ")
    ))?;
    Ok(())
}

pub(super) fn moment(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()
}

/// A day in words.
pub(in crate::web) fn long_day(day: NaiveDate, locale: Locale) -> String {
    let month = locale.text(&format!("web-month-{}", day.month()));
    match (locale, day.day()) {
        (Locale::Fr, 1) => format!("1er {month} {}", day.year()),
        (_, number) => format!("{number} {month} {}", day.year()),
    }
}
