import type { EventData } from '@jianwei/events/envelope.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { createFaultRotation } from './faults/fault-list.ts'
import type { Fault } from './faults/fault.ts'
import { randomOf, type Random } from './random.ts'
import { DAY_MS, HOUR_MS } from './seasons.ts'
import type { Delivery, FactCircumstances, SimulatedEvent } from './stage.ts'
import type { DuplicateForm } from './truth.ts'

/**
 * From facts to lines: each fact becomes known to its department, is entered, and travels. On the
 * way it may be late, be sent twice, be followed by a correction or a retraction, or be accompanied
 * by a spoilt line. Every kind of disturbance draws from a stream of its own, so that setting a
 * rate changes no fact.
 */

/** Shares between 0 and 1 of the facts. A spoilt line comes beside its fact, never in its place. */
export interface DisturbanceRates {
  readonly late: number
  readonly duplicates: number
  readonly corrections: number
  readonly retractions: number
  readonly broken: number
}

/** A line on its way. */
export interface Transmission {
  readonly arrivalMs: number
  readonly reportedMs: number
  readonly event: SimulatedEvent
  /** How the line relates to its event. */
  readonly form: TransmissionForm
  /** The amendment that the line carries, where it carries one. */
  readonly amends?: Amends
}

export type TransmissionForm =
  | FirstForm
  | { readonly kind: 'repeated'; readonly as: DuplicateForm; readonly first: FirstForm }
  | { readonly kind: 'spoilt'; readonly fault: Fault; readonly serial: number }

/**
 * `line` is set when the line is written, which is before anything that refers to it arrives; 0
 * until then.
 */
export interface FirstForm {
  readonly kind: 'first'
  line: number
}

export interface Amends {
  readonly kind: 'correction' | 'retraction'
  readonly type: string
  readonly id: string
}

export interface DeliveryParts {
  readonly seed: number
  readonly rates: DisturbanceRates
  /** No amendment is made after it. */
  readonly endMs: number
  readonly send: (transmission: Transmission) => void
}

/**
 * A report is never later than this; real feeds are (249 days were seen), and so is the tail here.
 */
export const LATE_DAYS_MAX = 250
const LATE_TAIL = 1.1
const REPEAT_MEAN_MS = 6 * HOUR_MS
const AMENDMENT_MEAN_MS = 9 * DAY_MS
/** Share of the corrections that overtake the report they correct. */
const OVERTAKING = 0.08
const SAME_BYTES = 0.5

export function createDelivery({ seed, rates, endMs, send }: DeliveryParts): Delivery {
  const road = randomOf(seed, 'road')
  const lateness = randomOf(seed, 'late')
  const repeats = randomOf(seed, 'duplicates')
  const corrections = randomOf(seed, 'corrections')
  const retractions = randomOf(seed, 'retractions')
  const faults = randomOf(seed, 'broken')
  const nextFault = createFaultRotation()
  let amendments = 0
  let spoilt = 0

  function deliver(
    event: SimulatedEvent,
    circumstances: FactCircumstances,
    mayAmend: boolean,
  ): void {
    const late = lateness.chance(rates.late) ? paretoDays(lateness) * DAY_MS : 0
    const enteredLate = late > 0 && lateness.chance(0.5)
    const entered =
      event.occurredMs + road.exponential(event.reporter.entryMeanMs) + (enteredLate ? late : 0)
    const arrival =
      Math.max(entered, circumstances.sentMs ?? 0) +
      road.exponential(event.reporter.transportMeanMs) +
      (enteredLate ? 0 : late)
    const first = transmit(event, entered, arrival)
    if (!mayAmend) return
    if (corrections.chance(rates.corrections))
      amend(correctionOf(event, circumstances, corrections), 'correction', first, corrections)
    if (retractions.chance(rates.retractions))
      amend(retractionOf(event), 'retraction', first, retractions)
  }

  function transmit(
    event: SimulatedEvent,
    reportedMs: number,
    arrivalMs: number,
    amends?: Amends,
  ): Transmission {
    const form: FirstForm = { kind: 'first', line: 0 }
    const sent = { event, reportedMs, arrivalMs, form }
    const first: Transmission = amends === undefined ? sent : { ...sent, amends }
    send(first)
    if (repeats.chance(rates.duplicates)) repeat(first, form)
    if (faults.chance(rates.broken)) spoil(first)
    return first
  }

  function repeat({ event, ...first }: Transmission, firstForm: FirstForm): void {
    const wait = 1000 + repeats.exponential(REPEAT_MEAN_MS)
    // Only the time of reporting differs between two writings, so a system that keeps it to itself
    // repeats its bytes.
    const as =
      repeats.chance(SAME_BYTES) || !event.reporter.statesReportedAt
        ? 'same-bytes'
        : 'same-occurrence'
    send({
      event,
      arrivalMs: first.arrivalMs + wait,
      reportedMs: as === 'same-bytes' ? first.reportedMs : first.reportedMs + wait,
      form: { kind: 'repeated', as, first: firstForm },
    })
  }

  function spoil(first: Transmission): void {
    spoilt += 1
    const fault = nextFault(first.amends !== undefined)
    const { event, reportedMs } = first
    const arrivalMs = first.arrivalMs + 1000 + faults.exponential(HOUR_MS)
    send({ event, reportedMs, arrivalMs, form: { kind: 'spoilt', fault, serial: spoilt } })
  }

  function amend(
    amendment: Amendment,
    kind: Amends['kind'],
    first: Transmission,
    random: Random,
  ): void {
    const { event } = first
    const overtakes = kind === 'correction' && random.chance(OVERTAKING)
    const wait = 1000 + random.exponential(AMENDMENT_MEAN_MS)
    const reported = overtakes ? first.reportedMs + 1000 : first.arrivalMs + wait
    const arrival = overtakes
      ? Math.max(first.arrivalMs - 1000, reported)
      : reported + random.exponential(HOUR_MS)
    if (reported > endMs) return
    amendments += 1
    transmit(
      {
        ...event,
        ...amendment,
        schemaVersion: 1,
        id: `amendment-${amendments}`,
        occurredMs: Math.floor(reported),
        causation: event.id,
      },
      reported,
      arrival,
      { kind, type: event.type, id: event.id },
    )
  }

  return { deliver }
}

/**
 * Pareto's tail from one day on: half of the late ones are within two days, some are months late.
 */
function paretoDays(random: Random): number {
  return Math.min(LATE_DAYS_MAX, Math.exp(random.exponential(1 / LATE_TAIL)))
}

interface Amendment {
  readonly type: string
  readonly data: EventData
}

const CORRECTION_REASONS = ['录入错误', '数据核对后更正', '部门复核']

/**
 * The fact happened somewhat earlier than first entered, and its data are those that the chain
 * gives.
 */
function correctionOf(
  event: SimulatedEvent,
  circumstances: FactCircumstances,
  random: Random,
): Amendment {
  return {
    type: 'FactCorrected',
    data: {
      fact: { source: event.reporter.source, id: event.id },
      reason: random.pick(CORRECTION_REASONS),
      replacement: {
        type: event.type,
        schema_version: event.schemaVersion,
        occurred_at: instantFromMs(event.occurredMs - random.below(4 * 3600) * 1000),
        region: event.region,
        department: event.reporter.department,
        data: circumstances.corrected?.(event.data, random) ?? event.data,
      },
    },
  }
}

function retractionOf(event: SimulatedEvent): Amendment {
  return {
    type: 'FactRetracted',
    data: { fact: { source: event.reporter.source, id: event.id }, reason: '重复录入，予以撤销' },
  }
}
