//! Handwritten digits.

use ort::environment::Environment;
use twinlane::prelude::*;

use crate::files::Files;
use crate::network::Network;

const SIDE: usize = 8;
const DIGITS: usize = 10;

/// The ink on one square of the paper: 0 for none, 16 for all of it.
#[model]
pub struct Ink(#[field(ge = 0, le = 16)] f32);

/// A drawing of 8 by 8 squares, row after row from the top.
#[model]
pub struct Drawing {
    #[field(min_items = 64, max_items = 64)]
    pixels: Vec<Ink>,
}

/// The digit that a drawing shows, by the model.
#[model]
pub struct Digit {
    digit: usize,
    /// The probability of each digit, from 0 to 9.
    probabilities: Vec<f32>,
}

/// The classifier.
pub struct Classifier(Network);

impl Classifier {
    pub fn load(runtime: &Environment, files: &Files) -> Result<Self> {
        let file = files.model("digits.onnx")?;
        let network = Network::load::<f32>(runtime, &file, SIDE * SIDE, DIGITS)?;
        Ok(Self(network))
    }

    /// The digits of these drawings, in their order.
    pub fn classify(&mut self, drawings: &[Drawing]) -> Result<Vec<Digit>> {
        let pixels = drawings.iter().flat_map(|drawing| &drawing.pixels);
        let pixels = pixels.map(|Ink(ink)| *ink).collect();
        let rows = self.0.run(SIDE * SIDE, pixels)?;
        Ok(rows.into_iter().map(Digit::most_probable).collect())
    }
}

impl Digit {
    fn most_probable(probabilities: Vec<f32>) -> Self {
        let digit = (0..probabilities.len())
            .max_by(|&one, &other| probabilities[one].total_cmp(&probabilities[other]))
            .unwrap_or_default();
        Self {
            digit,
            probabilities,
        }
    }
}
