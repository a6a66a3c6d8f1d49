//! The dependencies of one request, as arguments are gathered, in FastAPI's order.
//!
//! As there, a function runs as soon as it has its arguments, before those of the next are looked at. Here that goes on until one
//! has to be waited for: the arguments of all after it are gathered first, while the request is borrowed, and [`run`](super::run)
//! goes on with what is left. In most requests nothing is.

use std::task::Waker;

use smallvec::SmallVec;
use twinlane_lanes::{Label, Panicked};

use super::{Begun, Home, Made, Make, NodeMake, PlannedDependencies, PlannedNode, Supplying};
use crate::answer::Answered;
use crate::call::Call;
use crate::error::{Error, HttpError, Problems, RequestValidationError};
use crate::parameter::Gather;

/// The dependencies of one request, as arguments are gathered.
#[derive(Debug)]
pub(crate) struct Provision<'r> {
    /// Where the values are or will be of those that have had their turn. `None`: there will be none, or who asks reads it himself.
    pub(super) homes: Homes,
    /// The home of the dependency whose arguments are being gathered, where its function is left to be run.
    own_home: Option<Home>,
    /// What wakes the request's task, as long as functions may begin: until one is left to be run.
    begins: Option<&'r Waker>,
    /// Boxed: where all values have been made, there is nothing of it.
    further: Option<Box<Further>>,
}

/// What there is beside the values.
#[derive(Debug, Default)]
pub(crate) struct Further {
    /// What is left to do, in order.
    pub(crate) left: Vec<Step>,
    /// What those that have ended have made.
    pub(crate) made: Made,
    /// What is wrong with the arguments of each; those that need one of them are here too.
    wrong: Vec<(usize, Problems)>,
}

/// As many as most operations have are no allocation.
pub(super) type Homes = SmallVec<[Option<Home>; 8]>;

/// A dependency that is left to be run.
#[derive(Debug)]
pub(crate) struct Step {
    pub(super) of: Running,
    pub(super) turn: Turn,
}

/// A dependency of this request.
#[derive(Debug, Clone)]
pub(super) struct Running {
    /// Its place among the dependencies of the operation.
    pub(super) place: usize,
    pub(super) label: Label,
    pub(super) teardown: Label,
    /// Whether all who ask for its value can do without.
    pub(super) optional: bool,
    /// Where its value will be; `None` once it is there and left to those who ask for it.
    pub(super) home: Option<Home>,
}

#[derive(Debug)]
pub(super) enum Turn {
    Run(Call<Supplying>),
    /// It has run already, and has failed.
    Ended(Result<Supplying, Panicked>),
    /// It has no arguments, since a security scheme refuses the request.
    Refused,
}

impl PlannedDependencies {
    /// Gathers the arguments of their functions, and begins those that may. What is wrong with the arguments is noted.
    ///
    /// `begins`: what wakes the request's task, if any may.
    pub(crate) fn gather<'r>(&'r self, cx: &mut Gather<'r>, begins: Option<&'r Waker>) {
        // A body that turns out to be no JSON ends the request before anything has run. Those of one wave begin together.
        let may_begin = !cx.inputs.body.may_be_unreadable() && self.waves.is_none();
        cx.provision = Some(Provision {
            homes: Homes::new(),
            own_home: None,
            begins: begins.filter(|_| may_begin),
            further: None,
        });
        for node in &self.nodes {
            node.gather(cx);
        }
    }
}

impl PlannedNode {
    fn empty_home(&self) -> Home {
        (self.home)(&mut ())
    }

    fn gather<'r>(&'r self, cx: &mut Gather<'r>) {
        cx.take_up_node(self);
        let begun = match &self.make {
            NodeMake::AsWritten(Make::Function(gather)) => gather(cx),
            NodeMake::Override(gather) => gather(cx),
            NodeMake::AsWritten(Make::Check(check)) => checked(check(cx.inputs.parts), cx),
            NodeMake::Given(_) => checked(Ok(()), cx),
        };
        match (begun, &mut cx.provision) {
            (Some(Begun(None)), _) | (_, None) => {}
            (Some(Begun(Some(turn))), Some(provision)) => provision.leave(self, turn),
            (None, Some(provision)) => {
                let problems = cx.problems.take();
                provision.without_arguments(self, problems);
            }
        }
    }
}

/// A scheme has no value: who asks reads it himself.
fn checked(checked: Result<(), HttpError>, cx: &mut Gather<'_>) -> Option<Begun> {
    Some(match checked {
        Ok(()) => {
            cx.provision.as_mut()?.homes.push(None);
            Begun(None)
        }
        Err(error) => Begun(Some(Turn::Run(refusing(error)))),
    })
}

/// Ends the request where it stands in the order.
fn refusing(error: HttpError) -> Call<Supplying> {
    Call::in_place(move || Err(Box::new(Answered::failed(error))))
}

impl<'r> Provision<'r> {
    /// What wakes the request's task, if a function may begin.
    pub(super) fn begins(&self) -> Option<&'r Waker> {
        self.begins
    }

    /// Where the value of a dependency is or will be; `None` where it will not be made.
    pub(crate) fn home(&self, node: usize) -> Option<&Home> {
        self.homes.get(node)?.as_ref()
    }

    /// Makes the home of the dependency whose arguments are being gathered.
    pub(super) fn empty_home(&mut self, node: &PlannedNode) -> Home {
        self.own_home.insert(node.empty_home()).clone()
    }

    fn wrong(&self) -> &[(usize, Problems)] {
        self.further.as_ref().map_or(&[], |further| &further.wrong)
    }

    fn is_wrong(&self, node: usize) -> bool {
        self.wrong().iter().any(|(wrong, _)| *wrong == node)
    }

    /// What was made beside the values.
    pub(super) fn made(&mut self) -> &mut Made {
        &mut self.further.get_or_insert_default().made
    }

    /// Notes why a dependency has no arguments.
    #[cold]
    fn without_arguments(&mut self, node: &PlannedNode, problems: Problems) {
        if problems.is_empty() && !node.needs.iter().any(|need| self.is_wrong(*need)) {
            return self.leave(node, Turn::Refused);
        }
        let further = self.further.get_or_insert_default();
        further.wrong.push((self.homes.len(), problems));
        self.homes.push(None);
    }

    /// Leaves a dependency to be run. Those after it cannot begin.
    fn leave(&mut self, node: &PlannedNode, turn: Turn) {
        self.begins = None;
        let home = self.own_home.take();
        let home = Some(home.unwrap_or_else(|| node.empty_home()));
        let of = Running {
            place: self.homes.len(),
            label: node.site.label(),
            teardown: node.teardown,
            optional: node.optional,
            home: home.clone(),
        };
        let further = self.further.get_or_insert_default();
        further.left.push(Step { of, turn });
        self.homes.push(home);
    }

    /// What there is beside the values.
    pub(crate) fn take_further(&mut self) -> Option<Box<Further>> {
        self.further.take()
    }

    /// That the body could not be read, which ends the request before anything has run.
    pub(crate) fn unreadable_body(&self) -> Option<Error> {
        let mut wrong = self.wrong().iter();
        wrong.find_map(|(_, problems)| problems.unreadable_body())
    }

    /// What is wrong with the request, if anything is: what the dependencies say in their order, then the operation.
    pub(crate) fn error(&self, order: &[usize], own: &mut Problems) -> Option<Error> {
        let wrong = self.wrong();
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
