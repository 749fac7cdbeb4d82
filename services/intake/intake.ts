import type { NewEvent, Position } from '@jianwei/events/envelope.ts'
import { streamOf } from '@jianwei/events/envelope.ts'
import { DomainError, StreamConflict } from '@jianwei/events/errors.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { AppendedEvent, AppendOutcome, EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type {
  KeepOutcome,
  Quarantine,
  QuarantinedInput,
  RefusalQuota,
  RefusalReason,
} from '@jianwei/events/ports/quarantine.ts'
import { refusedAmendments } from '#/intake/amendments.ts'
import { byteBudget } from '#/intake/byte-budget.ts'
import { nameOf } from '#/intake/guarded-reading.ts'
import { quarantinedInput, quarantineRecord } from '#/intake/quarantined-input.ts'
import { REFUSALS_KEPT } from '#/intake/refusal-counts.ts'
import { refusal, type IntakeInput, type ReadInput, type RefusedInput } from '#/intake/reading.ts'
import { resolveRepeatedInserts } from '#/intake/repeated-inserts.ts'

/**
 * The one way into the log for what departments send. A call goes through four phases:
 * 1. repeated inserts become corrections where they changed, and amendments are checked against the facts they name;
 * 2. what is refused is kept in quarantine, bytes first, so that nothing is dropped whatever happens next; beyond the day's quota it is
 *    counted there;
 * 3. the events and the records of the refusals go to the log together, in the order of the input;
 * 4. each input gets its answer. An answer means durable.
 */

/** Bytes of input that may wait for the log at one time, over all requests and imports. Beyond it, callers wait. */
export const IN_FLIGHT_BYTES_MAX = 64 * 1024 * 1024

export interface TakenEvent {
  readonly status: 'accepted' | 'duplicate'
  readonly event_id: EventId
  /** Where the log holds it; for a duplicate, the place of the first. */
  readonly position: Position
}

export interface KeptInput {
  readonly status: 'quarantined'
  readonly quarantine_id: string
  readonly reasons: readonly RefusalReason[]
}

/** Refused, and over the quota of its source or channel for the day: its number is kept, its bytes are not. */
export interface CountedInput {
  readonly status: 'counted'
  readonly reasons: readonly RefusalReason[]
}

export type RefusedResult = KeptInput | CountedInput
export type IntakeResult = TakenEvent | RefusedResult

export function isTaken(result: IntakeResult): result is TakenEvent {
  return result.status === 'accepted' || result.status === 'duplicate'
}

export interface IntakeCounts {
  readonly accepted: number
  readonly duplicate: number
  readonly quarantined: number
  /** Refused beyond the day's quota: counted and not kept. */
  readonly counted: number
}

export interface Intake {
  /**
   * Durable when it resolves: one list of results for each input, in order. Each event of an input has its result; a
   * refused input has one; an input without events has none.
   */
  take(inputs: readonly IntakeInput[]): Promise<readonly (readonly IntakeResult[])[]>
}

export interface IntakeParts {
  readonly log: EventLog
  readonly quarantine: Quarantine
  readonly now: () => Instant
  /** What is kept of refused input each day, where it is not the usual. */
  readonly quota?: Partial<RefusalQuota>
  /** Told after each call, for counters. */
  readonly onTaken?: (counts: IntakeCounts) => void
}

export function createIntake({ log, quarantine, now, onTaken, quota: given }: IntakeParts): Intake {
  const quota = { ...REFUSALS_KEPT, ...given }
  const budget = byteBudget(IN_FLIGHT_BYTES_MAX)

  async function takeNow(sent: readonly IntakeInput[]): Promise<readonly (readonly IntakeResult[])[]> {
    const inputs = await resolveRepeatedInserts(log, sent)
    const events = inputs.flatMap((input) => (input.reading.ok ? input.reading.events : []))
    const refused = await refusedAmendments(log, events)
    const wanted = inputs.map((input) => stepOf(input, refused, now))
    const entries = wanted.flatMap((step) => (step.kind === 'keep' ? [step.entry] : []))
    const steps = withinQuota(wanted, entries.length === 0 ? [] : await quarantine.keep(entries, quota))
    const appends = appendsOf(steps)
    return resultsOf(steps, appendedOf(appends, appends.length === 0 ? [] : await log.append(appends)))
  }

  /**
   * As `takeNow`. Where that fails for good, half of the inputs at a time, until those that fail alone are found and kept in
   * quarantine: a batch that comes again whole would fail for ever.
   */
  async function takeApart(inputs: readonly IntakeInput[]): Promise<readonly (readonly IntakeResult[])[]> {
    try {
      return await takeNow(inputs)
    } catch (error) {
      if (error instanceof DomainError && error.retryable) throw error
      // Fails where the log itself is what does not work: no input is to blame for that.
      await log.head()
      const [first] = inputs
      // A refusal that cannot be kept is our own trouble.
      if (first === undefined || (inputs.length === 1 && !first.reading.ok)) throw error
      if (inputs.length === 1) return takeNow([{ ...first, reading: untakeable(first, error) }])
      const half = Math.ceil(inputs.length / 2)
      return [...(await takeApart(inputs.slice(0, half))), ...(await takeApart(inputs.slice(half)))]
    }
  }

  return {
    async take(inputs) {
      const bytes = inputs.reduce((sum, input) => sum + input.bytes.length, 0)
      await budget.take(bytes)
      try {
        const results = await takeApart(inputs)
        onTaken?.(countsOf(results))
        return results
      } finally {
        budget.give(bytes)
      }
    },
  }
}

function untakeable({ reading }: IntakeInput, error: unknown): RefusedInput {
  const source = reading.ok ? (reading.events[0]?.source ?? null) : reading.source
  return refusal(
    source,
    'TAKING_FAILED',
    '',
    `the log could not take this input (${nameOf(error)}); its bytes are kept`,
  )
}

export function countsOf(results: readonly (readonly IntakeResult[])[]): IntakeCounts {
  const counts = { accepted: 0, duplicate: 0, quarantined: 0, counted: 0 }
  for (const ofInput of results) for (const result of ofInput) counts[result.status] += 1
  return counts
}

type Step =
  | { readonly kind: 'take'; readonly reading: ReadInput }
  | { readonly kind: 'keep'; readonly entry: QuarantinedInput; readonly record: NewEvent }
  | { readonly kind: 'count'; readonly entry: QuarantinedInput }

/** `outcomes` are those of the steps that keep something. */
function withinQuota(steps: readonly Step[], outcomes: readonly KeepOutcome[]): readonly Step[] {
  let at = 0
  return steps.map((step) =>
    step.kind === 'keep' && outcomes[at++] === 'counted' ? { kind: 'count', entry: step.entry } : step,
  )
}

function stepOf(
  input: IntakeInput,
  refused: ReadonlyMap<NewEvent, readonly RefusalReason[]>,
  now: () => Instant,
): Step {
  const { reading } = input
  if (!reading.ok) return keep(input, reading.source, reading.reasons, now())
  if (refused.size === 0) return { kind: 'take', reading }
  const reasons = reading.events.flatMap((event) => refused.get(event) ?? [])
  if (reasons.length === 0) return { kind: 'take', reading }
  return keep(input, reading.events[0]?.source ?? null, reasons, now())
}

function keep(input: IntakeInput, source: string | null, reasons: readonly RefusalReason[], receivedAt: Instant): Step {
  const entry = quarantinedInput(input, source, reasons, receivedAt)
  return { kind: 'keep', entry, record: quarantineRecord(entry) }
}

/** Neighbours in one stream share an append, so the log's order is the order of the input. */
function appendsOf(steps: readonly Step[]): StreamAppend[] {
  const appends: StreamAppend[] = []
  let subject: string | undefined
  let run: NewEvent[] = []
  for (const step of steps) {
    if (step.kind === 'count') continue
    if (step.kind === 'keep') {
      appends.push({ stream: streamOf('quarantine', step.entry.quarantine_id), expected: 'any', events: [step.record] })
      subject = undefined
      continue
    }
    for (const event of step.reading.events) {
      if (event.subject_id !== subject) {
        subject = event.subject_id
        run = []
        appends.push({ stream: streamOf('subject', subject), expected: 'any', events: run })
      }
      run.push(event)
    }
  }
  return appends
}

function appendedOf(appends: readonly StreamAppend[], outcomes: readonly AppendOutcome[]): AppendedEvent[] {
  const appended: AppendedEvent[] = []
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome.outcome === 'appended') {
      for (const event of outcome.events) appended.push(event)
      continue
    }
    throw new StreamConflict(appends[at]?.stream ?? '', {
      expected: String(outcome.expected),
      actual: String(outcome.actual),
    })
  }
  return appended
}

function resultsOf(steps: readonly Step[], appended: readonly AppendedEvent[]): (readonly IntakeResult[])[] {
  let at = 0
  return steps.map((step) => {
    if (step.kind === 'count') return [{ status: 'counted', reasons: step.entry.reasons }]
    if (step.kind === 'keep') {
      at += 1
      return [{ status: 'quarantined', quarantine_id: step.entry.quarantine_id, reasons: step.entry.reasons }]
    }
    const own = appended.slice(at, at + step.reading.events.length)
    at += own.length
    return own.map(({ event_id, position, duplicate }) => ({
      status: duplicate ? 'duplicate' : 'accepted',
      event_id,
      position,
    }))
  })
}
