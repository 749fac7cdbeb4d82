import { z } from 'zod'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'

/** What was saved as JSON, and the version that fences another writer. */
export interface StoredRecord<Value> {
  readonly value: Value
  readonly version: number
}

/**
 * What was saved under a name; undefined where nothing was. Throws EventUnreadable, which says
 * `what` it is, where it has not the shape.
 */
export async function storedRecord<Value>(
  checkpoints: Pick<CheckpointStore, 'load'>,
  name: string,
  shape: z.ZodType<Value>,
  what: string,
): Promise<StoredRecord<Value> | undefined> {
  const stored = await checkpoints.load(name)
  if (stored === undefined) return undefined
  const parsed = shape.safeParse(JSON.parse(stored.value))
  if (!parsed.success) throw new EventUnreadable(what, z.prettifyError(parsed.error))
  return { value: parsed.data, version: stored.version }
}
