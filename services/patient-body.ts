import type { Readable } from 'node:stream'
import { DomainError } from '@jianwei/events/errors.ts'

/*
 * A body may be of any length as long as it comes. Only the time in which we wait for its sender counts: what we are too slow to
 * take is not its fault. Each byte buys a little patience, up to that of the beginning.
 */

export interface PatienceLimits {
  /** How long nothing at all may come. */
  readonly silence_ms_max: number
  /** What must come on average, from a body that is longer than that. */
  readonly bytes_per_second_min: number
}

export const BODY_PATIENCE: PatienceLimits = { silence_ms_max: 60_000, bytes_per_second_min: 100 }

/** Nothing more is read of the body; what was read before has been dealt with. */
export class BodyTooSlow extends DomainError {
  override readonly name = 'BodyTooSlow'
  readonly code = 'BODY_TOO_SLOW'
}

/** The bytes as they come. Throws BodyTooSlow. A consumer that stops early leaves the connection alone, so that it can still be answered. */
export async function* patientBody(
  body: Readable,
  { silence_ms_max, bytes_per_second_min }: PatienceLimits = BODY_PATIENCE,
): AsyncGenerator<Uint8Array> {
  const chunks = body.iterator({ destroyOnReturn: false })
  let patience = silence_ms_max
  for (;;) {
    const began = performance.now()
    // Nobody sets an encoding on the body of a request, so its chunks are bytes.
    const next = (await within(patience, chunks.next())) as IteratorResult<Uint8Array>
    if (next.done === true) return
    const bought = (next.value.length / bytes_per_second_min) * 1_000
    patience = Math.min(silence_ms_max, patience - (performance.now() - began) + bought)
    yield next.value
  }
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  // When the time is over, whatever becomes of the work is nobody's concern.
  work.catch(() => {})
  let clock: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const message = 'the body comes too slowly; send the rest anew'
    clock = setTimeout(() => reject(new BodyTooSlow(message)), Math.max(ms, 0))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(clock)
  }
}
