//! What an operation's options change in its answers: which fields are written, and the media type.

use http::HeaderValue;
use twinlane_model::{Selection, Shape};
use twinlane_web::media_type::content_type;

use super::{AnswerDescription, Answered, AnsweredKind, ContentDescription};
use crate::response::JSON;

/// What is changed in the answers of an operation whose content is JSON.
#[derive(Debug)]
pub(crate) struct Shaping {
    selection: Option<(Selection, &'static Shape)>,
    media_type: Option<HeaderValue>,
}

impl Shaping {
    /// What the options ask for; `None` where that is nothing.
    ///
    /// # Errors
    ///
    /// Why the answer cannot be changed so.
    pub(crate) fn of(
        answer: &AnswerDescription,
        selection: &Selection,
        media_type: Option<&str>,
    ) -> Result<Option<Self>, String> {
        let media_type = match media_type {
            None => None,
            Some(text) => Some(
                content_type(text)
                    .ok_or_else(|| format!("`{}` is no media type", text.escape_debug()))?,
            ),
        };
        let selection = match answer.content {
            _ if selection.is_everything() => None,
            ContentDescription::Json(Some(shape)) => Some((selection.clone(), shape)),
            _ => return Err("the fields that are sent can be chosen of a model, a list or a map, and the answer is none of them".to_owned()),
        };
        if let Some((selection, shape)) = &selection
            && let Some(unknown) = selection.unknown_field(shape)
        {
            let (path, within) = (unknown.path, unknown.within);
            return Err(format!("the field `{path}` cannot be selected: {within}"));
        }
        let is_json = matches!(answer.content, ContentDescription::Json(_));
        let media_type = media_type.filter(|_| is_json);
        let asks = selection.is_some() || media_type.is_some();
        Ok(asks.then_some(Self {
            selection,
            media_type,
        }))
    }

    /// The answer as the options want it. What is no content of JSON stays as it is.
    pub(crate) fn apply(&self, mut answered: Answered) -> Answered {
        let AnsweredKind::Content { media_type, body } = &mut answered.kind else {
            return answered;
        };
        if *media_type != Some(JSON) {
            return answered;
        }
        if let (Some((selection, shape)), Some(json)) = (&self.selection, body.as_full()) {
            match selection.of_json(json, shape) {
                Ok(selected) => *body = selected.into(),
                Err(error) => return Answered::failed(error),
            }
        }
        if let Some(own) = &self.media_type {
            *media_type = Some(own.clone());
        }
        answered
    }
}
