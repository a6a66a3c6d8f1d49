//! Tuples: arrays with a type for each place.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserializer, Serializer};

use crate::{Data, DataType, Measure, Shape};

macro_rules! tuples {
    ($(($($part:ident $place:tt),+) of $length:literal;)*) => {$(
        impl<$($part: DataType),+> DataType for ($($part,)+) {
            const SHAPE: &'static Shape = &Shape::Tuple(&[$($part::SHAPE),+]);

            fn read_from<'de, De: Deserializer<'de>>(deserializer: De) -> Result<Self, De::Error> {
                struct Parts<P>(PhantomData<P>);

                impl<'de, $($part: DataType),+> Visitor<'de> for Parts<($($part,)+)> {
                    type Value = ($($part,)+);

                    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                        formatter.write_str("an array of so many items")
                    }

                    fn visit_seq<Se: SeqAccess<'de>>(self, mut items: Se) -> Result<Self::Value, Se::Error> {
                        let parts = ($(
                            match items.next_element::<Data<$part>>()? {
                                Some(Data(part)) => part,
                                None => return Err(Se::Error::invalid_length($place, &self)),
                            },
                        )+);
                        Ok(parts)
                    }
                }

                deserializer.deserialize_tuple($length, Parts(PhantomData))
            }

            fn write_to<Se: Serializer>(&self, serializer: Se) -> Result<Se::Ok, Se::Error> {
                let mut parts = serializer.serialize_tuple($length)?;
                $(parts.serialize_element(&Data(&self.$place))?;)+
                parts.end()
            }

            fn holds(&self) -> bool {
                $(self.$place.holds())&&+
            }

            fn measure(&self) -> Measure<'_> {
                Measure::Lax
            }
        }
    )*};
}

tuples! {
    (A 0) of 1;
    (A 0, B 1) of 2;
    (A 0, B 1, C 2) of 3;
    (A 0, B 1, C 2, D 3) of 4;
    (A 0, B 1, C 2, D 3, E 4) of 5;
    (A 0, B 1, C 2, D 3, E 4, F 5) of 6;
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6) of 7;
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7) of 8;
}
