import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonSplitter } from '#/intake/files/json-records.ts'

function recordsOf(text: string, at = '', sizes: readonly number[] = [7]): readonly string[] {
  const splitter = jsonSplitter({
    record_bytes_max: 10_000,
    path: at === '' ? [] : at.split('.'),
  })
  const bytes = Buffer.from(text)
  const found: string[] = []
  let from = 0
  for (let turn = 0; from < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1)
    for (const record of splitter.push(bytes.subarray(from, from + size)))
      found.push(`${record.line}:${Buffer.from(record.bytes).toString()}`)
    from += size
  }
  for (const record of splitter.end())
    found.push(`${record.line}:${Buffer.from(record.bytes).toString()}`)
  return found
}

test.each([
  ['[{"a":1},\n{"a":2}]', '', ['1:{"a":1}', '2:{"a":2}']],
  ['[\n  {\n "a": 1\n  }\n]\n', '', ['2:{\n "a": 1\n  }']],
  ['{"a":1}\n{"a":2}\n', '', ['1:{"a":1}', '2:{"a":2}']],
  ['{\n"a":1\n}\n{\n"a":2\n}', '', ['1:{\n"a":1\n}', '4:{\n"a":2\n}']],
  [
    '{"code":0,"data":{"n":2,"items":[{"a":"]"},{"a":"}\\""}]}}',
    'data.items',
    ['1:{"a":"]"}', '1:{"a":"}\\""}'],
  ],
  ['{"items":{"items":[1]},"other":[{"b":1}]}', 'items', []],
  ['[1, "two", [3], null]', '', ['1:1', '1:"two"', '1:[3]', '1:null']],
  ['[]', '', []],
  ['', '', []],
  ['[{"a":1},{"a"', '', ['1:{"a":1}', '1:{"a"']],
])('%s at "%s" holds %j', (text, at, expected) => {
  expect(recordsOf(text, at)).toEqual(expected)
})

test('a record that is too long is cut, and the next is read', () => {
  const splitter = jsonSplitter({ record_bytes_max: 10, path: [] })
  const text = Buffer.from(`[{"a":"${'x'.repeat(5_000)}"},{"b":1}]`)
  expect(splitter.push(text).map(({ cut, bytes }) => [cut, bytes.length])).toEqual([
    [true, 10],
    [false, 7],
  ])
})

test('any values in an array, written in any way and cut anywhere, come back', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.array(fc.object()), fc.constantFrom(0, 2), sizes, (values, indent, chunks) => {
      const found = recordsOf(JSON.stringify(values, null, indent), '', chunks)
      expect(found.map((one) => JSON.parse(one.slice(one.indexOf(':') + 1)))).toEqual(
        JSON.parse(JSON.stringify(values)),
      )
      const wrapped = recordsOf(
        JSON.stringify({ n: 1, list: values }, null, indent),
        'list',
        chunks,
      )
      expect(wrapped).toHaveLength(values.length)
    }),
  )
})

test('any bytes end in records, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const splitter = jsonSplitter({ record_bytes_max: 50, path: [] })
      const records = [...splitter.push(bytes), ...splitter.end()]
      expect(records.every((record) => record.line >= 1)).toBe(true)
    }),
  )
})
