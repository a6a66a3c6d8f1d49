//! What a data type asks a deserializer for, by the name of a type that no program has.

/// What a model asks a deserializer for. The reader then answers keys with the places of their names.
pub(crate) const MODEL: &str = "$twinlane::model";

/// The request of a model whose fields the slow pass finds, by paths or by names that they share. It answers with the fields.
pub(crate) const CHOSEN: &str = "$twinlane::chosen";

/// The request of a [`Given`](crate::Given) to a deserializer. The slow pass answers with the names that are given, and the value.
pub(crate) const GIVEN: &str = "$twinlane::given";

/// What a foreign value asks a deserializer for. Both passes give it its document, from which `serde_json` reads it: as it was sent,
/// or where the slow pass has to look, as Python would write it. Any other deserializer is what it is read from.
pub(crate) const FOREIGN: &str = "$twinlane::foreign";
