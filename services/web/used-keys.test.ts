import { expect, test } from 'vitest'
import { keysNamedIn } from './used-keys.ts'

const KEYS = ['title', 'life.reason', 'did.AlertSigned', 'did.other.way', 'rows_other', 'gone.now']

test.each([
  [`t('title')`, ['title']],
  [
    `function said(t: Words) { return t(isOld ? 'life.reason' : 'title') }`,
    ['title', 'life.reason'],
  ],
  ['t(`did.${type}`)', ['did.AlertSigned']],
  ['t(`did.${of({ type })}.way`)', ['did.other.way']],
  [`t('rows', { count })`, ['rows_other']],
  ['`${t(`did.other.${what}`)} now`', ['did.other.way']],
  ['`${here}.${there}`', []],
])('%s names %j', (source, keys) => {
  expect(keysNamedIn(source, KEYS)).toEqual(keys)
})
