use std::fmt;

/// The number of parameters that need no allocation.
const INLINE: usize = 8;

/// The texts of a route's parameters, borrowed from the path, in the order of the template.
#[derive(Clone)]
pub struct Params<'p>(Texts<'p>);

#[derive(Clone)]
enum Texts<'p> {
    Inline {
        count: usize,
        texts: [&'p str; INLINE],
    },
    Many(Vec<&'p str>),
}

impl<'p> Params<'p> {
    pub(super) fn push(&mut self, text: &'p str) {
        match &mut self.0 {
            Texts::Inline { count, texts } if *count < INLINE => {
                texts[*count] = text;
                *count += 1;
            }
            Texts::Inline { texts, .. } => {
                self.0 = Texts::Many(texts.iter().copied().chain([text]).collect());
            }
            Texts::Many(texts) => texts.push(text),
        }
    }

    pub(super) fn truncate(&mut self, length: usize) {
        match &mut self.0 {
            Texts::Inline { count, .. } => *count = length.min(*count),
            Texts::Many(texts) => texts.truncate(length),
        }
    }

    /// The text of a parameter.
    ///
    /// # Panics
    ///
    /// If the template has no parameter with this index.
    pub fn get(&self, index: usize) -> &'p str {
        self.as_slice()[index]
    }

    /// The number of parameters in the template.
    pub fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// True if the template has no parameter.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every text, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'p str> {
        self.as_slice().iter().copied()
    }

    fn as_slice(&self) -> &[&'p str] {
        match &self.0 {
            Texts::Inline { count, texts } => &texts[..*count],
            Texts::Many(texts) => texts,
        }
    }
}

impl Default for Params<'_> {
    fn default() -> Self {
        Self(Texts::Inline {
            count: 0,
            texts: [""; INLINE],
        })
    }
}

impl fmt::Debug for Params<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.as_slice()).finish()
    }
}
