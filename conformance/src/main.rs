//! Serves the application that the first argument names: `twinlane-conformance forms --port 8000`.

use twinlane::{App, Error, Settings};
use twinlane_conformance::apps;

#[twinlane::main]
async fn main() -> twinlane::Result {
    let (app, settings) = arguments()?;
    twinlane::log::start(&settings);
    app.serve_with(settings).await
}

fn arguments() -> twinlane::Result<(App, Settings)> {
    let mut arguments = std::env::args_os();
    let program = arguments.next();
    let name = arguments.next().unwrap_or_default();
    let Some(app) = name.to_str().and_then(apps::named) else {
        let names: Vec<_> = apps::ALL.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        return Err(Error::msg(format!("the first argument is one of {names}")));
    };
    let settings = Settings::new().parse_from(program.into_iter().chain(arguments))?;
    Ok((app, settings))
}
