import { expect, test } from 'vitest'
import { charsetOf } from '#/intake/files/charset.ts'
import { looksLike, looksLikeData } from '#/intake/files/looks-like.ts'

/** 企业名称,处罚日期,金额 and 某公司 in GBK. */
const GBK = Buffer.from('c6f3d2b5c3fbb3c62cb4a6b7a3c8d5c6da2cbdf0b6ee0ac4b3b9abcbbe2c2c310a', 'hex')

test.each([
  [Buffer.from('504b030414', 'hex'), 'format: xlsx'],
  [Buffer.from('d0cf11e0a1', 'hex'), 'save it as .xlsx'],
  [Buffer.from('%PDF-1.7'), 'a PDF'],
  [Buffer.from('[{"a":1}]'), 'format: json'],
  [Buffer.from('{"a":1}\n{"a":2}\n'), 'format: ndjson'],
  [Buffer.from('{\n "a": 1\n}'), 'format: json'],
  [Buffer.from('<?xml version="1.0"?><a/>'), 'format: xml'],
  [Buffer.from('<!DOCTYPE html><html>'), 'a web page'],
  [Buffer.from('a;b;c\n1;2;3'), "delimiter: ';'"],
  [Buffer.from('a\tb\tc\n'), 'delimiter: "\\t"'],
  [GBK, "delimiter: ','"],
  [Buffer.from('hello'), undefined],
])('%s looks like %s', (bytes, words) => {
  const said = looksLike(bytes)
  if (words === undefined) expect(said).toBeUndefined()
  else expect(said).toContain(words)
})

test.each([
  [GBK, 'gb18030'],
  [Buffer.from('企业,日期\n某公司,1\n'), 'utf-8'],
  [Buffer.from('plain\n'), 'utf-8'],
  [Buffer.from('fffe61000a00', 'hex'), 'utf-16le'],
  [Buffer.from('feff0061000a', 'hex'), 'utf-16be'],
  // One line of many is damaged: the file is what the others are.
  [Buffer.concat([Buffer.from('某公司,1\n'.repeat(5)), GBK.subarray(-10)]), 'utf-8'],
  // A character at the end is cut.
  [Buffer.from('某公司,1\n某公司').subarray(0, -1), 'utf-8'],
])('the encoding of %s is %s', (bytes, charset) => {
  expect(charsetOf(bytes)).toBe(charset)
})

test('numbers and dates where names should stand look like data', () => {
  expect(looksLikeData(['1', '某公司', '2024-03-07', '5,000'])).toBe(true)
  expect(looksLikeData(['序号', '企业名称', '日期'])).toBe(false)
})
