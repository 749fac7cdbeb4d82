import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PresentAlert } from '@jianwei/events/alert/alert.ts'
import { ALERT_EFFECTS, ALERT_STATES } from '@jianwei/events/alert/effects.ts'
import { latestVersion } from '@jianwei/events/catalogue.ts'
import {
  SET_COLUMNS,
  TEXT_COLUMNS,
  TIME_COLUMNS,
  type AlertRow,
} from '@jianwei/projections/desk/alert-row.ts'
import { alerts } from '@jianwei/projections/desk/queries.ts'
import { AlertStateView } from '@jianwei/services/server/views/alert-view.ts'
import { ALERT_COMMANDS, FURTHER_COMMANDS } from '#/support/log/every-life.ts'
import { everySequence } from '#/support/log/every-sequence.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * The table of alerts as they stand against the fold of the language, over everything that up to
 * six commands of a plain life can bring about, and up to three of all.
 */

/** What moves an alert, and in short sequences everything that can be said of one. */
const LOOKED_AT = [
  { length: 6, commands: ALERT_COMMANDS },
  { length: 3, commands: [...ALERT_COMMANDS, ...FURTHER_COMMANDS] },
].map(({ length, commands }) => ({ length, commands, ...everySequence(length, commands) }))
const lives = LOOKED_AT.flatMap((looked) => looked.lives)
let opened: WarehouseInFolder

beforeAll(async () => {
  opened = await openWarehouse()
  const events = lives.flatMap((life) => life.events)
  await project(
    opened.warehouse,
    recordedLog(
      events.map((event) => ({ ...event, schema_version: latestVersion(event.type) ?? 1 })),
    ),
  )
})
afterAll(() => opened?.[Symbol.asyncDispose]())

test('every short sequence of commands is looked at, with every event and every state', () => {
  for (const { length, commands, ...looked } of LOOKED_AT) {
    let all = 0
    for (let some = 1; some <= length; some += 1) all += commands.length ** some
    console.log(
      `${looked.sequences} sequences of 1 to ${length} out of ${commands.length} commands lead ` +
        `to ${looked.lives.length} different streams of events`,
    )
    expect(looked.sequences).toBe(all)
  }
  const types = new Set(lives.flatMap(({ events }) => events.map(({ type }) => type)))
  expect([...types].sort()).toEqual(Object.keys(ALERT_EFFECTS).sort())
  expect(new Set(lives.map(({ alert }) => alert.state))).toEqual(new Set(ALERT_STATES))
})

test('the table has each alert as the fold of the language makes it', async () => {
  const { items, next } = await alerts(opened.warehouse, { limit: lives.length })
  expect(next).toBeNull()
  const inTable = new Map(items.map((row) => [row.alert_id, ofRow(row)]))
  const differing = lives.flatMap(({ alert, events }) => {
    const [wanted, found] = [ofAlert(alert), inTable.get(alert.alert_id)]
    return JSON.stringify(wanted) === JSON.stringify(found)
      ? []
      : [{ events: events.map(({ type }) => type), wanted, found }]
  })
  expect(differing.slice(0, 10)).toEqual([])
  expect(inTable.size).toBe(lives.length)
})

test('the API names the states that there are', () => {
  expect(AlertStateView.options).toEqual(ALERT_STATES)
})

const FIELDS = [...TEXT_COLUMNS, ...TIME_COLUMNS] as const

function ofAlert(alert: PresentAlert): object {
  const plain = FIELDS.map((field) => [field, alert[field]])
  const sets = SET_COLUMNS.map((field) => [field, alert[field].toSorted()])
  return {
    ...knownOf(alert),
    ...Object.fromEntries([...plain, ...sets]),
    standing: alert.standing.toSorted(),
  }
}

function ofRow(row: AlertRow): object {
  const fields = [...FIELDS, ...SET_COLUMNS].map((field) => [field, row[field]])
  return {
    ...knownOf(row),
    ...Object.fromEntries(fields),
    standing: row.standing_warning_ids,
  }
}

function knownOf(alert: PresentAlert | AlertRow): object {
  const { state, rule_id, rule_version, level, owner, unit } = alert
  return { state, rule_id, rule_version, level, owner, unit }
}
