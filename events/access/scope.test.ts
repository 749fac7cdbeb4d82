import { expect, test } from 'vitest'
import { isWithin, SEES_NOTHING, seesEverything, type ScopeAlternative } from '#/access/scope.ts'

const open: ScopeAlternative = { region: null, domain: null, department: null }
const fact = { region: '330203001', department: '市场监管局' }

test('a scope without alternatives sees nothing, and one without limits everything', () => {
  expect(isWithin(SEES_NOTHING, fact)).toBe(false)
  expect(isWithin([open], { region: null, department: null, domain: null })).toBe(true)
  expect(seesEverything([{ ...open, region: '330000' }, open])).toBe(true)
  expect(seesEverything([{ ...open, region: '100000' }])).toBe(false)
})

test('a region holds what lies within it, and not what lies nowhere', () => {
  const scope = [{ ...open, region: '330200' }]
  expect(isWithin(scope, fact)).toBe(true)
  expect(isWithin(scope, { ...fact, region: '330300' })).toBe(false)
  expect(isWithin(scope, { ...fact, region: null })).toBe(false)
  expect(isWithin([{ ...open, region: '100000' }], { ...fact, region: null })).toBe(false)
})

test('all limits of an alternative hold together, and those of two are not mixed', () => {
  const scope = [
    { ...open, region: '330200', department: '城管局' },
    { ...open, region: '110000', department: '市场监管局' },
  ]
  expect(isWithin(scope, fact)).toBe(false)
  expect(isWithin(scope, { ...fact, department: '城管局' })).toBe(true)
})

test('a domain limits what rules say, and no facts', () => {
  const scope = [{ ...open, domain: 'commerce' }]
  expect(isWithin(scope, fact)).toBe(true)
  expect(isWithin(scope, { ...fact, domain: 'commerce' })).toBe(true)
  expect(isWithin(scope, { ...fact, domain: 'transport' })).toBe(false)
  expect(isWithin(scope, { ...fact, domain: null })).toBe(false)
})
