//! Two things measured side by side: turn by turn in one run, the best of several rounds of each, so
//! that whatever else the machine does falls on both.

use std::hint::black_box;

const ROUNDS: usize = 9;
/// Long enough for the clock, short enough to fit between two interruptions; in seconds.
const ROUND: f64 = 0.012;

/// How many seconds each takes.
pub fn compare<A, B>(mut one: impl FnMut() -> A, mut other: impl FnMut() -> B) -> (f64, f64) {
    let (times, other_times) = (times(&mut one), times(&mut other));
    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        best.0 = best.0.min(round(&mut one, times));
        best.1 = best.1.min(round(&mut other, other_times));
    }
    best
}

/// How many seconds it takes.
pub fn measure<A>(mut act: impl FnMut() -> A) -> f64 {
    let times = times(&mut act);
    let rounds = (0..ROUNDS).map(|_| round(&mut act, times));
    rounds.fold(f64::INFINITY, f64::min)
}

/// How many seconds it takes, by few tries: for what takes long, or is done many times over.
pub fn glance<A>(mut act: impl FnMut() -> A) -> f64 {
    let tries = (0..3).map(|_| round(&mut act, 1));
    tries.fold(f64::INFINITY, f64::min)
}

/// How often it fits into a round.
fn times<T>(act: &mut impl FnMut() -> T) -> u32 {
    let mut times = 1;
    loop {
        let start = now();
        for _ in 0..times {
            black_box(act());
        }
        if now() - start >= ROUND {
            return times;
        }
        times *= 2;
    }
}

fn round<T>(act: &mut impl FnMut() -> T, times: u32) -> f64 {
    let start = now();
    for _ in 0..times {
        black_box(act());
    }
    (now() - start) / f64::from(times)
}

/// Seconds since some moment.
#[cfg(not(target_arch = "wasm32"))]
fn now() -> f64 {
    use std::{sync::OnceLock, time::Instant};
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64()
}

#[cfg(target_arch = "wasm32")]
fn now() -> f64 {
    use wasm_bindgen::prelude::wasm_bindgen;
    #[wasm_bindgen]
    extern "C" {
        /// Milliseconds.
        #[wasm_bindgen(js_namespace = performance, js_name = now)]
        fn milliseconds() -> f64;
    }
    milliseconds() / 1e3
}
