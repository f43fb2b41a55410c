//! Tasks on many cores, their results in the order of the tasks, and no more of either in memory than is worked on.

use std::iter;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crate::terminal::Failure;

/// What a worker hands over.
enum Piece<B> {
    Block(B),
    EndOfTask,
}

/// Gives the tasks to workers in turn, and takes their blocks in turn. Each task makes any number of blocks.
///
/// Threads that are still at work when `take` fails are left alone: they may wait for input that never comes, and end with the program.
pub(super) fn run<T, B, W>(
    threads: usize,
    mut tasks: impl Iterator<Item = T> + Send + 'static,
    worker: impl Fn() -> W,
    mut take: impl FnMut(B) -> Result<(), Failure>,
) -> Result<(), Failure>
where
    T: Send + 'static,
    B: Send + 'static,
    W: FnMut(T, &mut dyn FnMut(B)) + Send + 'static,
{
    if threads == 1 {
        let mut work = worker();
        return tasks.try_for_each(|task| {
            let mut outcome = Ok(());
            work(task, &mut |block| {
                if outcome.is_ok() {
                    outcome = take(block);
                }
            });
            outcome
        });
    }
    let (lanes, mut running): (Vec<_>, Vec<_>) = iter::repeat_with(|| start(worker()))
        .take(threads)
        .map(|(t, b, h)| ((t, b), h))
        .unzip();
    let (inputs, outputs): (Vec<_>, Vec<_>) = lanes.into_iter().unzip();
    running.push(thread::spawn(move || {
        // a lane is closed when nobody wants more
        let _ = tasks
            .zip(inputs.iter().cycle())
            .try_for_each(|(task, input)| input.send(task).ok());
    }));
    for output in outputs.iter().cycle() {
        loop {
            match output.recv() {
                Ok(Piece::Block(block)) => take(block)?,
                Ok(Piece::EndOfTask) => break,
                // tasks are dealt in turn: if this lane has none, no other has
                Err(_) => return join(running),
            }
        }
    }
    Ok(())
}

/// Starts a worker and gives both ends of its lane.
fn start<T, B>(
    mut work: impl FnMut(T, &mut dyn FnMut(B)) + Send + 'static,
) -> (SyncSender<T>, Receiver<Piece<B>>, JoinHandle<()>)
where
    T: Send + 'static,
    B: Send + 'static,
{
    let (give, tasks) = sync_channel(2);
    let (send, blocks) = sync_channel(2);
    let worker = thread::spawn(move || {
        for task in tasks {
            let mut wanted = true;
            work(task, &mut |block| {
                wanted = wanted && send.send(Piece::Block(block)).is_ok();
            });
            if !wanted || send.send(Piece::EndOfTask).is_err() {
                return;
            }
        }
    });
    (give, blocks, worker)
}

/// A thread that broke down must not look like the end of its work.
fn join(running: Vec<JoinHandle<()>>) -> Result<(), Failure> {
    running
        .into_iter()
        .try_for_each(JoinHandle::join)
        .map_err(|_| anyhow::anyhow!("a thread broke down").into())
}

#[cfg(test)]
mod tests {
    use super::run;
    use crate::terminal::Failure;

    #[test]
    fn blocks_come_in_the_order_of_their_tasks() {
        for threads in 1..=5 {
            for tasks in 0..40_u64 {
                let mut found = Vec::new();
                let work = || {
                    |task: u64, give: &mut dyn FnMut((u64, u64))| {
                        (0..task % 4).for_each(|block| give((task, block)));
                    }
                };
                let outcome = run(threads, 0..tasks, work, |block| {
                    found.push(block);
                    Ok(())
                });
                assert!(outcome.is_ok());
                assert_eq!(
                    found,
                    (0..tasks)
                        .flat_map(|task| (0..task % 4).map(move |block| (task, block)))
                        .collect::<Vec<_>>()
                );
            }
        }
    }

    #[test]
    fn the_first_failure_ends_an_endless_run() {
        for threads in [1, 3] {
            let work = || |task: u64, give: &mut dyn FnMut(u64)| give(task);
            let outcome = run(threads, 0.., work, |task| {
                if task < 100 {
                    Ok(())
                } else {
                    Err(Failure::ClosedPipe)
                }
            });
            assert!(matches!(outcome, Err(Failure::ClosedPipe)));
        }
    }

    #[test]
    fn a_worker_that_panics_is_no_success() {
        let work = || |task: u64, _: &mut dyn FnMut(())| assert!(task < 10, "the test wants it");
        assert!(matches!(
            run(2, 0..1000, work, |()| Ok(())),
            Err(Failure::Unexpected(_))
        ));
    }
}
