//! All that the code written by the macros may name. Not for use by hand: it changes without notice.

pub use http::Method;
pub use serde_json::Value as JsonValue;
pub use twinlane_lanes::RuntimeBuilder;
#[cfg(feature = "batches")]
pub use twinlane_lanes::{BatchRules, block_on, cpu_capacity};
pub use twinlane_model as model;
pub use twinlane_model::__private::*;
#[cfg(feature = "embed")]
pub use twinlane_web::embedded::{Embedded, EmbeddedFile};

pub use crate::__walk_effect as walk_effect;
pub use crate::answer::{
    AdditionalResponse, Answer, AnswerDescription, Answered, ErrorDescription, Failure,
    IntoResponses, Respond, Returned, ReturnedBoxed, ReturnedResult, ReturnedReversed,
    ReturnedUnknown, ReturnedWell, ViaContent, ViaData as AnswerViaData, ViaResponse, ViaResult,
    ViaText, ViaTuple, all_responses, answer, body_shape, error_body, error_of, error_with_headers,
    no_content, no_content_description, with_answer_headers, with_header_value, with_status_number,
};
#[cfg(feature = "batches")]
pub use crate::batches::{
    BatchCase, BatchFunction, BatchItems, BatchOf, BatchProbe, BatchProbeDefault, BatchReturn,
    BatchStart, batch_description, owner_parameters,
};
pub use crate::call::Call;
pub use crate::dependencies::{
    ApplicationLife, CallExtras, CallResult, Dependency, DependencyCall, DependencyDescription,
    DependencyProgress, DependencyRef, EffectProbe, ErrorStep, FutureProbe, FutureStep, KeptInputs,
    LifespanArgument, LifespanCall, LifespanDependency, LifespanInputs, LifespanRule,
    LifespanSupplier, LifespanValue, NoDependencyProbe, PairProbe, PlainProbe, PlainStep, Probe,
    ProbeDefault, RequestLife, ReturnCase, Scope, SharedForLife, Supplier, SupplyRule,
    TeardownScope, ValueOf, ValueSlot, ValueTarget, assert_nothing_unseen, assert_plain_value,
    lifespan_argument, lifespan_supplier_of, supplier_of,
};
pub use crate::errors::{Error, HttpError, InternalError};
pub use crate::lane_rules::{Lane, LaneOptions};
pub use crate::limits::{ErrorLimits, FormLimits};
pub use crate::middlewares::{Added, IntoMiddleware};
pub use crate::names::UrlTarget;
#[cfg(feature = "websockets")]
pub use crate::operation::WebSocketOperation;
pub use crate::operation::{
    MediaTypeOption, OperationDescription, OperationOptions, PathOperation, Route, StatusConstant,
    UniqueId, media_type, tag,
};
pub use crate::operation::{Outgoing, OutgoingRequest};
pub use crate::parameters::{
    Argument, Asked, AskedByName, AskedOfNoBatch, AskedOfNone, AskedUnknown, AskedUnshared,
    AskedWell, Declared, Gather, GivenBack, LentByName, LentUnknown, LentWell, Slot, Source,
    ViaData, ViaFile, ViaRawBody, ViaState, asked, extract_argument, not_null_argument,
};
pub use crate::security::{FromCredentials, OAuth2, OAuthFlow, Security, SecurityScheme};
pub use crate::serve::{Main, MainUnknown, MainWell, run_main};
#[cfg(feature = "templates")]
pub use crate::templates::encoded::{
    ContextValue, EncodeContextData, EncodeContextReferred, EncodeContextSerialize, EncodeOther,
};
#[cfg(feature = "websockets")]
pub use crate::websockets::{IntoOrigins, WebSocketOptions, ended};

// The ways in which a value can be what is asked for. A compiler finds the way, and nobody names it.
pub use crate::app::ViaApp;
pub use crate::dependencies::{
    LifespanDescription, ViaAsyncTeardown, ViaDependency, ViaPlainTeardown,
};
pub use crate::handlers::{ViaAnyHandler, ViaAsyncHandler, ViaPlainHandler};
pub use crate::middlewares::{
    ViaErrorOr, ViaFunction, ViaMiddleware, ViaResponse as ViaMiddlewareResponse,
};
pub use crate::mount::{ViaMount, ViaService};
pub use crate::operation::ViaPathOperation;
pub use crate::static_files::ViaStaticFiles;
