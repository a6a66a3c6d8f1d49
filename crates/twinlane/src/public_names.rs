//! The names that users have for the types of Twinlane, for messages.
//!
//! The compiler names a type by the module that it stands in, and those are private: `twinlane::middlewares::cors::Cors` is
//! `twinlane::middleware::Cors` for everybody else.

use std::any::type_name;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The name that the compiler has for a type, with the names that users have for the types of Twinlane in it.
///
/// A path is replaced as a whole: that of another crate's type is none of the table, whatever it ends with.
pub(crate) fn public_name(name: &str) -> String {
    let mut said = String::with_capacity(name.len());
    let mut rest = name;
    while !rest.is_empty() {
        let path = before(rest, |c| !is_of_path(c));
        said.push_str(NAMES.get(path).copied().unwrap_or(path));
        rest = &rest[path.len()..];
        let between = before(rest, is_of_path);
        said.push_str(between);
        rest = &rest[between.len()..];
    }
    said
}

/// The part of a text before the first character of a kind.
fn before(text: &str, is_end: impl Fn(char) -> bool) -> &str {
    text.split(is_end).next().unwrap_or(text)
}

/// True for what the path of a type consists of, as the compiler writes it: `app::main::{{closure}}`.
pub(crate) fn is_of_path(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '#' | '{' | '}')
}

/// The names for users by the compiler's, both without arguments. Of two for one type the first is taken.
static NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (name, public) in known() {
        let path = name.split_once('<').map_or(name, |(path, _)| path);
        names.entry(path).or_insert(public);
    }
    names
});

/// Both names of a type. What users write is resolved by the compiler, so that a type that moves is an error here.
macro_rules! names_of {
    ([$($module:ident)::+] $name:ident $([$($argument:tt)*])?) => {
        (
            type_name::<$($module)::+::$name$(<$($argument)*>)?>(),
            concat!($(stringify!($module), "::",)+ stringify!($name)),
        )
    };
}

macro_rules! known {
    ($($(#[$condition:meta])? mod $module:tt { $($name:ident $([$($argument:tt)*])?),* $(,)? })*) => {
        fn known() -> Vec<(&'static str, &'static str)> {
            let mut known = Vec::new();
            $(
                $(#[$condition])?
                known.extend([$(names_of!($module $name $([$($argument)*])?)),*]);
            )*
            known
        }
    };
}

// A type with arguments stands here with some that it takes.
known! {
    mod [twinlane] {
        App, BackgroundTasks, Depends [(), ()], DependsMut [(), ()], Error, Fresh [(), ()], Given [()], HttpError, Provided [(), ()], Request,
        Router, Settings, State [()], UploadFile,
    }
    #[cfg(feature = "batches")]
    mod [twinlane::batch] { BatchError }
    mod [twinlane::dependency] {
        AfterResponse, AtShutdown, BeforeResponse, DependencyRef, Outcome, Providing [()], Scope,
    }
    mod [twinlane::docs] { Redoc, SwaggerUi }
    mod [twinlane::error] {
        AnyErrorHandler [()], BuildError, ErrorDetail, ErrorLimits, FieldError, Mistake, RequestValidationError, Step, ValidationErrors,
    }
    mod [twinlane::files] { Fallback, Frontend, StaticFiles }
    #[cfg(feature = "embed")]
    mod [twinlane::files] { Embedded, EmbeddedFile }
    mod [twinlane::lifespan] { Around, Checked, Ended, Health, ResponseFuture, Running, Service }
    #[cfg(feature = "log")]
    mod [twinlane::log] { LogOptions }
    mod [twinlane::middleware] {
        Auth [()], Authentication [()], AuthenticationError, Cors, CspNonce, Csrf, Frames, HttpsRedirect, MemoryStore, Next, NextService,
        Quota, RateLimit [()], RateLimitDecision, RequestId, RequestIds, Requires, Scopes, SecurityHeaders, Timeout, TrustedHost,
    }
    #[cfg(feature = "gzip")]
    mod [twinlane::middleware] { GZip }
    mod [twinlane::model] { ChangeError, Field [(), ()], Fields [()], JsonValue }
    mod [twinlane::openapi] { Contact, ExternalDocs, License, OutgoingRequest, ServerInfo, Tag }
    mod [twinlane::parameter] { Extension [()], FormLimits, RequestBody }
    mod [twinlane::response] {
        AdditionalResponse, AnswerDescription, Answered, Body, ChunkSender, ClientGone, Content, ContentDescription, ErrorDescription,
        Event [()], EventSender [()], EventStream [()], File, HeaderDescription, Html, ItemSender [()], Json [()], JsonLines [()],
        PendingSend ['_], Redirect, ResponseParts, SameSite, SetCookie, Streaming, Text,
    }
    mod [twinlane::rooms] { Inbox, Lagged, MemberChange [()], Membership [()], Rooms [str, ()], Subscription [str] }
    mod [twinlane::routing] {
        Host ['_], Lane, MatchedOperation, Mount, OperationName, RootPath, RootPathError, Route, Scheme, UniqueIdRoute ['_], UrlBuilder,
        UrlError, UrlPathBuilder,
    }
    mod [twinlane::security] {
        ApiKeyCookie, ApiKeyHeader, ApiKeyQuery, HttpAuthorizationCredentials, HttpBase, HttpBasic, HttpBasicCredentials, HttpBearer,
        HttpDigest, OAuth2, OAuth2AuthorizationCodeBearer, OAuth2PasswordBearer, OAuthFlow, OpenIdConnect, PasswordForm,
        SchemeDescription, SecurityScopes, oauth2_password_form, oauth2_password_form_strict,
    }
    #[cfg(feature = "jwt")]
    mod [twinlane::security::jwt] { Key, KeyError }
    #[cfg(feature = "password")]
    mod [twinlane::security::password] { Cost, Hasher }
    #[cfg(feature = "sessions")]
    mod [twinlane::sessions] { MemorySessions, Session, SessionError, Sessions }
    #[cfg(feature = "settings")]
    mod [twinlane::settings] { EnvFileError, SettingsError, Sources }
    #[cfg(feature = "templates")]
    mod [twinlane::templates] { Context, TemplateDirectory, TemplateError, Templates }
    mod [twinlane::testing] {
        BlockingClient, BlockingRequest, BlockingServer, BlockingStream, Cookies, TestClient, TestRequest, TestResponse, TestServer,
        TestStream,
    }
    #[cfg(feature = "websockets")]
    mod [twinlane::testing] { BlockingHandshake, BlockingWebSocket, RefusedWebSocket, TestHandshake, TestWebSocket }
    #[cfg(feature = "websockets")]
    mod [twinlane::websocket] {
        Accept ['_], AllowedOrigins, Disconnected, Message, Messages [()], PreparedMessage, ReceiveError, Refuse ['_], WebSocket, WebSocketEnd,
        WebSocketError, WebSocketReceiver, WebSocketSender,
    }
    mod [twinlane::lanes] {
        Cancelled, CatchPanic [()], Full, Group, Guard, Held, InFlight, Label, Labelled [()], LinePace, LineQueue,
        PanicPlace, Panicked, Refused, RunToEnd [()], Runtime, RuntimeBuilder, Site, Spent, Step, StopSignal, Stopping, Task [()],
        ThreadLane, Timeline, UntilGivenUp [()], Usage, Watched [()],
    }
    #[cfg(feature = "batches")]
    mod [twinlane::lanes] { BatchMaker [(), ()], BatchQueue [(), ()], BatchRules, BatchUsage, Unanswered }
    mod [twinlane::server] {
        BindError, BindMistake, Settings, Connection, Descriptor, DescriptorError, ForwardedClient, ForwardedHeaders, ForwardedPrefix, Incoming,
        ListenAddress, Listener, LogLevel, LogSpan, LogText [()], MemoryConnector, ProbeResponse, ProxiedConnection, ProxyOptionError,
        Reservation, ResponseHeader, ResponseHeaderError, Server, SettingsError, StopSignals, TrustedProxies, UnixPeer, Upgrade,
        UpgradePromise, Upgraded, WithConnection [()],
    }
    #[cfg(unix)]
    mod [twinlane::server] { ServiceManager }
    #[cfg(feature = "tls")]
    mod [twinlane::server] {
        Ciphers, CiphersError, ClientCertificate, ClientCertificates, KeyfilePassword, TlsError, TlsInfo, TlsSettings, TlsVersion,
    }
    mod [twinlane::types] {
        AnyHttpUrl, AnyWebsocketUrl, Base64Bytes, Base64Str, Base64UrlBytes, Base64UrlStr, BytesAsBase64, BytesAsHex, ConversionError,
        DateTime, Email, FileUrl, FtpUrl, HttpUrl, Interface [()], JsonColumn [()], JsonText [()], NameEmail, Secret [()],
        TextColumn [()], Time, UuidOf [4], WebsocketUrl,
    }
}

#[cfg(test)]
mod tests;
