//! Tasks on many cores, and their results in the order of the tasks.

use std::iter;
use std::panic;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// How many results of one core may wait.
const WAITING: usize = 2;

/// The results of the tasks, in their order. A task that panics panics here too.
///
/// When the iterator is dropped, its threads end with the program at the latest: they may wait for input that never comes.
pub(super) fn map<T, B, W>(
    threads: usize,
    tasks: impl Iterator<Item = T> + Send + 'static,
    work: W,
) -> Box<dyn Iterator<Item = B>>
where
    T: 'static,
    B: Send + 'static,
    W: Fn(T) -> B + Clone + Send + 'static,
{
    if threads == 1 {
        return Box::new(tasks.map(work));
    }
    // whoever takes a task says so, so that the results are asked for in the order of the tasks
    let (sender, turns) = channel();
    let tasks = Arc::new(Mutex::new((tasks, sender)));
    let mut workers: Vec<_> = (0..threads)
        .map(|number| {
            let tasks = Arc::clone(&tasks);
            let next = move || {
                // after a panic in the tasks, there are no more
                let mut tasks = tasks.lock().ok()?;
                let task = tasks.0.next()?;
                tasks.1.send(number).ok()?;
                Some(task)
            };
            Worker::start(next, work.clone())
        })
        .collect();
    drop(tasks);
    Box::new(iter::from_fn(move || {
        let Ok(number) = turns.recv() else {
            // there are no more tasks, or the tasks themselves have panicked
            workers.drain(..).for_each(Worker::join);
            return None;
        };
        let result = workers[number].results.recv().ok();
        if result.is_none() {
            workers.swap_remove(number).join();
        }
        result
    }))
}

struct Worker<B> {
    results: Receiver<B>,
    thread: JoinHandle<()>,
}

impl<B: Send + 'static> Worker<B> {
    fn start<T>(
        next: impl FnMut() -> Option<T> + Send + 'static,
        work: impl Fn(T) -> B + Send + 'static,
    ) -> Self {
        let (output, results): (SyncSender<B>, _) = sync_channel(WAITING);
        let thread = thread::spawn(move || {
            // there is nobody left to take a result if it cannot be sent
            iter::from_fn(next).all(|task| output.send(work(task)).is_ok());
        });
        Self { results, thread }
    }

    /// Ends with the thread, which has ended: a panic goes on here.
    fn join(self) {
        if let Err(payload) = self.thread.join() {
            panic::resume_unwind(payload);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::map;

    #[test]
    fn results_come_in_the_order_of_their_tasks() {
        for threads in 1..=5 {
            for tasks in 0..40_u64 {
                let results: Vec<_> = map(threads, 0..tasks, |task| task * 2).collect();
                assert_eq!(results, (0..tasks).map(|task| task * 2).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn an_endless_run_can_be_left() {
        for threads in 1..=3 {
            let results: Vec<_> = map(threads, 0_u64.., |task| task).take(100).collect();
            assert_eq!(results.last(), Some(&99));
        }
    }

    #[test]
    fn a_run_can_be_left_whose_tasks_never_come() {
        let (_sender, never) = std::sync::mpsc::channel::<u64>();
        let tasks = (0..1).chain(never);
        assert_eq!(map(3, tasks, |task| task).next(), Some(0));
    }

    /// The results before the panic come, then it goes on, whichever thread it is in.
    #[test]
    fn a_panic_in_any_worker_is_one_here() {
        for threads in 1..=5 {
            for bad in 0..12_u64 {
                let mut results = map(threads, 0_u64.., move |task| {
                    assert_ne!(task, bad, "the test wants it");
                    task
                });
                let before: Vec<_> = results
                    .by_ref()
                    .take(usize::try_from(bad).unwrap())
                    .collect();
                assert_eq!(before, (0..bad).collect::<Vec<_>>());
                assert!(catch_unwind(AssertUnwindSafe(|| results.next())).is_err());
            }
        }
    }

    #[test]
    fn a_panic_in_the_tasks_is_one_here() {
        for threads in 1..=5 {
            let tasks = (0..9).inspect(|task| assert_ne!(*task, 7, "the test wants it"));
            let run = || map(threads, tasks.clone(), |task| task).count();
            assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
        }
    }
}
