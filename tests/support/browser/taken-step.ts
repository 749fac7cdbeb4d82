import { randomUUID } from 'node:crypto'

/** Takes a step with an alert over the API, as somebody who is not at the page. */
export async function takeAlertStep(
  origin: string,
  token: string,
  alert_id: string,
  step: string,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const answer = await fetch(`${origin}/v1/alerts/${alert_id}/${step}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${step} was refused: ${await answer.text()}`)
}
