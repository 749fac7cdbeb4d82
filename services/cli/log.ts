import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { cutWal, walOf } from '@jianwei/infra/log/wal-check.ts'
import { openStores, type Stores } from '#/all-in-one/stores.ts'
import { configOf } from '#/cli/data-option.ts'
import { setAsideCommand } from '#/cli/log-set-aside.ts'
import { acceptanceOf, recordAcceptance, type LossExport } from '#/start-checks/accepted-losses.ts'
import { exportLost } from '#/start-checks/export-lost.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import { findLogLoss, type LogComparison, type LogLoss } from '#/start-checks/log-loss.ts'
import { lossInWords } from '#/start-checks/log-lost.ts'

interface WhereOptions {
  readonly data?: string
}

interface AcceptOptions extends WhereOptions {
  readonly actor: string
  readonly reason: string
  /** False with `--no-export`. */
  readonly export: string | boolean
}

export function logCommand(): Command {
  return new Command('log')
    .description('What to do about a log that was set back, cut off or damaged, or holds others')
    .addCommand(setAsideCommand(where(new Command('set-aside'))))
    .addCommand(
      where(
        new Command('export-lost').description(
          'Write what the warehouse has seen and the log lacks into a file',
        ),
      )
        .argument('[file]', 'a new file (default: lost-events-….ndjson in the data folder)')
        .action(exportOnly),
    )
    .addCommand(
      where(
        new Command('accept-loss').description(
          'Go on without what is gone: exports it, records the loss in the log; the next ' +
            'start fills the warehouse again',
        ),
      )
        .requiredOption('--actor <name>', 'who decides it; recorded')
        .requiredOption('--reason <text>', 'why; recorded')
        .option('--export <file>', 'a new file (default: lost-events-….ndjson in the data folder)')
        .option('--no-export', 'keep no copy: what was erased by order, for example')
        .action(acceptLoss),
    )
}

function where(command: Command): Command {
  return command.option(
    '-d, --data <dir>',
    'folder that holds the log and the warehouse (default: JIANWEI_DATA or ./data)',
  )
}

async function exportOnly(file: string | undefined, options: WhereOptions): Promise<void> {
  const config = configOf(options)
  await using stores = await openStores(config, { tables: 'as they are' })
  const found = await lossOf(stores)
  if (found !== undefined) await exported(stores, found, file ?? fileIn(config.data_dir, stores))
}

async function acceptLoss(options: AcceptOptions): Promise<void> {
  const config = configOf(options)
  const { actor, reason } = options
  const cut_transactions = config.log.engine === 'sqlite' ? await keptWal(config.log.path) : 0
  await using stores = await openStores(config, { tables: 'as they are', cut_wal: 'accept' })
  const found = await lossOf(stores)
  if (found === undefined) {
    if (cut_transactions === 0) return
    await recordAcceptance(
      stores.log,
      { loss: null, cut_transactions, exported: null, actor, reason },
      stores.clock.now(),
    )
    console.log('What was cut off is recorded in the log.')
    return
  }
  const accepted = await acceptanceOf(stores.log, found.loss)
  if (accepted !== undefined) {
    console.log(
      `This loss was accepted at ${accepted.recorded_at} already. ` +
        'The next start fills the warehouse again.',
    )
    return
  }
  const file = typeof options.export === 'string' ? options.export : fileIn(config.data_dir, stores)
  await checkClock(stores, stores.clock)
  const copy = options.export === false ? null : await exported(stores, found, file)
  const acceptance = { loss: found.loss, cut_transactions, exported: copy, actor, reason }
  await recordAcceptance(stores.log, acceptance, stores.clock.now())
  console.log(
    'The loss is recorded in the log. The next start fills the warehouse again from what the ' +
      'log holds.',
  )
}

/**
 * A damaged write-ahead log goes when the log is opened, so it is copied before. Gives how many
 * transactions it cannot be read for.
 */
async function keptWal(path: string): Promise<number> {
  const wal = walOf(path)
  const cut = cutWal(wal)
  if (cut === undefined) return 0
  const copy = `${wal}.damaged-${process.pid}`
  await copyFile(wal, copy)
  console.log(
    `${wal} is damaged: ${cut.transactions} transactions in it cannot be read. ` +
      `It was copied to ${copy}.`,
  )
  return cut.transactions
}

interface FoundLoss extends LogComparison {
  readonly witness: NonNullable<LogComparison['witness']>
  readonly loss: LogLoss
}

/** Undefined, and said, when there is nothing to do. */
async function lossOf(stores: Stores): Promise<FoundLoss | undefined> {
  const { witness, loss } = await findLogLoss(stores)
  if (witness !== null && loss !== undefined) {
    console.log(lossInWords(loss))
    return { witness, loss }
  }
  console.log(
    witness === null
      ? 'There is no warehouse that could say what the log lacks.'
      : 'The log holds everything that the warehouse has seen.',
  )
  return undefined
}

function fileIn(folder: string, { clock }: Stores): string {
  const stamp = clock.now().replace(/[-:]|\.\d+/g, '')
  const name = join(folder, `lost-events-${stamp}.ndjson`)
  return existsSync(name) ? join(folder, `lost-events-${stamp}-${process.pid}.ndjson`) : name
}

async function exported(
  stores: Stores,
  { witness, loss }: FoundLoss,
  file: string,
): Promise<LossExport> {
  const { hash, sendable, records, records_file, unreadable } = await exportLost(
    witness,
    stores,
    loss,
    file,
  )
  const count = (value: number): string => value.toLocaleString('en')
  console.log(
    `${file}: ${count(sendable)} facts, corrections and retractions, ` +
      'which POST /v1/events takes again.',
  )
  if (records_file !== null)
    console.log(
      `${records_file}: ${count(records)} records of the platform, which can only be read.`,
    )
  if (unreadable > 0)
    console.log(`Of ${count(unreadable)} events the warehouse cannot give the content.`)
  return { file, hash }
}
