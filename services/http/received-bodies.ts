import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DomainError } from '@jianwei/events/errors.ts'

/**
 * Bytes of bodies that are held in memory at one time because they are read as a whole. Of one body
 * its route says the limit.
 */
export const BODY_BYTES_TOTAL_MAX = 256 * 1024 * 1024

export interface BodyLimits {
  readonly patience?: PatienceLimits
  readonly total_bytes_max?: number
  /** Bodies that are dealt with while they come and not held. */
  readonly isStream?: (request: FastifyRequest) => boolean
}

/** The bodies that are being received hold as much as they may together. */
export class BodiesBusy extends DomainError {
  override readonly name = 'BodiesBusy'
  readonly code = 'BODIES_BUSY'
  override readonly retryable = true
}

/**
 * Bodies of the routes of this scope come at a minimum rate, and those that are held fit into
 * memory together.
 */
export function watchBodies(app: FastifyInstance, limits: BodyLimits = {}): void {
  const {
    patience = BODY_PATIENCE,
    total_bytes_max = BODY_BYTES_TOTAL_MAX,
    isStream = () => false,
  } = limits
  let held = 0

  async function* holding(
    chunks: AsyncIterable<Uint8Array>,
    own: { bytes: number },
  ): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      own.bytes += chunk.length
      held += chunk.length
      if (held > total_bytes_max)
        throw new BodiesBusy('too many large bodies are being received; try again soon')
      yield chunk
    }
  }

  app.addHook('preParsing', async (request, reply, payload) => {
    // Without a hook before it, the payload is the request itself.
    const chunks = patientBody(payload, patience)
    if (isStream(request)) return Readable.from(chunks, { objectMode: false })
    const own = { bytes: 0 }
    reply.raw.once('close', () => {
      held -= own.bytes
      own.bytes = 0
    })
    return Readable.from(holding(chunks, own), { objectMode: false })
  })
}

/*
 * A body may be of any length as long as it comes. Only the time in which we wait for its sender
 * counts: what we are too slow to take is not its fault. Each byte buys a little patience, up to
 * that of the beginning.
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

/**
 * The bytes as they come. Throws BodyTooSlow. A consumer that stops early leaves the connection
 * alone, so that it can still be answered.
 */
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
