//! Time on the processor, so that other work on the machine does not count.

/// Nanoseconds on the processor of this thread, as the kernel counts them.
pub fn nanoseconds() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the kernel counts the time of threads");
    text.split_whitespace().next().and_then(|first| first.parse().ok()).expect("the first number is the time on the processor")
}

/// The fewest seconds on the processor of this thread that a piece of work takes, in so many passes of so many repeats each.
///
/// The kernel counts in steps of some milliseconds: a pass should take half a second or more.
pub fn least(passes: u32, repeats: u32, mut work: impl FnMut(u32)) -> f64 {
    let pass = |pass: u32| {
        let from = nanoseconds();
        (0..repeats).for_each(|_| work(pass));
        (nanoseconds() - from) as f64 * 1e-9 / f64::from(repeats)
    };
    (0..passes).map(pass).fold(f64::INFINITY, f64::min)
}
