import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Checkpoint, EventLog } from '@jianwei/events/ports/event-log.ts'

const BATCH_EVENTS_MAX = 5_000

/** What the log says of one matter, in memory, read to its end or followed. */
export abstract class LogBook {
  /** Events of these types are read. */
  protected abstract readonly types: readonly string[]
  #position = 0 as Position
  #checkpoint: Checkpoint | 'start' = 'start'

  /** Each event of the types once, in the order of the log. */
  protected abstract apply(event: RecordedEvent): void

  /** Reads to the end of the log, then goes on until the signal aborts. */
  async follow(log: EventLog, signal: AbortSignal, onBatch: () => void = () => {}): Promise<void> {
    await this.#read(log, { signal }, onBatch)
  }

  /** Reads what the log holds now. */
  async catchUp(log: EventLog, signal = new AbortController().signal): Promise<void> {
    const head = await log.head()
    if (head <= this.#position) return
    await this.#read(log, { signal, until: head }, () => {})
    if (head > this.#position) this.#position = head
  }

  async #read(
    log: EventLog,
    until: { readonly signal: AbortSignal; readonly until?: Position },
    onBatch: () => void,
  ): Promise<void> {
    const options = { batch_events_max: BATCH_EVENTS_MAX, types: this.types, ...until }
    for await (const { events, checkpoint } of log.follow(this.#checkpoint, options)) {
      for (const event of events) this.#applyOnce(event)
      this.#checkpoint = checkpoint
      onBatch()
    }
  }

  /** Two readers may meet the same event. */
  #applyOnce(event: RecordedEvent): void {
    if (event.position <= this.#position) return
    this.apply(event)
    this.#position = event.position
  }
}
