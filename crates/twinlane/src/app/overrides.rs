//! Replacements that tests make for dependencies, security schemes and states.

use std::any::TypeId;
use std::sync::Arc;

use super::App;
use crate::dependencies::{Dependency, DependencyCall, DependencyRef, NodeMaker, OverrideValue};
use crate::plan::Override;
use crate::security::{Security, overriding};

/// # Overrides, for tests
impl App {
    /// Replaces a dependency by a value, for all functions that take it: for tests.
    ///
    /// The function makes the value anew for each request. For a lifespan dependency it makes the value once, at the start.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// #[dependency]
    /// async fn current_user(#[header] token: String) -> String {
    ///     format!("the user of {token}")
    /// }
    ///
    /// #[get("/me")]
    /// async fn me(user: Depends<current_user>) -> Depends<current_user> {
    ///     user
    /// }
    ///
    /// let app = App::new().routes(routes![me]).override_dependency::<current_user>(|| "Ada".to_owned());
    /// assert_eq!(TestClient::blocking(app).get("/me").send().text(), "\"Ada\"");
    /// ```
    pub fn override_dependency<D: Dependency>(
        mut self,
        value: impl Fn() -> D::Output + Send + Sync + 'static,
    ) -> Self {
        let value = Arc::new(value);
        let of_start = Arc::clone(&value);
        let at_start: Arc<OverrideValue> = Arc::new(move || Box::new(of_start()));
        let make = NodeMaker::Override(Arc::new(move |cx| {
            let value = Arc::clone(&value);
            let call = DependencyCall::of(cx)?;
            Some(call.in_place(move || value(), |to, value| Ok(to.fill(value))))
        }));
        let value = Override::Value {
            make,
            at_start: Some(at_start),
        };
        self.overrides.insert(TypeId::of::<D>(), value);
        self
    }

    /// Replaces a dependency by another, for all functions that take it: FastAPI's `dependency_overrides`.
    ///
    /// The replacement of a lifespan dependency is itself a lifespan dependency.
    pub fn override_dependency_with<D, Other>(mut self) -> Self
    where
        D: Dependency,
        Other: Dependency<Output = D::Output, Life = D::Life>,
    {
        let other = DependencyRef::for_effect::<Other, _>();
        self.overrides
            .insert(TypeId::of::<D>(), Override::Dependency(other));
        self
    }

    /// Replaces the credentials that clients send by a value, for all functions that take this security scheme: for tests.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::security::ApiKeyHeader;
    /// use twinlane::testing::TestClient;
    ///
    /// #[security(ApiKeyHeader(name = "X-Key"))]
    /// struct Key(String);
    ///
    /// #[get("/")]
    /// async fn read(key: Key) -> String {
    ///     key.0
    /// }
    ///
    /// let app = App::new().routes(routes![read]).override_security(|| Key("test".to_owned()));
    /// assert_eq!(TestClient::blocking(app).get("/").send().text(), "\"test\"");
    /// ```
    pub fn override_security<S: Security>(
        mut self,
        value: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self {
        let (ids, make) = overriding(value);
        for id in ids {
            let value = Override::Value {
                make: make.clone(),
                at_start: None,
            };
            self.overrides.insert(id, value);
        }
        self
    }

    /// Replaces the [`state`](Self::state) of a type by a value: for tests.
    ///
    /// It may be called before or after `state`. If it is called twice for a type, the last value counts. A [lifespan
    /// dependency](macro@crate::dependency#lifespan-dependencies) with a value of this type is not made: functions that take the dependency get
    /// this value too.
    ///
    /// ```
    /// use twinlane::prelude::*;
    /// use twinlane::testing::TestClient;
    ///
    /// struct Mailer {
    ///     host: &'static str,
    /// }
    ///
    /// #[get("/")]
    /// async fn read(mailer: State<Mailer>) -> String {
    ///     mailer.host.to_owned()
    /// }
    ///
    /// fn app() -> App {
    ///     App::new().state(Mailer { host: "mail.example" }).routes(routes![read])
    /// }
    ///
    /// let app = app().override_state(Mailer { host: "nowhere" });
    /// assert_eq!(TestClient::blocking(app).get("/").send().text(), "\"nowhere\"");
    /// ```
    pub fn override_state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.states.replace(value);
        self
    }
}
