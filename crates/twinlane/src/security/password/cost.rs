//! The work that a hash is.

use argon2::Params;

use crate::errors::{Error, Result};

/// The cost of an Argon2 hash, with the field names of Python's `argon2-cffi`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "Argon2 has these three")]
pub struct Cost {
    /// The memory in KiB: at least 8 for each lane, at most 4 GiB.
    pub memory_cost: u32,
    /// The passes over the memory: at least one. The product of memory and passes is at most 4 GiB.
    pub time_cost: u32,
    /// The lanes, 1 to 64. They are computed one after another.
    pub parallelism: u32,
}

impl Cost {
    /// The cost that OWASP recommends: 19 MiB, 2 passes.
    pub const OWASP: Self = Self {
        memory_cost: 19 * 1024,
        time_cost: 2,
        parallelism: 1,
    };

    /// The cost that `pwdlib` recommends, and with it FastAPI's templates: 64 MiB, 3 passes, 4 lanes.
    pub const PWDLIB: Self = Self {
        memory_cost: 64 * 1024,
        time_cost: 3,
        parallelism: 4,
    };

    /// The most that a hash of another cost may be to be verified.
    const MOST_VERIFIED: Work = Work {
        memory: 256 * 1024,
        over_passes: 1024 * 1024,
    };

    /// The parameters of Argon2.
    pub(super) fn params(self) -> Result<Params> {
        let least = u64::from(self.parallelism) * 8;
        let is_within = (1..=MOST_LANES).contains(&self.parallelism)
            && (least..=MOST_MADE).contains(&u64::from(self.memory_cost))
            && self.time_cost >= 1
            && self.work().over_passes <= MOST_MADE;
        let params = Params::new(
            self.memory_cost,
            self.time_cost,
            self.parallelism,
            Some(OUTPUT),
        );
        match params {
            Ok(params) if is_within => Ok(params),
            _ => Err(Error::msg(format!(
                "passwords cannot be hashed with {self:?}: `parallelism` is 1 to {MOST_LANES}, `memory_cost` is at least 8 for each of these lanes, \
                 `time_cost` is at least 1, and `memory_cost * time_cost` is at most {MOST_MADE}"
            ))),
        }
    }

    /// True if a hash of this cost has no more lanes than any hash may have.
    pub(super) fn has_few_lanes(self) -> bool {
        self.parallelism <= MOST_LANES
    }

    /// True if a hash of this cost is no more work than a hasher of the other cost does.
    pub(super) fn is_verified_by(self, hasher: Self) -> bool {
        let (own, hasher) = (self.work(), hasher.work());
        let most = Self::MOST_VERIFIED;
        own.memory <= most.memory.max(hasher.memory)
            && own.over_passes <= most.over_passes.max(hasher.over_passes)
    }

    fn work(self) -> Work {
        let memory = u64::from(self.memory_cost);
        Work {
            memory,
            over_passes: memory * u64::from(self.time_cost),
        }
    }
}

impl Default for Cost {
    fn default() -> Self {
        Self::OWASP
    }
}

/// Memory in KiB, and the same times the passes.
struct Work {
    memory: u64,
    over_passes: u64,
}

/// The bytes of a hash.
pub(super) const OUTPUT: usize = 32;

pub(super) const MOST_LANES: u32 = 64;

/// 4 GiB in KiB.
const MOST_MADE: u64 = 4 * 1024 * 1024;
