import { z } from 'zod'
import type { Position } from '@jianwei/events/envelope.ts'
import { InstantSchema } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { Turns } from '#/lifecycle/turns.ts'
import { storedRecord } from '#/lifecycle/stored-record.ts'

/** Where it stands what was sent to whom. */
export const NOTICES_CHECKPOINT = 'notices'

const Sent = z.strictObject({
  /** Everything up to here was told, or is none of its own. */
  position: z.int().min(0),
  /** The last event of the message that is being sent: after a crash it is put together again. */
  prepared: z.int().nullable(),
  /** Failed attempts at that message. */
  attempts: z.int().min(0),
  next_at: InstantSchema.nullable(),
  last_code: z.string().nullable(),
  delivered_at: InstantSchema.nullable(),
  /** When something was sent last, delivered or not: messages keep a distance. */
  sent_at: InstantSchema.nullable(),
  /** Of the last time that somebody resumed it: where this record knows of that. */
  resumed_at: z.int().nullable(),
})
/** How far an endpoint was told. */
export type SendingRecord = z.infer<typeof Sent>

export function newRecord(position: Position): SendingRecord {
  const nothing = { prepared: null, attempts: 0, next_at: null, last_code: null }
  return { position, ...nothing, delivered_at: null, sent_at: null, resumed_at: null }
}

const Stored = z.record(z.string(), Sent)

/** As it was stored last, by endpoint. */
export async function loadRecords(
  checkpoints: Pick<CheckpointStore, 'load'>,
): Promise<Readonly<Record<string, SendingRecord>>> {
  return (await load(checkpoints)).records
}

async function load(checkpoints: Pick<CheckpointStore, 'load'>) {
  const what = 'the checkpoint of notices'
  const stored = await storedRecord(checkpoints, NOTICES_CHECKPOINT, Stored, what)
  if (stored === undefined) return { records: {}, version: 'absent' as const }
  return { records: stored.value, version: stored.version }
}

/**
 * The records of all endpoints under one checkpoint, so that one owner holds them all. A save
 * throws CheckpointConflict when another process has taken over.
 */
export class SendingRecords {
  readonly #checkpoints: CheckpointStore
  readonly #records: Map<string, SendingRecord>
  #version: number | 'absent'
  readonly #turns = new Turns()

  private constructor(
    checkpoints: CheckpointStore,
    records: Readonly<Record<string, SendingRecord>>,
    version: number | 'absent',
  ) {
    this.#checkpoints = checkpoints
    this.#records = new Map(Object.entries(records))
    this.#version = version
  }

  static async open(checkpoints: CheckpointStore): Promise<SendingRecords> {
    const { records, version } = await load(checkpoints)
    return new SendingRecords(checkpoints, records, version)
  }

  of(endpointId: string): SendingRecord | undefined {
    return this.#records.get(endpointId)
  }

  /** Durable when it resolves. */
  save(endpointId: string, record: SendingRecord): Promise<void> {
    return this.#turns.take(async () => {
      this.#records.set(endpointId, record)
      const value = JSON.stringify(Object.fromEntries(this.#records))
      this.#version = await this.#checkpoints.save(NOTICES_CHECKPOINT, value, this.#version)
    })
  }
}
