//! The `main` of Twinlane's programs.

/// The `main` of a program that serves by this function: as its users write it, or with as many workers as `BENCH_WORKERS` and
/// `BENCH_SPARE_WORKERS` say.
#[macro_export]
macro_rules! twinlane_main {
    ($serve:ident) => {
        fn main() -> ::twinlane::Result {
            use ::std::env::var;
            match (var("BENCH_WORKERS"), var("BENCH_SPARE_WORKERS")) {
                (Ok(workers), Ok(spare_workers)) => ::twinlane::lanes::RuntimeBuilder::new()
                    .workers(workers.parse()?)
                    .spare_workers(spare_workers.parse()?)
                    .build()?
                    .block_on($serve()),
                _ => with_defaults::main(),
            }
        }

        mod with_defaults {
            #[twinlane::main]
            pub(super) async fn main() -> ::twinlane::Result {
                super::$serve().await
            }
        }
    };
}
