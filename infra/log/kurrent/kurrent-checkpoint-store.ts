import { randomUUID } from 'node:crypto'
import { CheckpointConflict, EventUnreadable } from '@jianwei/events/errors.ts'
import type { CheckpointStore, StoredCheckpoint } from '@jianwei/events/ports/checkpoint-store.ts'
import {
  NEVER_WRITTEN,
  type ClientEvent,
  type EventToWrite,
  type KurrentClient,
} from '#/log/kurrent/kurrent-client.ts'
import { answered, collected, USUAL_PATIENCE, type Patience } from '#/log/kurrent/retrying.ts'
import { appendBehind, limitKept } from '#/log/kurrent/state-streams.ts'
import { streamNames, type StreamNames } from '#/log/kurrent/stream-names.ts'

/** The server may drop older ones; some stay for whoever looks into a fault. */
export const SAVES_KEPT = 100

export interface KurrentCheckpointStoreOptions {
  readonly namespace: string
  readonly patience?: Patience
}

/**
 * The last event of a checkpoint's stream, and where it is. A removed checkpoint has a stream and
 * no value.
 */
interface LastSave {
  readonly stored: StoredCheckpoint | undefined
  readonly revision: number
}

/**
 * A stream for each checkpoint; each save is an event behind exactly the one before. So of two
 * owners the second is refused by the server, whatever they believe. The client belongs to whoever
 * opened it.
 */
export class KurrentCheckpointStore implements CheckpointStore {
  readonly #client: KurrentClient
  readonly #names: StreamNames
  readonly #patience: Patience
  /** What this owner saved or loaded last: the next save needs no reading. */
  readonly #last = new Map<string, LastSave>()

  constructor(client: KurrentClient, options: KurrentCheckpointStoreOptions) {
    this.#client = client
    this.#names = streamNames(options.namespace)
    this.#patience = options.patience ?? USUAL_PATIENCE
  }

  async load(name: string): Promise<StoredCheckpoint | undefined> {
    return (await this.#loadLast(name)).stored
  }

  async save(name: string, value: string, expected: number | 'absent'): Promise<number> {
    let last = this.#last.get(name)
    if (versionOf(last?.stored) !== expected || last === undefined)
      last = await this.#loadLast(name)
    if (versionOf(last.stored) !== expected) throw await this.#conflict(name, expected)
    const version = expected === 'absent' ? 1 : expected + 1
    // Should the answer fail to come, nobody knows what is stored.
    this.#last.delete(name)
    const saved = await this.#write(name, last.revision, 'CheckpointSaved', { value, version })
    if (!saved) throw await this.#conflict(name, expected)
    this.#last.set(name, { stored: { value, version }, revision: last.revision + 1 })
    if (last.revision === NEVER_WRITTEN)
      await limitKept(this.#client, this.#patience, this.#names.checkpointOf(name), {
        $maxCount: SAVES_KEPT,
      })
    return version
  }

  /**
   * Leaves a mark instead of deleting the stream: a stream that the server deletes would count on
   * from its old revision.
   */
  async remove(name: string): Promise<void> {
    let isGone = false
    while (!isGone) {
      const { stored, revision } = await this.#loadLast(name)
      isGone = stored === undefined || (await this.#write(name, revision, 'CheckpointRemoved', {}))
    }
    this.#last.delete(name)
  }

  /** Nothing to give back: each save is complete when it resolves. */
  async [Symbol.asyncDispose](): Promise<void> {}

  async #conflict(name: string, expected: number | 'absent'): Promise<CheckpointConflict> {
    const { stored } = await this.#loadLast(name)
    return new CheckpointConflict(name, {
      expected: String(expected),
      actual: String(versionOf(stored)),
    })
  }

  async #loadLast(name: string): Promise<LastSave> {
    const reading = {
      stream: this.#names.checkpointOf(name),
      direction: 'backwards',
      from: 'end',
      events_max: 1,
    } as const
    const [event] = await answered(
      () => collected(this.#client.readStream(reading), this.#patience.answer_ms),
      this.#patience,
    )
    const last =
      event === undefined ? { stored: undefined, revision: NEVER_WRITTEN } : lastSaveOf(name, event)
    this.#last.set(name, last)
    return last
  }

  /** False when the stream was no longer there. */
  async #write(
    name: string,
    revision: number,
    type: string,
    data: EventToWrite['data'],
  ): Promise<boolean> {
    // The id stays the same over all attempts, so the server recognises one that it has written
    // without our knowing.
    const events = [{ id: randomUUID(), type, data, metadata: {} }]
    const expected = revision === NEVER_WRITTEN ? 'absent' : BigInt(revision)
    const stream = this.#names.checkpointOf(name)
    return appendBehind(this.#client, this.#patience, { stream, expected, events })
  }
}

function versionOf(stored: StoredCheckpoint | undefined): number | 'absent' {
  return stored?.version ?? 'absent'
}

function lastSaveOf(name: string, event: ClientEvent): LastSave {
  const revision = Number(event.revision)
  if (event.type === 'CheckpointRemoved') return { stored: undefined, revision }
  const { data } = event
  if (typeof data === 'object' && data !== null && 'value' in data && 'version' in data) {
    const { value, version } = data
    if (typeof value === 'string' && typeof version === 'number')
      return { stored: { value, version }, revision }
  }
  throw new EventUnreadable(`checkpoint ${name}`, 'its last event is no checkpoint')
}
