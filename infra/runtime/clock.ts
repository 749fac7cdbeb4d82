import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'

/** Where the time of day comes from. Nothing on the rule path has one. */
export interface Clock {
  now(): Instant
}

/** The machine's clock. It may jump, also backwards. */
export function systemClock(): Clock {
  return { now: () => instantFromMs(Date.now()) }
}
