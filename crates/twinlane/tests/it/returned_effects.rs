//! Dependencies that run for their effect: nothing that somebody must see is dropped with their values.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future::pending;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, Mutex, RwLock};
use std::task::Poll;

use twinlane::dependency::Dependency;
use twinlane::error::Mistake;
use twinlane::prelude::*;
use twinlane::response::{File, Json, Text};
use twinlane::testing::TestClient;
use twinlane::{Error, Provided, Response};

type R = Result<(), HttpError>;

/// Guards of these return types. None is ever called where the application does not start.
macro_rules! guards {
    ($($guard:ident: $ty:ty,)*) => {$(
        #[dependency]
        pub(super) async fn $guard() -> $ty {
            pending().await
        }
    )*};
}

#[get("/")]
async fn read() {}

/// The compiler knows no more of the dependency than that it is one: what it cannot see is left to the start.
fn starts_with<D: Dependency>() -> Result<(), Vec<Mistake>> {
    let mistakes = |app: App| match app.into_service() {
        Ok(_) => Vec::new(),
        Err(error) => error.mistakes().to_vec(),
    };
    let of_application = App::new()
        .dependencies(dependencies![D])
        .routes(routes![read]);
    let of_router = Router::new()
        .dependencies(dependencies![D])
        .routes(routes![read]);
    let of_application = mistakes(of_application);
    assert_eq!(of_application, mistakes(App::new().router(of_router)));
    if of_application.is_empty() {
        Ok(())
    } else {
        Err(of_application)
    }
}

macro_rules! refused {
    ($($test:ident, $word:literal: { $($guard:ident: $ty:ty,)* })*) => {$(
        mod $test {
            use super::*;

            guards! { $($guard: $ty,)* }

            #[test]
            fn keeps_the_application_from_starting() {
                $(
                    let mistakes = starts_with::<$guard>().unwrap_err();
                    let [mistake @ Mistake::UnseenValue { dependency, .. }] = mistakes.as_slice() else {
                        panic!("{}: {mistakes:?}", stringify!($ty))
                    };
                    let said = mistake.to_string();
                    assert_eq!(dependency, stringify!($guard));
                    assert!(said.contains(concat!("is or holds ", $word)), "{}: {said}", stringify!($ty));
                    assert!(said.contains("GET /") && said.contains("Result<(), HttpError>"), "{said}");
                )*
            }
        }
    )*};
}

/// A holder of the user's, or of another crate.
#[derive(Debug, Default)]
struct Own<T>(T);

trait Policy {
    type Verdict;
}

impl Policy for () {
    type Verdict = R;
}

refused! {
    a_result, "a `Result`": {
        optional: Option<R>,
        boxed: Box<R>,
        listed: Vec<R>,
        shared: Arc<R>,
        array: [R; 1],
        slice: Arc<[R]>,
        single: (R,),
        pair: (R, u8),
        second: (u8, R),
        fifth: (u8, u8, u8, u8, R),
        poll: Poll<R>,
        in_result: Result<Option<R>, HttpError>,
        flow: ControlFlow<R>,
        locked: Mutex<R>,
        read_locked: RwLock<Option<R>>,
        of_another_crate: tokio::sync::Mutex<R>,
        mapped: HashMap<String, R>,
        sorted: BTreeMap<u8, VecDeque<R>>,
        undone: Provided<Option<R>>,
        alias: Option<Result<()>>,
        associated: Option<<() as Policy>::Verdict>,
        own: Own<R>,
        deep: Option<Vec<Box<Option<Own<Option<(u8, (u8, R))>>>>>>,
        lent: Option<&'static R>,
    }
    an_error, "an error": {
        http: HttpError,
        optional: Option<HttpError>,
        any: Error,
        flow: ControlFlow<HttpError>,
        of_the_system: Option<std::io::Error>,
        dynamic: Option<Box<dyn std::error::Error + Send + Sync>>,
        fallible: Result<Option<HttpError>, HttpError>,
    }
    a_response, "a response": {
        response: Response,
        status: StatusCode,
        pair: (StatusCode, &'static str),
        redirect: Redirect,
        maybe: Option<Redirect>,
        file: File,
        html: Html,
        text: Text,
        json_content: Json<u8>,
    }
    a_future, "a future": {
        maybe: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    }
    a_provided, "a `Provided`": {
        listed: Vec<Option<Provided<u8>>>,
        triple: (u8, u8, Provided<u8>),
    }
}

#[dependency]
async fn of_parameter<P: Send + Sync + 'static>() -> Option<P> {
    pending().await
}

#[test]
fn what_a_parameter_stands_for_is_refused_too() {
    let mistakes = starts_with::<of_parameter<R>>().unwrap_err();
    assert!(matches!(mistakes.as_slice(), [Mistake::UnseenValue { .. }]));
    starts_with::<of_parameter<u8>>().unwrap();
}

#[test]
fn a_dependency_is_named_once_however_many_operations_it_guards() {
    #[get("/other")]
    async fn other() {}

    let app = App::new()
        .dependencies([of_any::<a_result::optional>(), of_any::<an_error::http>()].concat())
        .routes(routes![read, other]);
    let error = app.into_service().unwrap_err();
    assert_eq!(error.mistakes().len(), 2, "{error}");
}

fn of_any<D: Dependency>() -> Vec<twinlane::dependency::DependencyRef> {
    dependencies![D]
}

/// Values that are dropped rightly: a login gives its user, whoever wants only to know that there is one.
mod plain {
    use super::*;

    #[model]
    #[derive(Clone)]
    pub(super) struct User {
        pub(super) name: String,
    }

    fn user() -> User {
        User {
            name: "Rick".to_owned(),
        }
    }

    pub(super) struct Holder {
        _result: R,
    }

    #[derive(Clone)]
    pub(super) enum Verdict<T> {
        Fine(T),
    }

    #[dependency]
    async fn nothing() {}
    #[dependency]
    async fn checked() -> R {
        Ok(())
    }
    #[dependency]
    async fn login() -> Result<User, HttpError> {
        Ok(user())
    }
    #[dependency]
    async fn maybe() -> Result<Option<User>> {
        Ok(Some(user()))
    }
    #[dependency]
    async fn users() -> Vec<User> {
        vec![user()]
    }
    #[dependency]
    async fn shared() -> Arc<Mutex<HashMap<String, User>>> {
        Arc::default()
    }
    #[dependency]
    async fn paging() -> (usize, usize) {
        (0, 10)
    }
    #[dependency]
    async fn text() -> &'static str {
        "a"
    }
    #[dependency]
    async fn undone() -> Result<Provided<Box<User>>> {
        Ok(Provided::new(Box::new(user())).before_response(|_, _| ()))
    }
    #[dependency]
    async fn value() -> Value {
        json!({"a": [1]})
    }
    #[dependency]
    async fn headers() -> http::HeaderMap {
        http::HeaderMap::new()
    }
    #[dependency]
    async fn function() -> fn(u8) -> u8 {
        |number| number
    }
    #[dependency]
    async fn holder() -> Holder {
        Holder { _result: Ok(()) }
    }
    #[dependency]
    async fn of_the_same_name() -> Verdict<u8> {
        Verdict::Fine(1)
    }
    #[dependency]
    async fn of_parameter<T: Default + Send + 'static>() -> Option<T> {
        Some(T::default())
    }

    #[get("/", dependencies = [
        nothing, checked, login, maybe, users, shared, paging, text, undone, value, headers, function, holder, of_the_same_name,
        of_parameter::<User2>,
    ])]
    async fn guarded(same: Depends<of_the_same_name>) -> u8 {
        let Verdict::Fine(number) = *same;
        number
    }

    #[derive(Default)]
    pub(super) struct User2;

    #[test]
    fn are_dropped() {
        let client = TestClient::blocking(App::new().routes(routes![guarded]));
        assert_eq!(client.get("/").send().text(), "1");
    }
}

/// A value is seen by the function that asks for it.
mod asked_for {
    use super::*;

    #[dependency]
    async fn status() -> StatusCode {
        StatusCode::ACCEPTED
    }
    #[dependency]
    async fn optional() -> Option<R> {
        Some(Err(HttpError::new(403, "Forbidden")))
    }
    #[dependency]
    async fn error() -> HttpError {
        HttpError::new(409, "Conflict")
    }
    #[dependency]
    async fn response() -> Response {
        Response::default()
    }
    #[dependency]
    async fn looked_at(optional: Depends<optional>) -> Result<(), HttpError> {
        match &*optional {
            Some(Err(_)) => Err(HttpError::new(402, "Pay")),
            _ => Ok(()),
        }
    }

    #[get("/values")]
    async fn values(
        status: Depends<status>,
        optional: Depends<optional>,
        error: Depends<error>,
        response: Fresh<response>,
    ) -> String {
        let refused = matches!(*optional, Some(Err(_)));
        format!("{} {refused} {} {}", *status, *error, response.status())
    }

    #[get("/looked-at", dependencies = [looked_at])]
    async fn guarded() {}

    #[test]
    fn what_only_an_effect_may_not_hold() {
        let client = TestClient::blocking(App::new().routes(routes![values, guarded]));
        assert_eq!(
            client.get("/values").send().text(),
            r#""202 Accepted true 409: Conflict 200 OK""#
        );
        assert_eq!(client.get("/looked-at").send().status(), 402);
    }

    macro_rules! never_undone {
        ($($value:ident: $ty:ty,)*) => {
            $(
                mod $value {
                    use super::*;

                    guards! { value: $ty, }

                    #[get("/")]
                    pub(super) async fn asks(_value: Fresh<value>) {}
                }
            )*

            #[test]
            fn a_provided_deep_in_a_value_keeps_the_application_from_starting() {
                $(
                    let error = App::new().routes(routes![$value::asks]).into_service().unwrap_err();
                    let [mistake @ Mistake::DependencyValue { dependency, .. }] = error.mistakes() else {
                        panic!("{}: {error}", stringify!($ty))
                    };
                    assert_eq!(dependency, "value");
                    assert!(mistake.to_string().contains("would never be undone"), "{mistake}");
                )*
            }
        };
    }

    never_undone! {
        triple: (u8, u8, Provided<u8>),
        middle: (u8, Provided<u8>, u8),
        sorted: BTreeMap<u8, Provided<u8>>,
        nested: Option<Option<Provided<u8>>>,
        fallible: Vec<Result<Provided<u8>, HttpError>>,
        own: Own<Provided<u8>>,
    }
}
