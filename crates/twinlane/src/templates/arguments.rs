//! The arguments of filters and functions: by place or by name, as in Python.

use minijinja::value::{Kwargs, Rest};
use minijinja::{Error, ErrorKind, Value};

/// The arguments of a call, one a parameter. `None`, and `none` in the template: it is not given.
pub(super) struct Arguments<const N: usize> {
    names: [&'static str; N],
    values: [Option<Value>; N],
}

impl<const N: usize> Arguments<N> {
    /// The arguments of a call whose parameters have these names.
    pub(super) fn new(
        names: [&'static str; N],
        by_place: Rest<Value>,
        by_name: &Kwargs,
    ) -> Result<Self, Error> {
        if by_place.len() > N {
            return Err(Error::from(ErrorKind::TooManyArguments));
        }
        let mut values = [const { None }; N];
        for (slot, value) in values.iter_mut().zip(by_place.0) {
            *slot = Some(value);
        }
        for (slot, name) in values.iter_mut().zip(names) {
            let value: Option<Value> = by_name.get(name)?;
            if slot.is_some() && value.is_some() {
                return Err(Error::from(ErrorKind::TooManyArguments));
            }
            *slot = slot.take().or(value).filter(|value| !value.is_none());
        }
        by_name.assert_all_used()?;
        Ok(Self { names, values })
    }

    /// The value of the parameter at this place.
    pub(super) fn value(&mut self, place: usize) -> Option<Value> {
        self.values.get_mut(place)?.take()
    }

    /// The value of the parameter at this place, in this type.
    pub(super) fn get<T: TryFrom<Value, Error = Error>>(
        &mut self,
        place: usize,
    ) -> Result<Option<T>, Error> {
        self.value(place).map(T::try_from).transpose()
    }

    /// The truth of the value at this place. False if it is not given.
    pub(super) fn is_true(&mut self, place: usize) -> bool {
        self.value(place).is_some_and(|value| value.is_true())
    }

    /// The arguments that are given, all by name.
    pub(super) fn into_named(self) -> Kwargs {
        let given = self.names.into_iter().zip(self.values);
        given
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}
