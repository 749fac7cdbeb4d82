import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { derivedId } from '@jianwei/events/identity.ts'
import { recordedLog, type TestEvent } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { compareVersions, type Comparison } from '#/rule-comparison/queries.ts'

const day = (n: number): string => `2026-06-${String(n).padStart(2, '0')}T00:00:00.000Z`
const idOf = (rule: string, version: number, subject: string, anchor: string): string =>
  derivedId('warning', rule, String(version), subject, anchor)

interface Entry {
  readonly rule?: string
  readonly version: number
  readonly subject: string
  readonly anchor: string
  readonly at: string
  readonly withdrawn?: boolean
}

/** Version 2 is in shadow. */
function testEvents(entries: readonly Entry[]): TestEvent[] {
  return entries.flatMap(({ rule = 'r', version, subject, anchor, at, withdrawn }) => {
    const warning_id = idOf(rule, version, subject, anchor)
    const data = {
      warning_id,
      rule_id: rule,
      rule_version: version,
      level: 'orange',
      anchor,
      anchor_at: at,
      evidence: [derivedId('fact', 'one')],
      seen_position: 7,
      clock: day(30),
    }
    const prefix = version === 2 ? 'Shadow' : ''
    const entry = (movement: string): TestEvent => ({
      id: `${warning_id}#${movement}`,
      type: `${prefix}Warning${movement}`,
      subject_id: `test:${subject}`,
      occurred_at: day(30),
      data,
    })
    return withdrawn === true ? [entry('Raised'), entry('Withdrawn')] : [entry('Raised')]
  })
}

let opened: WarehouseInFolder
let position = 1
beforeAll(async () => {
  opened = await openWarehouse()
})
afterAll(() => opened[Symbol.asyncDispose]())

async function told(entries: readonly Entry[], rule = 'r', examples = 10): Promise<Comparison> {
  const log = recordedLog(testEvents(entries), position)
  position += log.length
  if (log.length > 0) await project(opened.warehouse, log)
  return compareVersions(
    opened.warehouse,
    rule,
    [
      { rule_version: 1, table: 'warnings_v1' },
      { rule_version: 2, table: 'shadow_warnings_v1' },
    ],
    examples,
  )
}

test('warnings are paired by anchor, then by their order; the rest stands in one version only', async () => {
  const both = (subject: string, anchor: string, first: string, second: string): Entry[] => [
    { version: 1, subject, anchor, at: first },
    { version: 2, subject, anchor, at: second },
  ]
  const compared = await told([
    ...both('same', 'x', day(1), day(1)),
    ...both('notice', 'fact', day(10), day(3)),
    { version: 1, subject: 'moved', anchor: day(5), at: day(5) },
    { version: 2, subject: 'moved', anchor: day(8), at: day(8) },
    { version: 1, subject: 'gone', anchor: day(5), at: day(5) },
    { version: 2, subject: 'new', anchor: day(5), at: day(5) },
    { version: 2, subject: 'new', anchor: day(6), at: day(6) },
    { version: 2, subject: 'left', anchor: day(6), at: day(6), withdrawn: true },
    { version: 1, rule: 'another', subject: 'same', anchor: 'y', at: day(1) },
  ])
  const counts = Object.fromEntries(
    Object.entries(compared).map(([part, { count, subjects }]) => [part, [count, subjects]]),
  )
  expect(counts).toEqual({
    same: [1, 1],
    earlier: [1, 1],
    later: [1, 1],
    only_first: [1, 1],
    only_second: [2, 1],
  })
  expect(compared.later.examples).toEqual([
    {
      subject_id: 'test:moved',
      first: { warning_id: idOf('r', 1, 'moved', day(5)), anchor_at: day(5) },
      second: { warning_id: idOf('r', 2, 'moved', day(8)), anchor_at: day(8) },
    },
  ])
  expect(compared.only_first.examples).toMatchObject([{ subject_id: 'test:gone', second: null }])
  expect((await told([], 'r', 1)).only_second).toMatchObject({
    count: 2,
    examples: [{ second: { anchor_at: day(5) } }],
  })
})

test('nothing stands in a version that raised nothing', async () => {
  const compared = await told([], 'nobody')
  expect(Object.values(compared)).toEqual(
    Array.from({ length: 5 }, () => ({ count: 0, subjects: 0, examples: [] })),
  )
})

test('each standing warning is in one part once, whatever stands', async () => {
  let run = 0
  const entry = fc.record({
    version: fc.constantFrom(1, 2),
    subject: fc.constantFrom('a', 'b'),
    day: fc.integer({ min: 1, max: 9 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 25 }), async (drawn) => {
      const rule = `random-${run++}`
      const unique = new Map(drawn.map((one) => [JSON.stringify(one), one]))
      const entries = [...unique.values()].map(({ day: n, ...one }) => ({
        ...one,
        rule,
        anchor: day(n),
        at: day(n),
      }))
      const compared = await told(entries, rule, 100)
      const of = (version: number): number =>
        entries.filter((one) => one.version === version).length
      const { same, earlier, later, only_first, only_second } = compared
      const pairs = same.count + earlier.count + later.count
      expect([pairs + only_first.count, pairs + only_second.count]).toEqual([of(1), of(2)])
      const anchors = (version: number): Set<string> =>
        new Set(
          entries.flatMap((one) => (one.version === version ? [`${one.subject} ${one.at}`] : [])),
        )
      expect(same.count).toBe([...anchors(1)].filter((anchor) => anchors(2).has(anchor)).length)
      const shown = Object.values(compared).flatMap(({ examples }) =>
        examples.flatMap(({ first, second }) =>
          [first, second].flatMap((one) => (one === null ? [] : [one.warning_id])),
        ),
      )
      expect(new Set(shown).size).toBe(entries.length)
      expect(shown.length).toBe(entries.length)
    }),
    { numRuns: 20 },
  )
})
