//! The applications.

use twinlane::App;

/// Declares the applications, each a module of its name with a function `app`.
macro_rules! applications {
    ($($name:ident),* $(,)?) => {
        $(pub mod $name;)*

        /// The name of each application and what builds it.
        pub const ALL: &[(&str, fn() -> App)] = &[$((stringify!($name), $name::app)),*];
    };
}

applications![
    answers,
    authentication,
    bodies,
    cors,
    aliases,
    checks,
    debug,
    declarations,
    dependencies,
    documents,
    encoder,
    first_steps,
    form_unions,
    forms,
    frontends,
    given,
    groups,
    gzip,
    handlers,
    hosts,
    ids,
    invalid,
    lifespan,
    limits,
    metadata,
    names,
    nullable,
    text_rules,
    middleware,
    mounts,
    operations,
    pages,
    parameters,
    secrets,
    proxies,
    responses,
    security,
    sessions,
    sources,
    stack,
    static_files,
    streams,
    templates,
    types,
    validation,
    websockets,
];

/// The application of this name.
pub fn named(name: &str) -> Option<App> {
    let (_, build) = ALL.iter().find(|(candidate, _)| *candidate == name)?;
    Some(build())
}
