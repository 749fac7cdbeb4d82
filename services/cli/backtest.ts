import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { listenForShutdown } from '@jianwei/infra/runtime/shutdown.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { BACKTEST_ENGINES, type BacktestEngine } from '@jianwei/projections/backtest/result.ts'
import type { OrderOfKnowing } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { WarehouseLocked } from '@jianwei/projections/warehouse-error.ts'
import { openStores, type Stores } from '#/all-in-one/stores.ts'
import { readRequest, type BacktestRequest } from '#/backtest/read-request.ts'
import { dropTablesOfDeadCommands } from '#/backtest/left-tables.ts'
import { reportText } from '#/backtest/report-text.ts'
import { runBacktest } from '#/backtest/run-backtest.ts'
import { dropLeftovers } from '#/backtest/scratch-tables.ts'
import { keyOfCommand } from '#/backtest/table-keys.ts'
import { configOf } from '#/cli/data-option.ts'
import { progressDisplay } from '#/all-in-one/progress.ts'
import { eventsIn } from '#/composition/events-in-log.ts'
import { putInOrder } from '#/composition/warehouse-in-order.ts'
import { PROJECTOR_BATCH_EVENTS_MAX } from '#/projector/batching.ts'
import { keepProjected, refill, type RebuildOptions } from '#/projector/rebuild.ts'
import { loadProjectorRecord } from '#/projector/progress.ts'
import type { WarehouseSettings } from '#/settings/settings.ts'

interface BacktestCommandOptions {
  readonly from?: string
  readonly to?: string
  readonly outcome?: string
  readonly against?: string
  readonly by: OrderOfKnowing
  readonly engine?: BacktestEngine
  readonly json?: string
  readonly data?: string
}

export function backtestCommand(): Command {
  return new Command('backtest')
    .description('Run a rule over history: how much it would have warned, and how well')
    .argument('<rule>', 'the rule, a YAML file')
    .option('--from <time>', 'warnings that became known from this day or time on')
    .option('--to <time>', 'up to the end of this day, or before this time')
    .option(
      '--outcome <outcome>',
      'what warnings are held against: a YAML file, the name of an outcome that comes with ' +
        'the program, or YAML itself',
    )
    .option(
      '--against <version>',
      'compare with this version of the rule as the log has it, or with another rule file',
    )
    .addOption(
      new Option(
        '--by <order>',
        'what counts as known: what departments had reported, or what this platform had taken',
      )
        .choices(['source', 'platform'])
        .default('platform'),
    )
    .addOption(
      new Option(
        '--engine <engine>',
        'what finds the warnings: statements in the warehouse, or one pass over the facts in ' +
          'this process (default: by size)',
      ).choices(BACKTEST_ENGINES),
    )
    .option('--json <file>', 'write the whole result as canonical JSON')
    .option(
      '-d, --data <dir>',
      'folder that holds the log and the warehouse (default: JIANWEI_DATA or ./data)',
    )
    .action(run)
}

/** A running server has the data folder to itself. */
class FolderInUse extends DomainError {
  override readonly name = 'FolderInUse'
  readonly code = 'FOLDER_IN_USE'

  constructor(cause: WarehouseLocked) {
    super(`${cause.message}, or ask it: POST /v1/backtests runs the same backtest in the server`, {
      cause,
    })
  }
}

async function run(file: string, options: BacktestCommandOptions): Promise<void> {
  using shutdown = listenForShutdown(process)
  const { signal } = shutdown
  const request = await requestOf(file, options)
  const config = configOf(options)
  await using stores = await openStores(config, {
    tables: config.warehouse.engine === 'chdb' ? 'as they are' : 'complete',
  }).catch((error: unknown) => {
    throw error instanceof WarehouseLocked ? new FolderInUse(error) : error
  })
  const backtest = await readRequest(request, stores.log)
  const began_at = systemClock().now()
  if (config.warehouse.engine === 'clickhouse')
    await dropTablesOfDeadCommands(stores.warehouse, began_at, signal)
  const { head, events } = await completeWarehouse(stores, config.warehouse, signal)
  using display = progressDisplay('Backtest', process.stderr)
  await using finished = await runBacktest(backtest, {
    warehouse: stores.warehouse,
    // Nothing else runs here, so the backtest takes the lane that has all processors.
    lane: 'rules',
    signal,
    threads: availableParallelism(),
    key: keyOfCommand(began_at, randomUUID()),
    head,
    onProgress: (done) => display.show({ done: Math.round(done * 100), total: 100, events }),
    onLeft: tellTablesLeft,
  })
  display[Symbol.dispose]()
  if (options.json !== undefined)
    await writeFile(options.json, `${canonicalJson(finished.result)}\n`)
  process.stdout.write(reportText(finished.result))
}

function tellTablesLeft(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  console.error(`tables of this backtest stay until they are cleaned up: ${why}`)
}

async function requestOf(file: string, options: BacktestCommandOptions): Promise<BacktestRequest> {
  const { outcome, against, engine } = options
  return {
    rule: await readFile(file, 'utf8'),
    by: options.by,
    from: options.from,
    to: options.to,
    engine,
    ...(outcome === undefined
      ? {}
      : { outcome: existsSync(outcome) ? await readFile(outcome, 'utf8') : outcome }),
    ...(against === undefined
      ? {}
      : { against: /^\d+$/.test(against) ? Number(against) : await readFile(against, 'utf8') }),
  }
}

/**
 * The position up to which the warehouse is complete, and how many events that is. The embedded one
 * belongs to this process alone and is brought to the end of the log first; one that others share
 * is looked at as far as its projector is.
 */
async function completeWarehouse(
  stores: Stores,
  { engine }: WarehouseSettings,
  signal: AbortSignal,
): Promise<{ readonly head: number; readonly events: number }> {
  if (engine === 'clickhouse') {
    const { record } = await loadProjectorRecord(stores.checkpoints)
    return { head: record.committed_position, events: record.committed_ordinal }
  }
  const head = await stores.log.head()
  const total = await eventsIn(stores.log)
  using display = progressDisplay('Warehouse', process.stderr)
  const projector: RebuildOptions = {
    ...stores,
    projections: allProjections,
    batch_events_max: PROJECTOR_BATCH_EVENTS_MAX,
    insert_interval_ms: 0,
    announce: ({ ordinal }) => display.show({ done: ordinal, total, events: ordinal }),
    signal,
    recreate: stores.recreateWarehouse,
    onRefill: () => {},
  }
  await putInOrder(stores, {
    inspection: { whole: false },
    other_version: 'refuse',
    say: (line) => console.error(line),
    refill: () => refill(projector),
  })
  await keepProjected({ ...projector, until: 'head' })
  await dropLeftovers(stores.warehouse)
  return { head, events: total }
}
