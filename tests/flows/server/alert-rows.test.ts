import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { derivedId, eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { LOCAL_ADMINISTRATOR, type Principal } from '@jianwei/services/access/principal.ts'
import { ALERT, alertEvent, bureauLog, RULE, WARNING } from '#/support/log/bureau-log.ts'
import { alertIdOf, raisedForTest, stepForTest } from '#/support/log/desk-events.ts'
import { recordedLog, SOURCE } from '#/support/log/recorded-log.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { apiSchemas, type ApiSchemas } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '#/support/warehouse/warehouse-in-folder.ts'

/* What a row of a list of alerts says, so that nobody asks for each alert by itself. */

const READER: Principal = {
  actor: 'qian',
  kind: 'person',
  grants: [{ role: 'analyst', region: null, domain: null, department: null }],
}
let opened: WarehouseInFolder
let schemas: ApiSchemas
const apps = new Map<string, FastifyInstance>()

beforeAll(async () => {
  opened = await openWarehouse()
  await project(opened.warehouse, bureauLog)
  await project(opened.warehouse, recordedLog(MORE, bureauLog.length + 1))
  for (const actor of ['wang', 'zhao']) apps.set(actor, appFor({ ...LOCAL_ADMINISTRATOR, actor }))
  apps.set('qian', appFor(READER))
  schemas = apiSchemas((await appOf('wang').inject('/openapi.json')).json())
})
afterAll(async () => {
  for (const app of apps.values()) await app.close()
  await opened[Symbol.asyncDispose]()
})

const duty = (name: string, alert_id: string, due_at: string) => {
  const duty_id = derivedId('duty', name)
  const within = { in: 'hours', count: 2 }
  const terms = {
    within,
    until: null,
    warning_before: null,
    red_card_after: null,
    extension: null,
    pauses: [],
    utc_offset_minutes: 480,
  }
  return {
    id: `duty-${name}`,
    type: 'DutyOpened',
    occurred_at: '2026-06-01T00:00:00.000Z',
    data: {
      duty_id,
      actor: 'jianwei:duties',
      reason: 'raised',
      kind: name,
      title: { en: `To ${name}`, zh: `办理${name}` },
      about: 'alert',
      about_id: alert_id,
      part: null,
      limit_id: 'alert.sign_for.red',
      limit_version: 1,
      terms,
      opened_at: '2026-06-01T00:00:00.000Z',
      opened_by: eventIdOf(SOURCE, 'alert'),
      due_at,
      marks_at: [],
      calendar_missing: null,
      unit: null,
      owner: null,
      department: null,
      tie: null,
    },
  }
}

const MORE = [
  duty('verify', ALERT, '2026-06-03T15:59:59.000Z'),
  duty('sign_for', ALERT, '2026-06-02T02:00:00.000Z'),
  {
    id: 'yellow',
    type: 'DutyMarked',
    occurred_at: '2026-06-02T02:00:01.000Z',
    data: {
      duty_id: derivedId('duty', 'sign_for'),
      mark: 'yellow_card',
      at: '2026-06-02T02:00:01.000Z',
      noticed_at: '2026-06-02T02:00:01.000Z',
    },
  },
  alertEvent('zhao-looks', 'AlertViewed', { actor: 'zhao' }),
  alertEvent('urged', 'AlertUrged', { actor: 'sun', reason: '请尽快办理' }),
  alertEvent('said', 'AlertCommented', { actor: 'wang', text: '已电话联系13912345678' }),
  alertEvent('wang-looks', 'AlertViewed', { actor: 'wang' }),
  alertEvent('zhao-tags', 'AlertTagged', { actor: 'wang', tag: 'later' }),
  {
    ...raisedForTest('tip', { subject_id: 'test:tip' }),
    data: {
      ...raisedForTest('tip').data,
      rule_id: null,
      rule_version: null,
      lead: { channel: 'telephone', summary: '群众反映夜间施工', number: null, domain: null },
    },
  },
  stepForTest('tip', 'AlertSupervised', { actor: 'sun', answer_by: '2026-06-09T00:00:00.000Z' }),
]

function appFor(principal: Principal): FastifyInstance {
  return serverWithoutData({
    warehouse: opened.warehouse,
    rules: shelfOf([RULE]),
    now: () => '2026-06-02T05:00:00.000Z' as Instant,
    authenticate: async () => principal,
  })
}

function appOf(actor: string): FastifyInstance {
  const app = apps.get(actor)
  if (app === undefined) throw new TypeError(`nobody is called ${actor}`)
  return app
}

type Row = Readonly<Record<string, unknown>>

async function rows(actor: string): Promise<ReadonlyMap<string, Row>> {
  const answer = await appOf(actor).inject('/v1/alerts')
  expect(answer.statusCode, answer.body).toBe(200)
  expect(schemas.misfitsOf('/v1/alerts', answer)).toEqual([])
  const { items } = answer.json<{ items: readonly (Row & { alert_id: string })[] }>()
  return new Map(items.map((row) => [row.alert_id, row]))
}

describe('a row', () => {
  test('names the subject, the place and the rule, and says what happened in a sentence', async () => {
    expect((await rows('wang')).get(ALERT)).toMatchObject({
      subject_name: '好味面包店',
      region: '330203',
      region_name: '海曙区',
      rule_title: RULE.title,
      happened: {
        warning_id: WARNING,
        en: '3 records of “Penalty decided” within 365 days, up to 2026-03-01 (threshold: 3).',
        zh: '截至2026年3月1日的365天内，“行政处罚决定”记录3条（预警标准：3条）。',
      },
    })
  })

  test('has the clock that is due first, with its mark, and who urges and watches', async () => {
    const all = await rows('wang')
    expect(all.get(ALERT)).toMatchObject({
      clock: {
        duty_id: derivedId('duty', 'sign_for'),
        title: { zh: '办理sign_for' },
        remaining: { working_days: 0, hours: -3 },
        mark: 'yellow_card',
        paused: false,
      },
      urged: { actor: 'sun', reason: '请尽快办理', occurred_at: '2026-06-01T00:00:00.000Z' },
      supervised: null,
    })
    expect(all.get(alertIdOf('tip'))).toMatchObject({
      clock: null,
      urged: null,
      supervised: { actor: 'sun', answer_by: '2026-06-09T00:00:00.000Z' },
    })
  })

  test('of a tip says what somebody told, and has no rule', async () => {
    const summary = '群众反映夜间施工'
    expect((await rows('wang')).get(alertIdOf('tip'))).toMatchObject({
      subject_name: null,
      rule_title: null,
      happened: { en: summary, zh: summary, warning_id: null },
    })
  })

  test('says whether others did something since one looked, and what was done last', async () => {
    const row = async (actor: string) => (await rows(actor)).get(ALERT)
    // What wang did after looking is no news to wang.
    expect((await row('wang'))?.['changed_since_viewed']).toBe(false)
    expect((await row('zhao'))?.['changed_since_viewed']).toBe(true)
    expect((await row('qian'))?.['changed_since_viewed']).toBeNull()
    expect((await row('wang'))?.['last_step']).toMatchObject({ type: 'AlertTagged', actor: 'wang' })
  })

  test('holds no more of what people wrote than who asks may see, and says so', async () => {
    const row = (await rows('qian')).get(alertIdOf('tip'))
    expect(JSON.stringify(row)).not.toContain('夜间施工')
    expect(row?.['masked']).toEqual(expect.arrayContaining(['happened.en', 'happened.zh']))
  })
})

test('an alert by itself says the same of its subject and of what happened', async () => {
  const answer = await appOf('wang').inject(`/v1/alerts/${ALERT}`)
  expect(answer.statusCode, answer.body).toBe(200)
  expect(schemas.misfitsOf('/v1/alerts/{alert_id}', answer)).toEqual([])
  const { subject_name, region_name, rule_title, happened } = answer.json<Row>()
  const row = (await rows('wang')).get(ALERT)
  expect({ subject_name, region_name, rule_title, happened }).toEqual({
    subject_name: row?.['subject_name'],
    region_name: row?.['region_name'],
    rule_title: row?.['rule_title'],
    happened: row?.['happened'],
  })
})
