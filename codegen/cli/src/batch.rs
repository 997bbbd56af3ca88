//! Runs the generator on several descriptions at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clientwright::{Output, Request, Sources};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{Error, Shell};

/// Descriptions nest deep; a thread's usual two megabytes are less than the main thread has.
const STACK: usize = 64 << 20;

/// Generates from each request; the order stays that of `requests`.
pub(crate) fn generate(
    sources: &Sources,
    requests: &[Request],
    shell: &Shell<'_>,
) -> Result<Vec<Output>, Error> {
    each(sources, requests, shell, shell.generate)
}

/// Does the same with whatever comes of a description.
pub(crate) fn each<T: Send>(
    sources: &Sources,
    requests: &[Request],
    shell: &Shell<'_>,
    make: impl Fn(&Sources, &Request) -> T + Sync,
) -> Result<Vec<T>, Error> {
    let jobs: Vec<Job<'_>> = requests.iter().map(|it| (sources, it)).collect();
    several(&jobs, shell, make)
}

/// A request and the sources that it is about.
pub(crate) type Job<'r> = (&'r Sources, &'r Request);

/// Does the same where each request has sources of its own.
pub(crate) fn several<T: Send>(
    jobs: &[Job<'_>],
    shell: &Shell<'_>,
    make: impl Fn(&Sources, &Request) -> T + Sync,
) -> Result<Vec<T>, Error> {
    let bar = progress(jobs.len(), shell);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((n, (sources, request))) = take(jobs, &next) {
            let name = sources.file(request.get_description()).map_or("", |it| it.name.as_str());
            bar.set_message(name.to_owned());
            let output = make(sources, request);
            if let Ok(mut done) = done.lock() {
                done.push((n, output));
            }
            bar.inc(1);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    let started = thread::scope(|scope| {
        let start = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        (0..threads).map(start).collect::<Result<Vec<_>, _>>().map(drop)
    });
    bar.finish_and_clear();
    started.map_err(|it| Error::new(format!("can't start threads: {it}")))?;
    let mut outputs = done.into_inner().unwrap_or_default();
    outputs.sort_by_key(|(n, _)| *n);
    Ok(outputs.into_iter().map(|(_, output)| output).collect())
}

/// The next request that nobody has taken yet, with its number.
fn take<'r>(jobs: &[Job<'r>], next: &AtomicUsize) -> Option<(usize, Job<'r>)> {
    let n = next.fetch_add(1, Ordering::Relaxed);
    Some((n, *jobs.get(n)?))
}

fn progress(length: usize, shell: &Shell<'_>) -> ProgressBar {
    let bar =
        if shell.style.progress { ProgressBar::new(length as u64) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}
