//! Noting errors, with what they show of the value.

use super::Walk;
use super::secrets::{STARS, masked};
use crate::error::{FieldError, Kind};
use crate::refusal::{Context, Refusal};
use crate::{ErrorDetail, ErrorLimits, JsonValue};

impl Walk<'_> {
    pub(super) fn refuse<T>(&mut self, kind: Kind, value: &JsonValue) -> Option<T> {
        self.refuse_with(kind, value, Vec::new)
    }

    pub(super) fn refuse_for<T>(&mut self, refusal: Refusal, value: &JsonValue) -> Option<T> {
        let secret = self.secret;
        self.refuse_with(refusal.kind, value, || match refusal.kind {
            Kind::BytesInvalidEncoding if secret => without_character(refusal.ctx),
            _ => refusal.ctx,
        })
    }

    /// Notes an error with these facts, which are made only if somebody is told them.
    pub(super) fn refuse_with<T>(
        &mut self,
        kind: Kind,
        value: &JsonValue,
        ctx: impl FnOnce() -> Context,
    ) -> Option<T> {
        self.push(value, |input, _| {
            ErrorDetail::new(kind, Vec::new(), input, ctx())
        })
    }

    pub(super) fn fail<T>(&mut self, error: FieldError, value: &JsonValue) -> Option<T> {
        self.push(value, |input, _| error.into_detail(Vec::new(), input))
    }

    /// Notes the error that is made of what is shown of the value at this place. Its location is that of the walk.
    pub(super) fn push<T>(
        &mut self,
        value: &JsonValue,
        make: impl FnOnce(JsonValue, ErrorLimits) -> ErrorDetail,
    ) -> Option<T> {
        self.failures += 1;
        if !self.silent {
            // It is copied only if there is room for it.
            self.errors.add(&self.loc, |limits| {
                let input = match self.place {
                    _ if self.secret => JsonValue::from(STARS),
                    place => masked(place, value, limits.max_input_size),
                };
                make(input, limits)
            });
        }
        None
    }
}

/// The facts of bytes in a wrong encoding, of which one names a character that is not to be shown.
fn without_character(mut ctx: Context) -> Context {
    for (name, fact) in &mut ctx {
        if *name == "encoding_error" {
            *fact = JsonValue::from("the value is not shown");
        }
    }
    ctx
}
