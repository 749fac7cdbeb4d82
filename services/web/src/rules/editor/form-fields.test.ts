import { expect, test } from 'vitest'
import { conditionFields, headFields, type FormField } from '#/rules/editor/form-fields.ts'

const named = (fields: readonly FormField[]) =>
  fields.map(({ is, path }) => `${path.join('.')} ${is}`)

test('the head begins with what people look for first', () => {
  expect(named(headFields({})).slice(0, 8)).toEqual([
    'id text',
    'version number',
    'title.en text',
    'title.zh text',
    'text.en long',
    'text.zh long',
    'kind choice',
    'level choice',
  ])
})

test('the condition has the fields of its kind, and leaves filters to the text', () => {
  const of = { events: ['PenaltyDecided'], where: { field: 'region', eq: 'x' } }
  expect(named(conditionFields('count', { of, at_least: 2 }))).toEqual([
    'parameters.of.events events',
    'parameters.of.where in_text',
    'parameters.at_least number',
    'parameters.window text',
    'parameters.distinct field',
  ])
  expect(conditionFields('unheard-of', {})).toEqual([])
})

test('of several forms it shows the one that the text has', () => {
  const fields = named(conditionFields('deadline', { within: { days: 90, counted: 'calendar' } }))
  expect(fields).toContain('parameters.within.days number')
  expect(fields).toContain('parameters.within.counted choice')
  expect(fields).not.toContain('parameters.within.hours number')
})

test('items of a list are told apart', () => {
  const laws = headFields({ legal_basis: [{ law: 'a' }, { law: 'b' }] }).filter(
    ({ path }) => path[0] === 'legal_basis' && path[2] === 'law',
  )
  expect(laws.map(({ label }) => label[0]?.title.en)).toEqual(['Legal basis 1', 'Legal basis 2'])
})
