//! Arrays: `Vec`, `[T; N]` and sets.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use bytes::Bytes;
use indexmap::IndexSet;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserializer, Serializer};

use crate::{Data, DataType, Measure, Shape};

macro_rules! collections {
    ($($shape:ident as $measure:ident: $collection:ident<T $(: $($bound:ident)+)? $(, $hasher:ident)?> = $new:expr, $add:ident;)*) => {$(
        impl<T: DataType $($(+ $bound)+)? $(, $hasher: BuildHasher + Default + Send + Sync + 'static)?> DataType for $collection<T $(, $hasher)?> {
            const SHAPE: &'static Shape = &Shape::$shape(T::SHAPE);

            #[inline]
            fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let visitor = Items {
                    new: |capacity| ($new)(capacity),
                    add: |items: &mut Self, item| {
                        items.$add(item);
                    },
                    item: PhantomData::<T>,
                };
                deserializer.deserialize_seq(visitor)
            }

            #[inline]
            fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.iter().map(Data))
            }

            #[inline]
            fn holds(&self) -> bool {
                self.iter().all(DataType::holds)
            }

            #[inline]
            fn measure(&self) -> Measure<'_> {
                Measure::$measure(self.len())
            }

            fn from_texts(texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
                texts.map(T::from_text).collect()
            }

            fn from_byte_strings(contents: &mut dyn Iterator<Item = Bytes>) -> Option<Self> {
                contents.map(|content| T::from_bytes(&content)).collect()
            }
        }
    )*};
}

collections! {
    List as Items: Vec<T> = Vec::with_capacity, push;
    List as Items: VecDeque<T> = VecDeque::with_capacity, push_back;
    Set as Set: HashSet<T: Eq Hash, H> = |capacity| HashSet::with_capacity_and_hasher(capacity, H::default()), insert;
    Set as Set: IndexSet<T: Eq Hash, H> = |capacity| IndexSet::with_capacity_and_hasher(capacity, H::default()), insert;
    Set as Set: BTreeSet<T: Ord> = |_| BTreeSet::new(), insert;
}

/// Reads the items of an array into a new collection.
struct Items<N, A, T> {
    new: N,
    add: A,
    item: PhantomData<T>,
}

impl<'de, N, A, T, C> Visitor<'de> for Items<N, A, T>
where
    N: FnOnce(usize) -> C,
    A: Fn(&mut C, T),
    T: DataType,
{
    type Value = C;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    #[inline]
    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<C, S::Error> {
        let mut collection = (self.new)(items.size_hint().unwrap_or(0).min(MOST_RESERVED));
        while let Some(Data(item)) = items.next_element::<Data<T>>()? {
            (self.add)(&mut collection, item);
        }
        Ok(collection)
    }
}

/// The largest number of items to reserve space for. A sender may announce any length.
const MOST_RESERVED: usize = 1024;

impl<T: DataType, const N: usize> DataType for [T; N] {
    const SHAPE: &'static Shape = &Shape::Array(T::SHAPE, N);

    fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Vec::read_from(deserializer)?;
        let refused = |_| serde::de::Error::custom("another number of items");
        Self::try_from(items).map_err(refused)
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Data))
    }

    #[inline]
    fn holds(&self) -> bool {
        self.iter().all(DataType::holds)
    }

    fn from_texts(texts: &mut dyn Iterator<Item = &str>) -> Option<Self> {
        Self::try_from(Vec::from_texts(texts)?).ok()
    }
}
