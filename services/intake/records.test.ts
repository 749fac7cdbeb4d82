import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvFields } from '#/text-reading/csv-fields.ts'
import { recordSplitter, type CsvForm, type RawRecord } from '#/intake/records.ts'

const CSV: CsvForm = { delimiter: ',', double_byte: false }

function split(chunks: readonly Uint8Array[], csv?: CsvForm, bytesMax = 1_000): RawRecord[] {
  const splitter = recordSplitter({ record_bytes_max: bytesMax, csv })
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()]
}

const texts = (records: readonly RawRecord[]): [number, string][] =>
  records.map(({ line, bytes }) => [line, Buffer.from(bytes).toString()])

/** The records of a file, each as its line and its fields; undefined fields are a bad row. */
const rowsOf = (text: string, bytesMax?: number): [number, string[] | undefined][] =>
  texts(split([Buffer.from(text)], CSV, bytesMax)).map(([line, row]) => [line, csvFields(row, ',')])

test('lines keep their numbers, with either line break and without a last one', () => {
  expect(texts(split([Buffer.from('a\r\nb\n\nd')]))).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, ''],
    [4, 'd'],
  ])
})

test('a quoted field with line breaks is one record, and the next one has the right line number', () => {
  expect(texts(split([Buffer.from('h,i\n"x\ny ""z""\n",1\nlast\n')], CSV))).toEqual([
    [1, 'h,i'],
    [2, '"x\ny ""z""\n",1'],
    [5, 'last'],
  ])
})

test('a record at the limit is whole; one past it is cut and marked, and the next is read', () => {
  expect(split([Buffer.from('12345\nx\n')], undefined, 5).map(({ cut }) => cut)).toEqual([
    false,
    false,
  ])
  const [long, next] = split([Buffer.from('123456\nx\n')], undefined, 5)
  expect(long).toMatchObject({ cut: true, line: 1 })
  expect(Buffer.from(long?.bytes ?? []).toString()).toBe('12345')
  expect(next).toMatchObject({ cut: false, line: 2 })
})

test('a quote inside of a field is data, and the rows after it are read', () => {
  const good = Array.from({ length: 100 }, (_, row): [number, string[]] => [
    row + 3,
    [`item ${row}`, String(row)],
  ])
  const goodLines = good.map(([, fields]) => `${fields.join(',')}\n`).join('')
  const file = `name,size\n12" pipe,1\n${goodLines}`
  expect(rowsOf(file)).toEqual([[1, ['name', 'size']], [2, ['12" pipe', '1']], ...good])
})

test.each<[string, string, [number, string[] | undefined][]]>([
  [
    'never closes before the end of the file',
    'a,b\n"x,1\ny,2\nz,3\n',
    [
      [1, ['a', 'b']],
      [2, undefined],
      [3, ['y', '2']],
      [4, ['z', '3']],
    ],
  ],
  [
    'never closes, with another that does not close after it',
    'a,b\n"x,1\ny,2\n"z,3\n"v\nw",4\n',
    [
      [1, ['a', 'b']],
      [2, undefined],
      [3, ['y', '2']],
      [4, undefined],
      [5, ['v\nw', '4']],
    ],
  ],
  [
    'closes in the middle of a field',
    'a,b\n"x"y,1\nz,2\n',
    [
      [1, ['a', 'b']],
      [2, undefined],
      [3, ['z', '2']],
    ],
  ],
  [
    'closes at a quote that was data, so that the row has too few fields',
    'a,b,c\n"x,1,2\ny,2,3\nz,12",4\nv,5,6\n',
    [
      [1, ['a', 'b', 'c']],
      [2, undefined],
      [3, ['y', '2', '3']],
      [4, ['z', '12"', '4']],
      [5, ['v', '5', '6']],
    ],
  ],
  [
    'closes and opens again in every line, so that the row has too many fields',
    'a,b,c\n"x,1,2\ny",1,"z\ny",1,"z\ny",1,"z\nv,5,6\n',
    [
      [1, ['a', 'b', 'c']],
      [2, undefined],
      [3, undefined],
      [4, undefined],
      [5, undefined],
      [6, ['v', '5', '6']],
    ],
  ],
])('an opening quote that %s costs the row of its line', (_name, file, rows) => {
  expect(rowsOf(file)).toEqual(rows)
})

test('a row that its quotes make longer than a record may be ends with its first line', () => {
  const rows = rowsOf(`a\n"${'x\n'.repeat(20)}c\nd\n`, 10)
  expect(rows[1]).toEqual([2, undefined])
  expect(rows.slice(2)).toEqual([
    ...Array.from({ length: 19 }, (_, at) => [at + 3, ['x']]),
    [22, ['c']],
    [23, ['d']],
  ])
  expect(rowsOf('a\n"34567890"\n"34\n6789"\n', 10)).toEqual([
    [1, ['a']],
    [2, ['34567890']],
    [3, ['34\n6789']],
  ])
})

test('a mark of the byte order is no part of the first field', () => {
  expect(texts(split([Buffer.from('\ufeff"a\nb",c\n1,2\n')], CSV))).toEqual([
    [1, '\ufeff"a\nb",c'],
    [3, '1,2'],
  ])
})

test('the second byte of a character of GBK or Big5 is no delimiter', () => {
  // The second byte of this character is the vertical bar; the quote after it is data.
  const bytes = Buffer.from('a|b\n\xa8|"x|1\ny|2\n', 'latin1')
  const found = split([bytes], { delimiter: '|', double_byte: true })
  expect(found.map(({ line }) => line)).toEqual([1, 2, 3])
})

const field = fc.string({
  unit: fc.constantFrom('"', ',', '\n', '\r', 'a', 'é', ' '),
  maxLength: 6,
})

function quoted(text: string, always: boolean): string {
  return always || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

test('a table that is written as CSV comes back as it was', () => {
  const table = fc.integer({ min: 2, max: 4 }).chain((columns) => {
    const row = fc.array(fc.tuple(field, fc.boolean()), { minLength: columns, maxLength: columns })
    return fc.tuple(
      fc.array(row, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    )
  })
  fc.assert(
    fc.property(table, ([rows, lineBreak, endsWithBreak]) => {
      const lines = rows.map((row) => row.map(([text, always]) => quoted(text, always)).join(','))
      const file = lines.join(lineBreak) + (endsWithBreak ? lineBreak : '')
      expect(rowsOf(file).map(([, fields]) => fields)).toEqual(
        rows.map((row) => row.map(([text]) => text)),
      )
    }),
    { numRuns: 1_000 },
  )
})

test('whatever stands on one line between good rows of one line, the good rows are read', () => {
  const junk = fc.string({ unit: fc.constantFrom('"', ',', 'a', ' '), maxLength: 12 })
  fc.assert(
    fc.property(fc.array(junk, { maxLength: 6 }), (lines) => {
      // Without quotes of their own, so that no row of theirs can close what the junk opens.
      const file = [
        'k,v,w',
        ...lines.flatMap((line, at) => [`row ${at},x,y`, line]),
        'last,x,y',
      ].join('\n')
      const read = new Map(rowsOf(file))
      for (const [at, line] of lines.entries()) {
        const spans = lines
          .slice(0, at)
          .some((_, before) => read.get(before * 2 + 3)?.some((text) => text.includes('\n')))
        if (!spans) expect(read.get(at * 2 + 2)).toEqual([`row ${at}`, 'x', 'y'])
        const fields = csvFields(line, ',')
        if (!spans && fields !== undefined) expect(read.get(at * 2 + 3)).toEqual(fields)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('however the bytes are cut into chunks, the records are the same', () => {
  const bytes = fc
    .uint8Array({ maxLength: 200 })
    .map((array) => array.map((byte) => [10, 13, 34, 44, 97][byte % 5] ?? 0))
  fc.assert(
    fc.property(
      bytes,
      fc.array(fc.nat(200), { maxLength: 6 }),
      fc.constantFrom(undefined, CSV),
      fc.integer({ min: 1, max: 40 }),
      (all, cuts, csv, max) => {
        const ends = [...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b), all.length]
        const chunks = ends.map((end, at) => all.slice(ends[at - 1] ?? 0, end))
        expect(texts(split(chunks, csv, max))).toEqual(texts(split([all], csv, max)))
      },
    ),
    { numRuns: 500 },
  )
})

test('without quotes nothing is lost: the records joined are the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (all) => {
      const joined = split([all])
        .map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
        .join('\n')
      const sent = Buffer.from(all).toString('latin1').replaceAll('\r\n', '\n')
      // A final line break ends the last record and begins none; a final carriage return is part of
      // a line break.
      expect(joined).toBe(sent.replace(/\n$/, '').replace(/\r$/, ''))
    }),
  )
})
