//! `Parameter` is sealed: a type becomes a parameter by what it is.

struct Tenant(String);

enum ViaTenant {}

impl twinlane::parameter::Parameter<ViaTenant> for Tenant {
    fn kind() -> twinlane::Kind {
        twinlane::Kind::Request
    }

    fn gather(_: &mut twinlane::__private::Gather<'_>, _: &twinlane::__private::Slot) -> Option<Self> {
        None
    }
}

fn main() {}
