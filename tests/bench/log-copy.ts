import { join } from 'node:path'
import { recordedEnvelope } from '@jianwei/events/catalogue.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { copyLog, hashOfLog } from '@jianwei/services/cli/log-migration.ts'
import { openLog, openSqliteLog } from '@jianwei/services/composition/open-log.ts'
import type { LogSettings } from '@jianwei/services/settings/settings.ts'
import { appendsOf, provinceEvents } from '#/support/log/province-events.ts'

const FILL_EVENTS = 5_000

export interface CopyParts {
  readonly folder: string
  readonly events: number
  readonly target: LogSettings
  readonly measure: (what: string, work: () => Promise<void>) => Promise<{ readonly rate: number }>
}

/** What `migrate-log` does from a file to a server: the copy, and each side of the proof. */
export async function measureCopy(parts: CopyParts): Promise<{ readonly rate: number }> {
  const { folder, events, target: settings, measure } = parts
  const clock = systemClock()
  await using source = openSqliteLog(join(folder, 'source.db'), { clock, parse: recordedEnvelope })
  const facts = provinceEvents(events)
  for (let at = 0; at < facts.length; at += FILL_EVENTS)
    await source.log.append(appendsOf(facts.slice(at, at + FILL_EVENTS)))
  await using target = await openLog(settings, { clock, parse: recordedEnvelope, in_order: true })
  const until = await source.log.head()
  const { signal } = new AbortController()
  const copied = await measure('migrate-log: the copy', () =>
    copyLog({ source, target, until, signal, onProgress: () => {} }),
  )
  const quiet = (): void => {}
  let [read, written] = ['', 'none']
  await measure('migrate-log: proof, the file', async () => {
    read = (await hashOfLog(source.log, until, signal, quiet)).hash
  })
  await measure('migrate-log: proof, the server', async () => {
    written = (await hashOfLog(target.log, 'head', signal, quiet)).hash
  })
  if (read !== written) throw new Error('the copy differs from the log')
  return copied
}
