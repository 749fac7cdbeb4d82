import type { RawRecord, RecordSplitter } from '#/intake/records.ts'

export interface BatchOptions {
  readonly batch_records_max: number
  readonly batch_bytes_max: number
  /**
   * A batch that is not full goes on after this long, so that a slow sender hears about its
   * records.
   */
  readonly linger_ms: number
}

const TICK = Symbol('tick')

/** The records of a byte stream, as its chunks complete them. */
export async function* recordsIn(
  stream: AsyncIterable<Uint8Array>,
  splitter: RecordSplitter,
): AsyncGenerator<readonly RawRecord[]> {
  for await (const chunk of stream) yield splitter.push(chunk)
  yield splitter.end()
}

/**
 * Gathers records into batches. The stream is read no further than the batch
 * in hand needs, so a consumer that is slow slows the sender. Where the stream breaks, what was
 * complete before is given first, then its error is thrown.
 */
export async function* recordBatches(
  stream: AsyncIterable<readonly RawRecord[]>,
  options: BatchOptions,
): AsyncGenerator<readonly RawRecord[]> {
  const chunks = stream[Symbol.asyncIterator]()
  let batch: RawRecord[] = []
  let bytes = 0
  let began = 0
  let next = settled(chunks.next())
  try {
    for (;;) {
      const waited =
        batch.length === 0
          ? await next
          : await Promise.race([next, tick(began + options.linger_ms)])
      if (waited === TICK) {
        yield batch
        batch = []
        bytes = 0
        continue
      }
      if (waited.kind === 'failed') {
        if (batch.length > 0) yield batch
        throw waited.error
      }
      if (waited.result.done === true) break
      for (const record of waited.result.value) {
        if (batch.length === 0) began = performance.now()
        batch.push(record)
        bytes += record.bytes.length
        if (batch.length < options.batch_records_max && bytes < options.batch_bytes_max) continue
        yield batch
        batch = []
        bytes = 0
      }
      next = settled(chunks.next())
    }
    if (batch.length > 0) yield batch
  } finally {
    // A consumer that stops early lets go of the stream.
    await chunks.return?.()
  }
}

type Settled =
  | { readonly kind: 'read'; readonly result: IteratorResult<readonly RawRecord[]> }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Never rejects: it may settle while nobody waits for it. */
function settled(next: Promise<IteratorResult<readonly RawRecord[]>>): Promise<Settled> {
  return next.then(
    (result) => ({ kind: 'read', result }),
    (error: unknown) => ({ kind: 'failed', error }),
  )
}

function tick(dueMs: number): Promise<typeof TICK> {
  return new Promise((resolve) =>
    setTimeout(resolve, Math.max(dueMs - performance.now(), 0), TICK).unref(),
  )
}
