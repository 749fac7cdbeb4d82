import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sql } from '@jianwei/projections/sql.ts'
import { CheckedInserts } from '#/warehouse/checked-inserts.ts'
import { ChdbEngine } from '#/warehouse/chdb-engine.ts'
import { ChdbWarehouse } from '#/warehouse/chdb-warehouse.ts'
import type { OnEnded } from '#/warehouse/lane-statements.ts'

const CUT_SHORT = expect.objectContaining({
  retryable: false,
  message: expect.stringContaining('must be opened again'),
})

/** Inserts that end when the test says so, and each time that the engine is asked. */
function checked() {
  const asked: PromiseWithResolvers<boolean>[] = []
  const begun = new Map<string, PromiseWithResolvers<void>>()
  const inserts = new CheckedInserts(() => {
    const question = Promise.withResolvers<boolean>()
    asked.push(question)
    return question.promise
  })
  const of = (table: string): PromiseWithResolvers<void> => {
    const insert = begun.get(table)
    if (insert === undefined) throw new RangeError(`${table} has not begun`)
    return insert
  }
  return {
    /** Gives 'inserted', or what it failed with. */
    insert: (table: string): Promise<unknown> =>
      inserts
        .run(table, () => {
          const insert = Promise.withResolvers<void>()
          begun.set(table, insert)
          return insert.promise
        })
        .then(
          () => 'inserted',
          (error: unknown) => error,
        ),
    begun: () => [...begun.keys()],
    end: (table: string) => of(table).resolve(),
    fail: (table: string) => of(table).reject(new Error(`${table} failed`)),
    asked,
    question: async (number: number): Promise<PromiseWithResolvers<boolean>> => {
      await expect.poll(() => asked.length).toBe(number)
      return asked[number - 1] ?? Promise.withResolvers()
    },
  }
}

describe('after an insert has failed', () => {
  test('the engine is asked when none is under way, and none begins before it has answered', async () => {
    const { insert, begun, end, fail, asked, question } = checked()
    const [failing, other] = [insert('failing'), insert('other')]
    fail('failing')
    await nextTurn()
    const later = insert('later')
    await nextTurn()
    expect([begun(), asked.length]).toEqual([['failing', 'other'], 0])
    end('other')
    expect(await other).toBe('inserted')
    const { resolve } = await question(1)
    const latest = insert('latest')
    await nextTurn()
    expect(begun()).toEqual(['failing', 'other'])
    resolve(false)
    expect(await failing).toEqual(new Error('failing failed'))
    await nextTurn()
    expect(begun()).toEqual(['failing', 'other', 'later', 'latest'])
    end('later')
    end('latest')
    expect(await Promise.all([later, latest])).toEqual(['inserted', 'inserted'])
    expect(asked).toHaveLength(1)
  })

  test.each([true, false])(
    'several that fail do not wait for each other, and hear the answer: %s',
    async (mustBeReopened) => {
      const { insert, fail, asked, question } = checked()
      const tables = ['a', 'b', 'c']
      const failing = Promise.all(tables.map(insert))
      fail('a')
      fail('b')
      await nextTurn()
      fail('c')
      await question(1)
      await nextTurn()
      for (const { resolve } of asked) resolve(mustBeReopened)
      expect(await failing).toEqual(
        tables.map((table) => (mustBeReopened ? CUT_SHORT : new Error(`${table} failed`))),
      )
    },
  )

  test('who waited for the answer goes on, also where there is none', async () => {
    const { insert, end, fail, question } = checked()
    const failing = insert('failing')
    fail('failing')
    const { reject } = await question(1)
    const later = insert('later')
    reject(new Error('no answer'))
    expect(await failing).toEqual(new Error('no answer'))
    await nextTurn()
    end('later')
    expect(await later).toBe('inserted')
  })

  test('all who waited and fail as well, as when the engine was closed, are told so', async () => {
    const { insert, begun, fail, question } = checked()
    const failing = insert('failing')
    fail('failing')
    const { resolve } = await question(1)
    const tables = ['a', 'b', 'c', 'd']
    const waiting = tables.map(insert)
    resolve(true)
    expect(await failing).toEqual(CUT_SHORT)
    await nextTurn()
    expect(begun()).toEqual(['failing', ...tables])
    for (const table of tables) fail(table)
    const again = await question(2)
    again.resolve(false)
    expect(await Promise.all(waiting)).toEqual(tables.map((table) => new Error(`${table} failed`)))
  })
})

test('where none has failed, an insert begins in the turn in which it is asked for', async () => {
  const { insert, begun, end, asked } = checked()
  const inserted = insert('first')
  expect(begun()).toEqual(['first'])
  end('first')
  expect(await inserted).toBe('inserted')
  expect(asked).toEqual([])
})

describe('in the engine', () => {
  const ask = { purpose: 'test:inserts', lane: 'control' } as const
  const refused = { table: 'r', columns: ['id'], body: '["x"]\n', token: 'refused' }
  const taken = { table: 'r', columns: ['id'], body: '[1]\n', token: 'taken' }
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jianwei-inserts-'))
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await rm(folder, { recursive: true, force: true })
  })

  test('an insert that is asked for while the notes are read is made afterwards', async () => {
    const order: string[] = []
    await using warehouse = await opened(({ purpose }) => order.push(purpose))
    let later: Promise<void> | undefined
    vi.spyOn(ChdbEngine.prototype, 'mustBeReopened').mockImplementation(async () => {
      later = warehouse.insert(taken)
      // Long enough for an insert that does not wait.
      for (let count = 0; count < 50; count += 1) await warehouse.query(sql`SELECT 1`, ask)
      order.push('answered')
      return false
    })
    await expect(warehouse.insert(refused)).rejects.toThrow('at row 1')
    await later
    expect(order.filter((step) => step !== ask.purpose)).toEqual([
      'insert:r',
      'answered',
      'insert:r',
    ])
    expect(await warehouse.query(sql`SELECT toUInt32(count()) AS n FROM r`, ask)).toEqual([
      { n: 1 },
    ])
  })

  test('it is closed while an insert waits, which is told so', async () => {
    const warehouse = await opened()
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<boolean>()
    vi.spyOn(ChdbEngine.prototype, 'mustBeReopened').mockImplementation(() => {
      asked.resolve()
      return answer.promise
    })
    const failing = expect(warehouse.insert(refused)).rejects.toThrow('at row 1')
    await asked.promise
    const waiting = expect(warehouse.insert(taken)).rejects.toThrow('the warehouse is closed')
    await warehouse[Symbol.asyncDispose]()
    answer.resolve(false)
    await Promise.all([failing, waiting])
  })

  async function opened(onEnded?: OnEnded): Promise<ChdbWarehouse> {
    const warehouse = await ChdbWarehouse.open({ folder, onEnded })
    const table = sql`
CREATE TABLE r (id UInt64) ENGINE = MergeTree ORDER BY id
SETTINGS non_replicated_deduplication_window = 100`
    await warehouse.execute(table, ask)
    return warehouse
  }
})
