//! Every type that users can name is known by that name.

use std::any::type_name;
use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::middleware::{Cors, MemoryStore, RateLimit};
use crate::{HttpError, State};

const OWN: &str = include_str!("../../public-api.txt");

/// The crates whose types have names in this one, each with the module in which all of them have one.
const OTHERS: [(&str, &str, &str); 4] = [
    (
        "twinlane_lanes::",
        "twinlane::lanes::",
        include_str!("../../../twinlane-lanes/public-api.txt"),
    ),
    (
        "twinlane_server::",
        "twinlane::server::",
        include_str!("../../../twinlane-server/public-api.txt"),
    ),
    (
        "twinlane_model::types::",
        "twinlane::types::",
        include_str!("../../../twinlane-model/public-api.txt"),
    ),
    (
        "twinlane_web::",
        "",
        include_str!("../../../twinlane-web/public-api.txt"),
    ),
];

/// Types that take one of the user's: parameters, and never a state, an error or a middleware.
const OF_ANOTHER: [&str; 4] = [
    "twinlane::Partial",
    "twinlane::batch::Batch",
    "twinlane::batch::BatchOf",
    "twinlane::routing::UrlFor",
];

/// The types of a snapshot, without their arguments.
fn types(snapshot: &str) -> impl Iterator<Item = &str> {
    let kinds = ["struct ", "enum "];
    let lines = snapshot.lines();
    let types = lines.filter_map(move |line| kinds.iter().find_map(|kind| line.strip_prefix(kind)));
    types.map(|line| before(line, |c| matches!(c, ' ' | '<')))
}

/// The names that users have for types: of this crate, and of others under a name of this one.
fn named_by_users() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = types(OWN).map(str::to_owned).collect();
    let foreign: BTreeSet<&str> = OTHERS
        .iter()
        .flat_map(|(_, _, snapshot)| types(snapshot))
        .collect();
    let renamed = OWN.lines().filter_map(|line| {
        let (from, to) = line.strip_prefix("use ")?.split_once(" as ")?;
        (foreign.contains(from) && !to.contains("::prelude::")).then(|| to.to_owned())
    });
    names.extend(renamed);
    for (from, to, snapshot) in OTHERS.into_iter().filter(|(_, to, _)| !to.is_empty()) {
        let within = types(snapshot).filter_map(|name| name.strip_prefix(from));
        names.extend(within.map(|name| format!("{to}{name}")));
    }
    let is_marker = |name: &str| {
        name.rsplit("::")
            .next()
            .is_some_and(|last| last.starts_with("Via"))
    };
    names.retain(|name| !is_marker(name) && !OF_ANOTHER.contains(&name.as_str()));
    names
}

#[cfg(unix)] // the table and the snapshots have what is there on Unix alone
#[test]
fn every_type_that_users_can_name_is_known_by_that_name() {
    let known: BTreeSet<&str> = known().into_iter().map(|(_, public)| public).collect();
    let named = named_by_users();
    assert!(named.contains("twinlane::middleware::MemoryStore"));
    let missing: Vec<&String> = named
        .iter()
        .filter(|name| !known.contains(name.as_str()))
        .collect();
    assert!(missing.is_empty(), "not in the table: {missing:#?}");
}

#[test]
fn a_name_of_ours_is_said_as_users_write_it_wherever_it_stands() {
    let name = |name: &str| public_name(name);
    assert_eq!(name(type_name::<Cors>()), "twinlane::middleware::Cors");
    assert_eq!(name(type_name::<HttpError>()), "twinlane::HttpError");
    assert_eq!(
        name(type_name::<RateLimit<Cors>>()),
        "twinlane::middleware::RateLimit<twinlane::middleware::Cors>"
    );
    assert_eq!(
        name(type_name::<(Option<&State<Cors>>, [MemoryStore; 2])>()),
        "(core::option::Option<&twinlane::State<twinlane::middleware::Cors>>, [twinlane::middleware::MemoryStore; 2])"
    );
}

#[test]
fn a_type_of_a_user_keeps_its_name() {
    for path in [
        "shop::middlewares::cors::Cors",
        "shop::twinlane::middlewares::cors::Cors",
        "my_twinlane::middlewares::cors::Cors",
        "ätwinlane::middlewares::cors::Cors",
        "twinlane::middlewares::cors::Cors::of_shop::Own",
        "twinlane::middlewares::cors::Cors2",
        "shop::main::{{closure}}",
        "<shop::Own as shop::Of<[u8; 3]>>::run::{{closure}}",
        "Größe",
        "",
    ] {
        assert_eq!(public_name(path), path);
    }
}

#[cfg(unix)] // the table and the snapshots have what is there on Unix alone
#[test]
fn the_table_says_what_the_compiler_says() {
    let mut names = BTreeMap::new();
    for (name, public) in known() {
        // Of two names for one type the first is taken.
        let path = name.split_once('<').map_or(name, |(path, _)| path);
        names.entry(path).or_insert(public);
    }
    names.retain(|path, public| path != public);
    let lines = names
        .iter()
        .map(|(path, public)| format!("{path} {public}\n"));
    let expected: String = lines.collect();
    assert!(
        include_str!("../public_names.txt") == expected,
        "src/public_names.txt has to be:\n{expected}"
    );
}

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
