//! Objects with any keys: maps.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use indexmap::IndexMap;
use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::{Deserializer, Serializer};

use crate::{Data, DataType, Measure, Shape};

macro_rules! maps {
    ($($map:ident<K: $($bound:ident)+ $(, $hasher:ident)?> = $new:expr;)*) => {$(
        impl<K, V, $($hasher)?> DataType for $map<K, V $(, $hasher)?>
        where
            K: DataType $(+ $bound)+,
            V: DataType,
            $($hasher: BuildHasher + Default + Send + Sync + 'static,)?
        {
            const SHAPE: &'static Shape = &Shape::Map(K::SHAPE, V::SHAPE);

            fn read_from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let visitor = Pairs {
                    map: $new,
                    add: |pairs: &mut Self, key, value| pairs.insert(key, value).is_none(),
                    pair: PhantomData::<(K, V)>,
                };
                deserializer.deserialize_map(visitor)
            }

            fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.iter().map(|(key, value)| (Data(key), Data(value))))
            }

            fn holds(&self) -> bool {
                self.iter().all(|(key, value)| key.holds() && value.holds())
            }

            fn measure(&self) -> Measure<'_> {
                Measure::Items(self.len())
            }
        }
    )*};
}

maps! {
    HashMap<K: Eq Hash, H> = HashMap::with_hasher(H::default());
    IndexMap<K: Eq Hash, H> = IndexMap::with_hasher(H::default());
    BTreeMap<K: Ord> = BTreeMap::new();
}

/// Reads the pairs of an object into a map.
struct Pairs<M, A, P> {
    map: M,
    add: A,
    pair: PhantomData<P>,
}

impl<'de, M, A, K, V> Visitor<'de> for Pairs<M, A, (K, V)>
where
    A: Fn(&mut M, K, V) -> bool,
    K: DataType,
    V: DataType,
{
    type Value = M;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<P: MapAccess<'de>>(mut self, mut pairs: P) -> Result<M, P::Error> {
        // Only a document does not know how many there are. There Python has dropped what one text has been given before, though
        // `1` and `01` are one number.
        let is_document = pairs.size_hint().is_none();
        while let Some(key) = pairs.next_key_seed(Key(PhantomData::<K>))? {
            let Data(value) = pairs.next_value::<Data<V>>()?;
            let is_new = (self.add)(&mut self.map, key, value);
            if is_document && !is_new {
                return Err(P::Error::custom("a key is there twice"));
            }
        }
        Ok(self.map)
    }
}

/// Reads a key, which is always a text.
struct Key<K>(PhantomData<K>);

impl<'de, K: DataType> DeserializeSeed<'de> for Key<K> {
    type Value = K;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<K: DataType> Visitor<'_> for Key<K> {
    type Value = K;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<K, E> {
        K::from_text(text).ok_or_else(|| E::custom("another spelling"))
    }
}
