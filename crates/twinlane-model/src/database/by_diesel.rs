//! `diesel`: `FromSql`, `ToSql`, `AsExpression` and `Queryable`.
//!
//! A type that has the stored one within is written by reference, so any backend takes it. What has to be made anew is
//! written in the way of each backend.

use ::diesel::backend::Backend;
use ::diesel::deserialize::{self, FromSql, Queryable};
use ::diesel::expression::{AsExpression, TypedExpressionType};
use ::diesel::internal::derives::as_expression::Bound;
use ::diesel::serialize::{self, Output, ToSql};
use ::diesel::sql_types::{self, SingleValue, SqlType};
use chrono::NaiveTime;
use ipnet::IpNet;
use uuid::Uuid;

use crate::types::{
    AnyHttpUrl, AnyWebsocketUrl, Base64Bytes, Base64Str, Base64UrlBytes, Base64UrlStr,
    BytesAsBase64, BytesAsHex, Email, FileUrl, FtpUrl, HttpUrl, Interface, NameEmail, TextColumn,
    UuidOf, WebsocketUrl,
};
use crate::{DataType, Secret, Time};

#[cfg(feature = "diesel-postgres")]
mod postgres;
#[cfg(feature = "diesel-sqlite")]
mod sqlite;

macro_rules! queryable {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)* ST, DB> Queryable<ST, DB> for $type
        where
            ST: SingleValue,
            DB: Backend,
            Self: FromSql<ST, DB>,
        {
            type Row = Self;

            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    )*};
}

macro_rules! within {
    ($([$($generics:tt)*] $type:ty as $stored:ty, $borrowed:ty;)*) => {$(
        impl<$($generics)* ST> AsExpression<ST> for $type
        where
            ST: SqlType + TypedExpressionType,
            $stored: AsExpression<ST>,
        {
            type Expression = <$stored as AsExpression<ST>>::Expression;

            fn as_expression(self) -> Self::Expression {
                <$stored>::from(self).as_expression()
            }
        }

        impl<'a, $($generics)* ST> AsExpression<ST> for &'a $type
        where
            ST: SqlType + TypedExpressionType,
            &'a $borrowed: AsExpression<ST>,
        {
            type Expression = <&'a $borrowed as AsExpression<ST>>::Expression;

            fn as_expression(self) -> Self::Expression {
                let within: &'a $borrowed = self.as_ref();
                within.as_expression()
            }
        }

        impl<$($generics)* ST, DB: Backend> ToSql<ST, DB> for $type
        where
            $borrowed: ToSql<ST, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                let within: &'b $borrowed = self.as_ref();
                within.to_sql(out)
            }
        }

        impl<$($generics)* ST, DB: Backend> FromSql<ST, DB> for $type
        where
            $stored: FromSql<ST, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                Ok(<$stored>::from_sql(bytes)?.try_into()?)
            }
        }

        queryable! { [$($generics)*] $type; }
    )*};
}

within! {
    [] Email as String, str;
    [] AnyHttpUrl as String, str;
    [] AnyWebsocketUrl as String, str;
    [] FileUrl as String, str;
    [] FtpUrl as String, str;
    [] HttpUrl as String, str;
    [] WebsocketUrl as String, str;
    [] Base64Bytes as Vec<u8>, [u8];
    [] Base64UrlBytes as Vec<u8>, [u8];
    [] BytesAsBase64 as Vec<u8>, [u8];
    [] BytesAsHex as Vec<u8>, [u8];
    [] Base64Str as String, str;
    [] Base64UrlStr as String, str;
    [] Interface<IpNet> as IpNet, IpNet;
    [const VERSION: u8,] UuidOf<VERSION> as Uuid, Uuid;
}

queryable! {
    [] NameEmail;
    [] Time;
    [] crate::DateTime;
    [T: DataType,] crate::JsonText<T>;
    [T: DataType,] crate::types::JsonColumn<T>;
    [T: DataType,] TextColumn<T>;
    [T,] Secret<T>;
}

/// Bound as a secret, which diesel prints as one.
impl<T: AsExpression<ST>, ST: SqlType + TypedExpressionType> AsExpression<ST> for Secret<T> {
    type Expression = Bound<ST, Self>;

    fn as_expression(self) -> Self::Expression {
        Bound::new(self)
    }
}

impl<'a, T, ST: SqlType + TypedExpressionType> AsExpression<ST> for &'a Secret<T>
where
    &'a T: AsExpression<ST>,
{
    type Expression = Bound<ST, Self>;

    fn as_expression(self) -> Self::Expression {
        Bound::new(self)
    }
}

impl<T: ToSql<ST, DB>, ST, DB: Backend> ToSql<ST, DB> for Secret<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.expose().to_sql(out)
    }
}

impl<T: FromSql<ST, DB>, ST, DB: Backend> FromSql<ST, DB> for Secret<T> {
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        T::from_sql(bytes).map(Self::new)
    }
}

/// A time with a zone has no column: an error.
impl<DB: Backend> ToSql<sql_types::Time, DB> for Time
where
    NaiveTime: ToSql<sql_types::Time, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        NaiveTime::try_from(*self)?;
        self.time.to_sql(out)
    }
}

impl<DB: Backend> FromSql<sql_types::Time, DB> for Time
where
    NaiveTime: FromSql<sql_types::Time, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let time = NaiveTime::from_sql(bytes);
        let time = time.map_err(|_| "the column holds no time"); // SQLite's error shows the text
        Ok(time?.into())
    }
}

impl<DB: Backend> FromSql<sql_types::Text, DB> for NameEmail
where
    String: FromSql<sql_types::Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(String::from_sql(bytes)?.parse()?)
    }
}

impl<T: DataType, DB: Backend> FromSql<sql_types::Text, DB> for TextColumn<T>
where
    String: FromSql<sql_types::Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::from_column(&String::from_sql(bytes)?)?)
    }
}

/// The types whose text or JSON is made anew, written by the functions of a backend.
#[cfg(any(feature = "diesel-postgres", feature = "diesel-sqlite"))]
macro_rules! made_anew {
    ($backend:ty, $write_text:path; $($json:ty: $write_json:path, $read_json:path;)*) => {
        made_anew! {
            @write ::diesel::sql_types::Text, $backend, $write_text;
            [] $crate::types::NameEmail: |value| value.to_column();
            [T] $crate::types::TextColumn<T>: |value| value.to_column();
        }
        $(
            made_anew! {
                @write $json, $backend, $write_json;
                [T] $crate::types::JsonColumn<T>: |value| value.to_column();
                [T] $crate::JsonText<T>: |value| $crate::types::column::json_of(&value.0);
            }
            made_anew! { @read $json, $backend, $read_json; JsonColumn JsonText }
        )*
    };
    (@write $column:ty, $backend:ty, $write:path; $([$($generic:ident)?] $type:ty: $store:expr;)*) => {$(
        impl$(<$generic: $crate::DataType>)? ::diesel::serialize::ToSql<$column, $backend> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, $backend>,
            ) -> ::diesel::serialize::Result {
                let store: fn(&Self) -> Result<String, $crate::types::ConversionError> = $store;
                $write(store(self)?, out)
            }
        }
    )*};
    (@read $json:ty, $backend:ty, $read:path; $($type:ident)*) => {$(
        impl<T: $crate::DataType> ::diesel::deserialize::FromSql<$json, $backend> for $type<T> {
            fn from_sql(
                bytes: <$backend as ::diesel::backend::Backend>::RawValue<'_>,
            ) -> ::diesel::deserialize::Result<Self> {
                Ok(Self($crate::types::column::value_of(&$read(bytes)?)?))
            }
        }
    )*};
}

#[cfg(any(feature = "diesel-postgres", feature = "diesel-sqlite"))]
use made_anew;
