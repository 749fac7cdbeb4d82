import { expect, test } from 'vitest'
import { codedText, identityOf, othersOf } from '#/parts/attribute-said.ts'

const facts = ['uscc', 'name', 'abnormal_operation', 'credit_class', 'colour'].map((attribute) => ({
  attribute,
  item: null,
}))
const licence = { attribute: 'licence', item: 'JY1' }

test('a file begins with the name, and leaves licences and lists to their parts', () => {
  expect(identityOf([...facts, licence]).map(({ attribute }) => attribute)).toEqual([
    'name',
    'uscc',
  ])
})

test('what no part knows is shown all the same', () => {
  expect(othersOf([...facts, licence]).map(({ attribute }) => attribute)).toEqual(['colour'])
})

test('of a code and its text the text is read', () => {
  expect(codedText('{"code":"1","text":"存续"}')).toBe('存续')
  expect(codedText('{"code":"1"}')).toBe('1')
  expect(codedText('{存续')).toBe('{存续')
  expect(codedText('存续')).toBe('存续')
})
