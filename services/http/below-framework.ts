import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type {
  FastifyError,
  FastifyHttpOptions,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
} from 'fastify'
import type { ProblemCode } from '#/http/problem-kinds.ts'
import { problem } from '#/http/problem.ts'
import { PROTECTIVE_HEADERS } from '#/http/security-headers.ts'

/*
 * What never reaches a route: bytes that are no HTTP, headers that are too long, a request that
 * does not come to its end, an address that cannot be decoded. These answers are problems with the
 * same headers as all others.
 */

/** By the code of Node's parser. The rest is malformed. */
const PARSER_REFUSALS: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'BODY_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMED_OUT',
}

const MEDIA_TYPE = 'application/problem+json; charset=utf-8'

/** For `fastify()`: every server of this program is made with these. */
export const BELOW_FRAMEWORK = {
  genReqId: () => randomUUID(),
  clientErrorHandler: answerOnSocket,
  frameworkErrors: answerUnroutable,
  // Node would answer with nothing but a status; `answerBelowFramework` says why.
  http: { requireHostHeader: false },
} satisfies FastifyHttpOptions<Server>

/** What Node's server would answer by itself, without asking the framework. */
export function answerBelowFramework(app: FastifyInstance): void {
  app.server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = problem('EXPECTATION_UNKNOWN', { request_id: randomUUID() })
    const text = JSON.stringify(body)
    response.writeHead(body.status, { ...closingHeaders(body.request_id, text) })
    response.end(text)
  })
  app.addHook('onRequest', async (request, reply) => {
    if (request.raw.httpVersion !== '1.1' || request.headers.host !== undefined) return
    const body = problem('REQUEST_UNREADABLE', {
      request_id: request.id,
      detail: 'HTTP/1.1 asks for a Host header',
    })
    return reply.code(body.status).headers(headersOf(request.id)).send(JSON.stringify(body))
  })
}

function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const code = error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'ADDRESS_TOO_LONG' : 'REQUEST_UNREADABLE'
  const body = problem(code, { request_id: request.id, detail: 'the address cannot be decoded' })
  void reply.code(body.status).headers(headersOf(request.id)).send(JSON.stringify(body))
}

function answerOnSocket(error: Error & { readonly code?: string }, socket: Socket): void {
  // Who is gone gets no answer; in the middle of another answer this one would be taken for its
  // continuation.
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy()
    return
  }
  answerAndClose(socket, PARSER_REFUSALS[error.code ?? ''] ?? 'REQUEST_UNREADABLE')
}

/** On a connection of which no request was read. */
function answerAndClose(socket: Socket, code: ProblemCode): void {
  const body = problem(code, { request_id: randomUUID() })
  const text = JSON.stringify(body)
  const lines = Object.entries(closingHeaders(body.request_id, text)).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  socket.end(`HTTP/1.1 ${body.status} ${STATUS_CODES[body.status]}\r\n${lines.join('')}\r\n${text}`)
}

/** Node keeps the answer that is under way beside the socket. */
function isAnswering(socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true
}

function closingHeaders(
  requestId: string,
  text: string,
): Readonly<Record<string, string | number>> {
  return { ...headersOf(requestId), 'content-length': Buffer.byteLength(text), connection: 'close' }
}

function headersOf(requestId: string): Readonly<Record<string, string>> {
  return { ...PROTECTIVE_HEADERS, 'content-type': MEDIA_TYPE, 'x-request-id': requestId }
}

/*
 * What connections may hold on to. One that is idle in both directions is closed, also while its
 * sender does not read the answer; of those that are open at one time, all together and from one
 * address, there is a limit. Behind a proxy all have its address, so the limit for one is generous.
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

/**
 * Answers connections beyond the limits with 503 and closes them; ends those whose request was
 * answered before it was read.
 */
export function limitConnections(
  app: FastifyInstance,
  limits: ConnectionLimits = CONNECTION_LIMITS,
): void {
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

/*
 * An address that exists answers a method that it does not know with 405 and `Allow`, before the
 * body is looked at: a wrong method is not a wrong address.
 */

interface KnownRoute {
  readonly pattern: RegExp
  readonly methods: readonly string[]
}

/**
 * Calls `refuse`, which answers, with the methods that the address knows, or none where there is no
 * such address. Routes come after it.
 */
export function refuseUnknownMethods(
  app: FastifyInstance,
  refuse: (
    request: FastifyRequest,
    reply: FastifyReply,
    allowed: readonly string[],
  ) => Promise<void>,
): void {
  const routes: KnownRoute[] = []
  /** Addresses that are named as a whole: none of them is one of those whose last part is an id. */
  const whole = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = [method].flat()
    routes.push({ pattern: patternOf(url), methods })
    if (/[:*]/.test(url)) return
    const known = whole.get(url) ?? new Set()
    for (const one of methods) known.add(one)
    whole.set(url, known)
  })
  const methodsAt = (path: string): readonly string[] => [
    ...new Set(
      whole.get(path) ??
        routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods),
    ),
  ]
  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const byId = !request.is404 && /:/.test(request.routeOptions.url ?? '')
    const isTakenForId = byId && whole.get(path)?.has(request.method) === false
    if (!request.is404 && !isTakenForId) return
    await refuse(request, reply, methodsAt(path).toSorted())
    // It may still be under way; nothing further runs.
    return reply
  })
}

/** As the router reads it: `:name` is one part of the path, `*` is the rest. */
function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.*'
    return part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}$`)
}
