//! The team engine takes no memory for an event: once its buffers have grown, a run of any length asks for none.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use foretaste::random::{At, Seed, Streams};
use foretaste::study::autonomy::load;
use foretaste::world::{Arm, Depth, World};

thread_local! {
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// The system's memory, counted by thread.
struct Counted;

// SAFETY: every call goes to the system's allocator as it is.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = TAKEN.try_with(|taken| taken.set(taken.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let _ = TAKEN.try_with(|taken| taken.set(taken.get() + 1));
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTED: Counted = Counted;

#[test]
fn a_run_of_the_28_agents_takes_no_memory_a_second_time() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let team = load(&root.join("scenarios/agency-28/team.toml"), root).unwrap().team;
    let arms = [Arm { name: "as given".to_owned(), edits: Vec::new(), depth: Depth::Full }];
    let plan = team.bind(&team.unknowns().medians(), &arms).unwrap();
    let mut tallies = team.tallies(&arms);
    let mut scratch = team.scratch();
    let mut taken = |streams: &Streams| {
        let before = TAKEN.get();
        team.run(&plan, 0, streams, &mut scratch, &mut tallies).unwrap();
        (TAKEN.get() - before, team.events(&tallies[0]))
    };
    let streams = Streams::new(Seed(3), At { theta: 0, inner: 0 });
    let (first, events) = taken(&streams);
    assert!(first > 0 && events > 1_000, "{first} {events}");
    let (second, _) = taken(&streams);
    assert_eq!(second, 0, "the same run again");
}
