import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { inLanguage } from '#/language/translation.ts'

const zh = (message: string): string => inLanguage(message, 'zh')

describe('a sentence is told in Chinese with the values that it has', () => {
  test.each([
    ['this field is required', '此项必填'],
    ['expected string', '类型不符，应为文本'],
    ['this type has the versions 1 to 2', '该类型的版本为 1 至 2'],
    ['the attribute time is missing: when it happened', '缺少属性 time：发生时间'],
    [
      'expected a real date as YYYY-MM-DD or M/D/YYYY, between 1900 and 2299',
      '应为 1900 年至 2299 年间真实存在的日期，写作 YYYY-MM-DD or M/D/YYYY',
    ],
    ['the bytes are not valid UTF-8; it looks like GBK', '内容不是有效的 UTF-8；看起来是 GBK 编码'],
    ['Too big: expected string to have <=100 characters', '过长：文本至多 100 个字符'],
    [
      'there is no column 編號 in input.columns: did you mean 编号?',
      'input.columns 中没有列 編號，是否为 编号？',
    ],
  ])('%s', (message, chinese) => expect(zh(message)).toBe(chinese))

  test('also line by line, each behind the path that it is about', () => {
    expect(zh('Mapping refused: a.yaml\n  events.0.id: this field is required\n  x: y')).toBe(
      '映射未通过：a.yaml\n  events.0.id: 此项必填\n  x: y',
    )
  })
})

test('a sentence that no catalogue has stays as it is, and none becomes half Chinese', () => {
  for (const message of ['nobody wrote this', 'a.csv is nothing that anybody has written about'])
    expect(zh(message)).toBe(message)
})

test('in English everything stays as it is', () => {
  expect(inLanguage('this field is required', 'en')).toBe('this field is required')
})

test('whatever the message, something is said and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (message) => {
      expect(zh(message) === '').toBe(message === '')
    }),
  )
})
