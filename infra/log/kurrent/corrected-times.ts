import { RecordingTimesCorrected } from '@jianwei/events/clock/events.ts'
import { RECORDING_TIMES_STREAM, RecordingTimes } from '@jianwei/events/clock/recording-times.ts'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import { logPositionOf, positionOf, serverPlaceOf } from '#/log/kurrent/event-format.ts'
import { ownEvents } from '#/log/kurrent/events-and-findings.ts'
import type { ClientEvent, KurrentClient } from '#/log/kurrent/kurrent-client.ts'
import { collected, retrying, type Patience } from '#/log/kurrent/retrying.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'

/** Corrections that are read in one piece; there are hardly ever any. */
const PIECE_EVENTS_MAX = 100

export interface CorrectedTimesParts {
  readonly client: KurrentClient
  readonly names: StreamNames
  readonly patience: Patience
}

/** The corrections of times of recording that this process has seen in the log. */
export class CorrectedTimes {
  readonly times = new RecordingTimes()
  readonly #parts: CorrectedTimesParts
  readonly #stream: string
  /** One at a time, in the order of the log. */
  #learning: Promise<void> = Promise.resolve()

  constructor(parts: CorrectedTimesParts) {
    this.#parts = parts
    this.#stream = parts.names.nameOf(RECORDING_TIMES_STREAM)
  }

  /** Reads all that the log holds by now. */
  async load(): Promise<void> {
    let from: bigint | 'start' = 'start'
    for (;;) {
      const reading = {
        stream: this.#stream,
        direction: 'forwards',
        from,
        events_max: PIECE_EVENTS_MAX,
      } as const
      const piece = await this.#answered(() => this.#parts.client.readStream(reading))
      await this.learn(piece)
      const last = piece.at(-1)
      if (last === undefined || piece.length < PIECE_EVENTS_MAX) return
      from = last.revision + 1n
    }
  }

  /** Takes in the corrections among the events, which are in the order of the log. */
  async learn(events: readonly ClientEvent[]): Promise<void> {
    const corrections = ownEvents(
      events.filter(({ streamId }) => streamId === this.#stream),
      this.#parts.names,
    )
    if (corrections.length === 0) return
    const learning = this.#learning.then(() => this.#addAll(corrections))
    this.#learning = learning.catch(() => {})
    await learning
  }

  async #addAll(events: readonly ClientEvent[]): Promise<void> {
    for (const event of events) await this.#add(event)
  }

  async #add(event: ClientEvent): Promise<void> {
    const position = positionOf(logPositionOf(event))
    const correction = RecordingTimesCorrected.data.safeParse(event.data)
    if (!correction.success || position <= this.times.known) return
    const own = await this.#ownTimeAt(correction.data.first_position)
    this.times.add(correction.data, position, () => own)
  }

  async #ownTimeAt(position: number): Promise<Instant | undefined> {
    const logPosition = { commit: BigInt(position), prepare: BigInt(position) }
    const [event] = await this.#answered(() => this.#parts.client.readAt(logPosition))
    if (event === undefined || serverPlaceOf(event).commit !== logPosition.commit) return undefined
    return instantFromMs(event.created.getTime())
  }

  #answered(read: () => AsyncIterable<ClientEvent>): Promise<readonly ClientEvent[]> {
    const { patience } = this.#parts
    return retrying(() => collected(read(), patience.answer_ms), patience)
  }
}
