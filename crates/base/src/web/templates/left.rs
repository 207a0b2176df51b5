//! How long it is still until an instant.

use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason,
};

use super::helpers::{locale_in, moment, text_param};
use crate::times::said;

/// `{{time_left moment}}`: (dans 2 h 13), and nothing once it is past. A script counts on, by the clock of the server.
pub(super) fn time_left(
    helper: &Helper,
    _: &Handlebars,
    context: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let locale = locale_in(context);
    let now = context.data()["page"]["now"].as_str().and_then(moment);
    let (Some(then), Some(now)) = (moment(text_param(helper, 0)), now) else {
        return Err(RenderErrorReason::Other("time_left takes an instant".into()).into());
    };
    let Some(text) = said::left(then, now, locale) else { return Ok(()) };
    let iso = "%Y-%m-%dT%H:%M:%S";
    let (hours, minutes) = said::left_patterns(locale);
    out.write(&format!(
        r#"<time class="quiet" datetime="{}Z" data-left data-now="{}Z" data-hours="({hours})" data-minutes="({minutes})">({text})</time>"#,
        then.format(iso),
        now.format(iso)
    ))?;
    Ok(())
}
