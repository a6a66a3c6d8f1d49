//! Without the feature `tls`: nothing is served in the clear that was to be within TLS.

use clap::{Arg, ArgAction, ArgMatches};

use super::NAMES;
use crate::settings::Settings;

pub(in crate::arguments) fn options(_: &Settings) -> Vec<Arg> {
    NAMES.map(refused).to_vec()
}

pub(in crate::arguments) fn set(_: &mut Settings, _: &ArgMatches) {}

fn refused(name: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("VALUE")
        .action(ArgAction::Append)
        .hide(true)
        .value_parser(|_: &str| {
            Err::<String, _>("this program is built without TLS: build it with the feature `tls`")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_refused_with_what_to_do() {
        for name in NAMES {
            let argument = format!("--{name}=1");
            let variable = name.replace('-', "_").to_uppercase();
            let none = |_: &str| None;
            let one = |asked: &str| (asked == format!("TWINLANE_{variable}")).then(|| "1".into());
            for refused in [
                Settings::new().parse(["app", &argument], none),
                Settings::new().parse(["app"], one),
            ] {
                let error = refused.unwrap_err().to_string();
                assert!(error.contains("build it with the feature `tls`"), "{error}");
            }
        }
    }
}
