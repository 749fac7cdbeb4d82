import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { answerAndClose } from '#/server/below-framework.ts'

/*
 * What connections may hold on to. One that is idle in both directions is closed, also while its sender does not read the answer;
 * of those that are open at one time, all together and from one address, there is a limit. Behind a proxy all have its
 * address, so the limit for one is generous.
 */

export interface ConnectionLimits {
  readonly connections_max: number
  readonly of_one_address_max: number
  /** How long what is left of a request is still read, and thrown away, after it was answered. */
  readonly linger_ms: number
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  connections_max: 4_000,
  of_one_address_max: 1_000,
  linger_ms: 2_000,
}

/** Without a byte in either direction. For `fastify()` as `connectionTimeout`. */
export const CONNECTION_IDLE_MS_MAX = 120_000

/** Answers connections beyond the limits with 503 and closes them; ends those whose request was answered before it was read. */
export function limitConnections(app: FastifyInstance, limits: ConnectionLimits = CONNECTION_LIMITS): void {
  const ofAddress = new Map<string, number>()
  let open = 0

  app.server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    const same = (ofAddress.get(address) ?? 0) + 1
    open += 1
    ofAddress.set(address, same)
    socket.once('close', () => {
      open -= 1
      const left = (ofAddress.get(address) ?? 1) - 1
      if (left === 0) ofAddress.delete(address)
      else ofAddress.set(address, left)
    })
    if (open > limits.connections_max || same > limits.of_one_address_max) {
      answerAndClose(socket, 'CONNECTIONS_BUSY')
    }
  })

  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.once('finish', () => {
      if (request.complete) return
      // Closing at once could take the answer away from a sender that still sends.
      const clock = setTimeout(() => request.socket.destroy(), limits.linger_ms).unref()
      request.once('end', () => clearTimeout(clock))
    })
  })
}
