import { Command } from 'commander'
import { listenForShutdown } from '@jianwei/infra/runtime/shutdown.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { openStores, type Stores } from '#/all-in-one/stores.ts'
import { configOf } from '#/cli/data-option.ts'
import { progressDisplay, type ProgressDisplay } from '#/all-in-one/progress.ts'
import { Stopped } from '#/cli/stopped.ts'
import { assertNothingLost, faultsOf, inWords } from '#/composition/warehouse-in-order.ts'
import { eventsIn } from '#/composition/events-in-log.ts'
import { runWithLease, type LeaseOptions } from '#/lifecycle/lease.ts'
import { PROJECTOR_BATCH_EVENTS_MAX } from '#/projector/batching.ts'
import { PROJECTOR_CHECKPOINT } from '#/projector/progress.ts'
import { rebuild, refill, type RebuildOptions, type TableComparison } from '#/projector/rebuild.ts'

const WAIT_TOLD_MS = 2_000

export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description(
      'Drop the warehouse, fill it again from the log, and prove that every table came out ' +
        'the same',
    )
    .option(
      '-d, --data <dir>',
      'folder that holds the log and the warehouse (default: JIANWEI_DATA or ./data)',
    )
    .action(runRebuild)
}

async function runRebuild(options: { readonly data?: string }): Promise<void> {
  using shutdown = listenForShutdown(process)
  await using stores = await openStores(configOf(options), {
    tables: 'as they are',
    say: (line) => console.log(line),
  })
  const { signal } = shutdown
  const waiting = setTimeout(
    () => console.log('Waiting until the projector that runs elsewhere stops …'),
    WAIT_TOLD_MS,
  )
  // Where several processes share the warehouse, no projector may work meanwhile: nothing is made
  // or dropped before.
  const lease: LeaseOptions = {
    checkpoints: stores.checkpoints,
    name: 'projector',
    fenced: [PROJECTOR_CHECKPOINT],
    owner: `rebuild:${process.pid}:${stores.clock.now()}`,
    signal,
    onRole: (role) => role === 'active' && clearTimeout(waiting),
    onRecoverableError: (error) => console.log(error.message),
  }
  try {
    await runWithLease(lease, (tenure) => rebuildStores(stores, tenure.signal))
  } finally {
    clearTimeout(waiting)
  }
  if (signal.aborted)
    throw new Stopped('stopped half-way; the next start or rebuild fills the warehouse again')
}

async function rebuildStores(stores: Stores, signal: AbortSignal): Promise<void> {
  const total = await eventsIn(stores.log)
  let display: ProgressDisplay = progressDisplay('Catching up', process.stdout)
  const parts: RebuildOptions = {
    ...stores,
    projections: allProjections,
    batch_events_max: PROJECTOR_BATCH_EVENTS_MAX,
    insert_interval_ms: 0,
    announce: ({ ordinal }) => display.show({ done: ordinal, total, events: ordinal }),
    signal,
    recreate: stores.recreateWarehouse,
    onRefill: () => {
      display[Symbol.dispose]()
      display = progressDisplay('Rebuilding', process.stdout)
    },
  }
  try {
    const started = performance.now()
    const tables = await compared(stores, parts)
    display[Symbol.dispose]()
    if (!signal.aborted) report(tables, total, (performance.now() - started) / 1000)
  } finally {
    display[Symbol.dispose]()
  }
}

/**
 * Nothing to compare with when the warehouse is damaged or did not hold what it should: then it is
 * only filled again.
 */
async function compared(
  stores: Stores,
  parts: RebuildOptions,
): Promise<readonly TableComparison[]> {
  const say = (line: string): void => console.log(line)
  stores.assertLogWhole({ whole: true })
  await assertNothingLost(stores, say)
  const faults = await faultsOf(stores, { inspection: { whole: true }, other_version: 'refill' })
  if (faults.length === 0) return rebuild(parts)
  for (const fault of faults) say(inWords(fault))
  say('There is nothing to compare the new one with.')
  await refill(parts)
  return []
}

function report(tables: readonly TableComparison[], events: number, seconds: number): void {
  for (const { table, before, after, equal } of tables) {
    const verdict = equal ? 'same' : `DIFFERENT, was ${before.rows} rows ${before.hash}`
    console.log(
      `${table.padEnd(24)} ${String(after.rows).padStart(10)} rows  ` +
        `${after.hash.padStart(32, '0')}  ${verdict}`,
    )
  }
  const different = tables.filter((table) => !table.equal)
  console.log(`Rebuilt from ${events.toLocaleString('en')} events in ${seconds.toFixed(1)} s.`)
  if (different.length === 0) return
  console.log(`${different.length} tables came out different; was the log written to meanwhile?`)
  process.exitCode = 1
}
