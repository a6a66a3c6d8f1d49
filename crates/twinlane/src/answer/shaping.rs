//! The changes that an operation's options make in its responses: which fields are written, and the media type.

use std::sync::Arc;

use http::HeaderValue;
use twinlane_model::{Selection, Shape};
use twinlane_web::Body;
use twinlane_web::media_type::content_type;

use super::item_stream::ItemStream;
use super::{AnswerDescription, Answered, AnsweredKind, ContentDescription};
use crate::errors::Error;
use crate::fixed_response::JSON;

/// The changes in the responses of an operation whose content is JSON.
#[derive(Debug)]
pub(crate) struct Shaping {
    selection: Option<Arc<ShapedSelection>>,
    media_type: Option<HeaderValue>,
}

/// The fields that are written of values of one shape.
#[derive(Debug)]
struct ShapedSelection {
    selection: Selection,
    shape: &'static Shape,
}

impl ShapedSelection {
    fn of_json(&self, json: &[u8]) -> Result<String, Error> {
        Ok(self.selection.of_json(json, self.shape)?)
    }
}

impl Shaping {
    /// The fields that the options ask for; `None` if they ask for nothing.
    ///
    /// # Errors
    ///
    /// Why the response cannot be changed so.
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
            _ if !answer.others.is_empty() => {
                return Err("the fields that are sent cannot be chosen of a return type that is several responses: choose them in its models".to_owned());
            }
            ContentDescription::Json(Some(shape))
            | ContentDescription::Items(_, Some(shape))
            | ContentDescription::Events(Some(shape)) => Some(Arc::new(ShapedSelection {
                selection: selection.clone(),
                shape,
            })),
            _ => return Err("the fields that are sent can be chosen of a model, a list or a map, and the response is none of them".to_owned()),
        };
        if let Some(shaped) = &selection
            && let Some(unknown) = shaped.selection.unknown_field(shaped.shape)
        {
            let (path, within) = (unknown.path, unknown.within);
            return Err(format!("the field `{path}` cannot be selected: {within}"));
        }
        let mut answers = answer.all();
        let is_json = answers.any(|answer| matches!(answer.content, ContentDescription::Json(_)));
        let media_type = media_type.filter(|_| is_json);
        let asks = selection.is_some() || media_type.is_some();
        Ok(asks.then_some(Self {
            selection,
            media_type,
        }))
    }

    /// The response as the options want it. What is no content of JSON stays as it is.
    pub(crate) fn apply(&self, answered: Answered) -> Answered {
        let Answered { kind, beside } = answered;
        let kind = match kind {
            AnsweredKind::Content { media_type, body } if media_type == Some(JSON) => {
                self.content(body)
            }
            AnsweredKind::Items(items) => self.items(items),
            other => other,
        };
        Answered { kind, beside }
    }

    fn content(&self, mut body: Body) -> AnsweredKind {
        if let (Some(selection), Some(json)) = (&self.selection, body.as_full()) {
            match selection.of_json(json) {
                Ok(selected) => body = selected.into(),
                Err(error) => return AnsweredKind::Failed(error),
            }
        }
        AnsweredKind::Content {
            media_type: Some(self.media_type.clone().unwrap_or(JSON)),
            body,
        }
    }

    fn items(&self, items: Box<ItemStream>) -> AnsweredKind {
        AnsweredKind::Items(match &self.selection {
            None => items,
            Some(selection) => {
                let selection = Arc::clone(selection);
                Box::new(items.rewritten(move |json| selection.of_json(json)))
            }
        })
    }
}
