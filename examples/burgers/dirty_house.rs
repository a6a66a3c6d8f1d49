//! The dirty house: nobody waits for anything, there is only work. It is cleaned three times: by one cleaner, by one who takes the
//! rooms in turns, and by a cleaner for each core.
//!
//! Cleaning is a plain `fn` that computes, in the cpu lane: what Twinlane does with a path operation that says `cpu`.

use std::hint::black_box;
use std::ops::Range;
use std::time::{Duration, Instant};

use twinlane::prelude::{Result, lanes};

use crate::moment::{State, Who};
use crate::plan::{Plan, ROOM};
use crate::staff::{self, Staff};
use crate::timeline::{NobodyLooks, Timeline};

/// In so many turns a room is cleaned by who does a bit of each.
const TURNS: u32 = 6;

#[derive(Clone)]
struct House {
    plan: Plan,
    timeline: Timeline,
    cleaners: Staff,
    brush: Brush,
}

/// Cleans the house three times.
pub async fn run(plan: Plan, timeline: &Timeline, brush: Brush) -> Result {
    let cores = lanes::cpu_capacity() as u32;
    let names = staff::names("Cleaner", cores);
    timeline.open(0, plan.rooms, names.collect())?;
    let house = House {
        plan,
        timeline: timeline.clone(),
        cleaners: Staff::new(timeline, 1..cores + 1)?,
        brush,
    };
    house.alone().await?;
    house.in_turns().await?;
    house.with_all_hands().await
}

impl House {
    /// One cleaner, one room after the other.
    async fn alone(&self) -> Result {
        self.gets_dirty("One cleaner, room after room")?;
        for room in 1..=self.plan.rooms {
            self.clean(room, 0..TURNS).await?;
        }
        Ok(())
    }

    /// One cleaner, who changes rooms all the time. It is the same work, so it takes the same time.
    async fn in_turns(&self) -> Result {
        self.gets_dirty("One cleaner, a bit of every room in turn")?;
        for turn in 0..TURNS {
            for room in 1..=self.plan.rooms {
                self.clean(room, turn..turn + 1).await?;
            }
        }
        Ok(())
    }

    /// As many cleaners as there are cores. The lane sees to it that there are no more.
    async fn with_all_hands(&self) -> Result {
        let cores = lanes::cpu_capacity();
        self.gets_dirty(format!("As many cleaners as cores ({cores})"))?;
        let mut rooms = Vec::new();
        for room in 1..=self.plan.rooms {
            let house = self.clone();
            let cleaned = async move { house.clean(room, 0..TURNS).await };
            rooms.push(lanes::spawn(cleaned));
        }
        for room in rooms {
            room.await??;
        }
        Ok(())
    }

    /// Does some turns of a room, in the cpu lane.
    async fn clean(&self, room: u32, turns: Range<u32>) -> Result {
        let house = self.clone();
        lanes::cpu(move || scrub(room, turns, &house)).await??;
        Ok(())
    }

    /// A part begins, and all is dirty again.
    fn gets_dirty(&self, part: impl Into<String>) -> Result<(), NobodyLooks> {
        self.timeline.part(part)?;
        for room in 1..=self.plan.rooms {
            self.timeline.change(Who::Room, room, State::Dirty, None)?;
        }
        Ok(())
    }
}

/// Some turns of a room. It never waits: a processor is busy from the first line to the last.
fn scrub(room: u32, turns: Range<u32>, house: &House) -> Result<(), NobodyLooks> {
    let _thread = house.timeline.hold_thread();
    let cleaner = house.cleaners.idle_one();
    cleaner.begins(State::Cleaning, room)?;
    let becomes = |state| house.timeline.change(Who::Room, room, state, None);
    becomes(State::BeingCleaned)?;
    for _ in turns.clone() {
        house.brush.scrub(house.plan.paced(ROOM) / TURNS);
    }
    becomes(match turns.end {
        TURNS => State::Clean,
        _ => State::Dirty,
    })
}

/// Work for a processor, by the time it should take.
#[derive(Clone, Copy)]
pub struct Brush {
    strokes_per_second: f64,
}

impl Brush {
    /// Tries how fast this machine is. The best of a few times counts: the others were disturbed.
    pub fn calibrated() -> Self {
        const STROKES: u64 = 200_000;
        let fastest = (0..20).map(|_| {
            let begun = Instant::now();
            rub(STROKES);
            begun.elapsed()
        });
        let fastest = fastest.min().unwrap_or_default();
        Self {
            strokes_per_second: STROKES as f64 / fastest.as_secs_f64().max(1e-6),
        }
    }

    /// Works about so long, and longer where others want the processor, too.
    fn scrub(self, time: Duration) {
        rub((self.strokes_per_second * time.as_secs_f64()) as u64);
    }
}

/// Numbers that depend on each other, so that nothing of it can be left out or done at once.
fn rub(strokes: u64) {
    let mut dirt = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..strokes {
        dirt ^= dirt << 13;
        dirt ^= dirt >> 7;
        dirt ^= dirt << 17;
        dirt = black_box(dirt);
    }
}
