import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowOfXml, xmlSplitter } from '#/intake/files/xml-records.ts'

function recordsOf(text: string, element: string, size = 5): readonly string[] {
  const splitter = xmlSplitter({ record_bytes_max: 10_000, element })
  const bytes = Buffer.from(text)
  const records = []
  for (let from = 0; from < bytes.length; from += size)
    records.push(...splitter.push(bytes.subarray(from, from + size)))
  records.push(...splitter.end())
  return records.map(({ line, bytes: kept }) => `${line}:${Buffer.from(kept).toString()}`)
}

const DOCUMENT = `<?xml version="1.0" encoding="UTF-8"?>
<rows total="2">
  <row id="1"><名称>某公司 &amp; 某厂</名称><n/></row>
  <!-- a comment -->
  <row id="2">
    <名称><![CDATA[<乙>]]></名称><part>a</part><part>b</part>
    <row>inside</row>
  </row>
</rows>
`

test('records are cut as they stand, with their lines', () => {
  expect(recordsOf(DOCUMENT, 'row')).toEqual([
    '3:<row id="1"><名称>某公司 &amp; 某厂</名称><n/></row>',
    `5:<row id="2">
    <名称><![CDATA[<乙>]]></名称><part>a</part><part>b</part>
    <row>inside</row>
  </row>`,
  ])
})

test('a record is a row: children, attributes and lists', () => {
  const rows = recordsOf(DOCUMENT, 'row').map((one) => rowOfXml(one.slice(2)))
  expect(rows).toEqual([
    { '@id': '1', 名称: '某公司 & 某厂', n: '' },
    { '@id': '2', 名称: '<乙>', part: ['a', 'b'], row: 'inside' },
  ])
})

test.each([
  ['<rows><row></rows>', 'not well-formed'],
  ['<!DOCTYPE rows [<!ENTITY a "b">]><rows><row>&a;</row></rows>', 'DOCTYPE'],
  ['<rows><row>&unknown;</row></rows>', 'not well-formed'],
  ['<rows><row>', 'not well-formed'],
])('%s is refused: %s', (text, message) => {
  expect(() => recordsOf(text, 'row')).toThrow(message)
})

test('wherever the bytes are cut, the records are the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (size) => {
      expect(recordsOf(DOCUMENT, 'row', size)).toEqual(recordsOf(DOCUMENT, 'row'))
    }),
  )
})

test('a deep record is no row', () => {
  expect(rowOfXml(`${'<a>'.repeat(40)}${'</a>'.repeat(40)}`)).toBeUndefined()
})
