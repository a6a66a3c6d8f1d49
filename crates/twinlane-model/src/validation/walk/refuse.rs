//! Noting errors, with what they show of the value.

use super::Walk;
use crate::error::{FieldError, Kind};
use crate::refusal::{Context, Refusal};
use crate::shape::ModelShape;
use crate::{ErrorDetail, ErrorLimits, JsonValue};

/// The value of an error. It is copied only if there is room for it.
#[derive(Clone, Copy)]
pub(super) enum Input<'v> {
    Value(&'v JsonValue),
    /// A whole model, whose secrets are not shown.
    Model(&'static ModelShape, &'v JsonValue),
}

impl<'v> From<&'v JsonValue> for Input<'v> {
    fn from(value: &'v JsonValue) -> Self {
        Self::Value(value)
    }
}

impl Walk<'_> {
    pub(super) fn refuse<'v, T>(&mut self, kind: Kind, input: impl Into<Input<'v>>) -> Option<T> {
        self.refuse_with(kind, input, Vec::new)
    }

    pub(super) fn refuse_for<T>(&mut self, refusal: Refusal, value: &JsonValue) -> Option<T> {
        self.refuse_with(refusal.kind, value, || refusal.ctx)
    }

    /// Notes an error with these facts, which are made only if somebody is told them.
    pub(super) fn refuse_with<'v, T>(
        &mut self,
        kind: Kind,
        input: impl Into<Input<'v>>,
        ctx: impl FnOnce() -> Context,
    ) -> Option<T> {
        self.push(input, |input, _| {
            ErrorDetail::new(kind, Vec::new(), input, ctx())
        })
    }

    pub(super) fn fail<'v, T>(
        &mut self,
        error: FieldError,
        input: impl Into<Input<'v>>,
    ) -> Option<T> {
        self.push(input, |input, _| error.into_detail(Vec::new(), input))
    }

    /// Notes the error that is made of the input. Its location is that of the walk.
    pub(super) fn push<'v, T>(
        &mut self,
        input: impl Into<Input<'v>>,
        make: impl FnOnce(JsonValue, ErrorLimits) -> ErrorDetail,
    ) -> Option<T> {
        self.failures += 1;
        if !self.silent {
            let secret = self.secret;
            self.errors.add(&self.loc, |limits| {
                let input = input.into().shown(secret, limits.max_input_size);
                make(input, limits)
            });
        }
        None
    }
}
