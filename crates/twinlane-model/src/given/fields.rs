//! Fields of a model by their Rust names: what `fields!` makes.

use std::fmt;
use std::marker::PhantomData;

use crate::fields_set::FieldsSet;
use crate::{FieldShape, Model, ModelShape};

/// The Rust names that lead to a field: `["size", "width"]`.
type Path = &'static [&'static str];

/// One field of a model, with its type: `fields![Item: price]`.
pub struct Field<T, V> {
    path: Path,
    model: PhantomData<fn(&T) -> &V>,
}

/// Some fields of a model: `fields![Item: name, price]`.
pub struct Fields<T> {
    paths: Vec<Path>,
    model: PhantomData<fn(&T)>,
}

impl<T, V> Field<T, V> {
    /// The field at the end of a path. `probe` is never called: it proves to the compiler that the field exists.
    #[doc(hidden)]
    pub const fn new(path: Path, _probe: fn(&T) -> &V) -> Self {
        Self {
            path,
            model: PhantomData,
        }
    }
}

impl<T> Fields<T> {
    /// The fields at the ends of paths. `probe` is never called: it proves to the compiler that the fields exist.
    #[doc(hidden)]
    pub fn new(paths: &[Path], _probe: fn(&T)) -> Self {
        Self {
            paths: paths.to_vec(),
            model: PhantomData,
        }
    }
}

impl<T: Model, V> Field<T, V> {
    /// Its name on the wire; `None` if it is not on the wire, or is in a field that is.
    pub(crate) fn wire_name(&self) -> Option<&'static str> {
        match End::of(T::MODEL, self.path) {
            End::Field(field, []) => Some(field.name),
            End::Field(..) | End::Model(_) | End::Nowhere => None,
        }
    }
}

impl<T: Model> Fields<T> {
    /// The names that are given if these fields are.
    pub(super) fn tree(&self) -> FieldsSet {
        let mut tree = FieldsSet::Object(Vec::new());
        for path in &self.paths {
            let given = given_by(T::MODEL, path);
            tree.add(FieldsSet::Object(given));
        }
        tree
    }
}

/// The names that are given if the field at the end of this path is. A flattened model is all of its fields.
fn given_by(model: &'static ModelShape, path: &[&str]) -> Vec<(String, FieldsSet)> {
    let (field, below) = match End::of(model, path) {
        End::Field(field, below) => (field, below),
        End::Model(part) => {
            let all = part.fields.iter();
            return all
                .map(|field| (field.name.to_owned(), FieldsSet::Whole))
                .collect();
        }
        End::Nowhere => return Vec::new(),
    };
    let tree = match ((field.shape)().as_model(), below) {
        (Some(inner), [_, ..]) => FieldsSet::Object(given_by(inner, below)),
        _ => FieldsSet::Whole,
    };
    vec![(field.name.to_owned(), tree)]
}

/// The end of a path through flattened models, which are not on the wire.
enum End<'p> {
    /// A field, and the rest of the path below it.
    Field(&'static FieldShape, &'p [&'p str]),
    /// A flattened model as a whole.
    Model(&'static ModelShape),
    /// A field that is not on the wire.
    Nowhere,
}

impl<'p> End<'p> {
    fn of(model: &'static ModelShape, path: &'p [&'p str]) -> Self {
        let Some((name, below)) = path.split_first() else {
            return Self::Model(model);
        };
        let name = name.trim_start_matches("r#");
        if let Some((_, part)) = model.flattened.iter().find(|(known, _)| *known == name) {
            return Self::of(part, below);
        }
        model
            .own_field(name)
            .map_or(Self::Nowhere, |field| Self::Field(field, below))
    }
}

impl<T, V> From<Field<T, V>> for Fields<T> {
    fn from(field: Field<T, V>) -> Self {
        Self {
            paths: vec![field.path],
            model: PhantomData,
        }
    }
}

impl<T, V> Copy for Field<T, V> {}

impl<T, V> Clone for Field<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Clone for Fields<T> {
    fn clone(&self) -> Self {
        Self {
            paths: self.paths.clone(),
            model: PhantomData,
        }
    }
}

impl<T, V> fmt::Debug for Field<T, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path.join("."))
    }
}

impl<T> fmt::Debug for Fields<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paths = self.paths.iter().map(|path| path.join("."));
        formatter.debug_set().entries(paths).finish()
    }
}

/// Names fields of a model by their Rust names, checked at compile time: `fields![Item: name, price]`.
///
/// One field gives a [`Field`], which knows its type. Several fields, or none, give [`Fields`]. A path names a field of a model in a field,
/// `size.width`, or of a flattened model, `base.username`.
///
/// ```compile_fail
/// use twinlane_model::{Fields, fields, model};
///
/// #[model]
/// struct Item {
///     name: String,
/// }
///
/// let slip: Fields<Item> = fields![Item: naem].into();
/// ```
#[macro_export]
macro_rules! fields {
    ($model:ty : $($name:ident).+ $(,)?) => {
        $crate::Field::<$model, _>::new(
            &[$(::core::stringify!($name)),+],
            |model: &$model| &model.$($name).+,
        )
    };
    ($model:ty : $($($name:ident).+),* $(,)?) => {
        $crate::Fields::<$model>::new(
            &[$(&[$(::core::stringify!($name)),+]),*],
            |_model: &$model| {
                $(let _ = &_model.$($name).+;)*
            },
        )
    };
}
