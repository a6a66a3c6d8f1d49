//! The macros of requests.

use super::Method;
use crate::callable::MacroWords;

/// The macro above the function.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MacroName {
    /// `#[get]` and its siblings: a request that the function answers.
    Operation(Method),
    /// A request to whoever asked to be told.
    Webhook,
    /// A request on account of an operation.
    Callback,
}

impl MacroName {
    /// True if others answer.
    pub(crate) fn is_outgoing(self) -> bool {
        matches!(self, Self::Webhook | Self::Callback)
    }

    /// The words that messages have for it.
    pub(crate) fn words(self) -> MacroWords {
        let noun = match self {
            Self::Operation(_) => "a path operation",
            Self::Webhook => "a webhook",
            Self::Callback => "a callback",
        };
        MacroWords {
            name: self.text(),
            noun,
        }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Operation(method) => method.macro_name(),
            Self::Webhook => "webhook",
            Self::Callback => "callback",
        }
    }

    /// An example of the attribute, for messages.
    pub(crate) fn example(self) -> String {
        match self {
            Self::Operation(method) => {
                format!("`#[{}(\"/items/{{item_id}}\")]`", method.macro_name())
            }
            Self::Webhook => "`#[webhook(post, \"new-item\")]`".to_owned(),
            Self::Callback => "`#[callback(post, \"{$request.body.url}\")]`".to_owned(),
        }
    }
}
