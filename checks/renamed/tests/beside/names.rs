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

/// Methods by the names of ours, which every type has.
pub trait Methods: ::std::marker::Sized {
    fn into_response(self) {}
    fn into_responses(self) {}
    fn respond(self) {}
    fn gather(&self) {}
    fn walk(&self) {}
    fn dependency_value(self) {}
    fn value(&self) {}
    fn step(&self) {}
    fn with<T>(self, _: T) {}
    fn extend<T>(&mut self, _: T) {}
    fn from<T>(_: T) {}
    fn kind(&self) {}
    fn describe(&self) {}
    fn reference(&self) {}
    fn read(&self) {}
    fn write(&self) {}
    fn check(&self) {}
    fn shape(&self) {}
    fn into_result(self) {}
    fn returned(&self) {}
    fn start(&self) {}
    fn load(&self) {}
}

impl<T> Methods for T {}
