import { expect, test } from 'vitest'
import { dutyFilterOf, warningFilterOf } from '#/overview/list-filters.ts'

test('the filter behind a number comes back as it was', () => {
  const period = { since: '2026-03-18T16:00:00.000Z', until: '2026-03-20T16:00:00.000Z' }
  const warnings = { region: '330000', region_itself: true, domain: 'transport', ...period }
  expect(warningFilterOf(warnings)).toEqual(warnings)
  const duties = { region: '', domain: '', level: 'red', breached: true, about: 'fact' }
  expect(dutyFilterOf(duties)).toEqual(duties)
  expect(dutyFilterOf({ region: 330000, breached: 'true' })).toEqual({
    region: '330000',
    breached: true,
  })
})

test('an address loses what it cannot mean instead of failing', () => {
  expect(
    warningFilterOf({ since: 'soon', level: 'purple', region: ['a'], breached: true }),
  ).toEqual({})
  expect(dutyFilterOf({ about: 'people', breached: 'perhaps', text: '张' })).toEqual({})
})
