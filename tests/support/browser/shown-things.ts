import { randomUUID } from 'node:crypto'
import type { ShownThings } from '@jianwei/tools/screenshots/pages.ts'
import { demonstrationSession } from '#/support/browser/demonstration-session.ts'
import type { RaisedAlert } from '#/support/browser/raised-alert.ts'
import { TEST_SOURCE } from '#/support/browser/reported-facts.ts'
import { takeAlertStep } from '#/support/browser/taken-step.ts'
import { eventually } from '#/support/hang.ts'

/** Makes what pages are about and the example data do not have, besides this alert. */
export async function makeShownThings(
  origin: string,
  token: string,
  { alert_id, subject_id }: RaisedAlert,
): Promise<ShownThings> {
  await takeAlertStep(origin, token, alert_id, 'urge', { reason: '临近时限，请抓紧核查' })
  await takeAlertStep(origin, token, alert_id, 'supervise', { reason: '多人反映，予以督办' })
  const quarantine_id = await refusedInput(origin, token, subject_id)
  const group_id = await anyGroup(origin, token)
  const import_id = await anyImport(origin, token)
  const backtest_id = await endedBacktest(origin)
  return { alert_id, subject_id, quarantine_id, group_id, import_id, backtest_id }
}

/** A group of refused input, of which something waits. */
async function anyGroup(origin: string, token: string): Promise<string> {
  const answer = await fetch(`${origin}/v1/quarantine/groups`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { items } = (await answer.json()) as { readonly items: readonly { group_id: string }[] }
  const [one] = items
  if (one === undefined) throw new Error('nothing that was refused waits')
  return one.group_id
}

/** The import of the example data, which every start has. */
async function anyImport(origin: string, token: string): Promise<string> {
  const answer = await fetch(`${origin}/v1/imports`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { items } = (await answer.json()) as { readonly items: readonly { import_id: string }[] }
  const [one] = items
  if (one === undefined) throw new Error('the example was not imported')
  return one.import_id
}

/** Sends an event of a day that no calendar has, and gives the id under which it is kept. */
async function refusedInput(origin: string, token: string, subject: string): Promise<string> {
  const answer = await fetch(`${origin}/v1/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/cloudevents-batch+json',
    },
    body: JSON.stringify([
      {
        specversion: '1.0',
        id: randomUUID(),
        source: TEST_SOURCE,
        type: 'PenaltyDecided',
        subject,
        time: '2026-02-30T09:00:00+08:00',
        region: '330203',
        data: { penalty_types: ['02'], decision_number: '示环罚〔2026〕30号' },
      },
    ]),
  })
  const [told] = (await answer.json()) as readonly { readonly quarantine_id?: string }[]
  if (told?.quarantine_id === undefined) throw new Error('the event was not refused')
  return told.quarantine_id
}

/** A backtest of a rule of the example data, as the analyst of a demonstration asks for it. */
async function endedBacktest(origin: string): Promise<string> {
  const { name, value } = await demonstrationSession(origin, 'analyst')
  const headers = {
    cookie: `${name}=${value}`,
    origin,
    'content-type': 'application/json',
    'x-jianwei-request': '1',
  }
  const asked = await fetch(`${origin}/v1/backtests`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      rule: { rule_id: 'two-penalties-in-one-year', version: 2 },
      outcome: 'penalty-within-180-days',
      by: 'source',
      from: '2012-01-01',
      to: '2013-12-31',
    }),
  })
  if (!asked.ok) throw new Error(`the backtest was refused: ${await asked.text()}`)
  const { backtest_id } = (await asked.json()) as { readonly backtest_id: string }
  return eventually(
    async () => {
      const answer = await fetch(`${origin}/v1/backtests/${backtest_id}`, { headers })
      const { state } = (await answer.json()) as { readonly state: string }
      if (state === 'failed') throw new Error('the backtest failed')
      return state === 'done' ? backtest_id : undefined
    },
    () => `the backtest ${backtest_id} does not end`,
  )
}
