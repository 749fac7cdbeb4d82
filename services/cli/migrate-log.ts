import { Command } from 'commander'
import { recordedEnvelope } from '@jianwei/events/catalogue.ts'
import { listenForShutdown } from '@jianwei/infra/runtime/shutdown.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { copyLog, copyQuarantine, hashOfLog, type LogHash } from '#/cli/log-migration.ts'
import { progressDisplay } from '#/all-in-one/progress.ts'
import { Stopped } from '#/cli/stopped.ts'
import { openLog, type LogStores } from '#/composition/open-log.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import {
  ConfigRefused,
  dataVariables,
  logSettings,
  logVariables,
  readVariables,
  type LogSettings,
} from '#/settings/settings.ts'

interface MigrateOptions {
  readonly from: string
  readonly to: string
  readonly data?: string
}

export function migrateLogCommand(): Command {
  return new Command('migrate-log')
    .description(
      'Copy a log into another, event by event in its order, and prove that they are equal. ' +
        'Can be stopped and run again.',
    )
    .requiredOption(
      '--from <url>',
      'where the events are: sqlite:<path>, esdb://… or kurrentdb://…',
    )
    .requiredOption('--to <url>', 'where they are to be: an empty log')
    .option(
      '-d, --data <dir>',
      'folder for what belongs to a log on a server (default: JIANWEI_DATA or ./data)',
    )
    .action(migrateLog)
}

async function migrateLog(options: MigrateOptions): Promise<void> {
  const { from, to } = settingsOf(options)
  using shutdown = listenForShutdown(process)
  const { signal } = shutdown
  const clock = new TrustedClock()
  const opening = { clock, parse: recordedEnvelope }
  await using source = await openLog(from, opening)
  await using target = await openLog(to, { ...opening, in_order: true })
  await checkClock(target, clock)
  const until = await source.log.head()
  {
    using display = progressDisplay('Copying', process.stdout)
    const onProgress = (position: number, events: number): void =>
      display.show({ done: position, total: until, events })
    await copyLog({ source, target, until, signal, onProgress })
  }
  const refused = signal.aborted ? 0 : await copyQuarantine(source.quarantine, target.quarantine)
  const read = await hashed(source, until, signal)
  const written = await hashed(target, 'head', signal, read.events)
  if (signal.aborted) throw new Stopped()
  report(read, written, refused)
}

async function hashed(
  { log }: LogStores,
  until: Awaited<ReturnType<LogStores['log']['head']>> | 'head',
  signal: AbortSignal,
  total?: number,
): Promise<LogHash> {
  using display = progressDisplay(
    total === undefined ? 'Reading the source' : 'Reading the target',
    process.stdout,
  )
  return hashOfLog(log, until, signal, (events) =>
    display.show({ done: events, total: total ?? events, events }),
  )
}

function settingsOf({ from, to, data }: MigrateOptions): {
  readonly from: LogSettings
  readonly to: LogSettings
} {
  if (from === to) throw new ConfigRefused(['--to: is the same log as --from'])
  // The environment's own log is another one; its user is that of the server of the two.
  const { LOG_URL_FILE: _file, ...given } = process.env
  const { LOG_USER: _user, LOG_PASSWORD: _password, LOG_PASSWORD_FILE: _secret, ...plain } = given
  const settings = (url: string): LogSettings => {
    const env = { ...(url.startsWith('sqlite:') ? plain : given), LOG_URL: url }
    const placed = data === undefined ? env : { ...env, JIANWEI_DATA: data }
    return logSettings(readVariables({ ...dataVariables, ...logVariables }, placed))
  }
  const both = { from: settings(from), to: settings(to) }
  // Their client packages cannot be loaded in one process (infra/log/kurrent/eventstore-client.ts).
  if (both.from.engine !== 'sqlite' && both.to.engine !== 'sqlite')
    throw new ConfigRefused(['--to: copy a log on a server into an SQLite file first'])
  return both
}

function report(source: LogHash, target: LogHash, refused: number): void {
  const line = (name: string, { events, hash }: LogHash): string =>
    `${name} ${events.toLocaleString('en').padStart(12)} events  ${hash}`
  console.log(`${line('source', source)}\n${line('target', target)}`)
  console.log(`${refused} refused inputs were copied with their bytes.`)
  if (source.hash === target.hash) {
    console.log('The logs are equal. The warehouse is filled from the new one at its first start.')
    return
  }
  console.log('The logs are DIFFERENT: did somebody append to one of them meanwhile?')
  process.exitCode = 1
}
