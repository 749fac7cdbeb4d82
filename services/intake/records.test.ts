import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordSplitter, type RawRecord } from '#/intake/records.ts'

function split(chunks: readonly Uint8Array[], quotes: boolean, bytesMax = 1_000): RawRecord[] {
  const splitter = recordSplitter({ record_bytes_max: bytesMax, quotes })
  const records = chunks.flatMap((chunk) => splitter.push(chunk))
  const last = splitter.end()
  return last === undefined ? records : [...records, last]
}

const texts = (records: readonly RawRecord[]): [number, string][] =>
  records.map(({ line, bytes }) => [line, Buffer.from(bytes).toString()])

test('lines keep their numbers, with either line break and without a last one', () => {
  expect(texts(split([Buffer.from('a\r\nb\n\nd')], false))).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, ''],
    [4, 'd'],
  ])
})

test('a quoted field with line breaks is one record, and the next one has the right line number', () => {
  expect(texts(split([Buffer.from('h\n"x\ny ""z""\n",1\nlast\n')], true))).toEqual([
    [1, 'h'],
    [2, '"x\ny ""z""\n",1'],
    [5, 'last'],
  ])
})

test('a record at the limit is whole; one past it is cut and marked, and the next is read', () => {
  expect(split([Buffer.from('12345\nx\n')], false, 5).map(({ cut }) => cut)).toEqual([false, false])
  const [long, next] = split([Buffer.from('123456\nx\n')], false, 5)
  expect(long).toMatchObject({ cut: true, line: 1 })
  expect(Buffer.from(long?.bytes ?? []).toString()).toBe('12345')
  expect(next).toMatchObject({ cut: false, line: 2 })
})

test('a quote that never closes swallows no more than one record may hold', () => {
  const records = split([Buffer.from(`"${'x\n'.repeat(20)}a,b\nc,d\n`)], true, 10)
  expect(records.at(-1)).toMatchObject({ cut: false })
  expect(texts(records).at(-1)?.[1]).toBe('c,d')
})

test('a record over the limit ends at its next line break also where a chunk ended before it', () => {
  const sent = ',"\n,\n\n'
  const whole = split([Buffer.from(sent)], true, 2)
  expect(texts(whole)).toEqual([
    [1, ',"'],
    [3, ''],
  ])
  expect(split([Buffer.from(sent.slice(0, 4)), Buffer.from(sent.slice(4))], true, 2)).toEqual(whole)
})

test('however the bytes are cut into chunks, the records are the same', () => {
  const bytes = fc
    .uint8Array({ maxLength: 200 })
    .map((array) => array.map((byte) => [10, 13, 34, 44, 97][byte % 5] ?? 0))
  fc.assert(
    fc.property(
      bytes,
      fc.array(fc.nat(200), { maxLength: 6 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      (all, cuts, quotes, max) => {
        const ends = [...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b), all.length]
        const chunks = ends.map((end, at) => all.slice(ends[at - 1] ?? 0, end))
        expect(texts(split(chunks, quotes, max))).toEqual(texts(split([all], quotes, max)))
      },
    ),
    { numRuns: 500 },
  )
})

test('without quotes nothing is lost: the records joined are the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (all) => {
      const joined = split([all], false)
        .map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
        .join('\n')
      const sent = Buffer.from(all).toString('latin1').replaceAll('\r\n', '\n')
      // A final line break ends the last record and begins none; a final carriage return is part of a line break.
      expect(joined).toBe(sent.replace(/\n$/, '').replace(/\r$/, ''))
    }),
  )
})
