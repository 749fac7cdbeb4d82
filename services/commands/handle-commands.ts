import { StreamConflict } from '@jianwei/events/errors.ts'
import type {
  AppendedEvent,
  EventLog,
  StreamAppend,
  ExpectedRevision,
} from '@jianwei/events/ports/event-log.ts'
import type { Decider } from '@jianwei/events/decider.ts'
import {
  type NewEvent,
  type StreamKind,
  streamOf,
  type RecordedEvent,
  type Revision,
} from '@jianwei/events/envelope.ts'

/*
 * How rules, alerts and warnings change: load the streams, decide over what their events make,
 * append at the revision that was read. Where somebody else wrote meanwhile, the streams are loaded
 * and decided over again, a few times.
 *
 *  - Several streams share one transaction of the log, but each append has an outcome of its own:
 *    after a conflict some may be written. The next attempt finds those and decides nothing for
 *    them.
 *  - Stopped after the append, before anybody heard of it: the same command again decides nothing,
 *    or, where its state comes from somewhere that lags, appends the same identities, and these are
 *    duplicates.
 *  - Stopped before it: nothing happened, and whoever gave the command gives it again.
 */

export const COMMAND_ATTEMPTS_MAX = 5

/** What came of one attempt, before it is appended. */
export interface Decided<Result> {
  readonly appends: readonly StreamAppend[]
  readonly result: Result
}

export interface Handled<Result> {
  readonly result: Result
  /**
   * Also of attempts before the last: all that the command wrote. Duplicates were there before it.
   */
  readonly appended: readonly AppendedEvent[]
}

/**
 * Appends what `attempt` decides; the attempt loads what it decides over, because it is made anew
 * after a conflict. Throws what the attempt throws, and StreamConflict (retryable) when others were
 * faster each time.
 */
export async function handleCommands<Result>(
  log: EventLog,
  attempt: () => Promise<Decided<Result>>,
  { attempts_max = COMMAND_ATTEMPTS_MAX }: { readonly attempts_max?: number } = {},
): Promise<Handled<Result>> {
  const appended: AppendedEvent[] = []
  for (let attempts = 1; ; attempts++) {
    const { appends, result } = await attempt()
    const conflict = await append(log, appends, appended)
    if (conflict === undefined) return { result, appended }
    if (attempts >= attempts_max) throw conflict
  }
}

/**
 * For decisions over a state that is not loaded from the log, and that another attempt would find
 * unchanged: whoever knows where it comes from begins again. Throws StreamConflict (retryable).
 */
export async function appendDecided(
  log: EventLog,
  appends: readonly StreamAppend[],
): Promise<readonly AppendedEvent[]> {
  const decided = { appends, result: undefined }
  return (await handleCommands(log, async () => decided, { attempts_max: 1 })).appended
}

/** Adds what was appended; gives the first conflict. */
async function append(
  log: EventLog,
  appends: readonly StreamAppend[],
  appended: AppendedEvent[],
): Promise<StreamConflict | undefined> {
  if (appends.length === 0) return undefined
  let conflict: StreamConflict | undefined
  for (const [index, outcome] of (await log.append(appends)).entries()) {
    if (outcome.outcome === 'appended') {
      appended.push(...outcome.events)
      continue
    }
    const { expected, actual } = outcome
    conflict ??= new StreamConflict(appends[index]?.stream ?? 'a stream', {
      expected: String(expected),
      actual: String(actual),
    })
  }
  return conflict
}

/** What a decider decides: it becomes an event once the aggregate has put it into an envelope. */
export interface DecidedEvent {
  readonly type: string
  readonly data: object
}

/**
 * What is decided over one stream at a time: a rule with all its versions, an alert, a warning. The
 * decider is pure; the rest says how its events lie in the log.
 */
export interface Aggregate<State, Command, Event extends DecidedEvent, Context> {
  readonly stream: StreamKind
  readonly decider: Decider<State, Command, Event>
  /**
   * The event as the log takes it. Its identity follows from the stream, the revision and nothing
   * that differs between two attempts at the same command: so an append that is repeated because
   * its outcome is unknown is a duplicate. Where several may write to a stream, it also holds what
   * is said: two who say different things at one revision must not pass for one.
   */
  readonly record: (event: Event, at: EventPlace, context: Context) => NewEvent
}

/** Where a decided event will be, if nobody else writes to the stream first. */
export interface EventPlace {
  /** Of the stream, without its kind. */
  readonly id: string
  readonly revision: number
}

/** A stream as far as it was read: the state that its events make, and how many they are. */
export interface ReadStream<State> {
  readonly state: State
  readonly events: number
}

/**
 * A stream over which commands are decided. What was decided counts at once for the next command,
 * and is appended together: all of it or nothing, at the revision to which the stream was read.
 */
export class OpenStream<State, Command, Event extends DecidedEvent, Context> {
  readonly id: string
  readonly #aggregate: Aggregate<State, Command, Event, Context>
  readonly #read: number
  readonly #decided: NewEvent[] = []
  #state: State

  /** For a state that is known otherwise than by reading the stream. */
  constructor(
    aggregate: Aggregate<State, Command, Event, Context>,
    id: string,
    { state, events }: ReadStream<State> = { state: aggregate.decider.initial, events: 0 },
  ) {
    this.id = id
    this.#aggregate = aggregate
    this.#state = state
    this.#read = events
  }

  /** Reads the stream to its end. `onEvent` sees each of its events, oldest first. */
  static async load<State, Command, Event extends DecidedEvent, Context>(
    log: Pick<EventLog, 'read'>,
    aggregate: Aggregate<State, Command, Event, Context>,
    id: string,
    onEvent: (event: RecordedEvent) => void = () => {},
  ): Promise<OpenStream<State, Command, Event, Context>> {
    let state = aggregate.decider.initial
    let events = 0
    for await (const recorded of log.read(streamOf(aggregate.stream, id))) {
      const { type, data } = recorded
      // The kind of a stream says whose events it holds; the catalogue parsed them on reading.
      state = aggregate.decider.evolve(state, { type, data } as unknown as Event)
      events += 1
      onEvent(recorded)
    }
    return new OpenStream(aggregate, id, { state, events })
  }

  /** After what was decided. */
  get state(): State {
    return this.#state
  }

  /** How many events it has, with those that were decided. */
  get events(): number {
    return this.#read + this.#decided.length
  }

  /**
   * Nothing new is nothing appended, so the same command may come again. Throws what the decider
   * refuses.
   */
  decide(command: Command, context: Context): readonly Event[] {
    const { decider, record } = this.#aggregate
    const events = decider.decide(command, this.#state)
    for (const event of events) {
      this.#decided.push(record(event, { id: this.id, revision: this.events }, context))
      this.#state = decider.evolve(this.#state, event)
    }
    return events
  }

  /** What is to be appended: one append, or none. */
  get appends(): readonly StreamAppend[] {
    if (this.#decided.length === 0) return []
    const stream = streamOf(this.#aggregate.stream, this.id)
    return [{ stream, expected: expectedAfter(this.#read), events: this.#decided }]
  }
}

/** Where a stream with so many events is. */
function expectedAfter(events: number): ExpectedRevision {
  return events === 0 ? 'absent' : ((events - 1) as Revision)
}
