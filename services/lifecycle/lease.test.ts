import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { CheckpointConflict, LogUnavailable } from '@jianwei/events/errors.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { LeaseLost, leaseOf, runWithLease, type LeaseRole, type Tenure } from '#/lifecycle/lease.ts'

/** A process that wants to work; its work lasts until its tenure ends. */
class Candidate {
  readonly roles: LeaseRole[] = []
  readonly setbacks: string[] = []
  readonly stopping = new AbortController()
  readonly ended: Promise<void>
  tenure: Tenure | undefined

  constructor(
    checkpoints: CheckpointStore,
    owner: string,
    work: (tenure: Tenure) => Promise<void> = untilItsEnd,
  ) {
    this.ended = runWithLease(
      {
        checkpoints,
        name: 'work',
        fenced: ['progress'],
        owner,
        signal: this.stopping.signal,
        onRole: (role) => this.roles.push(role),
        onRecoverableError: ({ code }) => this.setbacks.push(code),
      },
      async (tenure) => {
        this.tenure = tenure
        await work(tenure)
      },
    )
  }

  async is(role: LeaseRole): Promise<void> {
    while (this.roles.at(-1) !== role) await sleep(10)
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    await this.ended
  }
}

function untilItsEnd({ signal }: Tenure): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

const newStore = (): CheckpointStore => new SqliteCheckpointStore(SqliteDatabase.open(':memory:'))

describe.concurrent('of several processes one works', () => {
  test('the first works, the second stands by and follows at once when the first is stopped', async () => {
    const store = newStore()
    const one = new Candidate(store, 'one')
    await one.is('active')
    const other = new Candidate(store, 'other')
    await sleep(1_200)
    expect(other.roles).toEqual(['standby'])
    await one.stop()
    // Given back, it need not be missed first.
    expect((await store.load(leaseOf('work')))?.value).not.toContain('one')
    await other.is('active')
    await other.stop()
  })

  test('whoever takes over moves the checkpoints, so that the one before can save nothing any more', async () => {
    const store = newStore()
    const before = await store.save('progress', '41', 'absent')
    const one = new Candidate(store, 'one')
    await one.is('active')
    await expect(store.save('progress', '42', before)).rejects.toBeInstanceOf(CheckpointConflict)
    expect(await store.load('progress')).toMatchObject({ value: '41' })
    await one.stop()
  })

  test('one that finds another in its place stops, may not append, and stands by', async () => {
    const store = newStore()
    const one = new Candidate(store, 'one')
    await one.is('active')
    const { tenure } = one
    expect(() => tenure?.assertHeld()).not.toThrow()
    const lease = await store.load(leaseOf('work'))
    await store.save(leaseOf('work'), '{"owner":"other"}', lease?.version ?? 'absent')
    await one.is('standby')
    expect(tenure?.signal.aborted).toBe(true)
    expect(() => tenure?.assertHeld()).toThrow(LeaseLost)
    expect(one.setbacks).toEqual(['LEASE_LOST'])
    await one.stop()
  })

  test("whatever fails once another has the lease is that one's doing, and no reason to end", async () => {
    const store = newStore()
    const one = new Candidate(store, 'one', async (tenure) => {
      await untilItsEnd(tenure)
      throw new TypeError('a table is missing')
    })
    await one.is('active')
    const lease = await store.load(leaseOf('work'))
    await store.save(leaseOf('work'), '{"owner":"other"}', lease?.version ?? 'absent')
    await one.is('standby')
    expect(one.setbacks).toEqual(['LEASE_LOST'])
    await one.stop()
  })

  test('one that cannot renew in time stops before another can begin', async () => {
    const store = newStore()
    let away = false
    const failing: CheckpointStore = {
      load: (name) => store.load(name),
      save: (name, value, expected) =>
        away ? Promise.reject(new LogUnavailable('test')) : store.save(name, value, expected),
      remove: (name) => store.remove(name),
      [Symbol.asyncDispose]: async () => {},
    }
    const one = new Candidate(failing, 'one')
    await one.is('active')
    away = true
    const other = new Candidate(store, 'other')
    await other.is('active')
    expect(one.roles.at(-1)).toBe('standby')
    expect(one.tenure?.signal.aborted).toBe(true)
    await Promise.all([one.stop(), other.stop()])
  })

  test('work that loses its checkpoint to a stranger stands by for a while; any other failure is thrown', async () => {
    const store = newStore()
    let conflicts = 0
    const one = new Candidate(store, 'one', async (tenure) => {
      conflicts += 1
      if (conflicts === 1) throw new CheckpointConflict('progress', { expected: '1', actual: '2' })
      await untilItsEnd(tenure)
    })
    await expect.poll(() => conflicts).toBe(2)
    expect(one.roles).toEqual(['standby', 'active', 'standby', 'active'])
    expect(one.setbacks).toEqual(['CHECKPOINT_CONFLICT'])
    await one.stop()
    const bug = new Candidate(newStore(), 'bug', () => Promise.reject(new TypeError('a bug')))
    await expect(bug.ended).rejects.toThrow('a bug')
  })
})
