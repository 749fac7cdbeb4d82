import type { NewEvent, Position } from '@jianwei/events/envelope.ts'
import { streamOf } from '@jianwei/events/envelope.ts'
import {
  DomainError,
  EventTooLarge,
  LogUnavailable,
  StreamConflict,
} from '@jianwei/events/errors.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type {
  AppendedEvent,
  AppendOutcome,
  EventLog,
  StreamAppend,
} from '@jianwei/events/ports/event-log.ts'
import type {
  KeepOutcome,
  Quarantine,
  QuarantinedInput,
  RefusalQuota,
  RefusalReason,
} from '@jianwei/events/ports/quarantine.ts'
import { checkedAmendments } from '#/intake/amendments.ts'
import { byteBudget } from '#/intake/byte-budget.ts'
import { nameOf } from '#/intake/guarded-reading.ts'
import { planInputs } from '#/intake/input-plans.ts'
import { withKnownRegions } from '#/intake/known-regions.ts'
import type { Plan, PlannedEvent } from '#/intake/planned-input.ts'
import { quarantinedInput, quarantineRecord, reopenedRecord } from '#/intake/quarantined-input.ts'
import { REFUSALS_KEPT } from '#/intake/refusal-counts.ts'
import { refusal, type IntakeInput, type RefusedInput } from '#/intake/reading.ts'
import { RegionBook } from '#/regions/region-book.ts'
import { endSuperseded, type TakenInput } from '#/intake/superseded-inputs.ts'

/**
 * The one way into the log for what departments send. A call goes through four phases:
 * 1. where an id may have come before, it is compared with what the log holds (`input-plans.ts`),
 *    and amendments are checked against the facts that they name;
 * 2. what is refused is kept in quarantine, bytes first, so that nothing is dropped whatever
 *    happens next; beyond the day's quota it is counted there;
 * 3. the events and the records of the refusals go to the log together, in the order of the input;
 * 4. entries of the quarantine whose records came in are ended (`superseded-inputs.ts`);
 * 5. each input gets its answer. An answer means durable. Where the append knew an id that was
 *    believed to be new, the input goes back to 1: only equal content is a duplicate.
 */

/** Times that an input is looked at again because others wrote its events meanwhile. */
const ROUNDS_MAX = 10

/**
 * Bytes of input that may wait for the log at one time, over all requests and imports. Beyond it,
 * callers wait.
 */
export const IN_FLIGHT_BYTES_MAX = 64 * 1024 * 1024

export interface TakenEvent {
  /**
   * `corrected`: a changed record of a register became a correction or a retraction, which is the
   * event named here.
   */
  readonly status: 'accepted' | 'corrected' | 'duplicate'
  readonly event_id: EventId
  /** Where the log holds it; for a duplicate, the position of the first. */
  readonly position: Position
  /** What the sender should look at, though the event was taken. */
  readonly notice?: RefusalReason
}

const factNotSent: RefusalReason = {
  code: 'FACT_NOT_SENT',
  path: 'data.fact',
  message:
    'the log has no fact of this source and id; what was sent is kept and takes effect when ' +
    'the fact comes. If it will not come, ' +
    'the source or the id is wrong',
}

export interface KeptInput {
  readonly status: 'quarantined'
  readonly quarantine_id: string
  readonly reasons: readonly RefusalReason[]
}

/**
 * Refused, and over the quota of its source or channel for the day: its number is kept, its bytes
 * are not.
 */
export interface CountedInput {
  readonly status: 'counted'
  readonly reasons: readonly RefusalReason[]
}

export type RefusedResult = KeptInput | CountedInput
export type IntakeResult = TakenEvent | RefusedResult

export function isTaken(result: IntakeResult): result is TakenEvent {
  return result.status !== 'quarantined' && result.status !== 'counted'
}

/** Together they are what was sent. */
export interface IntakeCounts {
  readonly accepted: number
  readonly duplicate: number
  /**
   * What a register says otherwise now: corrections and retractions that were made of its records.
   */
  readonly corrected: number
  readonly quarantined: number
  /** Refused beyond the day's quota: counted and not kept. */
  readonly counted: number
}

export interface Intake {
  /**
   * Durable when it resolves: one list of results for each input, in order. Each event of an input
   * has its result; a refused input has one; an input without events has none.
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
  const regions = new RegionBook(log)

  async function takeNow(
    sent: readonly IntakeInput[],
  ): Promise<readonly (readonly IntakeResult[])[]> {
    const tries = sent.map((input): Try => ({ input, appended: undefined, written: undefined }))
    const results = new Map<Try, readonly IntakeResult[]>()
    let open: readonly Try[] = tries
    for (let round = 0; open.length > 0; round++) {
      if (round === ROUNDS_MAX)
        throw new LogUnavailable('others are writing the same events all the time; send them again')
      open = await takeRound(open, round > 0, results)
    }
    // Each try left the rounds with its results.
    return tries.map((one) => results.get(one)!)
  }

  /**
   * The tries that must be looked at again: the log held an id of theirs that it was not seen to
   * hold.
   */
  async function takeRound(
    tries: readonly Try[],
    look: boolean,
    results: Map<Try, readonly IntakeResult[]>,
  ): Promise<readonly Try[]> {
    const at = now()
    const read = tries.flatMap(({ input: { reading } }) => (reading.ok ? [reading] : []))
    const plans = await planInputs(log, read, { look, now: at })
    let next = 0
    const planned = tries.map(({ input }) => (input.reading.ok ? plans[next++] : undefined))
    const events = planned.flatMap((plan) =>
      plan?.ok === true ? plan.events.map(({ event }) => event) : [],
    )
    const { refused, early } = await checkedAmendments(log, events)
    const wanted = tries.map(({ input }, index) => stepOf(input, planned[index], refused, at))
    const entries = wanted.flatMap((step) => (step.kind === 'keep' ? [step.entry] : []))
    const steps = withinQuota(
      wanted,
      entries.length === 0 ? [] : await quarantine.keep(entries, quota),
      at,
    )
    const appends = appendsOf(steps, tries)
    const appended = appendedOf(appends, appends.length === 0 ? [] : await log.append(appends))
    let upTo = 0
    return tries.filter((one, index) => {
      // One step for each try.
      const step = steps[index]!
      if (step.kind === 'count') {
        results.set(one, [{ status: 'counted', reasons: step.entry.reasons }])
        return false
      }
      if (step.kind === 'keep') {
        upTo += 1
        const { quarantine_id, reasons } = step.entry
        results.set(one, [{ status: 'quarantined', quarantine_id, reasons }])
        return false
      }
      if (!isAnswered(step.events, one)) {
        const outcomes = appended.slice(upTo, upTo + step.events.length)
        upTo += outcomes.length
        if (outcomes.every(({ duplicate }) => !duplicate)) {
          results.set(one, resultsOfNew(step.events, outcomes, early))
          return false
        }
        remember(one, outcomes)
        if (step.events.some((planned) => isToLookAt(planned, one))) return true
      }
      results.set(one, resultsOf(step.events, one, early))
      return false
    })
  }

  /**
   * As `takeNow`. Where that fails for good, half of the inputs at a time, until those that fail
   * alone are found and kept in quarantine: a batch that comes again whole would fail for ever.
   */
  async function takeApart(
    inputs: readonly IntakeInput[],
  ): Promise<readonly (readonly IntakeResult[])[]> {
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
        const since = now()
        // What others refused is looked up while the log writes.
        quarantine.lookAhead().catch(() => {})
        const known = await withKnownRegions(inputs, regions)
        const results = await takeApart(known)
        await endSuperseded({ log, quarantine, now }, takenOf(known, results), since)
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
  return {
    ...refusal(source, ...reasonOf(error)),
    ...(reading.ok ? { records: reading.events.map(({ event_id }) => event_id) } : {}),
  }
}

/** Code, path and message. */
function reasonOf(error: unknown): readonly [string, string, string] {
  if (error instanceof EventTooLarge) {
    const { code, bytes, bytes_max } = error
    return [code, '', `an event takes ${bytes} bytes, and the event log takes at most ${bytes_max}`]
  }
  const message = `the log could not take this input (${nameOf(error)}); its bytes are kept`
  return ['TAKING_FAILED', '', message]
}

function takenOf(
  inputs: readonly IntakeInput[],
  results: readonly (readonly IntakeResult[])[],
): readonly TakenInput[] {
  return inputs.map((input, at) => {
    const ofInput = results[at] ?? []
    const kept = ofInput.find((one) => one.status === 'quarantined')
    return {
      input,
      event_ids: ofInput.filter(isTaken).map(({ event_id }) => event_id),
      ...(kept === undefined ? {} : { quarantine_id: kept.quarantine_id }),
    }
  })
}

export function countsOf(results: readonly (readonly IntakeResult[])[]): IntakeCounts {
  const counts = { accepted: 0, duplicate: 0, corrected: 0, quarantined: 0, counted: 0 }
  for (const ofInput of results) for (const result of ofInput) counts[result.status] += 1
  return counts
}

/** An input and what the appends of the rounds so far said of its events. */
interface Try {
  readonly input: IntakeInput
  /** Undefined until an append has found one of them in the log: that is rare. */
  appended: Map<EventId, AppendedEvent> | undefined
  /** Those of them that its own append has written. */
  written: Set<EventId> | undefined
}

function remember(one: Try, outcomes: readonly AppendedEvent[]): void {
  one.appended ??= new Map()
  one.written ??= new Set()
  for (const outcome of outcomes) {
    if (!outcome.duplicate) one.written.add(outcome.event_id)
    one.appended.set(outcome.event_id, outcome)
  }
}

type Step =
  | { readonly kind: 'take'; readonly events: readonly PlannedEvent[] }
  | { readonly kind: 'keep'; readonly entry: QuarantinedInput; readonly record: NewEvent }
  | { readonly kind: 'count'; readonly entry: QuarantinedInput }

/** `outcomes` are those of the steps that keep something. */
function withinQuota(
  steps: readonly Step[],
  outcomes: readonly KeepOutcome[],
  now: Instant,
): readonly Step[] {
  let at = 0
  return steps.map((step): Step => {
    if (step.kind !== 'keep') return step
    const { entry } = step
    switch (outcomes[at++]) {
      case 'counted':
        return { kind: 'count', entry }
      case 'reopened':
        return { ...step, record: reopenedRecord(entry, now) }
      // One outcome for each step that keeps something.
      case 'kept':
      case undefined:
      default:
        return step
    }
  })
}

function stepOf(
  input: IntakeInput,
  plan: Plan | undefined,
  refused: ReadonlyMap<NewEvent, readonly RefusalReason[]>,
  now: Instant,
): Step {
  const { reading } = input
  if (!reading.ok) return keep(input, reading, now)
  if (plan === undefined) throw new TypeError('what was read has a plan')
  if (!plan.ok) return keep(input, { source: plan.source, reasons: [plan.reason] }, now)
  const { events } = plan
  if (refused.size === 0) return { kind: 'take', events }
  const reasons = events.flatMap(({ event }) => refused.get(event) ?? [])
  if (reasons.length === 0) return { kind: 'take', events }
  const source = reading.events[0]?.source ?? null
  return keep(
    input,
    { source, reasons, records: reading.events.map(({ event_id }) => event_id) },
    now,
  )
}

/** An earlier append has told where each of them is, and looking has told that each is the same. */
function isAnswered(events: readonly PlannedEvent[], { appended }: Try): boolean {
  return events.every(
    ({ event, held }) => held === 'same' && appended?.has(event.event_id) === true,
  )
}

function isToLookAt(
  { event: { event_id }, held }: PlannedEvent,
  { appended, written }: Try,
): boolean {
  return (
    held !== 'same' &&
    written?.has(event_id) !== true &&
    appended?.get(event_id)?.duplicate === true
  )
}

function keep(
  input: IntakeInput,
  { source, reasons, records }: Omit<RefusedInput, 'ok'>,
  receivedAt: Instant,
): Step {
  const entry = quarantinedInput(input, source, reasons, receivedAt, records)
  return { kind: 'keep', entry, record: quarantineRecord(entry) }
}

/** Neighbours in one stream share an append, so the log's order is the order of the input. */
function appendsOf(steps: readonly Step[], tries: readonly Try[]): StreamAppend[] {
  const appends: StreamAppend[] = []
  let subject: string | undefined
  let run: NewEvent[] = []
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'count') continue
    if (step.kind === 'keep') {
      appends.push({
        stream: streamOf('quarantine', step.entry.quarantine_id),
        expected: 'any',
        events: [step.record],
      })
      subject = undefined
      continue
    }
    // One try for each step.
    if (isAnswered(step.events, tries[index]!)) continue
    for (const { event } of step.events) {
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

function appendedOf(
  appends: readonly StreamAppend[],
  outcomes: readonly AppendOutcome[],
): AppendedEvent[] {
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

function resultsOf(
  events: readonly PlannedEvent[],
  { appended, written }: Try,
  early: ReadonlySet<NewEvent>,
): readonly IntakeResult[] {
  const seen = new Set<EventId>()
  return events.flatMap(({ event, answer }): IntakeResult[] => {
    const { event_id } = event
    const outcome = appended?.get(event_id)
    if (outcome === undefined) throw new TypeError('each event that was taken has an outcome')
    if (answer === 'nothing') return []
    const isNew = answer !== 'duplicate' && written?.has(event_id) === true && !seen.has(event_id)
    seen.add(event_id)
    const status = isNew ? answer : 'duplicate'
    return [takenEvent(event, status, outcome.position, early)]
  })
}

/** Of events that the append has written, all of them. */
function resultsOfNew(
  events: readonly PlannedEvent[],
  outcomes: readonly AppendedEvent[],
  early: ReadonlySet<NewEvent>,
): readonly IntakeResult[] {
  return events.flatMap(({ event, answer }, at) => {
    if (answer === 'nothing') return []
    // One outcome for each event.
    return [takenEvent(event, answer, outcomes[at]!.position, early)]
  })
}

function takenEvent(
  event: NewEvent,
  status: TakenEvent['status'],
  position: Position,
  early: ReadonlySet<NewEvent>,
): TakenEvent {
  const taken = { status, event_id: event.event_id, position }
  return early.has(event) ? { ...taken, notice: factNotSent } : taken
}
