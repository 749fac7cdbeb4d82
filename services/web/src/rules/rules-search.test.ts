import { expect, test } from 'vitest'
import { librarySearchOf, ruleSearchOf } from '#/rules/rules-search.ts'

test('an address keeps the facets that there are, and nothing else', () => {
  expect(
    librarySearchOf({ state: 'shadow', level: 'purple', domain: 'transport', q: 'typed', kind: 3 }),
  ).toEqual({ state: 'shadow', domain: 'transport' })
})

test('versions are whole numbers from 1', () => {
  expect(ruleSearchOf({ version: '2', with: 0 })).toEqual({ version: 2 })
  expect(ruleSearchOf({ version: 'x', with: 3 })).toEqual({ with: 3 })
})
