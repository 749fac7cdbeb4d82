import { describe, expect, test } from 'vitest'
import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { RiskLevel } from '@jianwei/events/warning/events.ts'
import {
  ALERT_DUTIES,
  isLimitInForce,
  type FactLimit,
} from '@jianwei/projections/limits/limit-row.ts'
import type { LimitTable } from '@jianwei/projections/limits/limit-table.ts'
import { readLimitTable, shippedLimitTable } from '#/duties/limit-book.ts'
import { readRuleFiles, shippedRules } from '#/rules/rule-files.ts'

function table(text: string): LimitTable {
  const read = readLimitTable(text)
  if (!read.ok) throw new TypeError(JSON.stringify(read.problems))
  return read.table
}

const shipped = table(await shippedLimitTable())

describe('the table that comes with the program', () => {
  test('has one row for each step of the desk and each level', () => {
    for (const alert of ALERT_DUTIES) {
      for (const level of RiskLevel.options) {
        const rows = shipped.limits.filter(
          (row) => row.of === 'alert' && row.alert === alert && row.levels.includes(level),
        )
        expect(rows, `${alert} ${level}`).toHaveLength(1)
      }
    }
  })

  test('says of departments what the rule says that judges the same duty', async () => {
    const rules = await readRuleFiles(shippedRules())
    const rows = shipped.limits.filter((row): row is FactLimit => row.of === 'fact')
    expect(rows.length).toBeGreaterThan(40)
    for (const row of rows) {
      const rule = rules.find(({ rule: { id } }) => id === row.judged_by)?.rule
      expect(rule, row.id).toMatchObject({
        kind: 'deadline',
        class: row.class,
        parameters: row.parameters,
        legal_basis: row.basis,
        in_force: row.in_force,
        utc_offset_seconds: row.terms.utc_offset_minutes * 60,
      })
    }
  })

  test('names the law, the article and the document of each row that rests on one', () => {
    for (const { id, class: kind, basis } of shipped.limits)
      expect(basis.length > 0, id).toBe(kind !== 'template' || !id.startsWith('alert.'))
  })

  test('opens no clock by a rule that ended', () => {
    const row = shipped.limits.find(({ id }) => id === 'D1')
    const at = (text: string): number => secondOfInstant(text as Instant)
    expect(row && isLimitInForce(row, at('2026-04-14T15:59:59.000Z'))).toBe(true)
    expect(row && isLimitInForce(row, at('2026-04-14T16:00:00.000Z'))).toBe(false)
  })
})

describe('a table', () => {
  const row = (more: string): string => `
  - id: sign
    title: { en: Sign, zh: 签收 }
    class: template
    alert: sign_for
    within: { days: 2, counted: working }
${more}`

  test('may change a row with a day: each day has one', () => {
    const before = row("    in_force: { to: '2026-06-30' }")
    const after = row("    in_force: { from: '2026-07-01' }")
    expect(table(`limits:${before}${after}`).limits).toHaveLength(2)
    const both = readLimitTable(`limits:${before}${row('')}`)
    expect(both).toMatchObject({ ok: false, problems: [{ path: 'limits[1].in_force' }] })
  })

  test('that is wrong does not load, and all is named that is wrong with it', () => {
    const wrong = readLimitTable(`
limits:
  - { id: a, title: { en: A, zh: 甲 }, class: template, alert: paint, within: { days: 2 } }
  - id: b
    title: { en: B, zh: 乙 }
    class: statutory
    judged_by: nothing
    parameters:
      duty: { events: [NoSuch] }
      answer: { events: [CaseClosed] }
      within: { hours: 1 }
  - id: c
    title: { en: C, zh: 丙 }
    class: template
    alert: verify
    within: { hours: 1 }
    colour: red
`)
    expect(wrong.ok ? [] : wrong.problems.map(({ path }) => path)).toEqual([
      'limits[0].alert',
      'limits[0].within',
      'limits[1].parameters.duty.events[0]',
      'limits[2].colour',
    ])
    expect(readLimitTable('limits: []').ok).toBe(false)
    expect(readLimitTable('just words').ok).toBe(false)
  })
})
