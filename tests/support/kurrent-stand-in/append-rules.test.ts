import { expect, test } from 'vitest'
import { decideAppend, RecentIds, type ExpectedState, type StoredEvent } from './append-rules.ts'

const bytes = new Uint8Array()

function stored(id: string, revision: number): StoredEvent {
  const fields = {
    type: 'T',
    contentType: 'application/json',
    data: bytes,
    metadata: bytes,
    created_ms: 0,
  }
  return { id, stream: 's', revision, position: 100 + revision, ...fields }
}

const events = ['a', 'b', 'c'].map(stored)

function decide(expected: ExpectedState, ids: string, remembered = 'abc'): string {
  const recent = new RecentIds()
  for (const event of events) if (remembered.includes(event.id)) recent.add(event)
  return decideAppend(expected, ids.split(''), { events, recent }).decision
}

// The rows of `docs/engines.md`, Appends to KurrentDB; the stream holds a, b, c.
test.each<[expected: ExpectedState, ids: string, remembered: string, decision: string]>([
  [2, 'x', '', 'write'],
  [2, 'c', '', 'write'],
  [1, 'c', '', 'repeat'],
  ['absent', 'abc', '', 'repeat'],
  ['absent', 'ab', '', 'repeat'],
  ['absent', 'x', '', 'wrong-revision'],
  ['absent', 'ax', '', 'wrong-revision'],
  [1, 'cx', '', 'wrong-revision'],
  [3, 'x', '', 'wrong-revision'],
  ['any', 'ab', 'abc', 'repeat'],
  ['any', 'ax', 'abc', 'wrong-revision'],
  ['any', 'xa', 'abc', 'write'],
  ['any', 'ab', '', 'write'],
  ['exists', 'x', '', 'write'],
])('against %s, [%s] with [%s] remembered: %s', (expected, ids, remembered, decision) => {
  expect(decide(expected, ids, remembered)).toBe(decision)
})

test('a stream that does not exist takes what expects it to be absent, and nothing that expects it to exist', () => {
  const state = { events: [], recent: new RecentIds() }
  expect(decideAppend('absent', ['x'], state).decision).toBe('write')
  expect(decideAppend('exists', ['x'], state).decision).toBe('wrong-revision')
  expect(decideAppend(0, ['x'], state).decision).toBe('wrong-revision')
})
