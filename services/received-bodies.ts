import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DomainError } from '@jianwei/events/errors.ts'
import { BODY_PATIENCE, patientBody, type PatienceLimits } from '#/patient-body.ts'

/** Bytes of bodies that are held in memory at one time because they are read as a whole. Of one body its route says the limit. */
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

/** Bodies of the routes of this scope come at a minimum rate, and those that are held fit into memory together. */
export function watchBodies(app: FastifyInstance, limits: BodyLimits = {}): void {
  const { patience = BODY_PATIENCE, total_bytes_max = BODY_BYTES_TOTAL_MAX, isStream = () => false } = limits
  let held = 0

  async function* holding(chunks: AsyncIterable<Uint8Array>, own: { bytes: number }): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      own.bytes += chunk.length
      held += chunk.length
      if (held > total_bytes_max) throw new BodiesBusy('too many large bodies are being received; try again soon')
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
