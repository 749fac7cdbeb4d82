import { expect, test } from 'vitest'
import { withUnsaidFields } from '#/intake/amendments.ts'

const said = { type: 'ViolationFound', occurred_at: '2026-03-01T01:30:00.000Z', data: {} }

test('a correction may leave out what a first report may leave out', () => {
  expect(withUnsaidFields('FactCorrected', { reason: 'x', replacement: said })).toEqual({
    reason: 'x',
    replacement: { ...said, schema_version: 1, region: null, department: null },
  })
})

test('what it says is kept, and what is no correction is left alone', () => {
  const whole = {
    replacement: { ...said, schema_version: 2, region: '330203', department: '市场监管局' },
  }
  expect(withUnsaidFields('FactCorrected', whole)).toEqual(whole)
  expect(withUnsaidFields('FactRetracted', { replacement: said })).toEqual({ replacement: said })
  for (const data of [undefined, null, 'x', [], { replacement: null }, { replacement: [] }])
    expect(withUnsaidFields('FactCorrected', data)).toEqual(data)
})
