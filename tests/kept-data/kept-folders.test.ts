import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Alert } from '@jianwei/events/alert/alert.ts'
import type { RuleState } from '@jianwei/events/rule/rule-versions.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { openSqliteLog } from '@jianwei/services/composition/open-log.ts'
import { openRule } from '@jianwei/services/rules/rule-aggregate.ts'
import { allRows, untilAtRest, type KeptAnswers, type Row } from '#/kept-data/answers.ts'
import { advanceClock } from '#/support/program/advance-clock.ts'
import { SteeringFile } from '#/support/faults/steering.ts'
import { eventually } from '#/support/hang.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { StartedProgram } from '#/support/program/started-program.ts'

const HOUR_MS = 3_600_000

const folders = readdirSync(import.meta.dirname).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))

test('there is a folder of an earlier version', () => {
  expect(folders).toContain('2026-11-28')
})

describe.each(folders)('the data folder of %s', (name) => {
  const kept = join(import.meta.dirname, name)
  // Written by tools/kept-data/make-kept-folder.ts.
  const answers = JSON.parse(readFileSync(join(kept, 'answers.json'), 'utf8')) as KeptAnswers

  test('starts, answers as it did, loses nothing, and opens the alerts that a refused import held back', async () => {
    await using folder = await temporaryFolder('kept')
    execFileSync('tar', ['-xzf', join(kept, 'data.tar.gz'), '-C', folder.path])
    const data = join(folder.path, 'data')
    // The hour after the folder was made, however old it is by now: a start after more than a year
    // is another matter.
    const { at } = JSON.parse(readFileSync(join(kept, 'made-by.json'), 'utf8')) as {
      readonly at: string
    }
    const now = Date.parse(at) + HOUR_MS
    await letTimePass(data, now)
    const steering = await SteeringFile.create(join(folder.path, 'steering.json'))
    await steering.setClock(now - Date.now())
    const asked = (): ReturnType<typeof askedAll> => askedAll(data, answers, steering.env)
    const first = await asked()
    for (const [path, rows] of Object.entries(answers.lists)) {
      expect(withoutNews(first.lists[path] ?? []), path).toMatchObject(withoutNews(rows))
    }
    expect(first.alerts.slice(-answers.alerts.length)).toMatchObject(alertsAfter(answers))
    const opened = first.alerts.slice(0, -answers.alerts.length)
    expect(opened.map(matterOf).toSorted()).toEqual(heldBack(answers))
    // A second start finds nothing to do.
    expect(await asked()).toEqual(first)
    expect(await versionsOf('two-penalties-in-one-year', data)).toEqual({
      1: 'published',
      2: 'drafted',
    })
  })
})

/** What the program of today says about the folder, once nothing is left to do. */
async function askedAll(
  data: string,
  answers: KeptAnswers,
  env: Readonly<Record<string, string>>,
): Promise<Pick<KeptAnswers, 'alerts' | 'lists'>> {
  await using program = new StartedProgram({ ...env, JIANWEI_DATA: data, EXAMPLE_DATA: 'none' })
  const origin = await program.origin()
  await untilAtRest(origin)
  const all = answers.alerts.length + heldBack(answers).length
  const alerts = await eventually(
    async () => {
      const found = await allRows(origin, '/v1/alerts')
      return found.length < all ? undefined : found
    },
    () => `fewer than ${all} alerts`,
  )
  await untilAtRest(origin)
  const asked: Record<string, readonly Row[]> = {}
  for (const path of Object.keys(answers.lists)) asked[path] = await allRows(origin, path)
  expect(await program.end('SIGTERM')).toBe(0)
  return { alerts, lists: asked }
}

/** The alerts as the folder's program showed them, with what people did since. */
function alertsAfter({ alerts, worked_on }: KeptAnswers): readonly Row[] {
  const worked = new Map(worked_on.map(({ alert_id, alert }) => [alert_id, stateOf(alert)]))
  return alerts.map((alert) => {
    const state = worked.get(String(alert['alert_id']))
    if (state === undefined) return alert
    return { ...without(alert, 'changed_at', 'substantiated'), ...state }
  })
}

function stateOf(alert: Alert): Row {
  if (alert.state === 'absent') throw new TypeError('people work on alerts that are there')
  const { state, level, due_at, silenced_until } = alert
  const { owner } = alert
  const found = alert.state === 'verified' ? { substantiated: isSubstantiated(alert) } : {}
  return { state, level, due_at, silenced_until, owner, ...found }
}

/** Folders of the time before findings had three outcomes hold a truth value. */
function isSubstantiated(alert: { finding?: unknown; substantiated?: unknown }): unknown {
  return alert.finding === undefined ? alert.substantiated : alert.finding === 'substantiated'
}

/**
 * Without what follows from the alerts that were held back: what rules came to, and the records
 * about these subjects, among them the clocks of what is to be done.
 */
function withoutNews(rows: readonly Row[]): readonly Row[] {
  return rows
    .filter(({ type }) => type !== 'AlertRaised' && type !== 'DutyOpened')
    .map((row) => without(row, 'outcomes'))
}

/**
 * The matters of warnings that the refused imports held back: of the second import's own rows, and
 * of what came after it.
 */
function heldBack({ lists }: KeptAnswers): readonly string[] {
  const subjects = ['kept:cut-off', 'kept:held-back']
  const warnings = lists['/v1/warnings'] ?? []
  return [
    ...new Set(
      warnings.filter(({ subject_id }) => subjects.includes(String(subject_id))).map(matterOf),
    ),
  ].toSorted()
}

function without(row: Row, ...fields: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field)))
}

function matterOf({ rule_id, subject_id }: Row): string {
  return `${String(rule_id)} ${String(subject_id)}`
}

/** A further version of a shipped rule waits for people, beside the one that is in force. */
async function versionsOf(
  ruleId: string,
  data: string,
): Promise<Readonly<Record<number, RuleState>>> {
  await using opened = openSqliteLog(join(data, 'log.db'), { clock: systemClock() })
  const { state: versions } = await openRule(opened.log, ruleId)
  return Object.fromEntries([...versions].map(([number, { state }]) => [number, state]))
}

/**
 * As the timekeeper does in a silent log within ten minutes: by the log's clock, the refused
 * imports are long over.
 */
async function letTimePass(data: string, now: number): Promise<void> {
  const clock = settableClock(new Date(now).toISOString())
  await using opened = openSqliteLog(join(data, 'log.db'), { clock })
  await advanceClock(opened.log, clock.now())
}
