import { setTimeout as sleep } from 'node:timers/promises'
import type { ConsoleServer } from '#/support/browser/console-server.ts'

const LOOK_MS = 500
const AT_ONCE = 8

/**
 * Enters leads by hand until there are so many open alerts: what a rule raises beyond a thousand in
 * an hour is one alert about a storm. Gives how many there are.
 */
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
  const enter = async (subject_id: string): Promise<void> => {
    for (;;) {
      const answer = await fetch(`${origin}/v1/alerts`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ subject_id, level: 'blue', channel: 'other', summary: '压力测试' }),
      })
      const said = await answer.text()
      if (answer.ok) return
      if (answer.status !== 429) throw new Error(`the lead was refused: ${said}`)
      await sleep(Number(answer.headers.get('retry-after') ?? 1) * 1_000)
    }
  }
  const run = Date.now().toString(36).toUpperCase()
  const missing = Math.max(0, wanted - (await open()))
  const subjects = Array.from({ length: missing }, (_, index) => `tw-epa:${run}${index}`)
  const enterSome = async (): Promise<void> => {
    for (let next = subjects.pop(); next !== undefined; next = subjects.pop()) await enter(next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, enterSome))
  for (;;) {
    const now = await open()
    if (now >= wanted) return now
    await sleep(LOOK_MS)
  }
}
