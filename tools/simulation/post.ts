import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createAnswerComparison, type AnswerSummary, type LineAnswer } from './answers.ts'
import { chunksOf } from './chunks.ts'
import type { SimulatedLine } from './line-writer.ts'
import type { Expectation } from './truth.ts'

/**
 * Sends the stream in one request and reads the answers while it is sent, because a server holds
 * back a sender that does not read. Nothing is kept of a line once it is answered.
 */

export interface PostOutcome extends AnswerSummary {
  readonly sent: number
  /** False when the server ended the stream early, or left lines without an answer. */
  readonly complete: boolean
}

const ACCEPTED: Expectation = { outcome: 'accepted' }

/** Rejects when there is no server, or one that does not take streams. */
export async function postStream(
  url: string,
  lines: Iterable<SimulatedLine>,
  perSecond?: number,
): Promise<PostOutcome> {
  const planted = new Map<number, Expectation>()
  const comparison = createAnswerComparison()
  let sent = 0
  function* remembered(): Generator<SimulatedLine> {
    for (const line of lines) {
      sent = line.line
      if (line.expected.outcome !== 'accepted') planted.set(line.line, line.expected)
      yield line
    }
  }

  const { request, response } = open(url)
  const sending = pipeline(Readable.from(chunksOf(remembered(), perSecond)), request)
  const answering = readAnswers(
    await Promise.race([response, sending.then(() => response)]),
    (answer) => {
      comparison.compare(
        answer,
        answer.line > sent ? undefined : (planted.get(answer.line) ?? ACCEPTED),
      )
      planted.delete(answer.line)
    },
  )
  const [, complete] = await Promise.all([sending, answering])
  const summary = comparison.summary()
  return { ...summary, sent, complete: complete && summary.answered === sent }
}

function open(url: string): { request: ClientRequest; response: Promise<IncomingMessage> } {
  const target = new URL('v1/events', url.endsWith('/') ? url : `${url}/`)
  const start = target.protocol === 'https:' ? httpsRequest : httpRequest
  const request = start(target, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
  })
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
  })
  return { request, response }
}

/** True when the last line says that the stream was taken whole. */
async function readAnswers(
  response: IncomingMessage,
  each: (answer: LineAnswer) => void,
): Promise<boolean> {
  if (response.statusCode !== 200) {
    response.resume()
    throw new Error(`the server answered ${response.statusCode} to the stream`)
  }
  let complete = false
  for await (const text of createInterface({ input: response })) {
    // Answers of the server under test; the fields that are read here are checked by their use.
    const answer = JSON.parse(text) as Answer
    if (answer.summary !== undefined) complete = answer.summary.complete
    else
      each({
        line: answer.line,
        status: answer.status,
        codes: (answer.reasons ?? []).map(({ code }) => code),
      })
  }
  return complete
}

interface Answer {
  readonly line: number
  readonly status: LineAnswer['status']
  readonly reasons?: readonly { readonly code: string }[]
  readonly summary?: { readonly complete: boolean }
}
