import { StringDecoder } from 'node:string_decoder'

/**
 * Reads an answer in JSONEachRow as it comes. A server that fails after it began to answer can no
 * longer say so in the status: it ends the rows with CR LF, a mark, and the error. JSON escapes
 * every CR inside a value, so the first one that stands begins the error.
 */

/** The engine failed after the first rows. The message begins with the engine's `Code: 395.` */
export class AnswerFailed extends Error {
  override readonly name = 'AnswerFailed'
}

const CARRIAGE_RETURN = '\r'
/** What the server writes before the error. */
export const ANSWER_FAILED_MARK = '\r\n__exception__\r\n'
/** What the server writes after the error, so that it can be read from the end. */
const LENGTH_AND_TAG = /\n\d+ \w+$/

/**
 * Pieces of whole lines. Throws AnswerFailed with the error at the end of the rows, TypeError when
 * the answer stops within a row.
 */
export async function* wholeLines(answer: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let pending = ''
  for await (const chunk of answer) {
    pending += decoder.write(chunk)
    const errorAt = pending.indexOf(CARRIAGE_RETURN)
    const end = pending.lastIndexOf('\n', errorAt === -1 ? undefined : errorAt) + 1
    if (end === 0) continue
    yield pending.slice(0, end)
    pending = pending.slice(end)
  }
  if (pending === '') return
  const errorAt = pending.indexOf(CARRIAGE_RETURN)
  const failure = errorAt === -1 ? null : failureAtEnd(pending.slice(errorAt))
  throw failure ?? new TypeError('the answer stops within a row')
}

/** The error behind the last mark; null where there is none. */
export function failureIn(text: string): AnswerFailed | null {
  const mark = text.lastIndexOf(ANSWER_FAILED_MARK, text.length - ANSWER_FAILED_MARK.length - 1)
  return mark === -1 ? null : failureAtEnd(text.slice(mark))
}

function failureAtEnd(text: string): AnswerFailed | null {
  const error = /Code: \d+\.[^\r]*/.exec(text)
  return error === null ? null : new AnswerFailed(error[0].replace(LENGTH_AND_TAG, ''))
}
