import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { recordedEnvelope } from '@jianwei/events/catalogue.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { listenForShutdown } from '@jianwei/infra/runtime/shutdown.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { progressDisplay } from '#/all-in-one/progress.ts'
import { backUpEvidence, backUpFile } from '#/composition/backup/file-backup.ts'
import { backUpLogFile } from '#/composition/backup/log-backup.ts'
import { configOf } from '#/cli/data-option.ts'
import { EXIT } from '#/cli/exit-codes.ts'
import { copyLog, hashOfLog } from '#/cli/log-migration.ts'
import { Stopped } from '#/cli/stopped.ts'
import type { Config } from '#/all-in-one/config.ts'
import { openLog, openSqliteLog } from '#/composition/open-log.ts'

interface BackupOptions {
  readonly data?: string
  readonly keep: number
  readonly prove: boolean
}

/** Another backup into this folder is under way. */
class BackupUnderWay extends DomainError {
  override readonly name = 'BackupUnderWay'
  readonly code = 'BACKUP_UNDER_WAY'
  override readonly retryable = true
}

const KEPT = 7
/** Beside the log, what people brought and gave that is nowhere else. */
const MAP_FILES = ['regions.geojson', 'map.json'] as const

export function backupCommand(): Command {
  return new Command('backup')
    .description(
      'Copy the log, attached files, the secrets of notices and the map into a folder, while ' +
        'everything runs. The warehouse is not copied: it is filled from the log.',
    )
    .argument('<folder>', 'where the copies lie')
    .option('-d, --data <dir>', 'folder that holds the log (default: JIANWEI_DATA or ./data)')
    .option('--keep <number>', 'how many copies of a log in a file stay', wholeNumber, KEPT)
    .option(
      '--prove',
      'of a log on a server: read both from the start, and compare every event',
      false,
    )
    .addHelpText(
      'after',
      '\nOf a log in a file, each run makes a copy of the whole; of a log on a server, log.db ' +
        'gets what\nis new since the last run. To go back, put the copy in the place of log.db, ' +
        'or copy it to a\nserver with migrate-log, and the other files where the settings say. ' +
        'Ends with 3 when\nattached files are damaged.',
    )
    .action(backUp)
}

async function backUp(folder: string, options: BackupOptions): Promise<void> {
  const config = configOf(options)
  using shutdown = listenForShutdown(process)
  mkdirSync(folder, { recursive: true })
  using alone = SqliteDatabase.takenAlone(join(folder, 'backup.lock'))
  if (alone === undefined) throw new BackupUnderWay('another backup into this folder is under way')
  // First the log: a file is kept before the event that names it, so that none is missing later.
  if (config.log.engine === 'sqlite') await copyFile(config.log.path, folder, options.keep)
  else await copyServer(config.log, folder, { prove: options.prove, signal: shutdown.signal })
  const { copied, there_already, damaged } = backUpEvidence(
    config.desk.evidence_dir,
    join(folder, 'evidence'),
  )
  console.log(`evidence: ${copied} files copied, ${there_already} were there`)
  const others = [
    config.notices.secrets_file,
    ...MAP_FILES.map((name) => join(config.data_dir, name)),
  ]
  for (const path of others)
    if (backUpFile(path, join(folder, basename(path)))) console.log(`${basename(path)}: copied`)
  for (const name of damaged) console.error(`evidence: ${name} is damaged and was not copied`)
  if (damaged.length > 0) process.exitCode = EXIT.some_refused
}

async function copyFile(path: string, folder: string, keep: number): Promise<void> {
  const { file, bytes, removed } = await backUpLogFile(path, folder, {
    clock: new TrustedClock(),
    keep,
  })
  console.log(`${file}: ${count(bytes)} bytes, whole`)
  for (const name of removed) console.log(`${name}: removed, ${keep} newer ones are there`)
}

async function copyServer(
  settings: Config['log'],
  folder: string,
  { prove, signal }: { readonly prove: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const opening = { clock: new TrustedClock(), parse: recordedEnvelope }
  await using source = await openLog(settings, opening)
  await using target = openSqliteLog(join(folder, 'log.db'), opening)
  const until = await source.log.head()
  let copied = 0
  {
    using display = progressDisplay('Copying', process.stdout)
    const onProgress = (position: number, events: number): void => {
      copied = events
      display.show({ done: position, total: until, events })
    }
    await copyLog({ source, target, until, signal, onProgress })
  }
  if (signal.aborted) throw new Stopped('stopped half-way; the next backup goes on from here')
  console.log(copied === 0 ? 'log.db: nothing is new' : `log.db: ${count(copied)} events in all`)
  if (!prove) return
  const quiet = (): void => {}
  const read = await hashOfLog(source.log, until, signal, quiet)
  const written = await hashOfLog(target.log, 'head', signal, quiet)
  if (signal.aborted) throw new Stopped()
  if (read.hash !== written.hash)
    throw new CopyDiffers(
      `log.db differs from the log: ${count(written.events)} of ${count(read.events)} events; ` +
        'remove it and run the backup again',
    )
  console.log(`log.db: ${count(written.events)} events, equal to the log's (${written.hash})`)
}

/** The copy of a log on a server is not what the server holds. */
class CopyDiffers extends DomainError {
  override readonly name = 'CopyDiffers'
  readonly code = 'COPY_DIFFERS'
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('expected a number from 1 on')
  return Number(text)
}

function count(value: number): string {
  return value.toLocaleString('en')
}
