//! The names of the options.

/// Those of a path operation.
pub(super) const OPTIONS: &[&str] = &[
    "status",
    "tags",
    "summary",
    "description",
    "response_description",
    "responses",
    "response_include",
    "response_exclude",
    "response_exclude_none",
    "response_exclude_defaults",
    "media_type",
    "callbacks",
    "dependencies",
    "middleware",
    "timeout",
    "concurrent",
    "operation_id",
    "deprecated",
    "hidden",
    "openapi_extra",
    "max_body_size",
    "form_limits",
    "error_limits",
    "cpu",
    "in_place",
    "thread_capacity",
    "thread_queue",
    "never_shed",
    "cancel_on_disconnect",
];

/// Those that say something of a request which others answer.
pub(super) const OUTGOING_OPTIONS: &[&str] = &[
    "status",
    "tags",
    "summary",
    "description",
    "response_description",
    "responses",
    "operation_id",
    "deprecated",
    "hidden",
    "openapi_extra",
];
