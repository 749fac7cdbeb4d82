import { expect, test } from 'vitest'
import { bodyOf, faultsOf } from '#/alert/step-fields.ts'

test('what is required and empty is a fault, as is a time that is none', () => {
  expect(faultsOf('verify', { reason: ' ' })).toEqual(['finding', 'reason'])
  expect(faultsOf('silence', { until: 'soon', reason: 'harvest' })).toEqual(['until'])
  expect(faultsOf('sign', {})).toEqual([])
})

test('what is typed is sent without what was left empty', () => {
  const draft = { unit: 'xm', to: '', reason: ' by remit ' }
  expect(bodyOf('transfer', draft)).toEqual({ unit: 'xm', reason: 'by remit' })
})

test('times become instants, numbers numbers, and measures objects', () => {
  expect(bodyOf('silence', { until: '20260301 0930', reason: 'r' })).toEqual({
    until: '2026-03-01T01:30:00.000Z',
    reason: 'r',
  })
  expect(bodyOf('claim', { minutes: '60', take_over: 'yes' })).toEqual({
    minutes: 60,
    take_over: true,
  })
  const links = [JSON.stringify({ kind: 'penalty', number: '1', department: null })]
  expect(bodyOf('dispose', { measure: 'm', links, reason: 'r' })).toMatchObject({
    links: [{ kind: 'penalty', number: '1', department: null }],
  })
})
