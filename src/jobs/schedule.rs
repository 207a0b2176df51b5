//! What recurs, and how often.

use chrono::TimeDelta;

use super::Sweep;
use crate::outbox;

/// Every kind of recurring work. Mail is looked for at each turn of the worker.
pub const SWEEPS: &[Sweep] =
    &[Sweep { kind: "outbox", every: TimeDelta::zero(), run: outbox::send_due }];
