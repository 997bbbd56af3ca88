//! Does one case so many times, for a profiler; or measures all of them in turns, for a machine that isn't quiet.
//!
//! - `pairs` prints for each case the median ratio, generated to by hand, of many short runs one after the other.
//! - `valgrind --tool=callgrind pairs call/in_order generated 200` counts instructions, which no load changes; what a case
//!   costs once is the difference between two such counts.
#![expect(clippy::print_stdout, reason = "a command line")]

use std::time::{Duration, Instant};

use overhead::cases::{Case, cases};

/// How many pairs of runs there are.
const PAIRS: usize = 301;
/// How often a run does its case.
const TIMES: usize = 20;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.as_slice() {
        [name, side, times] => {
            let times = times.parse().unwrap_or_default();
            for case in cases().iter().filter(|it| format!("{}/{}", it.group, it.name) == *name) {
                run(if side == "generated" { &case.generated } else { &case.by_hand }, times);
            }
        }
        _ => cases().iter().for_each(compare),
    }
}

fn compare(case: &Case) {
    let mut ratios: Vec<f64> = (0..PAIRS)
        .map(|nth| {
            // Either goes first as often as the other.
            if nth % 2 == 0 {
                let generated = run(&case.generated, TIMES);
                generated.as_secs_f64() / run(&case.by_hand, TIMES).as_secs_f64()
            } else {
                let by_hand = run(&case.by_hand, TIMES);
                run(&case.generated, TIMES).as_secs_f64() / by_hand.as_secs_f64()
            }
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    let median = ratios.get(PAIRS / 2).copied().unwrap_or(f64::NAN);
    println!("{}/{}\t{median:.3}", case.group, case.name);
}

fn run(case: &dyn Fn(), times: usize) -> Duration {
    let start = Instant::now();
    for _ in 0..times {
        case();
    }
    start.elapsed()
}
