/**
 * Events in one insert. An insert costs the views a fixed price, so large ones pay under load
 * (tests/bench/warehouse-insert.ts).
 */
export const PROJECTOR_BATCH_EVENTS_MAX = 40_000
export const PROJECTOR_INSERT_INTERVAL_MS = 100
