import fc from 'fast-check'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { spooled } from '#/intake/http/answer-spool.ts'

async function* given(
  texts: readonly string[],
  onGiven: () => void = () => {},
): AsyncGenerator<string> {
  for (const text of texts) {
    await nextTurn()
    onGiven()
    yield text
  }
}

async function* failing(): AsyncGenerator<string> {
  yield 'kept'
  await nextTurn()
  throw new Error('broken')
}

const SMALL = { memory_bytes_max: 10, disk_bytes_max: 1_000_000 }

test('the answer is made to its end while nobody reads it, and is then read in order', async () => {
  const texts = Array.from({ length: 500 }, (_, n) => `line ${n}\n`)
  let made = 0
  const answer = spooled(
    given(texts, () => (made += 1)),
    SMALL,
  )
  const first = await answer.next()
  await expect.poll(() => made).toBe(500)
  const rest = await Array.fromAsync(answer)
  expect(Buffer.concat([first.value ?? Buffer.alloc(0), ...rest]).toString()).toBe(texts.join(''))
})

test('at the limit of the file the maker waits, and goes on when something was read', async () => {
  let made = 0
  const texts = Array.from({ length: 100 }, () => 'x'.repeat(100))
  const answer = spooled(
    given(texts, () => (made += 1)),
    { memory_bytes_max: 100, disk_bytes_max: 1_000 },
  )
  await answer.next()
  for (let turn = 0; turn < 300; turn++) await nextTurn()
  expect(made).toBeLessThan(20)
  await Array.fromAsync(answer)
  expect(made).toBe(100)
})

test('a failure of the maker comes after what was made before it', async () => {
  const seen: string[] = []
  const reading = (async () => {
    for await (const bytes of spooled(failing(), SMALL)) seen.push(bytes.toString())
  })()
  await expect(reading).rejects.toThrow('broken')
  expect(seen).toEqual(['kept'])
})

test('a reader that goes away ends the maker', async () => {
  let ended = false
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) {
        await nextTurn()
        yield 'x'
      }
    } finally {
      ended = true
    }
  }
  for await (const _bytes of spooled(endless(), SMALL)) break
  await expect.poll(() => ended).toBe(true)
})

test('whatever the pieces and the limits, the bytes come out as they went in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 60 }),
      fc.nat(100),
      fc.integer({ min: 1, max: 200 }),
      async (texts, memory, disk) => {
        const pieces: Buffer[] = []
        for await (const piece of spooled(given(texts), {
          memory_bytes_max: memory,
          disk_bytes_max: disk,
        })) {
          pieces.push(piece)
          if (pieces.length % 3 === 0) await nextTurn()
        }
        expect(Buffer.concat(pieces).toString()).toBe(texts.join(''))
      },
    ),
    { numRuns: 60 },
  )
})

test('where all answers together take the disk that they may, each still comes out whole', async () => {
  const limits = { memory_bytes_max: 50, disk_bytes_max: 1_000_000, disk_bytes_of_all_max: 500 }
  const texts = Array.from({ length: 200 }, (_, n) => `line ${n}\n`)
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => Array.fromAsync(spooled(given(texts), limits))),
  )
  for (const pieces of answers) expect(Buffer.concat(pieces).toString()).toBe(texts.join(''))
  let made = 0
  const unread = spooled(
    given(texts, () => (made += 1)),
    limits,
  )
  await unread.next()
  for (let turn = 0; turn < 600; turn++) await nextTurn()
  expect(made).toBeLessThan(texts.length)
  await Array.fromAsync(unread)
  expect(made).toBe(texts.length)
})
