//! The files that are read at the start.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, value_parser};

use crate::settings::Settings;

pub(super) fn options(defaults: &Settings) -> Vec<Arg> {
    let env_file = defaults.env_file.as_ref();
    let env_file = env_file.map_or_else(|| "none".to_owned(), |path| path.display().to_string());
    let file = |name: &'static str, help: String| {
        Arg::new(name)
            .long(name)
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help(help)
    };
    let config = "A TOML file of options, as in `log-level = \"warn\"` [default: none]";
    vec![
        file("config", config.to_owned()).hide(cfg!(not(feature = "config-file"))),
        file(
            "env-file",
            format!("Variables for the application's settings [default: {env_file}]"),
        ),
    ]
}

pub(super) fn set(settings: &mut Settings, matches: &ArgMatches) {
    if let Some(path) = matches.get_one::<PathBuf>("env-file") {
        settings.env_file = Some(path.clone());
    }
}
