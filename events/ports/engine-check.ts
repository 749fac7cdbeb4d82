/** What the program works with. */
export type EngineName = 'log' | 'kafka' | 'warehouse' | 'clock'

/**
 * What was asked of an engine before work begins, and what came.
 *
 * - `fine`: as it should be.
 * - `advice`: it works, and will cost something; `mend` says what.
 * - `away`: nobody answered, which may pass by itself.
 * - `missing`: the work cannot begin until somebody has done what `mend` says.
 */
export interface EngineFinding {
  readonly engine: EngineName
  /** `the right to read $all`. */
  readonly asked: string
  /** `access denied`. Never a password, nor what an event says. */
  readonly came: string
  readonly verdict: 'fine' | 'advice' | 'away' | 'missing'
  /** What has to be done, in one sentence; null where nothing has. */
  readonly mend: string | null
}

/** Asks an engine for all that the program will need of it. Tells failures, and throws none. */
export type CheckEngine = () => Promise<readonly EngineFinding[]>

/** Whether the work has to wait. */
export function holdsUp({ verdict }: EngineFinding): boolean {
  return verdict === 'away' || verdict === 'missing'
}

/** Clocks that are further apart make times that contradict each other. */
const CLOCK_APART_MS_MAX = 10 * 60_000
/** From here on the order of times is not that of events. */
const CLOCK_ADVICE_MS = 2_000

/**
 * How far an engine's clock is from this machine's. `round_trip_ms`: how long the answer took,
 * which is how exact the comparison is.
 */
export function clockFinding(
  engine: EngineName,
  { ahead_ms, round_trip_ms }: { readonly ahead_ms: number; readonly round_trip_ms: number },
): EngineFinding {
  const asked = "the difference to this machine's clock"
  const apart = Math.max(0, Math.abs(ahead_ms) - round_trip_ms)
  const seconds = (apart / 1_000).toFixed(1)
  if (apart < CLOCK_ADVICE_MS)
    return { engine, asked, came: 'under two seconds', verdict: 'fine', mend: null }
  return {
    engine,
    asked,
    came: ahead_ms > 0 ? `its clock is ${seconds} s ahead` : `its clock is ${seconds} s behind`,
    verdict: apart > CLOCK_APART_MS_MAX ? 'missing' : 'advice',
    mend: 'let both machines follow the same time servers (NTP)',
  }
}
