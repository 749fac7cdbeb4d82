import { randomUUID } from 'node:crypto'
import { failureOf, logError } from '#/log/kurrent/client-failure.ts'
import type { AppendCommand, KurrentClient } from '#/log/kurrent/kurrent-client.ts'
import { retrying, type Patience } from '#/log/kurrent/retrying.ts'

/*
 * Streams beside the log, in which something is kept: checkpoints, changes of a state. What the
 * server may forget of them stands in their metadata.
 */

/**
 * Writes behind exactly a revision. False where something else stands there; nothing was written
 * then. Throws LogUnavailable, LogRefused.
 */
export async function appendBehind(
  client: KurrentClient,
  patience: Patience,
  append: Pick<AppendCommand, 'stream' | 'expected' | 'events'>,
): Promise<boolean> {
  const command = { ...append, deadline_ms: patience.answer_ms }
  try {
    await retrying(() => client.append(command), patience)
    return true
  } catch (error) {
    if (failureOf(error) === 'wrong-revision') return false
    throw logError(error)
  }
}

/** How much of a stream the server keeps. */
export type KeptOfStream = { readonly $maxCount: number } | { readonly $maxAge: number }

/** Sets how much of a new stream the server keeps. */
export function metadataAppend(
  stream: string,
  kept: KeptOfStream,
): Pick<AppendCommand, 'stream' | 'expected' | 'events'> {
  const events = [{ id: randomUUID(), type: '$metadata', data: kept, metadata: {} }]
  return { stream: `$$${stream}`, expected: 'absent', events }
}

/** Where it was set before, it stays. Without the right to set it the stream keeps everything. */
export async function limitKept(
  client: KurrentClient,
  patience: Patience,
  stream: string,
  kept: KeptOfStream,
): Promise<void> {
  await appendBehind(client, patience, metadataAppend(stream, kept)).catch(() => {})
}
