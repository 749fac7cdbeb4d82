import { expect, test } from 'vitest'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { SqliteSessionStore } from '@jianwei/infra/sign-in/sqlite-session-store.ts'
import { eventsOf } from '@jianwei/tests/support/intake/intake-server.ts'
import { newSqliteLog } from '@jianwei/tests/support/log/sqlite-place.ts'
import { Sessions, SESSIONS_OF_ACCOUNT_MAX } from '#/sign-in/sessions.ts'

test('one more than an account may have ends the one that was used least lately, on record', async () => {
  await using place = await newSqliteLog()
  await using opened = await place.open()
  const log = opened.port
  await using store = new SqliteSessionStore(':memory:')
  let now = '2026-03-01T00:00:00.000Z' as Instant
  const later = (): void => void (now = instantFromMs(msOfInstant(now) + 60_000))
  const sessions = new Sessions({
    store,
    log,
    now: () => now,
    limits: { idle_ms_max: 3_600_000 * 24, age_ms_max: 3_600_000 * 24 },
  })
  const begin = (account: string) => {
    later()
    return sessions.begin({ account, way: 'password', encrypted: true })
  }
  const first = await begin('li')
  const second = await begin('li')
  for (let more = 2; more < SESSIONS_OF_ACCOUNT_MAX; more += 1) await begin('li')
  const other = await begin('wang')
  later()
  expect(await sessions.used(first.secret)).toBeDefined()
  const newest = await begin('li')
  expect(await sessions.all({ account: 'li' })).toHaveLength(SESSIONS_OF_ACCOUNT_MAX)
  expect(await sessions.used(second.secret)).toBeUndefined()
  for (const kept of [first, other, newest]) expect(await sessions.used(kept.secret)).toBeDefined()
  const ended = (await eventsOf(log)).filter(({ type }) => type === 'SignedOut')
  expect(ended.map(({ data }) => data)).toEqual([
    { account: 'li', session_id: second.session.session_id, by: 'owner', actor: 'li' },
  ])
})
