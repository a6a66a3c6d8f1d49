//! `json!`.

/// Makes a [`Value`](serde_json::Value) from JSON syntax with Rust expressions in it.
///
/// It works as `serde_json::json!`, with one difference: an expression whose type is a [`DataType`](crate::DataType), or a reference to
/// one, is written as in a model, in Pydantic's format. A duration is `"PT5M"` (`serde` would write `[300,0]`), a time in UTC ends with
/// `Z`, and decimal numbers and bytes are texts. All other types are written by their `Serialize`. A value inside a type of another
/// crate is written as that crate writes it.
///
/// FastAPI has other rules for values without a type that an operation returns: see [`jsonable_encoder`](crate::jsonable_encoder).
///
/// ```
/// use twinlane_model::json;
/// use twinlane_model::types::chrono::TimeDelta;
///
/// let (name, waits) = ("Lamp", vec![TimeDelta::minutes(5)]);
/// let value = json!({ "name": name, "waits": waits, "more": [null, true, { "n": 1 + 1 }] });
/// assert_eq!(value["name"], "Lamp");
/// assert_eq!(value["waits"][0], "PT5M");
/// assert_eq!(value["more"][2]["n"], 2);
/// ```
///
/// # Panics
///
/// If a `Serialize` fails, or writes a map whose keys are not texts. Of the data types, only bytes that are not UTF-8 fail.
#[macro_export]
macro_rules! json {
    (null) => { $crate::__private::serde_json::Value::Null };
    ([ $($items:tt)* ]) => {
        $crate::__json_value!(@items [] $($items)*)
    };
    ({ $($entries:tt)* }) => {
        $crate::__private::serde_json::Value::Object({
            let mut object = $crate::__private::serde_json::Map::new();
            $crate::__json_value!(@entries object () ($($entries)*));
            object
        })
    };
    ($value:expr $(,)?) => {{
        use $crate::__private::{EncodeData as _, EncodeReferred as _, EncodeSerialize as _};
        (&&&$crate::__private::Encoded(&$value)).__encode()
    }};
    () => { ::core::compile_error!("`json!` needs a value: `json!(null)`, `json!({ \"name\": name })`") };
}

/// The items of an array, one after the other, and the entries of an object, whose keys are collected token by token.
#[doc(hidden)]
#[macro_export]
macro_rules! __json_value {
    (@items [$($done:expr,)*]) => {
        $crate::__private::serde_json::Value::Array(<[_]>::into_vec(::std::boxed::Box::new([$($done,)*])))
    };
    (@items [$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::__json_value!(@items [$($done,)* $crate::json!(null),] $($($rest)*)?)
    };
    (@items [$($done:expr,)*] [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::__json_value!(@items [$($done,)* $crate::json!([ $($inner)* ]),] $($($rest)*)?)
    };
    (@items [$($done:expr,)*] { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::__json_value!(@items [$($done,)* $crate::json!({ $($inner)* }),] $($($rest)*)?)
    };
    (@items [$($done:expr,)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::__json_value!(@items [$($done,)* $crate::json!($value),] $($($rest)*)?)
    };

    (@entries $object:ident () ()) => {};
    (@entries $object:ident ($($key:tt)+) (: null $(, $($rest:tt)*)?)) => {
        $crate::__json_value!(@put $object ($($key)+) $crate::json!(null));
        $crate::__json_value!(@entries $object () ($($($rest)*)?));
    };
    (@entries $object:ident ($($key:tt)+) (: [ $($inner:tt)* ] $(, $($rest:tt)*)?)) => {
        $crate::__json_value!(@put $object ($($key)+) $crate::json!([ $($inner)* ]));
        $crate::__json_value!(@entries $object () ($($($rest)*)?));
    };
    (@entries $object:ident ($($key:tt)+) (: { $($inner:tt)* } $(, $($rest:tt)*)?)) => {
        $crate::__json_value!(@put $object ($($key)+) $crate::json!({ $($inner)* }));
        $crate::__json_value!(@entries $object () ($($($rest)*)?));
    };
    (@entries $object:ident ($($key:tt)+) (: $(, $($rest:tt)*)?)) => {
        ::core::compile_error!(::core::concat!("`json!`: no value stands behind `", ::core::stringify!($($key)+), ":`"));
    };
    (@entries $object:ident ($($key:tt)+) (: $value:expr $(, $($rest:tt)*)?)) => {
        $crate::__json_value!(@put $object ($($key)+) $crate::json!($value));
        $crate::__json_value!(@entries $object () ($($($rest)*)?));
    };
    (@entries $object:ident ($($key:tt)+) ($(, $($rest:tt)*)?)) => {
        ::core::compile_error!(::core::concat!("`json!`: write `", ::core::stringify!($($key)+), ": value`"));
    };
    (@entries $object:ident ($($key:tt)*) ($next:tt $($rest:tt)*)) => {
        $crate::__json_value!(@entries $object ($($key)* $next) ($($rest)*));
    };

    (@put $object:ident (($key:expr)) $value:expr) => {
        let _ = $crate::__private::serde_json::Map::insert(&mut $object, <::std::string::String as ::core::convert::From<_>>::from($key), $value);
    };
    (@put $object:ident ($key:expr) $value:expr) => {
        let _ = $crate::__private::serde_json::Map::insert(&mut $object, <::std::string::String as ::core::convert::From<_>>::from($key), $value);
    };
}
