//! The requests of data types to a deserializer. Each is the name of a type that no program has.

/// The request of a model to a deserializer. The reader then answers keys with the places of their names.
pub(crate) const MODEL: &str = "$twinlane::model";

/// The request of a model whose fields the slow pass finds, by paths or by names that they share. It answers with the fields.
pub(crate) const CHOSEN: &str = "$twinlane::chosen";

/// The request of a [`Given`](crate::Given) to a deserializer. The slow pass answers with the names that are given, and the value.
pub(crate) const GIVEN: &str = "$twinlane::given";

/// The request of a foreign value to a deserializer. Both passes hand over the document as text, from which `serde_json` reads the value.
/// The text is as it was sent or, if the slow pass has to look at it, as Python would write it. Any other deserializer reads the value itself.
pub(crate) const FOREIGN: &str = "$twinlane::foreign";
