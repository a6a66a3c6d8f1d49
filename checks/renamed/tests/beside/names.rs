//! Names of crates, of the prelude and of methods, each for something else.
#![allow(
    dead_code,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unreachable_pub,
    reason = "the names are those of others"
)]

macro_rules! types {
    ($($name:ident)*) => { $(pub struct $name;)* };
}
macro_rules! functions {
    ($($name:ident)*) => { $(pub fn $name() {})* };
}
macro_rules! modules {
    ($($name:ident)*) => { $(pub mod $name {})* };
}

types!(AsMut AsRef Box Clone Copy Default Drop Eq Extend Fn FnMut FnOnce From FromIterator Future Into IntoFuture IntoIterator Iterator);
types!(Option Ord PartialEq PartialOrd Result Send Sized String Sync ToOwned ToString TryFrom TryInto Unpin Vec);
types!(Arc Cow Debug Display HashMap Hash Duration Pin PhantomData TypeId Error Deserialize Serialize Value Body);
functions!(Err None Ok Some drop size_of);
functions!(twinlane twinlane_model twinlane_lanes twinlane_web web std alloc serde serde_json http bytes chrono tokio);
modules!(alloc bytes chrono core http serde serde_json std tokio twinlane twinlane_lanes twinlane_model twinlane_web __private __tl types shape);

macro_rules! methods {
    ($($name:ident)*) => { $(fn $name(self) {})* };
}

/// Methods by the names of ours, which every type has. They take it by value: the compiler finds them before methods that borrow.
#[allow(
    clippy::wrong_self_convention,
    reason = "the names are those of others"
)]
pub trait Methods: ::std::marker::Sized {
    fn from<T>(_: T) {}
    fn with<T>(self, _: T) {}
    fn extend<T>(&mut self, _: T) {}
    methods!(answer and_then argument bound by_rust_names call check declared dependency_value describe description encode end errors exclude);
    methods!(exclude_defaults exclude_none from_values gather give_back include inputs insert into_response into_responses into_result);
    methods!(is_ok is_some keep kind lent_argument load map mistakes model of or_else parse read reference respond returned scope);
    methods!(serialize_entry serialize_map serialize_str serialize_unit set settle shape spare_workers start step supply text unit_variant);
    methods!(unwrap_or_default value walk with_any_detail with_body_of with_description with_header with_media_type);
    methods!(with_names_of_their_own with_scopes with_status within workers write);
}

impl<T> Methods for T {}
