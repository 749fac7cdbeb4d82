import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import { lengthSaid, numberOrTimeSaid, valueSaid } from '#/alert/measured.ts'
import alert from '#/language/en/alert.json'

beforeAll(() => i18next.init({ lng: 'en', resources: { en: { alert } } }))

const words = () => i18next.getFixedT('en', 'alert')

test('a length of time is told in its largest whole unit', () => {
  expect(lengthSaid(2 * 86_400, words())).toBe('2 days')
  expect(lengthSaid(5_400, words())).toBe('1.5 hours')
  expect(lengthSaid(45, words())).toBe('45 seconds')
})

test('an instant is told by the clock of Beijing, a number as it is', () => {
  expect(numberOrTimeSaid('2015-12-02T15:59:59.000Z')).toBe('2015-12-02 23:59')
  expect(numberOrTimeSaid(1_234.567)).toBe('1,234.57')
  expect(numberOrTimeSaid('90 days')).toBe('90 days')
})

test('a count has its unit', () => {
  expect(valueSaid(3, 'facts', words())).toBe('3 facts')
})
