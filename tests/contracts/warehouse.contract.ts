import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  Warehouse,
  WarehouseInsert,
  WarehouseLane,
} from '@jianwei/projections/ports/warehouse.ts'
import { QueryAborted, WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { instant, sql, textList, type Sql } from '@jianwei/projections/sql.ts'
import { parquetRows } from '#/support/parquet-rows.ts'
import { running } from '#/support/warehouse/running-statements.ts'
import { blocksContract } from './warehouse-blocks.contract.ts'

const ask = { purpose: 'contract:ask' }

/** A table with a view that counts its rows per day, both refusing tokens they have seen. */
const TABLES = [
  sql`
CREATE TABLE readings (id UInt64, label String, at DateTime64(3, 'UTC'))
ENGINE = MergeTree PARTITION BY toYear(at)
ORDER BY id
SETTINGS non_replicated_deduplication_window = 1000`,
  sql`
CREATE TABLE readings_by_day (day Date, n UInt64)
ENGINE = SummingMergeTree ORDER BY day SETTINGS non_replicated_deduplication_window = 1000`,
  sql`
CREATE MATERIALIZED VIEW readings_by_day_view TO readings_by_day AS
SELECT toDate(at) AS day, count() AS n FROM readings GROUP BY day`,
]

function reading(id: number, at = '2026-01-01T00:00:00.123Z', label = 'a'): string {
  return `${JSON.stringify([id, label, at])}\n`
}

function readingsInsert(token: string, ...lines: readonly string[]): WarehouseInsert {
  return { table: 'readings', columns: ['id', 'label', 'at'], body: lines.join(''), token }
}

/** Rows in the table, rows by the view's count. */
async function counts(warehouse: Warehouse): Promise<readonly [number, number]> {
  const [row] = await warehouse.query<{ rows: string; counted: string }>(
    sql`
SELECT
  (SELECT count() FROM readings) AS rows,
  (SELECT sum(n) FROM readings_by_day) AS counted`,
    ask,
  )
  return [Number(row?.rows), Number(row?.counted)]
}

/** Runs for minutes unless it is stopped. */
const ENDLESS = sql`SELECT sum(cityHash64(number)) FROM numbers(1000000000000)`

/** What every adapter of the warehouse port keeps. `open` gives an empty warehouse. */
export function warehouseContract(name: string, open: () => Promise<Warehouse>): void {
  describe(`${name} keeps the warehouse contract`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await open()
      for (const table of TABLES) await warehouse.execute(table, { ...ask, lane: 'control' })
    })
    afterAll(async () => warehouse[Symbol.asyncDispose]())

    describe('answers', () => {
      test('a 64-bit integer beyond 2^53 comes back exact, as text', async () => {
        expect(
          await warehouse.query(
            sql`SELECT toUInt64(9007199254740993) AS n, -9007199254740993 AS m`,
            ask,
          ),
        ).toEqual([{ n: '9007199254740993', m: '-9007199254740993' }])
      })

      test('milliseconds are kept, in UTC whatever the zone of the host', async () => {
        const asked = sql`
SELECT ${instant('2026-03-29T01:30:00.007Z')} AS at, toHour(at) AS hour,
  toString(toDateTime(0)) AS epoch`
        expect(await warehouse.query(asked, ask)).toEqual([
          { at: '2026-03-29 01:30:00.007', hour: 1, epoch: '1970-01-01 00:00:00' },
        ])
      })

      test('text with quotes, backslashes, line breaks and rare characters comes back as it was', async () => {
        const nasty = 'it\'s \\ "quoted"\n\r\t\u2028 见微 🏭 \'; DROP TABLE readings; --'
        expect(await warehouse.query(sql`SELECT ${nasty} AS value`, ask)).toEqual([
          { value: nasty },
        ])
      })

      test('five thousand ids in one list are found', async () => {
        const ids = Array.from({ length: 5_000 }, (_, index) => `urn:${index}:${'x'.repeat(30)}`)
        const [row] = await warehouse.query<{ n: string }>(
          sql`
SELECT count() AS n FROM (SELECT concat('urn:', toString(number), ':', repeat('x', 30)) AS id
FROM numbers(10000)) WHERE id IN ${textList(ids)}`,
          ask,
        )
        expect(row).toEqual({ n: '5000' })
      })

      test('no rows is an empty answer', async () => {
        expect(await warehouse.query(sql`SELECT 1 AS n WHERE 0`, ask)).toEqual([])
      })

      test('an answer of more than 10 MB streams in pieces, whole and in order', async () => {
        let rows = 0
        let bytes = 0
        let pieces = 0
        for await (const piece of warehouse.stream<{ n: string; filler: string }>(
          sql`SELECT number AS n, repeat('z', 100) AS filler FROM numbers(200000)`,
          ask,
        )) {
          pieces += 1
          for (const row of piece) {
            expect(Number(row.n)).toBe(rows)
            rows += 1
            bytes += row.filler.length + row.n.length
          }
        }
        expect({ rows, several: pieces > 1, large: bytes > 10_000_000 }).toEqual({
          rows: 200_000,
          several: true,
          large: true,
        })
      })

      test('leaving a stream early frees its connection', async () => {
        for (let round = 0; round < 8; round += 1) {
          const asked = sql`SELECT number AS n FROM numbers(100000000000)`
          for await (const piece of warehouse.stream<{ n: string }>(asked, {
            ...ask,
            lane: 'rules',
          })) {
            expect(piece.length).toBeGreaterThan(0)
            break
          }
        }
        expect(await warehouse.query(sql`SELECT 1 AS n`, { ...ask, lane: 'rules' })).toEqual([
          { n: 1 },
        ])
      })
    })

    describe('blocks', () => blocksContract(() => warehouse))

    describe('files', () => {
      const file = (asked: Sql, lane: WarehouseLane) =>
        warehouse.file(asked, 'Parquet', { ...ask, lane })

      test('many rows are one file, whole and in order, with texts and nulls as they are', async () => {
        const text = '913301007654321098 见微 \'";\n'
        const rows = await parquetRows(
          file(
            sql`
SELECT number::UInt32 AS n, ${text} AS label, if(number = 0, NULL, 'x') AS maybe
FROM numbers(150000)
ORDER BY n`,
            'interactive',
          ),
        )
        expect(rows.length).toBe(150_000)
        expect(rows.every(({ n }, index) => n === index)).toBe(true)
        expect(rows[0]).toEqual({ n: 0, label: text, maybe: null })
        expect(rows.at(-1)).toEqual({ n: 149_999, label: text, maybe: 'x' })
      })

      test('one that fails hands nothing on, throws by code, and the next answer is clean', async () => {
        const pieces: Uint8Array[] = []
        const read = async (): Promise<void> => {
          const asked = sql`SELECT throwIf(number = 900000) AS n FROM numbers(1000000)`
          for await (const piece of file(asked, 'rules')) pieces.push(piece)
        }
        for (let round = 0; round < 4; round += 1)
          await expect(read()).rejects.toMatchObject({ code: 'WAREHOUSE_ERROR', engineCode: 395 })
        expect(pieces).toEqual([])
        expect(await warehouse.query(sql`SELECT 1 AS n`, { ...ask, lane: 'rules' })).toEqual([
          { n: 1 },
        ])
      })
    })

    describe('settings', () => {
      test('a backtest takes one processor, so that people and rules keep the others', async () => {
        const setting = sql`SELECT getSetting('max_threads')::UInt64 AS n`
        expect(await warehouse.query(setting, { ...ask, lane: 'backtests' })).toEqual([{ n: '1' }])
      })

      test.each<WarehouseLane>(['interactive', 'rules', 'backtests', 'ingest', 'control'])(
        'a setting in one statement does not stay for the next, lane %s',
        async (lane) => {
          const setting = sql`SELECT getSetting('max_threads')::UInt64 AS n`
          const before = await warehouse.query(setting, { ...ask, lane })
          expect(
            await warehouse.query(sql`${setting} SETTINGS max_threads = 7`, { ...ask, lane }),
          ).toEqual([{ n: '7' }])
          for (let round = 0; round < 4; round += 1) {
            expect(await warehouse.query(setting, { ...ask, lane })).toEqual(before)
          }
        },
      )
    })

    describe('inserts', () => {
      test('two identical batches with two tokens are both kept; one token twice counts once, also in the view', async () => {
        const [rows, counted] = await counts(warehouse)
        await warehouse.insert(readingsInsert('batch-1', reading(1), reading(2)))
        await warehouse.insert(readingsInsert('batch-2', reading(1), reading(2)))
        expect(await counts(warehouse)).toEqual([rows + 4, counted + 4])
        await warehouse.insert(readingsInsert('batch-2', reading(1), reading(2)))
        await warehouse.insert(readingsInsert('batch-1', reading(1), reading(2)))
        expect(await counts(warehouse)).toEqual([rows + 4, counted + 4])
      })

      test('a token does not stay on the connection and swallow what comes after it', async () => {
        const [rows, counted] = await counts(warehouse)
        await warehouse.insert(readingsInsert('sticky', reading(10)))
        await warehouse.execute(sql`INSERT INTO readings SELECT 777, 'plain', now64(3)`, {
          ...ask,
          lane: 'ingest',
        })
        await warehouse.execute(sql`INSERT INTO readings SELECT 778, 'plain', now64(3)`, {
          ...ask,
          lane: 'ingest',
        })
        expect(await counts(warehouse)).toEqual([rows + 3, counted + 3])
      })

      test('one batch may touch the partitions of many years', async () => {
        const [rows, counted] = await counts(warehouse)
        const lines = Array.from({ length: 200 }, (_, index) =>
          reading(index, `${1950 + index}-06-01T00:00:00.000Z`),
        )
        await warehouse.insert(readingsInsert('years', ...lines))
        expect(await counts(warehouse)).toEqual([rows + 200, counted + 200])
      })

      test('an instant goes in and comes back to the millisecond', async () => {
        await warehouse.insert(
          readingsInsert('ms', reading(9_001, '2026-07-04T23:59:59.999Z', 'ms')),
        )
        expect(await warehouse.query(sql`SELECT at FROM readings WHERE label = 'ms'`, ask)).toEqual(
          [{ at: '2026-07-04 23:59:59.999' }],
        )
      })

      test('the newest and the oldest stay the same however often they are asked for, also before 1970', async () => {
        await warehouse.execute(
          sql`
CREATE TABLE old_times (source String, at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY source`,
          ask,
        )
        const body = '["a","1925-05-12T16:00:00.000Z"]\n["a","2017-11-04T17:01:00.000Z"]\n'
        await warehouse.insert({
          table: 'old_times',
          columns: ['source', 'at'],
          body,
          token: 'old:1',
        })
        // The engine compiles a query that it has seen a few times.
        for (let run = 0; run < 8; run += 1) {
          const rows = await warehouse.query(
            sql`SELECT source, max(at) AS newest, min(at) AS oldest FROM old_times GROUP BY source`,
            ask,
          )
          const [newest, oldest] = ['2017-11-04 17:01:00.000', '1925-05-12 16:00:00.000']
          expect(rows).toEqual([{ source: 'a', newest, oldest }])
        }
      })

      test('rows that cannot be read are refused whole, and the error repeats nothing of them', async () => {
        const before = await counts(warehouse)
        const secret = '张三 440106199001011234'
        const error = await warehouse
          .insert(readingsInsert('broken', reading(1), `["${secret}", "${secret}", "${secret}"]\n`))
          .catch((caught: unknown) => caught)
        expect(error).toBeInstanceOf(WarehouseError)
        expect(`${String(error)} ${String((error as Error).cause)}`).not.toMatch(/张三|440106/)
        expect(await counts(warehouse)).toEqual(before)
        await warehouse.insert(readingsInsert('mended', reading(1)))
        expect(await counts(warehouse)).toEqual([before[0] + 1, before[1] + 1])
      })
    })

    describe('failures', () => {
      test.each([
        ['an unknown table', sql`SELECT * FROM no_such_table`, 60, false],
        ['a syntax error', sql`SELECT FROM WHERE`, 62, false],
        ['an unknown column', sql`SELECT no_such_column FROM readings`, 47, false],
        [
          'too slow',
          sql`
SELECT sleepEachRow(1) FROM numbers(100)
SETTINGS max_execution_time = 0.2, max_block_size = 1`,
          159,
          true,
        ],
        [
          'too much memory',
          sql`
SELECT number FROM numbers(50000000) ORDER BY cityHash64(number)
SETTINGS max_memory_usage = 10000000`,
          241,
          true,
        ],
      ])('%s is known by its code', async (_, asked, engineCode, retryable) => {
        const error = await warehouse.query(asked, ask).catch((caught: unknown) => caught)
        expect(error).toBeInstanceOf(WarehouseError)
        expect(error).toMatchObject({ engineCode, retryable, code: 'WAREHOUSE_ERROR' })
      })

      test('the error names who asked and repeats no value of the query', async () => {
        const asked = sql`
SELECT toUInt8OrZero(name), throwIf(name = '张三', 'saw 张三') FROM (SELECT '张三' AS name)`
        const error = await warehouse
          .query(asked, { purpose: 'server:subjects.search' })
          .catch((caught: unknown) => caught)
        expect(String(error)).toContain('server:subjects.search')
        expect(String(error)).not.toContain('张三')
        const syntax = await warehouse
          .query(sql`SELECT '张三' FROM WHERE 440106199001011234`, ask)
          .catch(String)
        expect(syntax).not.toMatch(/张三|440106199001011234/)
      })

      test('rows of a query that failed half-way never appear in a later answer', async () => {
        for (const lane of ['rules', 'interactive'] as const) {
          for (let round = 0; round < 4; round += 1) {
            const half = warehouse.query(
              sql`SELECT throwIf(number = 300000) AS leaked FROM numbers(1000000)`,
              {
                ...ask,
                lane,
              },
            )
            await expect(half).rejects.toMatchObject({ engineCode: 395 })
            expect(await warehouse.query(sql`SELECT 1 AS n`, { ...ask, lane })).toEqual([{ n: 1 }])
          }
        }
      })

      test('a stream that fails half-way throws by code, and the next answer is clean', async () => {
        const read = async (): Promise<void> => {
          const asked = sql`SELECT throwIf(number = 900000) AS n FROM numbers(1000000)`
          for await (const piece of warehouse.stream(asked, { ...ask, lane: 'rules' }))
            expect(piece.length).toBeGreaterThan(0)
        }
        await expect(read()).rejects.toMatchObject({ code: 'WAREHOUSE_ERROR', engineCode: 395 })
        expect(await warehouse.query(sql`SELECT 1 AS n`, { ...ask, lane: 'rules' })).toEqual([
          { n: 1 },
        ])
      })
    })

    describe('aborts', () => {
      test('an abort rejects an endless query, stops the work in the engine, and the lane answers again', async () => {
        const lane = 'rules'
        for (let round = 0; round < 3; round += 1) {
          const stop = new AbortController()
          const long = warehouse.query(ENDLESS, {
            purpose: 'contract:endless',
            lane,
            signal: stop.signal,
          })
          await running(warehouse, 'contract:endless', 1)
          stop.abort()
          await expect(long).rejects.toBeInstanceOf(QueryAborted)
          expect(await warehouse.query(sql`SELECT 1 AS n`, { ...ask, lane })).toEqual([{ n: 1 }])
          await running(warehouse, 'contract:endless', 0)
        }
      })

      test('an abort before the start, and while waiting for a connection, runs nothing', async () => {
        const options = { purpose: 'contract:never', lane: 'rules' as const }
        await expect(
          warehouse.query(ENDLESS, { ...options, signal: AbortSignal.abort() }),
        ).rejects.toBeInstanceOf(QueryAborted)
        const first = new AbortController()
        const holding = warehouse.query(ENDLESS, {
          purpose: 'contract:holding',
          lane: 'rules',
          signal: first.signal,
        })
        const second = new AbortController()
        const waiting = warehouse.query(ENDLESS, { ...options, signal: second.signal })
        second.abort()
        await expect(waiting).rejects.toBeInstanceOf(QueryAborted)
        first.abort()
        await expect(holding).rejects.toBeInstanceOf(QueryAborted)
        expect(await warehouse.query(sql`SELECT 1 AS n`, { ...ask, lane: 'rules' })).toEqual([
          { n: 1 },
        ])
      })

      test('an aborted stream stops too', async () => {
        const stop = new AbortController()
        const read = async (): Promise<void> => {
          const options = {
            purpose: 'contract:stream',
            lane: 'rules' as const,
            signal: stop.signal,
          }
          for await (const piece of warehouse.stream(
            sql`SELECT number AS n FROM numbers(100000000000)`,
            options,
          )) {
            expect(piece.length).toBeGreaterThan(0)
            stop.abort()
          }
        }
        await expect(read()).rejects.toBeInstanceOf(QueryAborted)
        expect(await warehouse.query(sql`SELECT 1 AS n`, { ...ask, lane: 'rules' })).toEqual([
          { n: 1 },
        ])
      })

      test('an endless query in one lane does not hold up another', async () => {
        const stop = new AbortController()
        const long = warehouse.query(ENDLESS, {
          purpose: 'contract:long',
          lane: 'rules',
          signal: stop.signal,
        })
        expect(await warehouse.query(sql`SELECT 1 AS n`, { ...ask, lane: 'interactive' })).toEqual([
          { n: 1 },
        ])
        stop.abort()
        await expect(long).rejects.toBeInstanceOf(QueryAborted)
      })
    })
  })
}
