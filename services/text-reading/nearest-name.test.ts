import { expect, test } from 'vitest'
import { mistakesBetween, nearestName, orNearest } from '#/text-reading/nearest-name.ts'

test.each([
  ['', '', 0],
  ['ab', 'ba', 1],
  ['abc', 'abd', 1],
  ['abc', 'ab', 1],
  ['abcd', 'badc', 2],
  ['abc', 'xyz', 3],
])('between %j and %j are %i mistakes', (a, b, count) => {
  expect(mistakesBetween(a, b)).toBe(count)
})

test('a name that is a slip away is what was meant; one that is not, is not', () => {
  expect(nearestName('penalty_dat', ['penalty_date', 'law'])).toBe('penalty_date')
  expect(nearestName('处罚日起', ['处罚日期', '企业名称'])).toBe('处罚日期')
  expect(nearestName('Penalty Date', ['penalty_date'])).toBe('penalty_date')
  expect(nearestName('id', ['di', 'ix'])).toBeUndefined()
  expect(orNearest('colour', ['law'])).toBe('; there are law')
})
