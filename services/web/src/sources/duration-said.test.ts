import { expect, test } from 'vitest'
import { durationSaid } from '#/sources/duration-said.ts'

test.each([
  [0, '0 seconds'],
  [59, '59 seconds'],
  [90, '1.5 minutes'],
  [7_200, '2 hours'],
  [3.5 * 86_400, '3.5 days'],
  [800 * 86_400, '2.2 years'],
])('%d s is said in the largest unit that it fills', (seconds, words) => {
  expect(durationSaid(seconds, 'en')).toBe(words)
})

test('in Chinese as offices write it', () => {
  expect(durationSaid(3 * 86_400, 'zh')).toBe('3天')
})
