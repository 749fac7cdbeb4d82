import { setTimeout as sleep } from 'node:timers/promises'
import type { ConsoleServer } from '#/support/browser/console-server.ts'

const DAY_MS = 86_400_000
const LOOK_MS = 500
/** Two penalties in a year, for which a rule of the example data raises an alert. */
const DAYS_AGO = [30, 10]

/** Reports penalties until there are so many open alerts. Gives how many there are. */
export async function raiseAlerts(
  { origin, token }: ConsoleServer,
  wanted: number,
): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const open = async (): Promise<number> => {
    const answer = await fetch(`${origin}/v1/alerts/counts?open=true`, { headers })
    const counted = (await answer.json()) as { readonly alerts: number }
    return counted.alerts
  }
  const run = Date.now().toString(36).toUpperCase()
  const missing = Math.max(0, wanted - (await open()))
  const lines = Array.from({ length: missing }, (_, index) =>
    DAYS_AGO.map((days) => {
      const at = new Date(Date.now() - days * DAY_MS).toISOString()
      return JSON.stringify({
        specversion: '1.0',
        id: `${run}-${index}-${days}`,
        source: 'urn:example:bench',
        type: 'PenaltyDecided',
        subject: `tw-epa:${run}${index}`,
        time: at,
        region: '330203',
        data: { penalty_types: ['02'] },
      })
    }).join('\n'),
  )
  if (missing > 0) {
    const answer = await fetch(`${origin}/v1/events`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
      body: `${lines.join('\n')}\n`,
    })
    // Whoever leaves before the end of the answer has the rest not taken.
    const said = await answer.text()
    if (!answer.ok) throw new Error(`the penalties were refused: ${said}`)
  }
  for (;;) {
    const now = await open()
    if (now >= wanted) return now
    await sleep(LOOK_MS)
  }
}
