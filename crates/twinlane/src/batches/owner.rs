//! Owners: functions that load the model of a thread, which never leaves it.

use crate::dependencies::{LifespanInputs, LifespanParameter};
use crate::errors::{InternalError, Result};
use crate::parameters::{Declared, Kind, ParameterDescription};

/// A function that loads a model: of up to four parameters, each one of those that a batch function has behind its items.
#[diagnostic::on_unimplemented(
    message = "this function cannot load the model of a batch function",
    label = "does not load a `{M}`",
    note = "an owner is a plain `fn` that returns `{M}` or a `Result` of it; it takes `State<..>`, `Depends<..>` of lifespan dependencies, `Batch<..>` and `Stopping`, at most four",
    note = "what `model: &mut {M}` says in the batch function is what it loads"
)]
pub trait Owner<A, M>: Send + Sync + 'static {
    /// Its parameters.
    fn kinds() -> Vec<Kind>;

    /// Loads a model with its arguments, the first of which is at this place. `None`: one is not there.
    fn load(&self, inputs: &LifespanInputs<'_>, first: usize) -> Option<Result<M>>;
}

/// The return type of an owner: a model, or a `Result` of one.
pub trait Loaded<M> {
    /// The model.
    ///
    /// # Errors
    ///
    /// The error that was returned.
    fn loaded(self) -> Result<M>;
}

impl<M> Loaded<M> for M {
    fn loaded(self) -> Result<M> {
        Ok(self)
    }
}

impl<M, E: InternalError> Loaded<M> for Result<M, E> {
    fn loaded(self) -> Result<M> {
        self.map_err(E::into_error)
    }
}

/// The parameters of an owner, by its name.
pub fn owner_parameters<M, A, F: Owner<A, M>>(
    _: &F,
    name: &'static str,
) -> Vec<ParameterDescription> {
    let kinds = F::kinds().into_iter();
    let described = kinds.map(|kind| ParameterDescription {
        declared: Declared {
            name,
            ..Declared::DEFAULT
        },
        kind,
    });
    described.collect()
}

macro_rules! owner {
    ($($argument:ident $place:literal),*) => {
        impl<F, R, M, $($argument),*> Owner<($($argument,)*), M> for F
        where
            F: Fn($($argument),*) -> R + Send + Sync + 'static,
            R: Loaded<M>,
            $($argument: LifespanParameter,)*
        {
            fn kinds() -> Vec<Kind> {
                vec![$($argument::kind()),*]
            }

            #[allow(unused_variables, reason = "one of them has no parameters")]
            fn load(&self, inputs: &LifespanInputs<'_>, first: usize) -> Option<Result<M>> {
                Some(self($(inputs.argument::<$argument>(first + $place)?),*).loaded())
            }
        }
    };
}

owner!();
owner!(A 0);
owner!(A 0, B 1);
owner!(A 0, B 1, C 2);
owner!(A 0, B 1, C 2, D 3);
