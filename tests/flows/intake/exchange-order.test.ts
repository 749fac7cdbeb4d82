import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { intakeForEachTest } from '#/support/intake/intake-each-test.ts'
import { streamOf, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { versionOf } from '@jianwei/events/fact.ts'
import type { OrderOfKnowing } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { factsAsKnown } from '#/support/rules/reference/reference.ts'
import { eventsIn } from '@jianwei/services/composition/events-in-log.ts'
import { importFile, type ImportSummary } from '@jianwei/services/intake/import-file.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'

const exchange = readMapping(
  `
mapping: exchange
description: a test
source: urn:example:exchange
input: { format: exchange }
time_zone: Asia/Shanghai
events:
  - type: ViolationFound
    id: '{cd_id}'
    subject: 'test:{shop}'
    occurred_at: 2019-01-01T00:00:00Z
    data: { citations: { column: n, as: integer } }
`,
  'exchange.yaml',
)

/**
 * What a source said: `n` citations, or with a delete that there was nothing, at the second `at`,
 * in a batch.
 */
interface Report {
  readonly op: 'i' | 'u' | 'd'
  readonly n: number
  readonly at: number
  readonly batch: string
}

const line = ({ op, n, at, batch }: Report, id = 'r'): string => {
  const time = `2019-04-11 10:00:${String(at).padStart(2, '0')}`
  const said = { cd_id: id, cd_operation: op, cd_batch: batch, cd_time: time, shop: id, n }
  return `${JSON.stringify(said)}\n`
}

const report = (op: Report['op'], n: number, at: number, batch = `b${at}`): Report => ({
  op,
  n,
  at,
  batch,
})

const own = intakeForEachTest()
let files = 0

/** One file, never imported before: a blank line more each time. */
async function deliver(reports: readonly Report[], id?: string): Promise<ImportSummary> {
  files += 1
  const path = join(own.folder, `${files}.ndjson`)
  writeFileSync(path, '\n'.repeat(files) + reports.map((one) => line(one, id)).join(''))
  return importFile(path, exchange, own.opened)
}

/** All that the log holds about the record. */
async function facts(id = 'r'): Promise<RecordedEvent[]> {
  return Array.fromAsync(own.opened.log.read(streamOf('subject', `test:${id}`)))
}

/** How many citations the fact says as known, 0 where there is no such fact. */
async function standing(by: OrderOfKnowing, id = 'r'): Promise<number> {
  const versions = (await facts(id)).flatMap((event) => versionOf(event) ?? [])
  return Number(factsAsKnown(versions, { by })[0]?.content.data['citations'] ?? 0)
}

async function bothOrders(): Promise<[platform: number, source: number]> {
  return [await standing('platform'), await standing('source')]
}

describe('a source that says something again after it said something else', () => {
  test.each<[string, readonly Report[], number]>([
    [
      'insert, delete, insert leaves it standing',
      [report('i', 1, 1), report('d', 0, 2), report('i', 1, 3)],
      1,
    ],
    ['one, two, one leaves one', [report('i', 1, 1), report('u', 2, 2), report('u', 1, 3)], 1],
    [
      'inserts one, two, one leave one',
      [report('i', 1, 1), report('i', 2, 2), report('i', 1, 3)],
      1,
    ],
    ['delete, insert leaves it standing', [report('d', 0, 1), report('i', 1, 2)], 1],
    [
      'insert, delete, update leaves it standing',
      [report('i', 1, 1), report('d', 0, 2), report('u', 2, 3)],
      2,
    ],
    [
      'insert, delete, insert, delete leaves nothing',
      [report('i', 1, 1), report('d', 0, 2), report('i', 1, 3), report('d', 0, 4)],
      0,
    ],
  ])('%s, in both orders, in one file and in many', async (_, reports, expected) => {
    // What comes before any insert has nothing to be a first report of.
    const accepted = reports[0]?.op === 'i' ? 1 : 0
    const corrected = reports.length - accepted
    expect(await deliver(reports)).toMatchObject({
      accepted,
      corrected,
      duplicate: 0,
      quarantined: 0,
    })
    expect(await bothOrders()).toEqual([expected, expected])
    const held = (await facts()).length
    for (const one of reports)
      expect(await deliver([one])).toMatchObject({ accepted: 0, duplicate: 1 })
    expect((await facts()).length).toBe(held)
  })

  test('in the same second and the same batch too: what comes later holds', async () => {
    const reports = [report('i', 1, 1, 'b'), report('d', 0, 1, 'b'), report('i', 1, 1, 'b')]
    await deliver(reports)
    expect([await bothOrders(), (await facts()).length]).toEqual([[1, 1], 3])
    expect(await deliver(reports)).toMatchObject({ accepted: 0, duplicate: 3 })
  })

  test('two updates of one batch are two corrections', async () => {
    await deliver([report('i', 1, 1), report('u', 2, 2, 'b'), report('u', 3, 2, 'b')])
    expect(new Set((await facts()).map(({ event_id }) => event_id)).size).toBe(3)
    expect(await bothOrders()).toEqual([3, 3])
  })
})

describe('reports that overtake each other', () => {
  test('by platform the later arrival holds, by source the later report', async () => {
    await deliver([report('i', 1, 1), report('u', 3, 3), report('u', 2, 2)])
    expect(await bothOrders()).toEqual([2, 3])
  })

  test('an equal restatement is a duplicate, and no report from in between that arrives later stands by source', async () => {
    expect(await deliver([report('i', 1, 1), report('i', 1, 3)])).toMatchObject({
      accepted: 1,
      duplicate: 1,
    })
    await deliver([report('u', 2, 2)])
    expect(await bothOrders()).toEqual([2, 1])
  })

  test('the same content at the same time in another batch is the same report', async () => {
    await deliver([report('i', 1, 1), report('u', 2, 2)])
    expect(await deliver([report('i', 1, 1, 'again'), report('u', 2, 2, 'again')])).toMatchObject({
      duplicate: 2,
    })
    expect([await bothOrders(), (await facts()).length]).toEqual([[2, 2], 2])
  })

  test('a report that is sent again between older ones keeps its place: what came before it stays before it', async () => {
    const reports = [
      report('d', 0, 5),
      report('i', 1, 4),
      report('d', 0, 1),
      report('d', 0, 5),
      report('i', 1, 4),
    ]
    await deliver(reports.map((one, index) => ({ ...one, batch: `b${index}` })))
    expect(await bothOrders()).toEqual([0, 0])
  })

  test('a report from before the first one that arrived does not stand by source', async () => {
    await deliver([report('i', 3, 3)])
    expect(await deliver([report('i', 1, 1), report('d', 0, 2)])).toMatchObject({
      accepted: 0,
      corrected: 2,
      duplicate: 0,
    })
    expect(await bothOrders()).toEqual([0, 3])
  })
})

/** What the docs say in one paragraph, over what arrived. */
function modelled(arrivals: readonly Report[]): [platform: number, source: number] {
  const kept: { at: number; says: number; isFirst: boolean }[] = []
  for (const { op, n, at } of arrivals) {
    const says = op === 'd' ? 0 : n
    const amendments = kept.filter(({ isFirst }) => !isFirst)
    const newest = amendments.at(-1) ?? kept[0]
    const isHeld = kept.some((one) => one.at === at && one.says === says)
    if (
      newest !== undefined &&
      isHeld &&
      (at < newest.at || (newest.at === at && newest.says === says))
    )
      continue
    const isFirst =
      op === 'i' && kept.length === amendments.length && amendments.every((one) => at < one.at)
    kept.push({ at, says, isFirst })
  }
  const amendments = kept.filter(({ isFirst }) => !isFirst)
  const platform = (amendments.at(-1) ?? kept[0])?.says ?? 0
  const last = kept.reduce(
    (latest, one) => (one.at > latest.at || (one.at === latest.at && !one.isFirst) ? one : latest),
    {
      at: 0,
      says: 0,
      isFirst: false,
    },
  )
  return [platform, last.says]
}

const anyReport = fc
  .record({
    op: fc.constantFrom('i', 'u', 'd'),
    n: fc.integer({ min: 1, max: 3 }),
    at: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ op, n, at }): Report => ({ op, n, at, batch: '' }))

test('whatever arrives in whatever order, both orders say what the model says, and sending all of it again changes nothing', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyReport, { minLength: 1, maxLength: 8 }),
      fc.uniqueArray(fc.nat(8), { maxLength: 3 }),
      async (reports, cuts) => {
        run += 1
        const id = `run-${run}`
        // A batch of its own each, as long as the source says something new.
        const arrivals = reports.map((one, index) => ({ ...one, batch: `b${index}` }))
        const pieces = [
          0,
          ...cuts.toSorted((one, another) => one - another),
          arrivals.length,
        ].filter((at) => at <= arrivals.length)
        for (const [index, from] of pieces.slice(0, -1).entries()) {
          const piece = arrivals.slice(from, pieces[index + 1])
          const { accepted, duplicate, corrected, quarantined } = await deliver(piece, id)
          expect([accepted + duplicate + corrected, quarantined]).toEqual([piece.length, 0])
        }
        const known = [await standing('platform', id), await standing('source', id)]
        expect(known).toEqual(modelled(arrivals))
        const times = new Set(arrivals.map(({ at }) => at))
        if (times.size < arrivals.length) return
        const held = await eventsIn(own.opened.log)
        await deliver(arrivals, id)
        // The start of the import and its end.
        expect(await eventsIn(own.opened.log)).toBe(held + 2)
      },
    ),
    { numRuns: 200 },
  )
})
