import { expect, test } from 'vitest'
import { ColumnBlock, textAt } from '@jianwei/projections/ports/column-block.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { sql, type Sql } from '@jianwei/projections/sql.ts'
import { QueryAborted } from '@jianwei/projections/warehouse-error.ts'
import { running } from '#/support/warehouse/running-statements.ts'

const ask = { purpose: 'contract:ask' }

/** What every adapter keeps of answers in blocks of columns. */
export function blocksContract(warehouse: () => Warehouse): void {
  const blocks = (asked: Sql) => warehouse().blocks(asked, { ...ask, lane: 'rules' })

  test('columns of every type come back as they were, also negative, empty and long', async () => {
    const long = `见微 "\\'\r\n__exception__\r\n ${'x'.repeat(40_000)}`
    const found: unknown[] = []
    for await (const block of blocks(sql`
SELECT toUInt8(255 - number) AS small, toUInt16(65535 - number) AS short,
  toUInt32(4294967295 - number) AS whole, toUInt64(18446744073709551615 - number) AS large,
  toInt64(-9007199254740993 + number) AS below, toFloat64(number) - 0.5 AS half,
  UUIDToNum(toUUID('00112233-4455-6677-8899-aabbccddeeff')) AS id,
  if(number = 1, ${long}, repeat('微', number)) AS label,
  toLowCardinality(if(number = 2, '', '杭州')) AS place
FROM numbers(3)`)) {
      const label = block.texts('label')
      const { texts, codes } = block.coded('place')
      found.push({
        small: block.numbers('small'),
        short: block.numbers('short'),
        whole: block.numbers('whole'),
        large: block.numbers('large'),
        below: block.numbers('below'),
        half: block.floats('half'),
        id: Buffer.from(block.fixed('id')).toString('hex'),
        label: [0, 1, 2].map((row) => textAt(label, row)),
        place: Array.from(codes, (code) => texts[code]),
      })
      expect(() => block.numbers('label')).toThrow(TypeError)
      expect(() => block.texts('nowhere')).toThrow(TypeError)
    }
    expect(found).toEqual([
      {
        small: Uint8Array.of(255, 254, 253),
        short: Uint16Array.of(65_535, 65_534, 65_533),
        whole: Uint32Array.of(4_294_967_295, 4_294_967_294, 4_294_967_293),
        large: BigUint64Array.of(0xffffffffffffffffn, 0xfffffffffffffffen, 0xfffffffffffffffdn),
        below: BigInt64Array.of(-9007199254740993n, -9007199254740992n, -9007199254740991n),
        half: Float64Array.of(-0.5, 0.5, 1.5),
        id: '00112233445566778899aabbccddeeff'.repeat(3),
        label: ['', long, '微微'],
        place: ['杭州', '杭州', ''],
      },
    ])
  })

  test('lists come back as they were, also empty ones and long texts in them', async () => {
    const long = '微'.repeat(30_000)
    const found: unknown[] = []
    for await (const block of blocks(sql`
SELECT if(number = 1, [],
    arrayMap(n -> if(n = 2, ${long}, toString(n)), range(number + 1))) AS texts,
  arrayMap(n -> n / 2, range(3 - number)) AS numbers, toUInt8(number) AS behind
FROM numbers(4)`)) {
      found.push(block.lists('texts'), block.lists('numbers'), [...block.bytesOf('behind')])
      expect(() => block.lists('behind')).toThrow(TypeError)
    }
    expect(found).toEqual([
      [['0'], [], ['0', '1', long], ['0', '1', long, '3']],
      [[0, 0.5, 1], [0, 0.5], [0], []],
      [0, 1, 2, 3],
    ])
  })

  test('many rows come in several blocks, whole and in order, each of its own memory', async () => {
    let rows = 0
    let sizes = 0
    let pieces = 0
    for await (const block of blocks(sql`
SELECT toFloat64(number) AS n, repeat('z', toUInt32(number % 300)) AS filler,
  toLowCardinality(toString(number % 700)) AS coded
FROM numbers(300000)`)) {
      pieces += 1
      // As it is when it was handed to another thread.
      const { rows: length } = block
      const read = new ColumnBlock(structuredClone(block.bytes, transferring(block.bytes)))
      const [n, filler, coded] = [read.floats('n'), read.texts('filler'), read.coded('coded')]
      expect(n.length).toBe(length)
      for (let row = 0; row < length; row += 1, rows += 1) {
        const size = filler.ends[row]! - filler.starts[row]!
        sizes += size
        const isRight = n[row] === rows && size === rows % 300
        if (!isRight || coded.texts[coded.codes[row]!] !== String(rows % 700))
          expect.fail(`row ${rows} is wrong`)
      }
    }
    expect({ rows, sizes, several: pieces > 1 }).toEqual({
      rows: 300_000,
      sizes: 1_000 * ((299 * 300) / 2),
      several: true,
    })
  })

  test('a small answer has the same blocks, and none where there are no rows', async () => {
    const asked = (rows: number) =>
      sql`SELECT number AS n, toString(number) AS label FROM numbers(${rows})`
    const options = { ...ask, lane: 'rules', is_small: true } as const
    const found: string[] = []
    for await (const block of warehouse().blocks(asked(200_000), options)) {
      const [numbers, labels] = [block.numbers('n'), block.texts('label')]
      for (let row = 0; row < block.rows; row += 1)
        found.push(`${numbers[row]} ${textAt(labels, row)}`)
    }
    expect(found.length).toBe(200_000)
    expect(found.every((line, row) => line === `${row} ${row}`)).toBe(true)
    for await (const _ of warehouse().blocks(asked(0), options)) expect.unreachable()
    const failing = async (): Promise<void> => {
      const bad = sql`SELECT throwIf(number = 150000) AS n FROM numbers(200000)`
      for await (const block of warehouse().blocks(bad, options)) block.numbers('n')
    }
    await expect(failing()).rejects.toMatchObject({ engineCode: 395 })
    expect(await warehouse().query(sql`SELECT 1 AS n`, { ...ask, lane: 'rules' })).toEqual([
      { n: 1 },
    ])
  })

  test('no rows are no blocks', async () => {
    for await (const _ of blocks(sql`SELECT 1 AS n, 'a' AS label WHERE 0`)) expect.unreachable()
  })

  test('leaving early frees the connection', async () => {
    for (let round = 0; round < 8; round += 1)
      for await (const { rows } of blocks(sql`SELECT number AS n FROM numbers(100000000000)`)) {
        expect(rows).toBeGreaterThan(0)
        break
      }
    expect(await warehouse().query(sql`SELECT 1 AS n`, { ...ask, lane: 'rules' })).toEqual([
      { n: 1 },
    ])
  })

  test('a column of a type that blocks do not have is told, not guessed', async () => {
    const read = async (): Promise<void> => {
      for await (const block of blocks(sql`SELECT [1, 2] AS list`)) block.numbers('list')
    }
    await expect(read()).rejects.toThrow(/no columns of Array\(UInt8\)/)
  })

  test('an answer that fails half-way throws by code, and the next one is clean', async () => {
    const read = async (): Promise<void> => {
      const asked = sql`
SELECT throwIf(number = 900000) AS n, toString(number) AS label FROM numbers(1000000)`
      for await (const block of blocks(asked))
        expect(block.texts('label').starts.length).toBe(block.rows)
    }
    for (let round = 0; round < 4; round += 1)
      await expect(read()).rejects.toMatchObject({ code: 'WAREHOUSE_ERROR', engineCode: 395 })
    expect(await warehouse().query(sql`SELECT 1 AS n`, { ...ask, lane: 'rules' })).toEqual([
      { n: 1 },
    ])
  })

  test('an abort stops the work in the engine', async () => {
    const stop = new AbortController()
    const purpose = 'contract:blocks'
    const read = async (): Promise<void> => {
      const asked = sql`SELECT number AS n FROM numbers(100000000000)`
      const options = { purpose, lane: 'rules' as const, signal: stop.signal }
      for await (const { rows } of warehouse().blocks(asked, options)) {
        expect(rows).toBeGreaterThan(0)
        stop.abort()
      }
    }
    await expect(read()).rejects.toBeInstanceOf(QueryAborted)
    await running(warehouse(), purpose, 0)
  })
}

function transferring({ buffer }: Uint8Array): { readonly transfer?: ArrayBuffer[] } {
  return buffer instanceof ArrayBuffer ? { transfer: [buffer] } : {}
}
