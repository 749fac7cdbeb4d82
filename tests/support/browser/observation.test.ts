import { expect, test } from 'vitest'
import { answerOf } from '#/support/browser/observation.ts'

const said = (status: string, address: string): string =>
  `Failed to load resource: the server responded with a status of ${status} (${address})`

test('an answer that is expected is that of one status at one address, and no other', () => {
  const expected = answerOf(409, '/v1/alerts/*/verify')
  expect(said('409 (Conflict)', 'http://a:1/v1/alerts/b-1/verify')).toMatch(expected)
  expect(said('409 (Conflict)', 'http://a:1/v1/alerts/b-1/verify?x=1')).toMatch(expected)
  expect(said('401 (Unauthorized)', 'http://a:1/v1/alerts/b-1/verify')).not.toMatch(expected)
  expect(said('409 (Conflict)', 'http://a:1/v1/alerts/b-1/close')).not.toMatch(expected)
  expect(said('409 (Conflict)', 'http://a:1/v1/alerts/b/c/verify')).not.toMatch(expected)
})
