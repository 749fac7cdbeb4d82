import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ALERT,
  alertEvent,
  BAKERY,
  idOf,
  penalty,
  raisedAlert,
  warning,
  WITHDRAWN_WARNING,
} from '#/support/log/bureau-log.ts'
import { retraction } from '#/support/log/recorded-log.ts'
import { openBureauApi, type BureauApi } from '#/support/server/bureau-api.ts'

const PATH = '/v1/alerts/{alert_id}/counter-evidence'
let api: BureauApi
beforeAll(async () => {
  api = await openBureauApi()
})
afterAll(async () => api[Symbol.asyncDispose]())

const ask = async (alert = ALERT) =>
  (await api.ask(PATH, `/v1/alerts/${alert}/counter-evidence`)).json()

test('what speaks for the subject is shown, newest first, and what says nothing is not', async () => {
  expect(await ask()).toMatchObject({
    facts: [],
    more_facts: 0,
    more_warnings: false,
    not_looked_at: null,
  })
  const about = { subject_id: BAKERY }
  const items = (...results: readonly string[]) => ({
    officers: [
      { name: '甲某', certificate_number: '1' },
      { name: '乙某', certificate_number: '2' },
    ],
    check_items: results.map((result) => ({ result })),
  })
  await api.happen([
    {
      ...about,
      id: 'passed',
      type: 'InspectionConducted',
      schema_version: 2,
      occurred_at: '2026-03-05T00:00:00.000Z',
      data: items('pass', 'not_checked'),
    },
    {
      ...about,
      id: 'failed',
      type: 'InspectionConducted',
      schema_version: 2,
      occurred_at: '2026-03-06T00:00:00.000Z',
      data: items('pass', 'fail'),
    },
    {
      ...about,
      id: 'repaired',
      type: 'CreditRepaired',
      occurred_at: '2026-03-07T00:00:00.000Z',
      data: {},
    },
    {
      ...about,
      id: 'long-ago',
      type: 'CreditRepaired',
      occurred_at: '2019-03-07T00:00:00.000Z',
      data: {},
    },
  ])
  const answer = await ask()
  expect(answer.facts.map(({ code }: { code: string }) => code)).toEqual([
    'CREDIT_REPAIRED',
    'INSPECTION_PASSED',
  ])
  expect(answer.facts[1]).toMatchObject({ fact: { fact_id: idOf('passed') } })
})

const amendedIn = async () => {
  const { amended_evidence } = await ask()
  return amended_evidence.map((one: { readonly fact_id: string; readonly amendment: string }) => [
    one.fact_id,
    one.amendment,
  ])
}
const CORRECTED = [idOf('p2'), 'correction']
const RETRACTED = [idOf('p4'), 'retraction']

test('evidence that was amended since is named', async () => {
  expect(await amendedIn()).toEqual([CORRECTED, RETRACTED])
})

test('what made the sentinel withdraw a warning is named all the same', async () => {
  const left = {
    warning_id: WITHDRAWN_WARNING,
    anchor: '2026-04-01T00:00:00.000Z',
    anchor_at: '2026-04-01T00:00:00.000Z',
    evidence: ['p2', 'p3', 'p4'].map(idOf),
  }
  await api.happen([
    warning('again', 'WarningRaised', { ...left, seen_position: 6 }),
    warning('gone', 'WarningWithdrawn', { ...left, seen_position: 30 }),
  ])
  expect(await amendedIn()).toEqual([CORRECTED, RETRACTED])
})

test('a correction that every warning with the fact knew when it was raised is not', async () => {
  const late = { anchor: '2026-05-01T00:00:00.000Z', anchor_at: '2026-05-01T00:00:00.000Z' }
  const warning_id = idOf('late-warning')
  const retractedLater = { subject_id: BAKERY, reported_at: '2026-05-03T00:00:00.000Z' }
  await api.happen([
    penalty('p5', '2026-05-01'),
    retraction('r5', 'p5', retractedLater),
    warning('late', 'WarningRaised', {
      ...late,
      warning_id,
      evidence: ['p3', 'p5'].map(idOf),
      seen_position: 1_000,
    }),
    alertEvent('gathered', 'AlertWarningGathered', { warning_id }),
  ])
  expect(await amendedIn()).toEqual([CORRECTED, RETRACTED])
})

test('an alert that gathered more warnings than are looked at says so', async () => {
  const ids = Array.from({ length: 501 }, (_, number) => idOf(`crowd-${number}`))
  const day = '2026-05-02T00:00:00.000Z'
  const crowd = idOf('crowded-alert')
  await api.happen([
    ...ids.map((warning_id, number) =>
      warning(`crowd-${number}`, 'WarningRaised', {
        warning_id,
        anchor: `${day}#${number}`,
        anchor_at: day,
        evidence: [idOf('p3')],
      }),
    ),
    raisedAlert('crowded', crowd, ids),
  ])
  expect(await ask(crowd)).toMatchObject({ more_warnings: true })
})

test('an alert that nobody raised has none', async () => {
  expect(await ask(idOf('nothing'))).toMatchObject({ code: 'ALERT_UNKNOWN' })
})
