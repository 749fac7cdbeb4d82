export const SENTINEL_ROUND_INTERVAL_MS = 250
/** How long the log may be silent before the passing of time is written into it. */
export const CLOCK_TICK_MS = 600_000
