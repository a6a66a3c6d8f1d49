//! The dependencies of one request, as arguments are gathered, in FastAPI's order.
//!
//! As there, a function runs as soon as it has its arguments, before those of the next are looked at. Here that goes on until one
//! has to be waited for: the arguments of all after it are gathered first, while the request is borrowed, and [`run`](super::run)
//! goes on with what is left. In most requests nothing is.

use std::task::Waker;

use super::pending::{CallState, DependencyProgress, PendingCall, RequestNode};
use super::plan::{NodeMaker, PlannedDependencies, PlannedNode};
use super::reference::ValueMaker;
use super::results::DependencyResults;
use super::value_slot::{ValueSlot, ValueSlots};
use super::value_target::CallResult;
use crate::answer::Answered;
use crate::call::Call;
use crate::error::{Error, HttpError, Problems, RequestValidationError};
use crate::parameter::Gather;

/// The dependencies of one request, as arguments are gathered.
#[derive(Debug)]
pub(crate) struct RequestDependencies<'r> {
    /// Where the values are or will be of those that have had their turn. `None`: there will be none, or who asks reads it himself.
    pub(super) values: ValueSlots,
    /// The home of the dependency whose arguments are being gathered, where its function is left to be run.
    own_slot: Option<ValueSlot>,
    /// What wakes the request's task, as long as functions may begin: until one is left to be run.
    eager_waker: Option<&'r Waker>,
    /// Boxed: where all values have been made, there is nothing of it.
    work: Option<Box<DependencyWork>>,
}

/// What there is beside the values.
#[derive(Debug, Default)]
pub(crate) struct DependencyWork {
    /// What is left to do, in order.
    pub(crate) pending: Vec<PendingCall>,
    /// What those that have ended have made.
    pub(crate) results: DependencyResults,
    /// What is wrong with the arguments of each; those that need one of them are here too.
    problems: Vec<(usize, Problems)>,
}

impl PlannedDependencies {
    /// Gathers the arguments of their functions, and begins those that may. What is wrong with the arguments is noted.
    ///
    /// `begins`: what wakes the request's task, if any may.
    pub(crate) fn gather<'r>(&'r self, cx: &mut Gather<'r>, eager_waker: Option<&'r Waker>) {
        // A body that turns out to be no JSON ends the request before anything has run. Those of one wave begin together.
        let may_begin = !cx.inputs.body.may_be_unreadable() && self.waves.is_none();
        cx.request_dependencies = Some(RequestDependencies {
            values: ValueSlots::new(),
            own_slot: None,
            eager_waker: eager_waker.filter(|_| may_begin),
            work: None,
        });
        for node in &self.nodes {
            node.gather(cx);
        }
    }
}

impl PlannedNode {
    fn reserve_slot(&self) -> ValueSlot {
        (self.new_slot)(&mut ())
    }

    fn gather<'r>(&'r self, cx: &mut Gather<'r>) {
        cx.take_up_node(self);
        let progress = match &self.make {
            NodeMaker::AsWritten(ValueMaker::Function(gather)) => gather(cx),
            NodeMaker::Override(gather) => gather(cx),
            NodeMaker::AsWritten(ValueMaker::Check(check)) => checked(check(cx.inputs.parts), cx),
            NodeMaker::Given(_) => checked(Ok(()), cx),
        };
        match (progress, &mut cx.request_dependencies) {
            (Some(DependencyProgress(None)), _) | (_, None) => {}
            (Some(DependencyProgress(Some(state))), Some(dependencies)) => {
                dependencies.defer(self, state);
            }
            (None, Some(dependencies)) => {
                let problems = cx.problems.take();
                dependencies.note_problems(self, problems);
            }
        }
    }
}

/// A scheme has no value: who asks reads it himself.
fn checked(checked: Result<(), HttpError>, cx: &mut Gather<'_>) -> Option<DependencyProgress> {
    Some(match checked {
        Ok(()) => {
            cx.request_dependencies.as_mut()?.values.push(None);
            DependencyProgress(None)
        }
        Err(error) => DependencyProgress(Some(CallState::Ready(refusal(error)))),
    })
}

/// Ends the request where it stands in the order.
fn refusal(error: HttpError) -> Call<CallResult> {
    Call::in_place(move || Err(Box::new(Answered::failed(error))))
}

impl<'r> RequestDependencies<'r> {
    /// What wakes the request's task, if a function may begin.
    pub(super) fn eager_waker(&self) -> Option<&'r Waker> {
        self.eager_waker
    }

    /// Where the value of a dependency is or will be; `None` where it will not be made.
    pub(crate) fn slot(&self, node: usize) -> Option<&ValueSlot> {
        self.values.get(node)?.as_ref()
    }

    /// Makes the home of the dependency whose arguments are being gathered.
    pub(super) fn reserve_slot(&mut self, node: &PlannedNode) -> ValueSlot {
        self.own_slot.insert(node.reserve_slot()).clone()
    }

    fn problems(&self) -> &[(usize, Problems)] {
        self.work.as_ref().map_or(&[], |work| &work.problems)
    }

    fn is_wrong(&self, node: usize) -> bool {
        self.problems().iter().any(|(wrong, _)| *wrong == node)
    }

    /// What was made beside the values.
    pub(super) fn results(&mut self) -> &mut DependencyResults {
        &mut self.work.get_or_insert_default().results
    }

    /// Notes why a dependency has no arguments.
    #[cold]
    fn note_problems(&mut self, node: &PlannedNode, problems: Problems) {
        if problems.is_empty() && !node.needs.iter().any(|need| self.is_wrong(*need)) {
            return self.defer(node, CallState::Refused);
        }
        let work = self.work.get_or_insert_default();
        work.problems.push((self.values.len(), problems));
        self.values.push(None);
    }

    /// Leaves a dependency to be run. Those after it cannot begin.
    fn defer(&mut self, node: &PlannedNode, state: CallState) {
        self.eager_waker = None;
        let slot = self.own_slot.take();
        let slot = Some(slot.unwrap_or_else(|| node.reserve_slot()));
        let request_node = RequestNode {
            index: self.values.len(),
            label: node.site.label(),
            teardown: node.teardown,
            optional: node.optional,
            slot: slot.clone(),
        };
        let work = self.work.get_or_insert_default();
        work.pending.push(PendingCall {
            node: request_node,
            state,
        });
        self.values.push(slot);
    }

    /// What there is beside the values.
    pub(crate) fn take_work(&mut self) -> Option<Box<DependencyWork>> {
        self.work.take()
    }

    /// That the body could not be read, which ends the request before anything has run.
    pub(crate) fn unreadable_body(&self) -> Option<Error> {
        let mut wrong = self.problems().iter();
        wrong.find_map(|(_, problems)| problems.unreadable_body())
    }

    /// What is wrong with the request, if anything is: what the dependencies say in their order, then the operation.
    pub(crate) fn error(&self, order: &[usize], own: &mut Problems) -> Option<Error> {
        let wrong = self.problems();
        if wrong.iter().all(|(_, problems)| problems.is_empty()) && own.is_empty() {
            return None;
        }
        let mistakes = wrong.iter().map(|(_, problems)| problems).chain([&*own]);
        if let Some(mistake) = mistakes.into_iter().find_map(Problems::mistake) {
            return Some(mistake);
        }
        let mut all = own.empty_list();
        // A dependency that is asked for anew is told anew.
        for node in order {
            if let Some((_, problems)) = wrong.iter().find(|(wrong, _)| wrong == node) {
                all.append(problems.clone().into_list());
            }
        }
        all.append(own.take().into_list());
        Some(RequestValidationError::new(all.into_errors()).into())
    }
}
