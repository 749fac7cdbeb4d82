import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ConsoleFiles } from '#/console/console-files.ts'
import type { AnswerUnknown } from '#/http/error-answers.ts'
import { RequestRefused } from '#/http/problem.ts'
import { fileAt, sendFile, sendsFiles } from '#/server/console/sent-file.ts'
import { RELOAD_S, statusPage, type WithoutConsole } from '#/server/console/status-page.ts'

/**
 * Everything comes from this server. Inline styles are what the components write; a worker asks
 * under the policy of its own file, so files carry it as pages do.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Its name changes with its content. */
const FOR_EVER = 'public, max-age=31536000, immutable'
/** Kept, and asked about each time. */
const ASK_AGAIN = 'no-cache'
const INDEX = 'index.html'
/** What is under these is never a page of the console. */
const OTHERS = /^\/(?:v1|docs|health|metrics|openapi\.json|assets)(?:\/|$)/
const OPEN = { config: { open: true }, schema: { hide: true } } as const

/** `/` opens the console, and `/assets` has its files. */
export function showConsole(app: FastifyInstance, console: ConsoleFiles): void {
  sendsFiles(app)
  app.get('/', OPEN, async (_request, reply) => {
    await answerPage(reply, console)
    return reply
  })
  app.get<{ readonly Params: { readonly '*': string } }>(
    '/assets/*',
    OPEN,
    async ({ params }, reply) => {
      const path = await fileAt(console.folder, `assets/${params['*']}`)
      if (path === undefined)
        throw new RequestRefused(
          'CONSOLE_FILE_UNKNOWN',
          'it belongs to another build of the console; load the page anew',
        )
      return sendFile(withHeaders(reply, FOR_EVER), console.folder, path)
    },
  )
}

/**
 * What is not an address of this program may be one of the console's own: a browser that goes there
 * gets the page, which knows its addresses. Besides, whatever lies beside the page.
 */
export function answersForConsole(console: ConsoleFiles): AnswerUnknown {
  return async (request, reply) => {
    const [path = '/'] = request.url.split('?', 1)
    if (!['GET', 'HEAD'].includes(request.method) || OTHERS.test(path)) return false
    const file = await fileAt(console.folder, path.slice(1))
    if (file !== undefined && file !== INDEX) {
      sendFile(withHeaders(reply, ASK_AGAIN), console.folder, file)
      return true
    }
    if (!isNavigation(request)) return false
    await answerPage(reply, console)
    return true
  }
}

/** A program that asks for data does not name pages among what it takes. */
function isNavigation({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true
}

async function answerPage(reply: FastifyReply, console: ConsoleFiles): Promise<void> {
  const state = console.build()
  const page = state === 'idle' ? await fileAt(console.folder, INDEX) : undefined
  withHeaders(reply, 'no-store')
  if (page === undefined) answerStatus(reply, WHY[state])
  else sendFile(reply, console.folder, page)
}

const WHY = { idle: 'missing', running: 'building', failed: 'failed' } as const

function answerStatus(reply: FastifyReply, why: WithoutConsole): void {
  if (why === 'building') reply.header('retry-after', RELOAD_S)
  void reply.code(503).type('text/html; charset=utf-8').send(statusPage(why))
}

function withHeaders(reply: FastifyReply, cacheControl: string): FastifyReply {
  return reply.headers({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'cache-control': cacheControl,
  })
}
