//! A network that ONNX Runtime runs: one input of a known width for each item, one row of numbers out for each.

use std::fmt;

use ort::environment::Environment;
use ort::session::Session;
use ort::value::{PrimitiveTensorElementType, Tensor};
use twinlane::prelude::*;

use crate::files::{Files, ModelFile, Unusable};

/// ONNX Runtime: loaded once, before the models.
#[dependency(lifespan)]
pub fn runtime(files: State<Files>) -> Result<Environment> {
    let library = files.library()?;
    let builder = ort::init_from(&library).map_err(|error| Unusable::new(&library, error))?;
    Ok(builder.build()?)
}

/// A network of one input and one output. It runs one batch at a time: the batch function that owns it has it for itself.
pub struct Network(Session);

impl Network {
    /// Loads a network that takes `width` numbers an item and returns `results`. It is run once with one item and once with two, so that
    /// one of another shape, or made for a fixed batch, keeps the application from starting.
    pub fn load<T>(
        runtime: &Environment,
        file: &ModelFile,
        width: usize,
        results: usize,
    ) -> Result<Self>
    where
        T: PrimitiveTensorElementType + Clone + Default + fmt::Debug + 'static,
    {
        let mut network = Self(session(runtime, file)?);
        for items in [1, 2] {
            let made = network.run(width, vec![T::default(); width * items]);
            let made = made.map_err(|error| file.unusable(error))?;
            if made.len() != items || made.iter().any(|row| row.len() != results) {
                let why = format!(
                    "returned {made:?} for {items} items, instead of {results} numbers for each"
                );
                return Err(file.unusable(why).into());
            }
        }
        Ok(network)
    }

    /// Runs it once for all items, whose inputs stand one behind the other.
    pub fn run<T>(&mut self, width: usize, inputs: Vec<T>) -> Result<Vec<Vec<f32>>, ort::Error>
    where
        T: PrimitiveTensorElementType + Clone + fmt::Debug + 'static,
    {
        let items = inputs.len() / width;
        let outputs = self
            .0
            .run(ort::inputs![Tensor::from_array(([items, width], inputs))?])?;
        let (_, numbers) = outputs[0].try_extract_tensor::<f32>()?;
        let length = (numbers.len() / items).max(1);
        Ok(numbers.chunks(length).map(<[f32]>::to_vec).collect())
    }
}

/// A session of one thread: the other cores are for the other models and for the requests.
pub fn session(runtime: &Environment, file: &ModelFile) -> Result<Session> {
    let load = || -> Result<Session, ort::Error> {
        let builder = Session::builder(runtime)?.with_intra_threads(1)?;
        let mut builder = builder.with_config_entry("session.intra_op.allow_spinning", "0")?;
        builder.commit_from_memory(&file.bytes)
    };
    Ok(load().map_err(|error| {
        let size = file.bytes.len();
        file.unusable(format!(
            "its {size} bytes are no model that can be run: {error}"
        ))
    })?)
}
