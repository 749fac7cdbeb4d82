import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AnswerFailed, wholeLines } from '#/warehouse/http-lines.ts'

const ROWS = ['{"name":"见微\\r\\n"}\n', '{"name":"🏭"}\n', '{"name":""}\n']
const ERROR =
  '\r\n__exception__\r\nabcdefghijklmnop\r\nCode: 395. DB::Exception: Value passed: ' +
  'while\nreading. (FUNCTION_THROW_IF)\n79 abcdefghijklmnop\r\n__exception__\r\n'

/** The text as bytes that arrive in pieces, cut anywhere, also within a character. */
async function* arriving(text: string, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  const offsets = [...new Set(cuts.map((cut) => cut % bytes.length))].toSorted((a, b) => a - b)
  for (const [index, from] of [0, ...offsets].entries()) yield bytes.subarray(from, offsets[index])
}

async function read(
  answer: AsyncIterable<Buffer>,
): Promise<{ readonly text: string; readonly failure: unknown }> {
  let text = ''
  try {
    for await (const piece of wholeLines(answer)) {
      expect(piece.endsWith('\n')).toBe(true)
      text += piece
    }
    return { text, failure: undefined }
  } catch (failure) {
    return { text, failure }
  }
}

describe('an answer that comes in pieces', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 12 })

  test('is read row by row wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (offsets) => {
        expect(await read(arriving(ROWS.join(''), offsets))).toEqual({
          text: ROWS.join(''),
          failure: undefined,
        })
      }),
    )
  })

  test('gives its rows, then the error behind them, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (offsets) => {
        const { text, failure } = await read(arriving(ROWS.join('') + ERROR, offsets))
        expect(text).toBe(ROWS.join(''))
        expect(failure).toBeInstanceOf(AnswerFailed)
        expect((failure as AnswerFailed).message).toBe(
          'Code: 395. DB::Exception: Value passed: while\nreading. (FUNCTION_THROW_IF)',
        )
      }),
    )
  })

  test('that stops within a row, or fails within one, is no answer', async () => {
    expect((await read(arriving(`${ROWS[0]}{"na`, []))).failure).toBeInstanceOf(TypeError)
    expect((await read(arriving(`${ROWS[0]}{"na${ERROR}`, []))).failure).toBeInstanceOf(
      AnswerFailed,
    )
  })

  test('without rows is empty', async () => {
    expect(await read(arriving('', []))).toEqual({ text: '', failure: undefined })
  })
})
