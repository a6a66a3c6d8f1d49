//! Gathering: the arguments of all dependencies of a request, in FastAPI's order, and the first calls.
//!
//! As in FastAPI, a function runs as soon as it has its arguments, before those of the next are looked at. Here that goes on until
//! one has to be waited for. The arguments of all after it are gathered first, while the request is borrowed, and
//! [`run`](super::run) goes on with the calls that are pending. In most requests none is.

use std::task::Waker;

use twinlane_lanes::Panicked;

use super::pending::{CallState, DependencyProgress, PendingCall, RequestNode};
use super::plan::{NodeMaker, PlannedDependencies, PlannedNode};
use super::reference::ValueMaker;
use super::results::DependencyResults;
use super::value_slot::{ValueSlot, ValueSlots};
use super::value_target::{CallExtras, CallResult, ValueTarget};
use crate::answer::Answered;
use crate::call::Call;
use crate::errors::{Error, HttpError, Problems, RequestValidationError};
use crate::parameters::Gather;

/// The dependencies of one request, as arguments are gathered.
#[derive(Debug)]
pub(crate) struct RequestDependencies<'r> {
    /// The value slots of the dependencies that have been gathered. `None`: no value will be there, or who asks reads it himself.
    values: ValueSlots,
    /// The slot of the dependency whose arguments are being gathered, if its call is to be pending.
    own_slot: Option<ValueSlot>,
    /// The waker of the request's task, as long as functions may run at once: until the first call is pending.
    eager_waker: Option<&'r Waker>,
    /// Boxed: if all values are in their slots and nothing else came of them, there is nothing of it.
    work: Option<Box<DependencyWork>>,
}

/// The work that the dependencies of one request leave to do.
#[derive(Debug, Default)]
pub(crate) struct DependencyWork {
    /// The calls that wait for their turn, in order.
    pub(crate) pending: Vec<PendingCall>,
    /// The results of those that are done.
    pub(crate) results: DependencyResults,
    /// The problems of each dependency's arguments; those that need one of them are here too.
    problems: Vec<(usize, Problems)>,
}

/// Gathers the arguments of all functions, and runs those at once that may. Problems of the arguments are noted.
///
/// `waker`: of the request's task, if functions may run at once.
pub(crate) fn gather_dependencies<'r>(
    planned: &'r PlannedDependencies,
    cx: &mut Gather<'r>,
    waker: Option<&'r Waker>,
) {
    // A body that turns out to be no JSON ends the request before anything has run. The calls of one wave start together.
    let may_run = !cx.inputs.body.may_be_unreadable() && planned.waves.is_none();
    cx.request_dependencies = Some(RequestDependencies {
        values: ValueSlots::new(),
        own_slot: None,
        eager_waker: waker.filter(|_| may_run),
        work: None,
    });
    for node in &planned.nodes {
        gather_node(node, cx);
    }
}

fn gather_node<'r>(node: &'r PlannedNode, cx: &mut Gather<'r>) {
    cx.take_up_node(node);
    let progress = match &node.make {
        NodeMaker::AsWritten(ValueMaker::Function(gather)) => gather(cx),
        NodeMaker::Override(gather) => gather(cx),
        NodeMaker::AsWritten(ValueMaker::Check(check)) => checked(check(cx.inputs.parts), cx),
        NodeMaker::Given(_) => checked(Ok(()), cx),
    };
    let Some(dependencies) = &mut cx.request_dependencies else {
        return;
    };
    match progress.map(DependencyProgress::into_state) {
        Some(None) => {}
        Some(Some(state)) => dependencies.defer(node, state),
        None => {
            let problems = cx.problems.take();
            dependencies.note_problems(node, problems);
        }
    }
}

/// A scheme has no value: who asks reads it himself.
fn checked(checked: Result<(), HttpError>, cx: &mut Gather<'_>) -> Option<DependencyProgress> {
    match checked {
        Ok(()) => {
            cx.request_dependencies.as_mut()?.values.push(None);
            Some(DependencyProgress::DONE)
        }
        Err(error) => Some(DependencyProgress::pending(CallState::Ready(refusal(
            error,
        )))),
    }
}

/// Ends the request where it stands in the order.
fn refusal(error: HttpError) -> Call<CallResult> {
    Call::in_place(move || Err(Box::new(Answered::failed(error))))
}

impl<'r> RequestDependencies<'r> {
    /// The waker of the request's task, if a function may run at once.
    pub(super) fn eager_waker(&self) -> Option<&'r Waker> {
        self.eager_waker
    }

    /// The value slot of a dependency. `None`: no value will be there.
    pub(crate) fn slot(&self, node: usize) -> Option<&ValueSlot> {
        self.values.get(node)?.as_ref()
    }

    /// A slot for the value of a call that is to be pending: the dependency whose arguments are being gathered.
    pub(super) fn reserve_slot(&mut self, node: &PlannedNode) -> ValueSlot {
        self.own_slot.insert(node.empty_slot()).clone()
    }

    /// The target of a value that nobody has asked for yet.
    pub(super) fn new_target(&mut self, node: &PlannedNode) -> ValueTarget<'_> {
        ValueTarget::new_slot(node.new_slot, &mut self.values)
    }

    /// Takes the result of a function that has run at once.
    #[inline]
    pub(super) fn finish(
        &mut self,
        node: &PlannedNode,
        result: Result<CallResult, Panicked>,
    ) -> DependencyProgress {
        match result {
            Ok(Ok(CallExtras(None))) => DependencyProgress::DONE,
            more => self.finish_with(node, more),
        }
    }

    /// An error is told when the turn of the dependency comes.
    #[cold]
    fn finish_with(
        &mut self,
        node: &PlannedNode,
        result: Result<CallResult, Panicked>,
    ) -> DependencyProgress {
        match result {
            Ok(Ok(extras)) => {
                // Its slot is the last.
                let index = self.values.len().saturating_sub(1);
                let results = &mut self.work.get_or_insert_default().results;
                results.add_extras((index, node.teardown), extras);
                DependencyProgress::DONE
            }
            failed => DependencyProgress::pending(CallState::Done(failed)),
        }
    }

    /// Leaves a call for its turn. Those after it cannot run at once.
    fn defer(&mut self, node: &PlannedNode, state: CallState) {
        self.eager_waker = None;
        let slot = self.own_slot.take();
        let slot = Some(slot.unwrap_or_else(|| node.empty_slot()));
        let node = RequestNode {
            index: self.values.len(),
            label: node.site.label(),
            teardown: node.teardown,
            optional: node.optional,
            slot: slot.clone(),
        };
        let work = self.work.get_or_insert_default();
        work.pending.push(PendingCall { node, state });
        self.values.push(slot);
    }

    /// Notes why a dependency has no arguments.
    #[cold]
    fn note_problems(&mut self, node: &PlannedNode, problems: Problems) {
        if problems.is_empty() && !node.needs.iter().any(|need| self.has_problems(*need)) {
            return self.defer(node, CallState::Refused);
        }
        let work = self.work.get_or_insert_default();
        work.problems.push((self.values.len(), problems));
        self.values.push(None);
    }

    fn problems(&self) -> &[(usize, Problems)] {
        self.work.as_ref().map_or(&[], |work| &work.problems)
    }

    fn has_problems(&self, node: usize) -> bool {
        self.problems().iter().any(|(other, _)| *other == node)
    }

    /// The work that is left to do, if there is any.
    pub(crate) fn take_work(&mut self) -> Option<Box<DependencyWork>> {
        self.work.take()
    }

    /// The error of a body that could not be read, which ends the request before anything has run.
    pub(crate) fn unreadable_body(&self) -> Option<Error> {
        let mut problems = self.problems().iter();
        problems.find_map(|(_, problems)| problems.unreadable_body())
    }

    /// The problems of the request, if there are any: those of the dependencies in their order, then the operation's own.
    pub(crate) fn error(&self, order: &[usize], own: &mut Problems) -> Option<Error> {
        let noted = self.problems();
        if noted.iter().all(|(_, problems)| problems.is_empty()) && own.is_empty() {
            return None;
        }
        let mistakes = noted.iter().map(|(_, problems)| problems).chain([&*own]);
        if let Some(mistake) = mistakes.into_iter().find_map(Problems::mistake) {
            return Some(mistake);
        }
        let mut all = own.empty_list();
        // A dependency that is asked for anew is told anew.
        for node in order {
            if let Some((_, problems)) = noted.iter().find(|(other, _)| other == node) {
                all.append(problems.clone().into_list());
            }
        }
        all.append(own.take().into_list());
        Some(RequestValidationError::new(all.into_errors()).into())
    }
}
