import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem, type ProblemCode } from '#/server/problem.ts'
import { PROTECTIVE_HEADERS } from '#/server/security-headers.ts'

/*
 * What never reaches a route: bytes that are no HTTP, headers that are too long, a request that does not come to its end, an
 * address that cannot be decoded. These answers are problems with the same headers as all others.
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
    const body = problem('REQUEST_UNREADABLE', { request_id: request.id, detail: 'HTTP/1.1 asks for a Host header' })
    return reply.code(body.status).headers(headersOf(request.id)).send(JSON.stringify(body))
  })
}

function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const code = error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'ADDRESS_TOO_LONG' : 'REQUEST_UNREADABLE'
  const body = problem(code, { request_id: request.id, detail: 'the address cannot be decoded' })
  void reply.code(body.status).headers(headersOf(request.id)).send(JSON.stringify(body))
}

function answerOnSocket(error: Error & { readonly code?: string }, socket: Socket): void {
  // Who is gone gets no answer; in the middle of another answer this one would be taken for its continuation.
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy()
    return
  }
  answerAndClose(socket, PARSER_REFUSALS[error.code ?? ''] ?? 'REQUEST_UNREADABLE')
}

/** On a connection of which no request was read. */
export function answerAndClose(socket: Socket, code: ProblemCode): void {
  const body = problem(code, { request_id: randomUUID() })
  const text = JSON.stringify(body)
  const lines = Object.entries(closingHeaders(body.request_id, text)).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${body.status} ${STATUS_CODES[body.status]}\r\n${lines.join('')}\r\n${text}`)
}

/** Node keeps the answer that is under way beside the socket. */
function isAnswering(socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true
}

function closingHeaders(requestId: string, text: string): Readonly<Record<string, string | number>> {
  return { ...headersOf(requestId), 'content-length': Buffer.byteLength(text), connection: 'close' }
}

function headersOf(requestId: string): Readonly<Record<string, string>> {
  return { ...PROTECTIVE_HEADERS, 'content-type': MEDIA_TYPE, 'x-request-id': requestId }
}
