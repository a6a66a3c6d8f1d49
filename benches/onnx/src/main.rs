//! Twinlane with ONNX Runtime: batches of up to 64, one model with a library thread for each core.

use std::path::PathBuf;

use ort::environment::Environment;
use ort::session::Session;
use ort::value::Tensor;
use twinlane::prelude::*;

const FEATURES: usize = 64;
const SCORES: usize = 8;

/// The files that the run names, and how many threads the library has.
struct Config {
    library: PathBuf,
    model: PathBuf,
    library_threads: usize,
}

#[dependency(lifespan)]
fn runtime(config: State<Config>) -> Result<Environment> {
    Ok(ort::init_from(&config.library)?.build()?)
}

fn load(runtime: Depends<runtime>, config: State<Config>) -> Result<Session> {
    let load = || -> Result<Session, ort::Error> {
        let builder = Session::builder(&runtime)?.with_intra_threads(config.library_threads)?;
        let mut builder = builder.with_config_entry("session.intra_op.allow_spinning", "0")?;
        builder.commit_from_file(&config.model)
    };
    Ok(load()?)
}

/// The numbers of one item.
#[model]
struct Item {
    #[field(min_items = 64, max_items = 64)]
    features: Vec<f32>,
}

#[model]
struct Scores {
    scores: Vec<f32>,
}

#[batch(cpu, owner = load, replicas = 1, max_size = 64)]
fn score(items: Vec<Item>, network: &mut Session) -> Result<Vec<Scores>> {
    let shape = [items.len(), FEATURES];
    let features: Vec<f32> = items.into_iter().flat_map(|item| item.features).collect();
    let outputs = network.run(ort::inputs![Tensor::from_array((shape, features))?])?;
    let (_, scores) = outputs[0].try_extract_tensor::<f32>()?;
    let scores = scores.chunks(SCORES).map(<[f32]>::to_vec);
    Ok(scores.map(|scores| Scores { scores }).collect())
}

#[post("/scores")]
async fn scores(item: Item, score: Batch<score>) -> Result<Scores> {
    Ok(score.one(item).await?)
}

#[get("/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    let variable = |name: &str| std::env::var(name);
    let config = Config {
        library: variable("BENCH_LIBRARY")?.into(),
        model: variable("BENCH_MODEL")?.into(),
        library_threads: variable("BENCH_LIBRARY_THREADS")?.parse()?,
    };
    App::new()
        .state(config)
        .routes(routes![scores, ping])
        .serve()
        .await
}
