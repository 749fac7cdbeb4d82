import { expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { NOTHING_PROJECTED_YET } from '@jianwei/projections/ports/projected-position.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { ruleName } from '@jianwei/projections/rules/rule.ts'
import { QueryAborted, WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { emptyWarehouse } from '@jianwei/tests/support/server/server-without-data.ts'
import { performAudit, type AuditProgress } from '#/ledger-audit/perform-audit.ts'

const CLOCK = '2026-03-20T02:00:00.000Z' as Instant

const counting = (id: string) =>
  ruleWith({
    id,
    kind: 'count',
    parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
  })
const [fine, broken, fresh] = [counting('fine'), counting('broken'), counting('fresh')]

/** Over a warehouse in which nothing is, and of which the statement of one rule fails. */
async function audited(failure: Error) {
  const told: string[] = []
  const warehouse: Warehouse = {
    ...emptyWarehouse,
    query: async (_, { purpose }) => {
      if (purpose.endsWith('warnings:broken')) throw failure
      return []
    },
  }
  const published = [fine, broken, fresh]
  const unreadable = [
    { rule_id: 'odd', rule_version: 2, code: 'RULE_UNREADABLE', message: 'no rule' },
  ] as const
  const result = await performAudit(
    {
      warehouse,
      log: { head: async () => 9 as Position },
      projected: {
        current: () => NOTHING_PROJECTED_YET,
        beyond: async () => NOTHING_PROJECTED_YET,
      },
      rules: () => ({
        at: async () => ({ published, shadows: [], ever_published: published, unreadable }),
      }),
      evaluated: async () => ({
        evaluated: 9 as Position,
        clock: CLOCK,
        rules: [fine, broken].map(ruleName),
      }),
      onRuleFailed: ({ id }) => told.push(id),
      signal: new AbortController().signal,
    },
    {
      audit_id: '8b8f3a3c-6f5a-5b55-9b1a-0d4f6f5f3a10',
      position: 9,
      share: { number: 1, of: 1 },
    },
    async () => {},
  )
  return { result, told }
}

test('what is not audited is named, with why, and keeps the others from nothing', async () => {
  const refused = new WarehouseError('memory limit', 241, { retryable: false })
  const { result, told } = await audited(refused)
  expect(result?.rules.map(({ rule_id }) => rule_id)).toEqual(['fine'])
  expect(result?.not_audited.map(({ rule_id, reason }) => [rule_id, reason])).toEqual([
    ['odd', 'unreadable'],
    ['fresh', 'not_evaluated'],
    ['broken', 'failed'],
  ])
  expect(told).toEqual(['broken'])
})

test('what may pass ends the audit, to be made again', async () => {
  const away = new WarehouseError('away', 210, { retryable: true })
  await expect(audited(away)).rejects.toBe(away)
})

/** An audit of two rules at a boundary, which asks a warehouse in which nothing is. */
async function auditOfTwo(
  evaluated: number,
  {
    so_far = null,
    filling = '',
  }: { so_far?: AuditProgress['so_far'] | null; filling?: string } = {},
) {
  const asked: string[] = []
  const told: AuditProgress[] = []
  const published = [fine, fresh]
  const seen = { ...NOTHING_PROJECTED_YET, filling }
  const result = await performAudit(
    {
      warehouse: {
        ...emptyWarehouse,
        query: async (_, { purpose }) => {
          if (purpose.includes('warnings:')) asked.push(purpose)
          return []
        },
      },
      log: { head: async () => 9 as Position },
      projected: { current: () => seen, beyond: async () => seen },
      rules: () => ({
        at: async () => ({ published, shadows: [], ever_published: published, unreadable: [] }),
      }),
      evaluated: async () => ({
        evaluated: evaluated as Position,
        clock: CLOCK,
        rules: published.map(ruleName),
      }),
      onRuleFailed: () => {},
      signal: new AbortController().signal,
    },
    {
      audit_id: '8b8f3a3c-6f5a-5b55-9b1a-0d4f6f5f3a10',
      position: 9,
      share: { number: 1, of: 1 },
      so_far,
    },
    async (progress) => void told.push(progress),
  )
  return { result, told, asked }
}

test('an audit that was stopped goes on where it was, as of the same boundary', async () => {
  const whole = await auditOfTwo(9)
  expect(whole.asked).toHaveLength(2)
  const counted = { ...whole.told[0]!.so_far.rules[0]!, warnings: 5, differences: 2 }
  const so_far = { ...whole.told[0]!.so_far, rules: [counted, whole.told[0]!.so_far.rules[1]!] }
  const { result, asked, told } = await auditOfTwo(20, { so_far })
  expect(asked).toEqual([whole.asked[1]])
  expect(told.map(({ done, total }) => `${done}/${total}`)).toEqual(['2/2'])
  expect(result).toMatchObject({
    position: 9,
    warnings: 5,
    differences_count: 2,
    rules: [
      { rule_id: 'fine', warnings: 5, differences: 2 },
      { rule_id: 'fresh', warnings: 0 },
    ],
  })
})

test.each([
  ['the warehouse was made anew', 'another', 20],
  ['the rules read otherwise', '', 9],
])('it begins anew where %s', async (_, filling, position) => {
  const { told } = await auditOfTwo(9)
  const first = told[0]!.so_far
  const so_far = filling !== '' ? first : { ...first, rules: first.rules.toReversed() }
  const { result, asked } = await auditOfTwo(20, { so_far, filling })
  expect(asked).toHaveLength(2)
  expect(result?.position).toBe(position)
})

test('each statement ends with the stop, and with it the audit, without a result', async () => {
  const stopping = new AbortController()
  const { signal } = stopping
  const asked = new Map<string, AbortSignal | undefined>()
  const ask = ({ purpose, signal: given }: QueryOptions): void => {
    asked.set(purpose, given)
    // The last one: it is stopped while it runs.
    if (!purpose.endsWith('warnings:complaints-stop')) return
    stopping.abort()
    if (given?.aborted === true) throw new QueryAborted(purpose)
  }
  const silent = ruleWith({
    id: 'complaints-stop',
    kind: 'silence',
    parameters: {
      of: { events: ['ComplaintReceived'] },
      key: ['region'],
      regular: { at_least: 2, within: '30 days' },
      silent_after: '72 hours',
    },
  })
  const published = [fine, silent]
  const told: number[] = []
  const result = await performAudit(
    {
      warehouse: {
        ...emptyWarehouse,
        query: async (_, options) => {
          ask(options)
          return []
        },
        blocks: (sql, options) => {
          ask(options)
          return emptyWarehouse.blocks(sql, options)
        },
      },
      log: { head: async () => 9 as Position },
      projected: {
        current: () => NOTHING_PROJECTED_YET,
        beyond: async () => NOTHING_PROJECTED_YET,
      },
      rules: () => ({
        at: async () => ({ published, shadows: [], ever_published: published, unreadable: [] }),
      }),
      evaluated: async () => ({
        evaluated: 9 as Position,
        clock: CLOCK,
        rules: published.map(ruleName),
      }),
      onRuleFailed: () => {},
      signal,
    },
    {
      audit_id: '8b8f3a3c-6f5a-5b55-9b1a-0d4f6f5f3a10',
      position: 9,
      share: { number: 1, of: 1 },
    },
    async ({ done }) => void told.push(done),
  )
  expect(result).toBeUndefined()
  expect(told).toEqual([1])
  expect([...asked.keys()].map((purpose) => purpose.replace('ledger-audit:', ''))).toEqual([
    'statements',
    'subjects',
    'ledger',
    'warnings:fine',
    'groups',
    'warnings:complaints-stop',
  ])
  expect(new Set(asked.values())).toEqual(new Set([signal]))
})
