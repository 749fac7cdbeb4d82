import { expect, test } from 'vitest'
import { acceptedLanguage, languageOfTerminal } from '#/language/language.ts'

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['zh', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['ZH-Hans-CN', 'zh'],
  ['en-GB,zh;q=0.9', 'en'],
  ['zh;q=0.5, en;q=0.7', 'en'],
  ['zh;q=0, en', 'en'],
  ['fr, de;q=0.9', 'en'],
  ['fr, zh;q=0.1', 'zh'],
  ['*', 'en'],
  [';;;,q=,zh;q=much', 'en'],
] as const)('who accepts %j is answered in %s', (header, language) => {
  expect(acceptedLanguage(header)).toBe(language)
})

test.each([
  [{}, 'en'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_CN' }, 'zh'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: '' }, 'zh'],
] as const)('a terminal with %j is told in %s', (environment, language) => {
  expect(languageOfTerminal(environment)).toBe(language)
})
