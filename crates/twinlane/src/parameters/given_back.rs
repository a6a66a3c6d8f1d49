//! Values that functions took as `&mut`, given back for the response.

use crate::answer::Answered;
use crate::background::BackgroundTasks;
use crate::response_parts::ResponseParts;

/// The parts and tasks that functions of a request have taken as `&mut`; they go with the response.
#[derive(Debug, Default)]
pub struct GivenBack {
    pub(crate) parts: ResponseParts,
    pub(crate) tasks: BackgroundTasks,
}

impl GivenBack {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what a later function has given back.
    pub(crate) fn append(&mut self, later: Self) {
        self.parts.append(later.parts);
        self.tasks.append(later.tasks);
    }

    /// Adds the parts that were given back before the response was made. The operation's own parts win.
    pub(crate) fn around(mut self, mut answered: Answered) -> Answered {
        if self.parts.is_empty() && self.tasks.is_empty() {
            return answered;
        }
        let own = answered.take_parts();
        self.parts.append(own);
        self.tasks.append(answered.take_background());
        self.with(answered)
    }

    /// The response with all of it.
    #[must_use]
    pub fn with(self, answered: Answered) -> Answered {
        answered.with_parts(self.parts).with_background(self.tasks)
    }
}
