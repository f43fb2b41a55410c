//! Goes back to single inputs of a task: what they are is not kept on the way, for it is seldom asked.

use countersign::speke::Input;

use super::catalogue::Catalogue;
use super::tasks::Task;

/// Gives the inputs at some places of a task, which are in ascending order.
pub(super) fn pick(
    catalogue: &Catalogue,
    task: &Task,
    places: &[u64],
    mut give: impl FnMut(&Input<'_>),
) {
    let mut wanted = places.iter().peekable();
    let mut place = 0;
    catalogue.walk(&task.source, &task.slice, |grid, slice| {
        grid.for_each(slice, |input| {
            if wanted.next_if(|wanted| **wanted == place).is_some() {
                give(&input);
            }
            place += 1;
        });
    });
}
