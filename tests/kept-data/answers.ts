import { setTimeout as sleep } from 'node:timers/promises'
import type { Alert } from '@jianwei/events/alert/alert.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'

/** One row of a list of the API. */
export type Row = Readonly<Record<string, unknown>>

/** What the program that made a folder said about it. */
export interface KeptAnswers {
  /** Before people worked on them. */
  readonly alerts: readonly Row[]
  /**
   * What became of those that people worked on, by the decider: the first version could not show
   * them over HTTP.
   */
  readonly worked_on: readonly { readonly alert_id: string; readonly alert: Alert }[]
  /** By path, every page of the list. */
  readonly lists: Readonly<Record<string, readonly Row[]>>
  /** Warnings of facts of a source whose import was refused; no alert was opened for them. */
  readonly held_back: readonly Row[]
}

/** Lists that say the same for ever: what is known of the past. */
export const KEPT_LISTS = [
  '/v1/warnings',
  '/v1/shadow-warnings',
  '/v1/quarantine',
  '/v1/sources',
  '/v1/rules?state=published',
  '/v1/rules?state=shadow',
  '/v1/rules?state=retired',
  '/v1/subjects/kept:corrected/history',
  '/v1/subjects/kept:corrected/history?by=source',
  '/v1/subjects/kept:retracted/history',
  '/v1/subjects/kept:held-back/history?with_records=true',
  '/v1/subjects/tw-epa:E5600056/history',
  '/v1/subjects/tw-epa:E5600056/history?by=source&as_known_at=2016-01-01T00:00:00Z',
] as const

const PAGE_ROWS = 200
const LOOK_MS = 50

export async function allRows(origin: string, path: string): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const url = new URL(path, origin)
    url.searchParams.set('limit', String(PAGE_ROWS))
    if (cursor !== '') url.searchParams.set('cursor', cursor)
    const page = (await answerOf(url)) as { items: Row[]; next: string | null }
    rows.push(...page.items)
    cursor = page.next
  }
  return rows
}

async function answerOf(url: URL): Promise<unknown> {
  const answer = await fetchAsAdministrator(url)
  if (!answer.ok) throw new Error(`${url.href}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

/**
 * Waits until the sentinel stands at the end of the log, so that everything that follows from it is
 * said.
 */
export async function untilAtRest(origin: string): Promise<void> {
  for (;;) {
    const answer = await fetch(new URL('/health/ready', origin))
    const { consumers = [] } = (await answer.json()) as {
      consumers?: readonly { readonly lag_events: number }[]
    }
    if (answer.ok && consumers.length > 0 && consumers.every(({ lag_events }) => lag_events === 0))
      return
    await sleep(LOOK_MS)
  }
}
