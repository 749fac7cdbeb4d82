import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { supervise, type Supervised } from '#/lifecycle/supervise.ts'
import { untilAborted } from '#/lifecycle/until-aborted.ts'

function supervised(run: (attempt: number) => Promise<void>) {
  const stopping = new AbortController()
  const changes: Supervised[] = []
  let attempts = 0
  const ended = supervise(() => run(attempts++), {
    name: 'loop',
    signal: stopping.signal,
    retry_delay_ms: 0.01,
    retry_delay_ms_max: 0.1,
    recovered_after_ms: 5,
    onChange: (change) => void changes.push(change),
    onError: () => {},
  })
  ended.catch(() => {})
  return {
    changes,
    stop: () => stopping.abort(),
    signal: stopping.signal,
    ended,
    attempts: () => attempts,
  }
}

test('a loop that failed for a while and goes on is running again', async () => {
  const loop = supervised(async (attempt) => {
    if (attempt < 20) throw new LogUnavailable('disk full')
    await untilAborted(loop.signal)
  })
  while (loop.changes.at(-1)?.state !== 'running' || loop.attempts() < 20) await sleep(1)
  expect(loop.changes.at(-1)).toEqual({ state: 'running', last_error: 'LOG_UNAVAILABLE' })
  expect(loop.attempts()).toBe(21)
  loop.stop()
  await loop.ended
  expect(loop.changes.at(-1)?.state).toBe('stopped')
})

test('a failure that passes never ends it, however often it comes, and it is not running meanwhile', async () => {
  const loop = supervised(async () => {
    await nextTurn()
    throw new LogUnavailable('disk full')
  })
  while (loop.attempts() < 100) await sleep(1)
  expect(new Set(loop.changes.slice(1).map(({ state }) => state))).toEqual(new Set(['retrying']))
  loop.stop()
  await loop.ended
})

test('what retrying does not mend ends it with an error', async () => {
  const loop = supervised(async () => {
    throw new TypeError('a bug')
  })
  await expect(loop.ended).rejects.toThrow('a bug')
  expect(loop.changes.at(-1)).toEqual({ state: 'failed', last_error: 'UNEXPECTED' })
})
