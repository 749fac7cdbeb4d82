import { randomUUID } from 'node:crypto'
import { eventually } from '#/support/hang.ts'

/** An alert that nobody but its test knows of. */
export interface RaisedAlert {
  readonly alert_id: string
  readonly subject_id: string
}

const DAY_MS = 86_400_000
const RULE = 'two-penalties-in-one-year'

/**
 * Reports two penalties against a subject that nobody has heard of, as a department does, and waits
 * for the alert that the rule of the example data raises.
 */
export async function raiseAlert(origin: string, token: string): Promise<RaisedAlert> {
  const subject_id = `tw-epa:${randomUUID().slice(0, 8).toUpperCase()}`
  const headers = { authorization: `Bearer ${token}` }
  const penalties = [30, 10].map((days) => ({
    specversion: '1.0',
    id: randomUUID(),
    source: 'urn:example:browser-tests',
    type: 'PenaltyDecided',
    subject: subject_id,
    time: new Date(Date.now() - days * DAY_MS).toISOString(),
    region: '330203',
    department: '示例区生态环境局',
    data: { penalty_types: ['02'], decision_number: `示环罚〔2026〕${days}号` },
  }))
  const answer = await fetch(`${origin}/v1/events`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(penalties),
  })
  if (!answer.ok) throw new Error(`the penalties were refused: ${await answer.text()}`)
  return eventually(
    async () => {
      const listed = await fetch(`${origin}/v1/alerts?rule_id=${RULE}&limit=50`, { headers })
      const { items } = (await listed.json()) as { readonly items: readonly RaisedAlert[] }
      return items.find((alert) => alert.subject_id === subject_id)
    },
    () => `no alert about ${subject_id}`,
  )
}

/** The alert that was raised last, of the example data where no test has raised one. */
export async function newestAlert(origin: string, token: string): Promise<RaisedAlert> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${origin}/v1/alerts?limit=1`, { headers })
  const { items } = (await answer.json()) as { readonly items: readonly RaisedAlert[] }
  const [newest] = items
  if (newest === undefined) throw new Error('there is no alert')
  return newest
}
