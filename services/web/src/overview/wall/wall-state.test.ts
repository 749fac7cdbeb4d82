import { expect, test } from 'vitest'
import { AskFailed, Unreachable } from '#/api/failures.ts'
import { STALE_MS, wallStateOf } from '#/overview/wall/wall-state.ts'

const NOW = 1_800_000_000_000
const signedOut = new AskFailed({
  type: 'urn:jianwei:problem:SIGN_IN_NEEDED',
  title: 'Sign in, or send a key',
  status: 401,
  code: 'SIGN_IN_NEEDED',
  request_id: '1',
})

test('numbers are current until they are old or the last try failed', () => {
  const read = { error: null, updated_at: NOW - STALE_MS, now: NOW }
  expect(wallStateOf(read)).toBe('current')
  expect(wallStateOf({ ...read, now: NOW + 1 })).toBe('stale')
  const unreachable = new Unreachable('/v1/overview', { cause: new Error('off') })
  expect(wallStateOf({ ...read, error: unreachable })).toBe('disconnected')
  expect(wallStateOf({ ...read, error: signedOut })).toBe('signed_out')
})

test('before the first answer nothing is old', () => {
  expect(wallStateOf({ error: null, updated_at: 0, now: NOW })).toBe('current')
})
