import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { dropAll, migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { backtestOf, testOutcome } from '#/support/backtest-of.ts'
import { correction, recordedLog, retraction, type Happening } from '#/support/recorded-log.ts'
import { testRule } from '#/support/running-pipeline.ts'
import { openWarehouse, project } from '#/support/warehouse-in-folder.ts'

const opened = await openWarehouse()
const { warehouse } = opened
afterAll(() => opened[Symbol.asyncDispose]())

beforeEach(async () => {
  await dropAll(warehouse)
  await migrate(warehouse, allTableFiles)
})

const DAY_MS = 86_400_000
const START = Date.parse('2026-01-05T00:00:00.000Z')
const day = (days: number): string => new Date(START + days * DAY_MS).toISOString()

/** A fact that happened on a day and was reported on that day, or later. */
function fact(type: string, id: string, subject: string, at: number, reported = at): Happening {
  const data =
    type === 'PenaltyDecided' ? { penalty_types: ['02'] } : type === 'ComplaintReceived' ? { complaint_number: id } : {}
  return { id, type, subject_id: `test:${subject}`, occurred_at: day(at), reported_at: day(reported), data }
}
const violation = (id: string, subject: string, at: number, reported?: number) =>
  fact('ViolationFound', id, subject, at, reported)
const penalty = (id: string, subject: string, at: number, reported?: number) =>
  fact('PenaltyDecided', id, subject, at, reported)

const twoViolations = testRule({
  id: 'two-violations',
  kind: 'count',
  parameters: { of: { events: ['ViolationFound'] }, at_least: 2, window: '30 days' },
})
const penaltyWithin90 = testOutcome({ events: ['PenaltyDecided'], within: '90 days' })

describe('an outcome within a time', () => {
  test('counts after knowing only: a leak is in hindsight and not in the ledger', async () => {
    // Ten subjects: two violations on days 0 and 1, told on day 60; the penalty came on day 20.
    const leaking = Array.from({ length: 10 }, (_, index) => [
      violation(`v${index}`, `s${index}`, 0, 60),
      violation(`w${index}`, `s${index}`, 1, 60),
      penalty(`p${index}`, `s${index}`, 20),
    ]).flat()
    await project(warehouse, recordedLog([...leaking, penalty('last', 'other', 400)]))
    const { outcome } = await backtestOf(warehouse, twoViolations, { outcome: penaltyWithin90 })
    expect(outcome?.hindsight.precision).toMatchObject({ value: 1, hits: 10, size: 10 })
    expect(outcome?.hindsight.recall).toMatchObject({ hits: 10 })
    expect(outcome?.ledger.precision).toMatchObject({ value: 0, hits: 0, size: 10 })
    expect(outcome?.ledger.recall).toMatchObject({ hits: 0 })
    expect(outcome?.ledger.lead_time).toEqual([])
  })
  test('prints', async () => {
    await project(
      warehouse,
      recordedLog([
        violation('v1', 'a', 0),
        violation('v2', 'a', 1),
        penalty('p1', 'a', 11),
        violation('v3', 'b', 0),
        violation('v4', 'b', 1),
        penalty('p2', 'c', 300),
        correction('c1', 'v3', { ...violation('', 'b', 2), reported_at: day(50) }),
        retraction('r1', 'v4', { subject_id: 'test:b', reported_at: day(60) }),
      ]),
    )
    console.log(
      JSON.stringify(
        await backtestOf(warehouse, twoViolations, { outcome: penaltyWithin90, against: twoViolations }),
        null,
        1,
      ),
    )
  })
})
