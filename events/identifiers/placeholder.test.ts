import { describe, expect, test } from 'vitest'
import {
  isPlaceholder,
  isPlaceholderCode,
  isPlaceholderSubject,
  isPlaceholderWord,
} from '#/identifiers/placeholder.ts'
import { usccFrom } from '#/identifiers/uscc.ts'

const WORDS = [
  '无',
  '無',
  ' 无 ',
  '（无）',
  '-无-',
  '不详',
  '未知',
  '暂无',
  'N/A',
  'n/a',
  'Ｎ／Ａ',
  '#N/A',
  'null',
  '(NULL)',
  '\\N',
  'none',
  'Nil',
]
const PUNCTUATION = ['-', '--', '—', '/', '.', '?', '*', '***', '＊', '…', '。']
const ZEROS = ['00', '000000', '０００', '0-0-0', '000000000000000000']
const FILLERS = [
  '111111',
  '999999999',
  '１１１１１１',
  'xxx',
  'XX',
  'aaaaaa',
  '123456',
  '12345678901234',
  '0123456789',
  '987654321',
  '654321',
  '９８７６５４',
]

test.each([...WORDS, ...PUNCTUATION, ...ZEROS, ...FILLERS])('%j is a placeholder', (text) => {
  expect(isPlaceholder(text)).toBe(true)
  expect(isPlaceholderSubject(`shop:${text}`)).toBe(true)
  expect(isPlaceholderSubject(`uscc: ${text}`)).toBe(true)
})

const REAL = [
  '1',
  '5',
  '11',
  '111',
  '11111',
  '22222',
  'X',
  'A',
  'F0',
  '12345',
  '12346',
  '1234567890124',
  '234567',
  '345678',
  '112233',
  '无锡',
  '无锡市01',
  'NA1',
  'NONE-7',
  'L02A0361',
  '1926502',
  'a-1',
  '0-1',
  'a:1:',
  '10000000',
  '1000001',
  '空港路1号',
  'x1',
  'abcdef',
]

test.each(REAL)('%j is none', (text) => {
  expect(isPlaceholder(text)).toBe(false)
  expect(isPlaceholderSubject(`shop:${text}`)).toBe(false)
})

test('of an id that may be any number, only words are placeholders', () => {
  expect([...WORDS, ...PUNCTUATION].filter((text) => !isPlaceholderWord(text))).toEqual([])
  expect([...ZEROS, ...FILLERS].filter(isPlaceholderWord)).toEqual([])
})

describe('a code of fixed length', () => {
  test.each([
    '000000000000000000',
    '００００００００００００００００００',
    '111111111111111111',
    'XXXXXXXXXXXXXXXXXX',
    '统一社会信用代码：000000000000000000',
    'uscc:000000000000000000',
    usccFrom('11111111111111111'),
    usccFrom('12345678901234567'),
    usccFrom('91330100000000000'),
    usccFrom('91330100123456788'),
    usccFrom('91330100999999999'),
    'reg:000000000000000',
    'reg:110108000000000',
    'reg:123456789012345',
    '无',
  ])('%s is filler', (text) => {
    expect(isPlaceholderSubject(text)).toBe(true)
  })

  test.each([
    '91330100799655058B',
    '9144030071526726XG',
    '91110000802100433B',
    '91350100M000100Y43',
    'reg:110108000000016',
    'reg:330100000000012',
    '宁波某某有限公司',
  ])('%s is none', (text) => {
    expect(isPlaceholderSubject(text)).toBe(false)
  })

  test('the code of an item and of a list', () => {
    const filler = [
      '00000000000000',
      '12345678901234',
      '01234567890123',
      '0000000000000000001',
      '监管事项编码：无',
    ]
    expect(filler.filter((code) => !isPlaceholderCode(code))).toEqual([])
    expect(
      ['33012345678901', '91330100799655058B1', '91330100799655058B4330203001'].filter(
        isPlaceholderCode,
      ),
    ).toEqual([])
  })
})

test('a part of a composed key may be no placeholder word; numbers in it may be anything', () => {
  expect(
    ['tw-epa:臺中市:無', 'a:无:1', 'a:1:N/A', 'a:-:1'].filter((id) => !isPlaceholderSubject(id)),
  ).toEqual([])
  expect(
    ['tw-epa:臺中市:0', 'a:0:1', 'a:000:17', 'chicago-311:SR19-01234567'].filter(
      isPlaceholderSubject,
    ),
  ).toEqual([])
})
