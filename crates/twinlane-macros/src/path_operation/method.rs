//! The method of a path operation.

/// The method of a path operation: one macro each.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
    Trace,
}

impl Method {
    /// The names of the macros of which a function can have one: these, and that of WebSockets.
    pub(crate) const OPERATIONS: [&str; 9] = [
        "get",
        "post",
        "put",
        "patch",
        "delete",
        "head",
        "options",
        "trace",
        "websocket",
    ];

    /// The names of the macros.
    pub(crate) const MACROS: [&str; 8] = [
        "get", "post", "put", "patch", "delete", "head", "options", "trace",
    ];

    const ALL: [Self; 8] = [
        Self::Get,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Head,
        Self::Options,
        Self::Trace,
    ];

    /// The name of the macro.
    pub(crate) fn macro_name(self) -> &'static str {
        Self::MACROS[self as usize]
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|method| method.macro_name() == name)
    }
}
