import type { Position } from '@jianwei/events/envelope.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import {
  highestSeen,
  isSampledWhole,
  partOfSample,
  sampleSeen,
  seenAfter,
  WITNESSES,
  type SeenEvent,
  type SeenRange,
  type Witness,
} from '@jianwei/projections/log-witness/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { saysDamage } from '@jianwei/projections/warehouse-error.ts'

/** Positions, and ids, of one question to the log. */
const ASKED_MAX = 1_000

/**
 * What the warehouse has seen and the log does not hold any more, neither there nor anywhere else.
 */
export interface LogLoss {
  readonly events: number
  readonly facts: number
  readonly records: number
  readonly first: SeenEvent
  readonly last: SeenEvent
  /**
   * The last event before the first difference, which both hold; null when they have nothing in
   * common.
   */
  readonly common: SeenEvent | null
  /** At how many of the differing positions the log holds another event. */
  readonly replaced: number
  readonly log_head: number
}

export interface ComparedStores {
  readonly log: Pick<EventLog, 'head' | 'placesAt' | 'find'>
  readonly warehouse: Warehouse
}

/** What the comparison found. */
export interface LogComparison {
  /**
   * The table that was asked; null when none can be read: then nothing tells whether the log is
   * whole.
   */
  readonly witness: Witness | null
  readonly loss: LogLoss | undefined
}

/**
 * Compares what the warehouse has seen with what the log holds. There is no loss when the log holds
 * the event of the warehouse's highest position and of a sample of the positions before it: the
 * usual case, which costs three short queries. A log may have grown again after it was set back, so
 * it is the ids that are compared, not the ends.
 */
export async function findLogLoss(stores: ComparedStores): Promise<LogComparison> {
  for (const witness of WITNESSES) {
    try {
      return { witness, loss: await lossSeenBy(witness, stores) }
    } catch (error) {
      // A table that cannot be read is filled again later; what is asked now is what the others
      // know.
      if (!saysDamage(error)) throw error
    }
  }
  return { witness: null, loss: undefined }
}

async function lossSeenBy(witness: Witness, stores: ComparedStores): Promise<LogLoss | undefined> {
  const difference = await firstDifference(witness, stores)
  if (difference === undefined) return undefined
  const { common, samples } = difference
  // A log that was copied holds all of it at other positions (`migrate-log`): nothing is lost, and
  // the warehouse is filled again.
  if ((await absentOf(stores.log, samples)).length === 0) return undefined
  return lossBehind(witness, stores, common)
}

/** An event that only the warehouse has seen. */
export interface LostEvent extends SeenEvent {
  /** The log holds another event at its position. */
  readonly replaced: boolean
}

/**
 * Every event behind the position that is nowhere in the log, in the order in which it was there.
 */
export async function* lostEvents(
  witness: Witness,
  { log, warehouse }: ComparedStores,
  after: number,
): AsyncGenerator<readonly LostEvent[]> {
  for await (const piece of seenAfter(warehouse, witness, after)) {
    for (let at = 0; at < piece.length; at += ASKED_MAX) {
      const differing = await differingOf(log, piece.slice(at, at + ASKED_MAX))
      const absent = new Set(await absentOf(log, differing.map(seenOf)))
      yield differing
        .filter(({ seen }) => absent.has(seen))
        .map(({ seen, held }) => ({ ...seen, replaced: held !== undefined }))
    }
  }
}

interface FirstDifference {
  readonly common: SeenEvent | null
  /** Of everything that the warehouse holds. */
  readonly samples: readonly SeenEvent[]
}

/**
 * Narrows down where the two part: each round looks at samples between the last that agrees and the
 * first that does not.
 */
async function firstDifference(
  witness: Witness,
  { log, warehouse }: ComparedStores,
): Promise<FirstDifference | undefined> {
  let range: SeenRange = { after: 0, until: await highestSeen(warehouse, witness) }
  let common: SeenEvent | null = null
  let all: readonly SeenEvent[] | undefined
  while (range.until > range.after) {
    const samples = await sampleSeen(warehouse, witness, range)
    const [differing] = await differingOf(log, samples)
    if (differing === undefined) return all === undefined ? undefined : { common, samples: all }
    all ??= samples
    common = samples[samples.indexOf(differing.seen) - 1] ?? common
    if (isSampledWhole(range)) return { common, samples: all }
    range = partOfSample(range, differing.seen)
  }
  return all === undefined ? undefined : { common, samples: all }
}

async function lossBehind(
  witness: Witness,
  stores: ComparedStores,
  common: SeenEvent | null,
): Promise<LogLoss | undefined> {
  let [events, facts, replaced] = [0, 0, 0]
  let first: SeenEvent | undefined
  let last: SeenEvent | undefined
  for await (const piece of lostEvents(witness, stores, common?.position ?? 0)) {
    events += piece.length
    facts += piece.filter(({ version_kind }) => version_kind !== 'record').length
    replaced += piece.filter((lost) => lost.replaced).length
    first ??= piece[0]
    last = piece.at(-1) ?? last
  }
  if (first === undefined || last === undefined) return undefined
  return {
    events,
    facts,
    records: events - facts,
    first,
    last,
    common,
    replaced,
    log_head: await stores.log.head(),
  }
}

interface Differing {
  readonly seen: SeenEvent
  /** What the log holds there instead. */
  readonly held: EventId | undefined
}

function seenOf({ seen }: Differing): SeenEvent {
  return seen
}

async function differingOf(
  log: ComparedStores['log'],
  seen: readonly SeenEvent[],
): Promise<readonly Differing[]> {
  // The projector wrote the positions that the log had given.
  const places = await log.placesAt(seen.map(({ position }) => position as Position))
  return seen
    .map((event) => ({ seen: event, held: places.get(event.position as Position)?.event_id }))
    .filter(({ seen: { event_id }, held }) => held !== event_id)
}

/** Of the events, those that are nowhere in the log. */
async function absentOf(
  log: ComparedStores['log'],
  seen: readonly SeenEvent[],
): Promise<readonly SeenEvent[]> {
  if (seen.length === 0) return []
  // As above.
  const found = await log.find(seen.map(({ event_id }) => event_id as EventId))
  const held = new Set<string>(found.map(({ event_id }) => event_id))
  return seen.filter(({ event_id }) => !held.has(event_id))
}
