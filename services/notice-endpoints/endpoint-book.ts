import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import {
  evolveEndpoint,
  type Endpoint,
  type EndpointEvent,
  type PresentEndpoint,
} from '@jianwei/events/notice/endpoint.ts'
import { endpointEvents } from '@jianwei/events/notice/events.ts'
import type { Checkpoint, EventLog } from '@jianwei/events/ports/event-log.ts'
import { Turns } from '#/lifecycle/turns.ts'

/** What is said of endpoints. */
export const ENDPOINT_EVENT_TYPES: readonly string[] = endpointEvents.map(({ type }) => type)

const BATCH_EVENTS_MAX = 5_000

/** An endpoint, and where in the log its life took the turns that sending depends on. */
export interface BookedEndpoint {
  readonly endpoint: PresentEndpoint
  readonly registered_at: Position
  /** Null where it was never resumed. */
  readonly resumed: { readonly at: Position; readonly missed: 'sent' | 'skipped' } | null
}

/** All endpoints, as the events that it was told of have made them. */
export class EndpointBook {
  readonly #booked = new Map<string, BookedEndpoint>()
  readonly #turns = new Turns()
  #checkpoint: Checkpoint | 'start' = 'start'

  get all(): readonly BookedEndpoint[] {
    return [...this.#booked.values()]
  }

  of(endpointId: string): BookedEndpoint | undefined {
    return this.#booked.get(endpointId)
  }

  /** Gives the id of the endpoint that the event is about. */
  take(recorded: RecordedEvent): string {
    // One of `ENDPOINT_EVENT_TYPES`, which the catalogue parsed on reading.
    const event = { type: recorded.type, data: recorded.data } as unknown as EndpointEvent
    const { endpoint_id } = event.data
    const before = this.#booked.get(endpoint_id)
    const endpoint: Endpoint = evolveEndpoint(before?.endpoint ?? null, event)
    if (endpoint === null) return endpoint_id
    const { position } = recorded
    this.#booked.set(endpoint_id, {
      endpoint,
      registered_at: before?.registered_at ?? position,
      resumed:
        event.type === 'NoticeEndpointResumed'
          ? { at: position, missed: event.data.missed }
          : (before?.resumed ?? null),
    })
    return endpoint_id
  }

  /** Takes what the log holds beyond what was read before. One reads at a time. */
  catchUp(log: EventLog, signal: AbortSignal): Promise<void> {
    return this.#turns.take(async () => {
      for await (const { events, checkpoint } of log.follow(this.#checkpoint, {
        types: ENDPOINT_EVENT_TYPES,
        until: 'head',
        batch_events_max: BATCH_EVENTS_MAX,
        signal,
      })) {
        for (const event of events) this.take(event)
        this.#checkpoint = checkpoint
      }
    })
  }
}
