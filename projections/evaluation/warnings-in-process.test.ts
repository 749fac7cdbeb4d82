import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { HeldFacts } from '#/evaluation/held-facts.ts'
import type { TouchedAnchors } from '#/evaluation/touched-anchors.ts'
import { warningsInProcess } from '#/evaluation/warnings-in-process.ts'
import { NOTHING_STATED } from '#/rules/feeds/statements-as-known.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import type { FactRule } from '#/rules/rule.ts'

const rule = ruleWith({
  id: 'two-complaints',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 2, window: '30 days' },
}) as FactRule
const VIEW = {
  scope: { of: 'subjects', subject_ids: ['test:with', 'test:without'] },
  known: { by: 'platform' },
  clock: '2026-06-01T00:00:00.000Z' as Instant,
} as const

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
  const complaint = (id: string, subject_id: string, day: string) => ({
    id,
    type: 'ComplaintReceived',
    subject_id,
    occurred_at: `${day}T04:00:00.000Z`,
    data: { complaint_number: id, channel: { code: '12315' }, is_repeated: false },
  })
  const complaints = [
    complaint('a', 'test:with', '2026-03-01'),
    complaint('b', 'test:with', '2026-03-01'),
    complaint('c', 'test:spread', '2026-03-01'),
    complaint('d', 'test:spread', '2026-03-01'),
    complaint('e', 'test:spread', '2026-03-20'),
  ]
  await project(opened.warehouse, recordedLog(complaints))
})
afterAll(() => opened[Symbol.asyncDispose]())

/** Nothing is held yet; `subjectFactsMax`: of whom more are not held. */
function heldComplaints(subjectFactsMax?: number): HeldFacts {
  const held = new HeldFacts(1_000_000, subjectFactsMax)
  held.follow({ after: 0, up_to: 2, news: 'by position', types: ['ComplaintReceived'], fields: [] })
  return held
}

/** Notes for what it is asked. */
function noted(asked: string[]): Warehouse {
  return Object.assign(Object.create(opened.warehouse) as Warehouse, {
    stream: (...[statement, options]: Parameters<Warehouse['stream']>) => {
      asked.push(options.purpose)
      return opened.warehouse.stream(statement, options)
    },
    blocks: (...[statement, options]: Parameters<Warehouse['blocks']>) => {
      asked.push(options.purpose)
      return opened.warehouse.blocks(statement, options)
    },
    query: (...[statement, options]: Parameters<Warehouse['query']>) => {
      asked.push(options.purpose)
      return opened.warehouse.query(statement, options)
    },
  })
}

test('who was looked at is not asked for again, also where there are no facts', async () => {
  const held = heldComplaints()
  const asked: string[] = []
  const warehouse = noted(asked)
  const found = async () => {
    const warnings = await warningsInProcess(warehouse, [rule], VIEW, NOTHING_STATED, { held })
    return warnings.get(rule)?.found.map(({ subject_id }) => subject_id)
  }
  expect(await found()).toEqual(['test:with'])
  expect(asked).toHaveLength(1)
  expect(await found()).toEqual(['test:with'])
  expect(asked).toHaveLength(1)
})

function touchedAt(second: number, is_due = false): TouchedAnchors {
  const content = {
    type: 'ComplaintReceived',
    occurred_at: '2026-03-01T04:00:00.000Z' as Instant,
    region: null,
    department: null,
    data: {},
  }
  const said_of = (subject_id: string) => [{ subject_id, source: 'test', content, second }]
  return { said_of, is_due: () => is_due }
}

describe('of whom it is known what touched them', () => {
  const second = secondOfInstant('2026-03-01T04:00:00.000Z' as Instant)
  const judged = async (judgedRule: FactRule, touched: TouchedAnchors) => {
    const found = await warningsInProcess(opened.warehouse, [judgedRule], VIEW, NOTHING_STATED, {
      touched,
    })
    const ofRule = found.get(judgedRule)
    return { found: ofRule?.found.length, within: ofRule?.within.get('test:with') }
  }

  test('anchors are looked at that this reaches, and no others', async () => {
    const within = [{ from: second, up_to: second + 30 * 86_400 }]
    expect(await judged(rule, touchedAt(second))).toEqual({ found: 1, within })
    expect(await judged(rule, touchedAt(second + 1))).toMatchObject({ found: 0 })
  })

  test('all are looked at where time has come, or what was said of the subject asks', async () => {
    const silence = ruleWith({
      id: 'nothing-more',
      kind: 'silence',
      parameters: {
        per: 'subject',
        of: { events: ['ComplaintReceived'] },
        regular: { at_least: 1, within: '1 day' },
        silent_after: '2 days',
      },
    }) as FactRule
    const near = [{ from: second - 2 * 86_400, up_to: second + 86_400 }]
    expect(await judged(silence, touchedAt(second))).toMatchObject({ within: near })
    expect((await judged(silence, touchedAt(second, true))).within).toBeUndefined()
    const where = { field: 'subject.industry_code', eq: 'F' }
    const parameters = {
      of: { events: ['ComplaintReceived'], where },
      at_least: 2,
      window: '1 day',
    }
    const asking = ruleWith({ id: 'asking', kind: 'count', parameters }) as FactRule
    expect((await judged(asking, touchedAt(second))).within).toBeUndefined()
  })
})

describe('of who has more facts than are held of one', () => {
  const second = secondOfInstant('2026-03-01T04:00:00.000Z' as Instant)
  const dense = async (touched: number, more: object = {}) => {
    const held = heldComplaints(1)
    await warningsInProcess(opened.warehouse, [rule], VIEW, NOTHING_STATED, { held })
    const asked: string[] = []
    const memory = { held, touched: touchedAt(touched), ...more }
    const [ofRule] = (
      await warningsInProcess(noted(asked), [rule], VIEW, NOTHING_STATED, memory)
    ).values()
    return { asked, found: ofRule?.found.length, within: ofRule?.within.get('test:with') }
  }

  test('the facts are read that the new ones reach', async () => {
    const within = [{ from: second, up_to: second + 30 * 86_400 }]
    expect(await dense(second)).toEqual({
      asked: ['sentinel:facts-of-spans'],
      found: 1,
      within,
    })
    // An anchor that nothing new reaches is not found.
    expect(await dense(second + 1)).toMatchObject({ found: 0 })
  })

  test('nothing is read for a rule that what is new does not concern', async () => {
    const rules_of = () => new Set<FactRule>()
    expect(await dense(second, { rules_of })).toMatchObject({ asked: [], found: 0 })
  })

  test('too many in the interval are left to the statements, with all anchors', async () => {
    const { asked, found, within } = await dense(second, {
      facts_max: 1,
    })
    expect([found, within]).toEqual([1, undefined])
    expect(asked).toContain('sentinel:warnings:two-complaints')
  })

  test('rules of a nearer reach are judged where those of a farther one have too many', async () => {
    const near = ruleWith({
      id: 'two-within-a-day',
      kind: 'count',
      parameters: { of: { events: ['ComplaintReceived'] }, at_least: 2, window: '1 day' },
    }) as FactRule
    const held = heldComplaints(1)
    held.holdNot('test:spread')
    const asked: string[] = []
    const view = { ...VIEW, scope: { of: 'subjects', subject_ids: ['test:spread'] } } as const
    const memory = { held, touched: touchedAt(second), facts_max: 2 }
    const found = await warningsInProcess(noted(asked), [rule, near], view, NOTHING_STATED, memory)
    expect(found.get(near)?.within.get('test:spread')).toEqual([
      { from: second, up_to: second + 86_400 },
    ])
    expect(found.get(rule)?.within.has('test:spread')).toBe(false)
    expect([...found.values()].map((one) => one.found.length)).toEqual([1, 1])
    expect(asked.filter((purpose) => purpose === 'sentinel:facts-of-spans')).toHaveLength(3)
  })
})
