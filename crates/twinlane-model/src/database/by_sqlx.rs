//! `sqlx`: `Type`, `Encode` and `Decode`, for every database whose driver has them for the type within.

use std::borrow::Cow;

use ::sqlx::database::Database;
use ::sqlx::decode::Decode;
use ::sqlx::encode::{Encode, IsNull};
use ::sqlx::error::{BoxDynError, UnexpectedNullError};
use ::sqlx::types::{Json, Text, Type};
use ::sqlx::{TypeInfo, ValueRef};
use chrono::{NaiveDateTime, NaiveTime, Utc};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::types::column::{json_of, transparent_type, value_of};
use crate::types::{
    AnyHttpUrl, AnyWebsocketUrl, Base64Bytes, Base64Str, Base64UrlBytes, Base64UrlStr,
    BytesAsBase64, BytesAsHex, Email, FileUrl, FtpUrl, HttpUrl, Interface, JsonColumn, NameEmail,
    TextColumn, UuidOf, WebsocketUrl,
};
use crate::{DataType, DateTime, JsonText, Secret, Time};

/// Stores a type as another one. The functions take the type apart and make it.
macro_rules! stored {
    ($([$($generics:tt)*] $type:ty as $stored:ty: $store:expr, $load:expr;)*) => {$(
        impl<$($generics)* DB: Database> Type<DB> for $type
        where
            $stored: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <$stored>::type_info()
            }

            fn compatible(column: &DB::TypeInfo) -> bool {
                <$stored>::compatible(column)
            }
        }

        impl<'q, $($generics)* DB: Database> Encode<'q, DB> for $type
        where
            $stored: Encode<'q, DB>,
        {
            fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                let store: fn(&Self) -> Result<$stored, BoxDynError> = $store;
                store(self)?.encode(buffer)
            }
        }

        impl<'r, $($generics)* DB: Database> Decode<'r, DB> for $type
        where
            $stored: Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let load: fn(Result<$stored, BoxDynError>) -> Result<Self, BoxDynError> = $load;
                load(<$stored>::decode(value))
            }
        }

        #[cfg(feature = "sqlx-postgres")]
        impl<$($generics)*> ::sqlx::postgres::PgHasArrayType for $type
        where
            $stored: ::sqlx::postgres::PgHasArrayType,
        {
            fn array_type_info() -> ::sqlx::postgres::PgTypeInfo {
                <$stored>::array_type_info()
            }

            fn array_compatible(column: &::sqlx::postgres::PgTypeInfo) -> bool {
                <$stored>::array_compatible(column)
            }
        }
    )*};
}

/// Stores a type as the one that it can be converted to and from.
macro_rules! converted {
    ($([$($generics:tt)*] $type:ty as $stored:ty;)*) => {
        stored! {$(
            [$($generics)*] $type as $stored:
                |value| Ok(value.clone().try_into()?), |stored| Ok(stored?.try_into()?);
        )*}
    };
}

converted! {
    [] Email as String;
    [] AnyHttpUrl as String;
    [] AnyWebsocketUrl as String;
    [] FileUrl as String;
    [] FtpUrl as String;
    [] HttpUrl as String;
    [] WebsocketUrl as String;
    [] Base64Bytes as Vec<u8>;
    [] Base64UrlBytes as Vec<u8>;
    [] BytesAsBase64 as Vec<u8>;
    [] BytesAsHex as Vec<u8>;
    [] Base64Str as String;
    [] Base64UrlStr as String;
    [] Interface<Ipv4Net> as IpNet;
    [] Interface<Ipv6Net> as IpNet;
    [] Interface<IpNet> as IpNet;
    [const VERSION: u8,] UuidOf<VERSION> as Uuid;
}

stored! {
    [] NameEmail as String: |value| Ok(value.to_column()?), |text| Ok(text?.try_into()?);
    [] Time as NaiveTime:
        |time| Ok((*time).try_into()?), |time| Ok(time.map_err(without_value)?.into());
    [T: DataType,] JsonText<T> as Json<Box<RawValue>>:
        |value| raw(json_of(&value.0)?), |json| Ok(Self(value_of(json?.get())?));
    [T: DataType,] JsonColumn<T> as Json<Box<RawValue>>:
        |value| raw(value.to_column()?), |json| Ok(Self::from_column(json?.get())?);
    [T: DataType,] TextColumn<T> as String:
        |value| Ok(value.to_column()?), |text| Ok(Self::from_column(&text?)?);
}

fn raw(json: String) -> Result<Json<Box<RawValue>>, BoxDynError> {
    Ok(Json(RawValue::from_string(json)?))
}

transparent_type!(Json);
transparent_type!(Text);

impl<T: Type<DB>, DB: Database> Type<DB> for Secret<T> {
    fn type_info() -> DB::TypeInfo {
        T::type_info()
    }

    fn compatible(column: &DB::TypeInfo) -> bool {
        T::compatible(column)
    }
}

impl<'q, T: Encode<'q, DB>, DB: Database> Encode<'q, DB> for Secret<T> {
    fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.expose().encode_by_ref(buffer)
    }

    fn produces(&self) -> Option<DB::TypeInfo> {
        self.expose().produces()
    }

    fn size_hint(&self) -> usize {
        self.expose().size_hint()
    }
}

impl<'r, T: Decode<'r, DB>, DB: Database> Decode<'r, DB> for Secret<T> {
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        T::decode(value).map(Self::new)
    }
}

#[cfg(feature = "sqlx-postgres")]
impl<T: ::sqlx::postgres::PgHasArrayType> ::sqlx::postgres::PgHasArrayType for Secret<T> {
    fn array_type_info() -> ::sqlx::postgres::PgTypeInfo {
        T::array_type_info()
    }

    fn array_compatible(column: &::sqlx::postgres::PgTypeInfo) -> bool {
        T::array_compatible(column)
    }
}

/// Stored as the moment in UTC. A column without time zones gives moments without one.
impl<DB: Database> Type<DB> for DateTime
where
    chrono::DateTime<Utc>: Type<DB>,
    NaiveDateTime: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        chrono::DateTime::<Utc>::type_info()
    }

    fn compatible(column: &DB::TypeInfo) -> bool {
        chrono::DateTime::<Utc>::compatible(column) || NaiveDateTime::compatible(column)
    }
}

impl<'q, DB: Database> Encode<'q, DB> for DateTime
where
    chrono::DateTime<Utc>: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.assume_utc().encode(buffer)
    }
}

impl<'r, DB: Database> Decode<'r, DB> for DateTime
where
    chrono::DateTime<Utc>: Decode<'r, DB> + Type<DB>,
    NaiveDateTime: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let column: Cow<'_, DB::TypeInfo> = value.type_info();
        let has_zone = column.is_null() || chrono::DateTime::<Utc>::compatible(&column);
        drop(column);
        if has_zone {
            let moment = chrono::DateTime::<Utc>::decode(value);
            moment.map(Self::from).map_err(without_value)
        } else {
            let moment = NaiveDateTime::decode(value);
            moment.map(Self::from).map_err(without_value)
        }
    }
}

/// SQLite keeps any text in a column of times, and the error of its driver shows it.
fn without_value(error: BoxDynError) -> BoxDynError {
    if error.is::<UnexpectedNullError>() {
        error
    } else {
        "the column holds no date or time of this type".into()
    }
}

#[cfg(feature = "sqlx-postgres")]
impl ::sqlx::postgres::PgHasArrayType for DateTime {
    fn array_type_info() -> ::sqlx::postgres::PgTypeInfo {
        chrono::DateTime::<Utc>::array_type_info()
    }

    fn array_compatible(column: &::sqlx::postgres::PgTypeInfo) -> bool {
        chrono::DateTime::<Utc>::array_compatible(column) || NaiveDateTime::array_compatible(column)
    }
}
