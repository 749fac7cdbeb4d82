import { expect, test } from 'vitest'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { failureOf, logError, LogRefused } from '#/log/kurrent/client-failure.ts'

function failure(fields: object): Error {
  return Object.assign(new Error(''), fields)
}

// As both packages, their native bridge and gRPC itself throw them.
test.each([
  ['the package knows that the server is away', { type: 'unavailable', code: 14 }, 'passing'],
  ['gRPC alone knows that the server is away', { code: 14 }, 'passing'],
  ['the node is no longer the leader', { type: 'not-leader', code: 5 }, 'passing'],
  ['the time is over', { type: 'deadline-exceeded', code: 4 }, 'passing'],
  ['no leader was found', {}, 'passing'],
  ['something that the bridge has no name for', { type: 'unknown' }, 'passing'],
  ['the stream is elsewhere', { type: 'wrong-expected-version' }, 'wrong-revision'],
  ['the stream does not exist', { type: 'stream-not-found' }, 'no-stream'],
  ['the user may not', { type: 'access-denied', code: 7 }, 'refusal'],
  ['the user is not known', { code: 16 }, 'refusal'],
  ['the append is too large', { type: 'maximum-append-size-exceeded', code: 3 }, 'refusal'],
  ['the stream was deleted', { type: 'stream-deleted' }, 'refusal'],
] as const)('%s', (_, fields, expected) => {
  expect(failureOf(failure(fields))).toBe(expected)
})

test('a mistake of ours stays what it is, so that nobody tries it again', () => {
  const mistake = new TypeError('message.getDeadline21100 is not a function')
  expect([failureOf(mistake), logError(mistake)]).toEqual(['bug', mistake])
})

test('callers of the port learn whether to try again, and the cause stays with the error', () => {
  const away = failure({ code: 14 })
  expect(logError(away)).toBeInstanceOf(LogUnavailable)
  expect(logError(away)).toMatchObject({ cause: away, retryable: true })
  // A right that is missing can be given while the program runs.
  const denied = failure({ type: 'access-denied' })
  expect(logError(denied)).toBeInstanceOf(LogUnavailable)
  expect(logError(denied)).toMatchObject({ cause: denied, retryable: true })
  const refused = failure({ type: 'stream-deleted' })
  expect(logError(refused)).toBeInstanceOf(LogRefused)
  expect(logError(refused)).toMatchObject({
    cause: refused,
    retryable: false,
    message: expect.stringContaining('stream-deleted'),
  })
})
