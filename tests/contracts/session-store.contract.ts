import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { SessionRow, SessionStore } from '@jianwei/events/ports/session-store.ts'

/** Where the sessions of an adapter live. It can be opened again, and twice at a time. */
export interface SessionData extends AsyncDisposable {
  open(): SessionStore
}

const START = '2026-03-01T00:00:00.000Z' as Instant
const at = (minutes: number): Instant => instantFromMs(msOfInstant(START) + minutes * 60_000)

function session(name: string, differs: Partial<SessionRow> = {}): SessionRow {
  return {
    session_id: `session ${name}`,
    secret_hash: `hash of ${name}`,
    account: 'li',
    way: 'password',
    began_at: START,
    used_at: START,
    ends_at: at(60),
    provider_session: null,
    id_token: null,
    ...differs,
  }
}

const idsOf = (rows: readonly SessionRow[]) => rows.map(({ session_id }) => session_id)

/** What every adapter of the session store port keeps. */
export function sessionStoreContract(name: string, newData: () => Promise<SessionData>): void {
  describe(`${name} keeps the session store contract`, () => {
    let place: SessionData
    let store: SessionStore
    beforeEach(async () => {
      place = await newData()
      store = place.open()
    })
    afterEach(async () => {
      await store[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    })
    const add = async (...sessions: readonly SessionRow[]): Promise<void> => {
      for (const one of sessions) await store.add(one)
    }

    test('what was never added is found nowhere', async () => {
      expect(await store.withSecret('hash of a')).toBeUndefined()
      expect(await store.withId('session a')).toBeUndefined()
      expect(await store.list(undefined)).toEqual([])
      expect(await store.all({ account: 'li' })).toEqual([])
      expect(await store.all({ provider_session: 'sid' })).toEqual([])
    })

    test('a session is found by its secret and by its id, as it was', async () => {
      const account = 'it\'s "\\ 李\n'
      const whole = session('a', { account, way: 'oidc', provider_session: 's', id_token: 't.o.k' })
      await add(whole, session('b'))
      expect([await store.withSecret('hash of a'), await store.withId('session a')]).toEqual([
        whole,
        whole,
      ])
      expect(await store.withId('session b')).toEqual(session('b'))
      // Neither opens what the other names.
      expect(await store.withSecret('session a')).toBeUndefined()
      expect(await store.withId('hash of a')).toBeUndefined()
      expect(await store.withSecret('HASH OF A')).toBeUndefined()
    })

    test.each([
      ['id', { secret_hash: 'another' }],
      ['secret', { session_id: 'another' }],
    ])('a second session with the same %s is refused, and changes nothing', async (_, differs) => {
      await add(session('a'))
      await expect(store.add(session('a', { ...differs, account: 'wang' }))).rejects.toThrow()
      expect(await store.list(undefined)).toEqual([session('a')])
    })

    test('sessions are listed newest first, of an account or of everybody', async () => {
      await add(
        session('second', { began_at: at(2) }),
        session('third', { began_at: at(3), account: 'wang' }),
        session('first', { began_at: at(1) }),
      )
      expect(idsOf(await store.list(undefined))).toEqual([
        'session third',
        'session second',
        'session first',
      ])
      expect(idsOf(await store.list('li'))).toEqual(['session second', 'session first'])
      expect(await store.list('LI')).toEqual([])
    })

    test('1,000 are listed, the newest, and all are given to whoever ends them', async () => {
      const provider_session = 'sid'
      for (let number = 0; number <= 1_000; number += 1)
        await store.add(session(String(number), { began_at: at(number), provider_session }))
      for (const listed of [await store.list(undefined), await store.list('li')]) {
        expect(listed).toHaveLength(1_000)
        expect(listed.at(-1)?.session_id).toBe('session 1')
      }
      expect(await store.all({ account: 'li' })).toHaveLength(1_001)
      expect(await store.all({ provider_session })).toHaveLength(1_001)
    })

    test('what ends together is of one account, or of one sign-in at the provider', async () => {
      await add(
        session('a', { provider_session: 'one' }),
        session('b', { provider_session: 'one', account: 'wang' }),
        session('c', { provider_session: 'two' }),
        session('d'),
      )
      expect(idsOf(await store.all({ account: 'li' })).toSorted()).toEqual([
        'session a',
        'session c',
        'session d',
      ])
      expect(idsOf(await store.all({ provider_session: 'one' })).toSorted()).toEqual([
        'session a',
        'session b',
      ])
      expect(await store.all({ provider_session: '' })).toEqual([])
    })

    test('a use is noted of that session alone, and of none that is gone', async () => {
      await add(session('a'), session('b'))
      await store.touch('session a', at(5))
      await store.touch('session gone', at(5))
      expect(await store.withId('session a')).toEqual(session('a', { used_at: at(5) }))
      expect(await store.list(undefined)).toHaveLength(2)
      expect(await store.withId('session b')).toEqual(session('b'))
    })

    test('removed sessions are gone, and removing them again is fine', async () => {
      await add(session('a'), session('b'), session('c'))
      await store.remove([])
      await store.remove(['session a', 'session gone', 'session b'])
      await store.remove(['session a'])
      expect(idsOf(await store.list(undefined))).toEqual(['session c'])
      expect(await store.withSecret('hash of a')).toBeUndefined()
      await add(session('a'))
      expect(await store.withSecret('hash of a')).toEqual(session('a'))
    })

    test('those that have ended or were not used since are taken away, and counted', async () => {
      await add(
        session('ends now', { ends_at: at(10), used_at: at(9) }),
        session('ends later', { ends_at: at(11), used_at: at(9) }),
        session('unused', { used_at: at(5) }),
        session('used', { used_at: at(6) }),
      )
      const now = { now: at(10), unused_since: at(5) }
      expect(await store.removeEnded(now)).toBe(2)
      expect(idsOf(await store.list(undefined)).toSorted()).toEqual([
        'session ends later',
        'session used',
      ])
      expect(await store.removeEnded(now)).toBe(0)
    })

    test('a sign-in that is not back is taken once', async () => {
      const pending = (name: string) => ({ ticket_hash: name, sealed: `s ${name}`, since: START })
      await store.addPending(pending('a'))
      await store.addPending(pending('b'))
      expect(await store.takePending('c')).toBeUndefined()
      const taken = await Promise.all([store.takePending('a'), store.takePending('a')])
      expect(taken.filter((one) => one !== undefined)).toEqual([pending('a')])
      expect(await store.takePending('b')).toEqual(pending('b'))
    })

    test('failures are counted in a row, of each account, until they are forgotten or old', async () => {
      expect(await store.noteFailure('li', at(0), START)).toBe(1)
      expect(await store.noteFailure('li', at(5), START)).toBe(2)
      expect(await store.noteFailure('wang', at(5), START)).toBe(1)
      await store.forgetFailures('wang')
      expect(await store.noteFailure('wang', at(6), START)).toBe(1)
      expect(await store.noteFailure('li', at(70), at(5))).toBe(3)
      expect(await store.noteFailure('li', at(140), at(71))).toBe(1)
    })

    test('another connection sees what was written, and its writes are seen', async () => {
      await using other = place.open()
      await add(session('a'), session('b'))
      expect(await other.withSecret('hash of a')).toEqual(session('a'))
      await other.remove(['session a'])
      expect(await store.withSecret('hash of a')).toBeUndefined()
    })

    test('a restart keeps everything', async () => {
      await add(session('a'))
      await store.touch('session a', at(1))
      await store[Symbol.asyncDispose]()
      store = place.open()
      expect(await store.list(undefined)).toEqual([session('a', { used_at: at(1) })])
    })
  })
}
