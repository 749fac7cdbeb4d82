import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type {
  OutwardAnswer,
  OutwardFailure,
  OutwardPost,
  OutwardRequest,
} from '@jianwei/events/ports/outward.ts'

/** From the beginning to the end of the answer. */
const ANSWER_MS_MAX = 15_000
/** Of an answer that is read; the rest is not. */
const ANSWER_BYTES_MAX = 16 * 1024

export interface OutwardLimits {
  readonly answer_ms_max?: number
}

/**
 * Posts to the hosts of a list: `name`, or `name:port` where it is not the usual port; over https,
 * and over http where the entry begins with `http://`. Node's client follows no redirects, and a
 * connection is made for each request, so that nothing is shared between endpoints.
 */
export class HttpOutwardPost implements OutwardPost {
  readonly #allowed: ReadonlySet<string>
  readonly #answerMs: number

  constructor(hosts: readonly string[], { answer_ms_max = ANSWER_MS_MAX }: OutwardLimits = {}) {
    this.#allowed = new Set(hosts.map((host) => host.toLowerCase()))
    this.#answerMs = answer_ms_max
  }

  async post(
    { url, headers, body }: OutwardRequest,
    signal: AbortSignal,
  ): Promise<OutwardAnswer | OutwardFailure> {
    if (!URL.canParse(url)) return 'ADDRESS_UNREADABLE'
    if (!this.allows(url)) return 'HOST_NOT_ALLOWED'
    const target = new URL(url)
    const timeout = AbortSignal.timeout(this.#answerMs)
    const request = target.protocol === 'https:' ? requestHttps : requestHttp
    return new Promise((resolve) => {
      const asked = request(
        target,
        {
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          agent: false,
          signal: AbortSignal.any([signal, timeout]),
        },
        (answer) => {
          const parts: Buffer[] = []
          let bytes = 0
          const finish = (): void =>
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') })
          answer.on('data', (part: Buffer) => {
            parts.push(part)
            bytes += part.length
            if (bytes < ANSWER_BYTES_MAX) return
            finish()
            answer.destroy()
          })
          answer.on('end', finish)
          answer.on('error', () => resolve(timeout.aborted ? 'TIMED_OUT' : 'CONNECTION_FAILED'))
        },
      )
      asked.on('error', () => resolve(timeout.aborted ? 'TIMED_OUT' : 'CONNECTION_FAILED'))
      asked.end(body)
    })
  }

  allows(url: string): boolean {
    if (!URL.canParse(url)) return false
    const { protocol, host, username } = new URL(url)
    if (username !== '') return false
    if (protocol === 'https:') return this.#allowed.has(host)
    return protocol === 'http:' && this.#allowed.has(`http://${host}`)
  }
}
