import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type {
  AppendOutcome,
  EventLog,
  LogBatch,
  StreamAppend,
} from '@jianwei/events/ports/event-log.ts'
import type { Span, Tracing } from '@jianwei/events/ports/tracing.ts'
import type { TraceParent } from '@jianwei/events/trace-parent.ts'

/*
 * The log, where traces are recorded. An event is kept with the span in which it was made:
 *
 *  - one that has a trace already keeps it;
 *  - one that was made because of another goes on in the trace of that one, with a span of its own
 *    that is linked with the other events it rests on and with the work around it;
 *  - any other is part of the work around it.
 *
 * So a trace goes from what was sent to the warning, the alert and whatever follows, through
 * processes that share nothing but the log.
 */

/** Events whose traces are remembered. */
const REMEMBERED_MAX = 20_000
/** What one call of the log's `find` takes. */
const LOOKED_UP_MAX = 1_000
/** Of the evidence of one event, the newest. */
const LINKED_EVIDENCE_MAX = 16

/** The log itself where nobody listens. */
export function tracedLog(log: EventLog, tracing: Tracing): EventLog {
  if (!tracing.is_on) return log
  const traces = new KnownTraces(log)
  return {
    append: (appends) => appendTraced(log, tracing, traces, appends),
    read: (stream) => log.read(stream),
    find: (eventIds) => log.find(eventIds),
    amendmentsOf: (factIds) => log.amendmentsOf(factIds),
    follow: (after, options) => remembering(log.follow(after, options), traces),
    head: () => log.head(),
    placesAt: (positions) => log.placesAt(positions),
    checkpointAt: (position) => log.checkpointAt(position),
    newest: () => log.newest(),
    [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
  }
}

async function* remembering(
  batches: AsyncIterable<LogBatch>,
  traces: KnownTraces,
): AsyncIterable<LogBatch> {
  for await (const batch of batches) {
    for (const { event_id, trace } of batch.events)
      if (trace !== undefined) traces.remember(event_id, trace)
    yield batch
  }
}

async function appendTraced(
  log: EventLog,
  tracing: Tracing,
  traces: KnownTraces,
  appends: readonly StreamAppend[],
): Promise<readonly AppendOutcome[]> {
  const around = tracing.current()
  const untraced = appends.flatMap(({ events }) =>
    events.filter((event) => event.trace === undefined),
  )
  await traces.lookUp(untraced.flatMap(sourcesOf))
  const spans = new Map<NewEvent, Span>()
  const inTraces = appends.map((append) => ({
    ...append,
    events: append.events.map((event) => {
      if (event.trace !== undefined) return event
      const span = spanOf(event, { tracing, traces, around })
      if (span !== undefined) spans.set(event, span)
      const trace = span?.trace ?? around
      if (trace === undefined) return event
      traces.remember(event.event_id, trace)
      return { ...event, trace }
    }),
  }))
  try {
    const outcomes = await log.append(inTraces)
    endSpans(spans, appends, outcomes)
    return outcomes
  } catch (error) {
    for (const span of spans.values()) span.end(error instanceof Error ? error.name : 'Error')
    throw error
  }
}

interface SpanParts {
  readonly tracing: Tracing
  readonly traces: KnownTraces
  readonly around: TraceParent | undefined
}

/** Undefined where what it was made because of is in no trace. */
function spanOf(event: NewEvent, { tracing, traces, around }: SpanParts): Span | undefined {
  const [cause, ...evidence] = sourcesOf(event)
  const parent = cause === undefined ? undefined : traces.of(cause)
  if (parent === undefined) return undefined
  const linked = new Set(evidence.flatMap((id) => traces.of(id) ?? []))
  if (around !== undefined) linked.add(around)
  linked.delete(parent)
  return tracing.span({
    name: event.type,
    kind: 'internal',
    parent,
    links: [...linked],
    attributes: { 'jianwei.event.id': event.event_id, ...ruleOf(event) },
  })
}

function ruleOf({ data }: NewEvent): Record<string, string> {
  return typeof data['rule_id'] === 'string' ? { 'jianwei.rule.id': data['rule_id'] } : {}
}

const EVENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** What it was made because of comes first, then what else it rests on. */
function sourcesOf({ causation_id, data }: NewEvent): EventId[] {
  if (causation_id === null || !EVENT_ID.test(causation_id)) return []
  const evidence: readonly unknown[] = Array.isArray(data['evidence']) ? data['evidence'] : []
  const ids = evidence
    .slice(-LINKED_EVIDENCE_MAX)
    .filter((id) => typeof id === 'string' && id !== causation_id && EVENT_ID.test(id))
  // They have the form of one.
  return [causation_id, ...ids] as EventId[]
}

function endSpans(
  spans: ReadonlyMap<NewEvent, Span>,
  appends: readonly StreamAppend[],
  outcomes: readonly AppendOutcome[],
): void {
  if (spans.size === 0) return
  for (const [at, { events }] of appends.entries()) {
    const outcome = outcomes[at]
    for (const [index, event] of events.entries()) {
      const span = spans.get(event)
      if (outcome?.outcome === 'conflict') span?.end('StreamConflict')
      else {
        const duplicate = outcome?.events[index]?.duplicate === true
        if (duplicate) span?.set({ 'jianwei.event.duplicate': true })
        span?.end()
      }
    }
  }
}

/** The traces of events, as far as somebody asked. */
class KnownTraces {
  readonly #log: Pick<EventLog, 'find'>
  /** Null: it is in none, or the log does not have it. */
  readonly #traces = new Map<EventId, TraceParent | null>()

  constructor(log: Pick<EventLog, 'find'>) {
    this.#log = log
  }

  of(id: EventId): TraceParent | undefined {
    return this.#traces.get(id) ?? undefined
  }

  remember(id: EventId, trace: TraceParent | null): void {
    this.#traces.set(id, trace)
    if (this.#traces.size <= REMEMBERED_MAX) return
    const [oldest] = this.#traces.keys()
    if (oldest !== undefined) this.#traces.delete(oldest)
  }

  /** One call of the log; what is beyond it is taken to be in no trace. Never throws. */
  async lookUp(ids: readonly EventId[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#traces.has(id)).slice(0, LOOKED_UP_MAX)
    if (unknown.length === 0) return
    try {
      const found = new Map(
        (await this.#log.find(unknown)).map(({ event_id, trace }) => [event_id, trace]),
      )
      for (const id of unknown) this.remember(id, found.get(id) ?? null)
    } catch {
      // Whatever is the matter with the log, the append is about to say.
    }
  }
}
