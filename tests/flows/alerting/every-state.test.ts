import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { ALERT_STATES } from '@jianwei/events/alert/effects.ts'
import { latestAlertEvents } from '@jianwei/events/alert/events.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { AlertDetail, AlertView } from '@jianwei/services/server/views/alert-view.ts'
import type { RuleView } from '@jianwei/services/server/views/rule-view.ts'
import type { WarningView } from '@jianwei/services/server/views/warning-view.ts'
import type { z } from 'zod'
import type { Page } from '@jianwei/projections/cursor.ts'
import { latestVersion } from '@jianwei/events/catalogue.ts'
import { RuleReader } from '@jianwei/services/rules/rule-book.ts'
import {
  furtherLives,
  livesOfMoves,
  ruleLives,
  UNREADABLE,
  type Life,
  type RuleLife,
} from '#/support/log/every-life.ts'
import { apiSchemas, type ApiDocument, type ApiSchemas } from '#/support/server/api-document.ts'
import { BAKERY, bureauLog, idOf, warning } from '#/support/log/bureau-log.ts'
import { recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { emptyLog, serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * Every state that a decider can reach, reached by its commands, and every address that shows one
 * of them: each answers 200 and fits its own description, and says what the fold of the events
 * says.
 */

const moved = livesOfMoves()
const further = furtherLives()
const alerts = [...moved, ...further]
/**
 * One of each that differs in where the versions are, and in whether the text of the first can be
 * read.
 */
const rules = [
  ...new Map(
    ruleLives().map((life) => [[...life.states, isReadable(life)].join(), life] as const),
  ).values(),
]
/** Of the rule whose first version is published and whose second is in shadow. */
const evaluated = rules.find(({ states }) => states.join() === 'published,shadow')
if (evaluated === undefined)
  throw new TypeError('no life of a rule leads to a published version and one in shadow')

/**
 * One of each that reads differently; which level and limit it has besides makes no other sentence.
 */
const differingInWords = [
  ...new Map(
    moved.map((life) => {
      const { state, owner, silenced_until, standing_warnings, finding } = seenOf(life)
      return [
        [state, owner, silenced_until, standing_warnings === 0, finding].join(),
        life,
      ] as const
    }),
  ).values(),
  ...further,
]

const testEvents: readonly TestEvent[] = [
  ...rules.flatMap(({ events }) => events),
  ...warningsOf(evaluated.rule_id),
  ...alerts.flatMap(({ events }) => events),
].map((event) => ({ ...event, schema_version: latestVersion(event.type) ?? 1 }))
const log: readonly RecordedEvent[] = [
  ...bureauLog,
  ...recordedLog(testEvents, bureauLog.length + 1),
]

let opened: WarehouseInFolder
let app: FastifyInstance
let document: ApiDocument
let schemas: ApiSchemas
const asked = new Set<string>()

beforeAll(async () => {
  opened = await openWarehouse()
  await project(opened.warehouse, log)
  app = serverWithoutData({
    warehouse: opened.warehouse,
    log: {
      ...emptyLog,
      find: async (ids) => log.filter((event) => ids.includes(event.event_id)),
      head: async () => log.length as Position,
    },
    rules: new RuleReader(opened.warehouse),
  })
  document = (await app.inject('/openapi.json')).json()
  schemas = apiSchemas(document)
})
afterAll(async () => {
  await app?.close()
  await opened?.[Symbol.asyncDispose]()
})

/** Asks, and holds the answer to the description. The path is written as there. */
async function shown<Body extends object>(path: string, url = path): Promise<Body> {
  asked.add(path)
  const answer = await app.inject(url)
  expect([url, answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([
    url,
    200,
    '',
  ])
  expect([url, schemas.misfitsOf(path, answer)]).toEqual([url, []])
  return answer.json<Body>()
}

async function everyPage<Item>(path: string, query = ''): Promise<readonly Item[]> {
  const address = path.replace('{subject_id}', BAKERY)
  const items: Item[] = []
  for (let next: string | null = ''; next !== null;) {
    const page: Page<Item> = await shown(
      path,
      `${address}?limit=500${query}${next === '' ? '' : `&cursor=${next}`}`,
    )
    items.push(...page.items)
    next = page.next
  }
  return items
}

describe('alerts', () => {
  test('reach every state there is, found real or not, owned and not, silenced and not', () => {
    const states = new Set(alerts.map(({ alert }) => alert.state))
    expect([...states].sort()).toEqual(ALERT_STATES.toSorted())
    const types = new Set(alerts.flatMap(({ events }) => events.map(({ type }) => type)))
    expect([...types].sort()).toEqual(latestAlertEvents.map(({ type }) => type).toSorted())
    expect(alerts.length).toBeGreaterThan(100)
    expect(differingInWords.length).toBeGreaterThan(40)
  })

  test('are listed as their events have made them', async () => {
    const listed = await everyPage<AlertView>('/v1/alerts')
    const byId = new Map(listed.map((item) => [item.alert_id, item]))
    for (const life of alerts) expect(byId.get(life.alert.alert_id)).toMatchObject(seenOf(life))
    for (const state of ALERT_STATES) {
      const some = await everyPage<AlertView>('/v1/alerts', `&state=${state}`)
      expect(new Set(some.map((item) => item.state))).toEqual(new Set([state]))
    }
  })

  test('are shown one by one, with their lives', async () => {
    for (const life of differingInWords) {
      const { alert_id } = life.alert
      const detail = await shown<z.infer<typeof AlertDetail>>(
        '/v1/alerts/{alert_id}',
        `/v1/alerts/${alert_id}`,
      )
      expect(detail).toMatchObject(seenOf(life))
      expect(detail.steps.map(({ type }) => type)).toEqual(life.events.map(({ type }) => type))
    }
  })

  test('are among what is shown of their subjects', async () => {
    const path = '/v1/subjects/{subject_id}/history'
    const items = await everyPage<{ type: string }>(path, '&with_records=true')
    const types = new Set(items.map(({ type }) => type))
    const all = latestAlertEvents.map(({ type }) => type)
    expect(all.filter((type) => !types.has(type))).toEqual([])
  })
})

describe('rules', () => {
  test('reach every state there is, in every pair of versions', () => {
    const states = new Set(rules.flatMap((life) => life.states))
    expect([...states].sort()).toEqual(['drafted', 'published', 'retired', 'shadow'])
    expect(rules.length).toBeGreaterThan(12)
  })

  test('are listed and shown as their events have made them', async () => {
    await everyPage('/v1/rules')
    for (const { rule_id, states } of rules) {
      const listed = await everyPage<RuleView>('/v1/rules', `&rule_id=${rule_id}`)
      expect(listed.map((item) => item.state)).toEqual(states)
      await shown('/v1/rules/{rule_id}', `/v1/rules/${rule_id}`)
      for (const [index, state] of states.entries()) {
        const url = `/v1/rules/${rule_id}/versions/${index + 1}`
        expect(await shown('/v1/rules/{rule_id}/versions/{version}', url)).toMatchObject({ state })
      }
    }
  })

  test('are compared and certified wherever they were evaluated', async () => {
    await shown(
      '/v1/rules/{rule_id}/compare',
      `/v1/rules/${evaluated.rule_id}/compare?versions=1,2`,
    )
    for (const life of rules) {
      const { rule_id, states } = life
      if (states[0] !== 'published' || !isReadable(life)) continue
      const query = `rule_id=${rule_id}&rule_version=1`
      expect(await shown('/v1/completeness', `/v1/completeness?${query}`)).toMatchObject({
        rule: { rule_id },
      })
    }
  })
})

describe('warnings', () => {
  test.each(['/v1/warnings', '/v1/shadow-warnings'])(
    'of %s are listed raised, withdrawn and raised again',
    async (path) => {
      const items = await everyPage<WarningView>(path, `&rule_id=${evaluated.rule_id}`)
      expect(items.map((item) => String(item.standing)).sort()).toEqual(['false', 'true', 'true'])
    },
  )

  test('are shown one by one and explained', async () => {
    for (const { warning_id } of await everyPage<WarningView>(
      '/v1/warnings',
      `&rule_id=${evaluated.rule_id}`,
    )) {
      await shown('/v1/warnings/{warning_id}', `/v1/warnings/${warning_id}`)
      await shown('/v1/warnings/{warning_id}/explanation', `/v1/warnings/${warning_id}/explanation`)
    }
  })
})

test('every event of these lives is shown as the log keeps it', async () => {
  const ofEachType = new Map(log.map((event) => [event.type, event]))
  for (const { event_id, type } of ofEachType.values()) {
    expect(await shown('/v1/events/{event_id}', `/v1/events/${event_id}`)).toMatchObject({ type })
  }
})

test('the other lists answer over the same log, and no address is left out', async () => {
  await shown('/v1/alerts/facets')
  await shown('/v1/alerts/counts', '/v1/alerts/counts?open=true')
  for (const { alert } of alerts.slice(0, 10))
    await shown(
      '/v1/alerts/{alert_id}/neighbours',
      `/v1/alerts/${alert.alert_id}/neighbours?order=level&state=raised&state=closed`,
    )
  for (const { alert } of differingInWords.slice(0, 3))
    await shown(
      '/v1/alerts/{alert_id}/counter-evidence',
      `/v1/alerts/${alert.alert_id}/counter-evidence`,
    )
  for (const { alert } of differingInWords.slice(0, 5)) {
    const path = '/v1/alerts/{alert_id}/similar'
    await shown(path, `/v1/alerts/${alert.alert_id}/similar?limit=100`)
  }
  await shown('/v1/subjects')
  await shown('/v1/subjects/{subject_id}', '/v1/subjects/test:bakery')
  await shown('/v1/subjects/{subject_id}/risk', '/v1/subjects/test:bakery/risk')
  await shown('/v1/overview', '/v1/overview?by=prefecture&days=90')
  for (const part of ['relations', 'standing', 'changes'])
    await shown(`/v1/subjects/{subject_id}/${part}`, `/v1/subjects/test:bakery/${part}`)
  await shown('/v1/sources')
  const { rule_id } = evaluated
  await shown(
    '/v1/rules/{rule_id}/versions/{version}/not-judged',
    `/v1/rules/${rule_id}/versions/1/not-judged`,
  )
  await shown(
    '/v1/rules/{rule_id}/versions/{version}/statement',
    `/v1/rules/${rule_id}/versions/1/statement`,
  )
  await shown('/v1/rules/{rule_id}/closings', `/v1/rules/${rule_id}/closings`)
  await shown('/v1/silences')
  await shown('/v1/views')
  await shown('/v1/duties')
  await shown('/v1/counts')
  await shown('/v1/counts/units')
  await shown('/v1/units')
  await shown('/v1/units/unresolved')
  await shown('/v1/grid-cells')
  await shown('/v1/routing/counts')
  await shown('/v1/notices/endpoints')
  await shown(
    '/v1/notices/deliveries',
    `/v1/notices/deliveries?endpoint_id=${derivedId('endpoint', 'none')}`,
  )
  await shown('/v1/event-types')
  await shown('/v1/event-types/{type}', '/v1/event-types/PenaltyDecided')
  await shown('/v1/link-proposals')
  await shown('/v1/subjects/{subject_id}/links', '/v1/subjects/test:bakery/links')
  await shown('/v1/authorities')
  await shown('/v1/attribute-conflicts')
  await shown('/v1/attribute-conflicts/counts')
  await shown('/v1/calendars')
  await shown('/v1/regions')
  await shown('/v1/facts', '/v1/facts?event_type=PenaltyDecided')
  await shown('/health/live')
  await shown('/health/ready')
  const shownByDocument = Object.entries(document.paths).flatMap(([path, methods]) =>
    'get' in methods ? [path] : [],
  )
  const elsewhere = (path: string): boolean =>
    path === '/metrics' ||
    // Files that lie beside the log: services/server/map.
    path === '/v1/map' ||
    // It never ends.
    path === '/v1/alerts/stream' ||
    // The directory and the table of this log are empty.
    path === '/v1/units/{unit_id}' ||
    path === '/v1/routing' ||
    path.startsWith('/v1/backtests') ||
    // Asked where audits are made: tests/flows/evaluation/ledger-audit.test.ts.
    path.startsWith('/v1/ledger-audits') ||
    // Asked over a log whose streams can be read: tests/flows/rules/rule-check.test.ts.
    path === '/v1/rules/{rule_id}/versions/{version}/publish/preview' ||
    // Asked where their clocks are kept: tests/flows/duties.
    path === '/v1/alerts/{alert_id}/duties' ||
    path.startsWith('/v1/duties') ||
    // Asked where files and documents are made: tests/flows/server/alert-exports.test.ts,
    // alert-assignments.test.ts and alert-prints.test.ts.
    path === '/v1/exports/{export_id}' ||
    path === '/v1/alerts/assignments/template' ||
    path === '/v1/alerts/{alert_id}/print/{document}' ||
    // Asked where something is read: tests/flows/audit.
    path === '/v1/audit' ||
    path === '/v1/silences/{silence_id}' ||
    // Asked over a log that has something to publish: tests/flows/server/publications.test.ts.
    path.startsWith('/v1/public/') ||
    path === '/v1/alerts/{alert_id}/evidence/{sha256}'
  expect(shownByDocument.filter((path) => !asked.has(path) && !elsewhere(path))).toEqual([])
})

function seenOf({ alert }: Life): Partial<AlertView> {
  const { state, level, owner, unit, due_at, silenced_until, finding, closed_as } = alert
  const { merged_into, gathered_under } = alert
  const known = { state, level, owner, unit, due_at, silenced_until, finding, closed_as }
  return {
    ...known,
    merged_into,
    gathered_under,
    standing_warnings: alert.standing.length,
    further_subjects: alert.further_subjects.toSorted(),
    tags: alert.tags.toSorted(),
    watchers: alert.watchers.toSorted(),
    viewers: alert.viewers.toSorted(),
    open_parts: alert.open_parts.toSorted(),
  }
}

/** Whether the program can read the text of the first version. */
function isReadable({ events }: RuleLife): boolean {
  const ofFirst = events.filter(({ data }) => 'rule_version' in data && data.rule_version === 1)
  return ofFirst.every(({ data }) => !('text' in data) || data.text !== UNREADABLE)
}

/**
 * Three warnings of the first version and three of the second, in shadow: one stands, one was
 * withdrawn, one came back.
 */
function warningsOf(rule_id: string): readonly TestEvent[] {
  return [1, 2].flatMap((rule_version) => {
    const entry = (which: string) => ({
      rule_id,
      rule_version,
      warning_id: derivedId(which, rule_id, String(rule_version)),
      anchor: '2026-03-01T00:00:00.000Z',
      anchor_at: '2026-03-01T00:00:00.000Z',
      evidence: ['p1', 'p2', 'p3'].map(idOf),
    })
    const shadow = rule_version === 2
    const step = (
      which: string,
      at: number,
      type: 'WarningRaised' | 'WarningWithdrawn',
    ): TestEvent => {
      const event = warning(`${which}-${at}-${rule_version}`, type, entry(which))
      return shadow ? { ...event, type: `Shadow${type}` } : event
    }
    return [
      step('stays', 1, 'WarningRaised'),
      step('left', 1, 'WarningRaised'),
      step('left', 2, 'WarningWithdrawn'),
      step('again', 1, 'WarningRaised'),
      step('again', 2, 'WarningWithdrawn'),
      step('again', 3, 'WarningRaised'),
    ]
  })
}
