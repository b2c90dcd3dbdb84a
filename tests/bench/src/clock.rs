//! Two things measured side by side: turn by turn in one run, the best of several rounds of each, so
//! that whatever else the machine does falls on both.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

const ROUNDS: usize = 9;
/// Long enough for the clock, short enough to fit between two interruptions.
const ROUND: Duration = Duration::from_millis(12);

/// How many seconds each takes.
pub(crate) fn compare<A, B>(
    mut one: impl FnMut() -> A,
    mut other: impl FnMut() -> B,
) -> (f64, f64) {
    let (times, other_times) = (times(&mut one), times(&mut other));
    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        best.0 = best.0.min(round(&mut one, times));
        best.1 = best.1.min(round(&mut other, other_times));
    }
    best
}

/// How often it fits into a round.
fn times<T>(act: &mut impl FnMut() -> T) -> u32 {
    let mut times = 1;
    loop {
        let start = Instant::now();
        for _ in 0..times {
            black_box(act());
        }
        let taken = start.elapsed();
        if taken >= ROUND {
            return times;
        }
        times *= 2;
    }
}

fn round<T>(act: &mut impl FnMut() -> T, times: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..times {
        black_box(act());
    }
    start.elapsed().as_secs_f64() / f64::from(times)
}
