//! Goes back to single inputs of a task: what they are is not kept on the way, for it is seldom asked.

use countersign::speke::{Grid, Input};

use super::catalogue::{Catalogue, Visit};
use super::tasks::Task;

/// Gives the inputs at some places of a task, which are in ascending order, each with its place's own place.
pub(super) fn pick(catalogue: &Catalogue, task: &Task, places: &[u64], give: impl FnMut(usize, &Input<'_>)) {
    catalogue.walk(&task.source, &task.slice, &mut Pick { places, next: 0, at: 0, give });
}

struct Pick<'a, F> {
    places: &'a [u64],
    next: usize,
    at: u64,
    give: F,
}

impl<F: FnMut(usize, &Input<'_>)> Visit for Pick<'_, F> {
    fn grid(&mut self, _: &Grid<'_>) {}

    fn input(&mut self, input: &Input<'_>) {
        if self.places.get(self.next) == Some(&self.at) {
            (self.give)(self.next, input);
            self.next += 1;
        }
        self.at += 1;
    }
}
