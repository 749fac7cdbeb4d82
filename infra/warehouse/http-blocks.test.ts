import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ColumnBlock, textAt } from '@jianwei/projections/ports/column-block.ts'
import { wholeBlocks } from '#/warehouse/http-blocks.ts'
import { AnswerFailed } from '#/warehouse/http-lines.ts'

const ERROR = Buffer.from(
  '\r\n__exception__\r\nabcdefghijklmnop\r\nCode: 395. DB::Exception: Value passed: ' +
    'while\nreading. (FUNCTION_THROW_IF)\n79 abcdefghijklmnop\r\n__exception__\r\n',
)
const LABELS = [['a', '', '\r\n__exception__\r\n'], ['见微'.repeat(60)], ['x'.repeat(20_000), 'y']]
const BLOCKS = LABELS.map(blockOf)

/** A block of texts and of their numbers. */
function blockOf(labels: readonly string[]): Buffer {
  const numbers = new Float64Array(labels.map((_, index) => index + 0.5))
  return Buffer.concat([
    Buffer.from([2, labels.length]),
    text('label'),
    text('String'),
    ...labels.map(text),
    text('n'),
    text('Float64'),
    Buffer.from(numbers.buffer),
  ])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  const size: number[] = []
  for (let left = bytes.length; ; left = Math.floor(left / 0x80)) {
    size.push(left < 0x80 ? left : (left % 0x80) + 0x80)
    if (left < 0x80) return Buffer.concat([Buffer.from(size), bytes])
  }
}

async function* arriving(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const offsets = [...new Set(cuts.map((cut) => cut % bytes.length))].toSorted((a, b) => a - b)
  for (const [index, from] of [0, ...offsets].entries()) yield bytes.subarray(from, offsets[index])
}

async function read(
  answer: AsyncIterable<Buffer>,
): Promise<{ readonly labels: readonly string[][]; readonly failure: unknown }> {
  const labels: string[][] = []
  try {
    for await (const bytes of wholeBlocks(answer)) {
      const block = new ColumnBlock(bytes)
      const column = block.texts('label')
      labels.push(Array.from(block.floats('n'), (n) => textAt(column, n - 0.5)))
    }
    return { labels, failure: undefined }
  } catch (failure) {
    return { labels, failure }
  }
}

describe('an answer in blocks that comes in pieces', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 12 })

  test('is read block by block wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (offsets) => {
        expect(await read(arriving(Buffer.concat(BLOCKS), offsets))).toEqual({
          labels: LABELS,
          failure: undefined,
        })
      }),
    )
  })

  test('is read where each byte comes alone', async () => {
    const bytes = Buffer.concat([BLOCKS[0]!, BLOCKS[1]!])
    const each = Array.from({ length: bytes.length }, (_, index) => index)
    expect((await read(arriving(bytes, each))).labels).toEqual(LABELS.slice(0, 2))
  })

  test('gives its blocks, then the error behind them, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (offsets) => {
        const { labels, failure } = await read(arriving(Buffer.concat([...BLOCKS, ERROR]), offsets))
        expect(labels).toEqual(LABELS)
        expect(failure).toBeInstanceOf(AnswerFailed)
        expect((failure as AnswerFailed).message).toBe(
          'Code: 395. DB::Exception: Value passed: while\nreading. (FUNCTION_THROW_IF)',
        )
      }),
    )
  })

  test('that stops or fails within a block is no answer, wherever that is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: BLOCKS[2]!.length - 1 }), async (kept) => {
        const begun = Buffer.concat([BLOCKS[0]!, BLOCKS[2]!.subarray(0, kept)])
        const stopped = await read(arriving(begun, []))
        expect(stopped.labels).toEqual([LABELS[0]])
        expect(stopped.failure).toBeInstanceOf(TypeError)
      }),
    )
    const half = BLOCKS[2]!.subarray(0, 15_000)
    const failed = await read(arriving(Buffer.concat([BLOCKS[0]!, half, ERROR]), []))
    expect(failed.labels).toEqual([LABELS[0]])
    expect(failed.failure).toBeInstanceOf(AnswerFailed)
  })

  test('without rows is empty, also where it names its columns', async () => {
    const empty = Buffer.concat([Buffer.from([1, 0]), text('n'), text('Float64')])
    for (const answer of [Buffer.alloc(0), empty, Buffer.concat([empty, empty])])
      expect(await read(arriving(answer, []))).toEqual({ labels: [], failure: undefined })
  })
})
