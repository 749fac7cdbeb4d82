/**
 * A process that projects the log of a data folder into its warehouse until it is killed. It prints
 * `open` when it begins. Run: `node tests/support/warehouse/projecting-process.ts FOLDER`.
 */
// Before anything uses the thread pool, which chDB shares.
process.env['UV_THREADPOOL_SIZE'] = '12'
const { allProjections } = await import('@jianwei/projections/all-projections.ts')
const { openStores } = await import('@jianwei/services/all-in-one/stores.ts')
const { readConfig } = await import('@jianwei/services/all-in-one/config.ts')
const { runProjector } = await import('@jianwei/services/projector/projector.ts')

/** Small, so that a kill finds an insert under way. */
const BATCH_EVENTS_MAX = 1_500

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('FOLDER is missing')
await using stores = await openStores(readConfig({ JIANWEI_DATA: folder }))
process.stdout.write('open\n')
await runProjector({
  ...stores,
  projections: allProjections,
  batch_events_max: BATCH_EVENTS_MAX,
  insert_interval_ms: 0,
  announce: () => {},
  signal: new AbortController().signal,
})
