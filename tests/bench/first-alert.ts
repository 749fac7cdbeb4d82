import { setTimeout as sleep } from 'node:timers/promises'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { startBenchedServer } from './benched-server.ts'

const PORT = 18_323
const LOOK_MS = 100

/** From the start of the whole program on a fresh folder with the example to its first alert. */
export async function secondsToFirstAlert(env: Readonly<Record<string, string>>): Promise<number> {
  const since = performance.now()
  await using server = await startBenchedServer(PORT, { env: { EXAMPLE_DATA: 'load', ...env } })
  while (!(await hasAlert(server.base))) await sleep(LOOK_MS)
  return (performance.now() - since) / 1_000
}

async function hasAlert(base: string): Promise<boolean> {
  const response = await fetchAsAdministrator(`${base}/v1/alerts?limit=1`)
  if (!response.ok) {
    await response.body?.cancel()
    return false
  }
  // What the API says of lists.
  const { items } = (await response.json()) as { readonly items: readonly unknown[] }
  return items.length > 0
}
