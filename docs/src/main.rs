//! The programs of the guide: `twinlane-guide --app query_params/tutorial001 --port 8000` serves one, `--list` names them.
//!
//! Each is a file of its own. The tests of FastAPI's tutorial run against them: `conformance/tutorial/run`.

#![allow(
    clippy::unused_async,
    reason = "an example shows `async fn` where FastAPI's has `async def`"
)]

use twinlane::{App, Error, Settings};

type Build = fn() -> twinlane::Result<App>;

/// Declares the files and lists them: those of a topic by their names, applications of several files by their path.
macro_rules! programs {
    ($($topic:ident: $($name:ident),+;)+ --- $($module:ident = $path:literal;)+) => {
        $(mod $topic { $(pub(crate) mod $name;)+ })+
        $(#[path = $path] mod $module;)+

        /// Each by its file.
        const PROGRAMS: &[(&str, Build)] = &[
            $($((concat!(stringify!($topic), "/", stringify!($name), ".rs"), || $topic::$name::app().build())),+),+,
            $(($path, || $module::app().build())),+
        ];
    };
}

programs! {
    additional_responses: tutorial001, tutorial002, tutorial003, tutorial004;
    additional_status_codes: tutorial001;
    advanced_middleware: tutorial001, tutorial002, tutorial003;
    app_testing: tutorial001, tutorial002, tutorial003, tutorial004;
    authentication_error_status_code: tutorial001;
    background_tasks: tutorial001, tutorial002;
    behind_a_proxy: tutorial001, tutorial001_01, tutorial002, tutorial003, tutorial004;
    body: tutorial001, tutorial002, tutorial003, tutorial004;
    body_fields: tutorial001;
    body_multiple_params: tutorial001, tutorial002, tutorial003, tutorial004, tutorial005;
    body_nested_models:
        tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial007, tutorial008,
        tutorial009;
    body_updates: tutorial001, tutorial002;
    conditional_openapi: tutorial001;
    configure_swagger_ui: tutorial001, tutorial002, tutorial003;
    custom_docs_ui: tutorial001, tutorial002;
    cookie_param_models: tutorial001, tutorial002, tutorial003;
    cookie_params: tutorial001;
    cors: tutorial001;
    custom_request_and_route: tutorial001, tutorial002, tutorial003;
    custom_response:
        tutorial001, tutorial001b, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial006b,
        tutorial006c, tutorial007, tutorial008, tutorial009, tutorial009b, tutorial009c, tutorial010;
    dataclasses_: tutorial001, tutorial002, tutorial003;
    debugging: tutorial001;
    dependencies:
        tutorial001, tutorial001_02, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial008b,
        tutorial008c, tutorial008d, tutorial008e, tutorial011, tutorial012;
    dependency_testing: tutorial001;
    encoder: tutorial001;
    events: tutorial001, tutorial002, tutorial003;
    extending_openapi: tutorial001;
    extra_data_types: tutorial001;
    extra_models: tutorial001, tutorial002, tutorial003, tutorial004, tutorial005;
    first_steps: tutorial001, tutorial003;
    frontend: tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006;
    generate_clients: tutorial001, tutorial002, tutorial003;
    handling_errors: tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006;
    header_param_models: tutorial001, tutorial002, tutorial003, tutorial004;
    header_params: tutorial001, tutorial002, tutorial003;
    json_base64_bytes: tutorial001;
    metadata: tutorial001, tutorial001_1, tutorial002, tutorial003, tutorial004;
    middleware: tutorial001;
    openapi_callbacks: tutorial001;
    openapi_webhooks: tutorial001;
    opentelemetry: tutorial001;
    path_operation_advanced_configuration:
        tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial007;
    path_operation_configuration:
        tutorial001, tutorial002, tutorial002b, tutorial003, tutorial004, tutorial005, tutorial006;
    path_params: tutorial001, tutorial002, tutorial003, tutorial003b, tutorial004, tutorial005;
    path_params_numeric_validations: tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006;
    query_param_models: tutorial001, tutorial002, tutorial003, tutorial004;
    query_params: tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006;
    query_params_str_validations:
        tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial006c, tutorial007,
        tutorial008, tutorial009, tutorial010, tutorial011, tutorial012, tutorial013, tutorial014, tutorial015;
    request_body_limits: tutorial001, tutorial002;
    request_files: tutorial001, tutorial001_02, tutorial001_03, tutorial002, tutorial003;
    request_form_models: tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial007;
    request_forms: tutorial001, tutorial002;
    request_forms_and_files: tutorial001;
    response_change_status_code: tutorial001;
    response_cookies: tutorial001, tutorial002;
    response_directly: tutorial001, tutorial002;
    response_headers: tutorial001, tutorial002;
    response_model:
        tutorial001, tutorial001_01, tutorial002, tutorial003, tutorial003_01, tutorial003_02, tutorial003_03,
        tutorial003_05, tutorial004, tutorial005, tutorial006;
    response_status_code: tutorial001, tutorial002;
    schema_extra_example: tutorial001, tutorial002, tutorial003, tutorial004, tutorial005;
    security: tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial007;
    separate_openapi_schemas: tutorial001, tutorial002;
    server_sent_events: tutorial001, tutorial002, tutorial003, tutorial004, tutorial005;
    settings: tutorial001;
    sql_databases: tutorial001, tutorial002;
    static_files: tutorial001;
    stream_data: tutorial001, tutorial002;
    stream_json_lines: tutorial001;
    strict_content_type: tutorial001;
    sub_applications: tutorial001;
    templates: tutorial001, tutorial002;
    using_request_directly: tutorial001;
    websockets_: tutorial001, tutorial002, tutorial003;
    ---
    app_testing_app_a_main = "app_testing/app_a/main.rs";
    app_testing_app_b_main = "app_testing/app_b/main.rs";
    async_tests_app_a_main = "async_tests/app_a/main.rs";
    bigger_applications_app_main = "bigger_applications/app/main.rs";
    settings_app01_main = "settings/app01/main.rs";
    settings_app02_main = "settings/app02/main.rs";
    settings_app03_main = "settings/app03/main.rs";
}

/// The return value of a program's function `app`: an application, or the error that keeps it from one.
trait Program {
    fn build(self) -> twinlane::Result<App>;
}

impl Program for App {
    fn build(self) -> twinlane::Result<App> {
        Ok(self)
    }
}

impl Program for twinlane::Result<App> {
    fn build(self) -> twinlane::Result<App> {
        self
    }
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    let Some((build, settings)) = arguments()? else {
        return Ok(());
    };
    twinlane::log::start(settings.log_level);
    build()?.serve_with(settings).await
}

/// The program of `--app NAME` and the settings of the arguments after it; none for `--list`.
fn arguments() -> twinlane::Result<Option<(Build, Settings)>> {
    let mut arguments = std::env::args();
    let program = arguments.next();
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("--list"), None) => {
            PROGRAMS
                .iter()
                .for_each(|(file, _)| println!("{}", file.trim_end_matches(".rs")));
            Ok(None)
        }
        (Some("--app"), Some(name)) => {
            let found = PROGRAMS
                .iter()
                .find(|(file, _)| file.strip_suffix(".rs") == Some(&*name));
            let (_, build) = found
                .ok_or_else(|| Error::msg(format!("there is no program {name:?}; see --list")))?;
            let settings = Settings::new().parse_from(program.into_iter().chain(arguments))?;
            Ok(Some((*build, settings)))
        }
        _ => Err(Error::msg(
            "usage: --app TOPIC/NAME [options of the server], or --list",
        )),
    }
}
