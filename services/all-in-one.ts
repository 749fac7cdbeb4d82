import { randomUUID } from 'node:crypto'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { readRuleFiles, shippedRules } from '#/sentinel/rule-files.ts'
import { lineOutput } from '@jianwei/infra/runtime/line-output.ts'
import { jsonLinesLogger, type Logger } from '@jianwei/infra/runtime/logger.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { openBusWork } from '#/all-in-one/bus.ts'
import { loadExampleData, wantsExampleData } from '#/all-in-one/example-data.ts'
import { startLoops, type Loops } from '#/all-in-one/loops.ts'
import { tellWarnings, type Narrator } from '#/all-in-one/narrator.ts'
import { positionWatch } from '#/all-in-one/position-watch.ts'
import { openStores, type Stores } from '#/all-in-one/stores.ts'
import { BacktestJobs } from '#/backtest/backtest-jobs.ts'
import { dropLeftovers } from '#/backtest/scratch-tables.ts'
import { progressDisplay } from '#/cli/progress.ts'
import type { ClockView } from '#/clock-view.ts'
import { tellClock } from '#/composition/clock/told-at-start.ts'
import { watchTime } from '#/composition/clock/trusted-time.ts'
import { putInOrder } from '#/composition/warehouse-in-order.ts'
import { WriteProbe } from '#/composition/write-probe.ts'
import type { Config } from '#/config.ts'
import { traceOf } from '#/error-trace.ts'
import { countTaken } from '#/intake/intake-metrics.ts'
import { createIntake, type Intake } from '#/intake/intake.ts'
import { mappingFinder, SHIPPED_MAPPINGS } from '#/intake/mapping/mapping-files.ts'
import { createRedrive } from '#/intake/redrive.ts'
import { keepTellingRefusalCounts } from '#/intake/refusal-counts.ts'
import { tellingRefusals } from '#/intake/told-refusals.ts'
import { intakeRoutes } from '#/intake/routes.ts'
import { PROJECTOR_BATCH_EVENTS_MAX } from '#/projector/batching.ts'
import { refill } from '#/projector/rebuild.ts'
import { ruleFailures, suppressedWarnings } from '#/sentinel/rule-outcomes.ts'
import { draftPacks } from '#/sentinel/draft-packs.ts'
import { DIFFERING_RULES, unreadableTeller } from '#/sentinel/rule-notices.ts'
import { RuleReader, RuleTexts } from '#/rule-book.ts'
import { buildServer } from '#/server/app.ts'
import { allowedHosts } from '#/server/security-headers.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import { untilAborted } from '#/until-aborted.ts'

/*
 * All services in one process. The order of the start:
 *
 *  1. open the stores; times of log and machine that cannot both be right end the start, and so does a log that lacks what the warehouse
 *     has seen; a warehouse that is damaged or does not hold what was projected is filled again from the log;
 *  2. draft the rules of the packs, and publish those that the settings name in a log that is new to them; start the loops that follow the log; listen;
 *  3. on a new log, load the example data through intake, like any file;
 *  4. serve until the signal aborts, then stop in the opposite order: no more requests, loops, stores.
 */

export interface AllInOneOptions {
  readonly config: Config
  readonly narrator: Narrator
  readonly progress_output: NodeJS.WriteStream
  readonly signal: AbortSignal
  readonly version: string
}

/** Resolves when everything has stopped. Throws what made it stop before its time. */
export async function runAllInOne(options: AllInOneOptions): Promise<void> {
  const { config, narrator } = options
  const started = performance.now()
  const clock = new TrustedClock()
  await using stores = await openStores(config, { clock, tables: 'as they are', say: (line) => narrator.say(line) })
  // The console's own lines go to standard output; what machines read does not mix with them.
  const logger = jsonLinesLogger({ level: config.log_level, clock, write: lineOutput(process.stderr) })
  await checkClock(stores, clock)
  await putInOrder(stores, {
    inspection: { whole: false },
    other_version: 'refuse',
    say: (line) => narrator.say(line),
    refill: () => refillFromLog(stores, options),
  })
  const isNew = (await stores.log.head()) === 0
  const ruleFiles = await readRuleFiles(shippedRules())
  const publish = config.rules_published
  const packs = await draftPacks(stores.log, ruleFiles, { publish, now: stores.clock.now() })
  if (packs.differing.length > 0) logger.warn({ rules: packs.differing }, DIFFERING_RULES)
  const texts = new RuleTexts(ruleFiles)
  const shelf = new RuleReader(stores.warehouse, texts)

  const stopping = new AbortController()
  const signal = AbortSignal.any([options.signal, stopping.signal])
  const reached = positionWatch()
  const now = () => stores.clock.now()
  const metrics = new Registry()
  collectDefaultMetrics({ register: metrics })
  await using time = watchTime({ ...stores, clock, logger, metrics })
  const writes = new WriteProbe(stores.checkpoints)
  const intake = tellingRefusals(
    writes.watching(createIntake({ ...stores, now, quota: config.refused_kept, onTaken: countTaken(metrics) })),
    logger,
  )
  await using busWork = openBusWork(config.bus, { stores, intake, now, logger, metrics })
  const tellUnreadable = unreadableTeller(logger)
  const loops = startLoops({
    ...stores,
    // The sentinel reads up to its boundaries, the server up to the end.
    rules: new RuleReader(stores.warehouse, texts),
    shelf,
    now,
    signal,
    further: {
      ...busWork.loops,
      'refusal counts': (until) => keepTellingRefusalCounts({ ...stores, now }, until),
    },
    onError: (loop, error) => logger.error({ loop, err: error }, 'loop failed'),
    onRefill: () => narrator.say('Filling the warehouse again from the log.'),
    onRound: (round) => {
      if (round.entries > 0) logger.debug({ ...round }, 'rules evaluated')
      tellUnreadable(round.unreadable)
      reached.see(round.position, round.entries)
    },
  })
  const failed = loops.ended.catch((error: unknown) => {
    stopping.abort(error)
    throw error
  })
  failed.catch(() => {})

  if (config.warehouse.engine === 'chdb') await dropLeftovers(stores.warehouse)
  await using backtests = new BacktestJobs({
    ...stores,
    head: async () => (await loops.consumers()).find(({ name }) => name === 'projector')?.position ?? 0,
    newId: randomUUID,
    onError: (error) => logger.error({ error: traceOf(error) }, 'backtest failed'),
  })
  const app = await buildApp(options, {
    stores,
    loops,
    logger,
    rules: shelf,
    metrics,
    intake,
    writes,
    backtests,
    time: time.view,
  })
  try {
    await app.listen({ host: config.host, port: config.port })
    narrator.say(
      `Jianwei 见微 ${options.version} · ${packs.published} rules of ${packs.rules} are published · data in ${config.data_dir}`,
    )
    narrator.say(`API   ${app.listeningOrigin}/v1/alerts`)
    narrator.say(`Docs  ${app.listeningOrigin}/docs`)
    for (const line of await tellClock(stores.log)) narrator.say(line)
    if (config.bus !== null) narrator.say(`Kafka ${config.bus.access.brokers.join(',')}`)
    if (await wantsExampleData(stores.checkpoints, isNew && config.example_data === 'load')) {
      await loadExample(options, stores)
    }
    await reached.quietAt(await stores.log.head(), signal)
    if (!signal.aborted) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      narrator.say(`All rules evaluated ${seconds} s after the start:`)
      await tellWarnings(narrator, { warehouse: stores.warehouse, shelf })
      narrator.say('Ready. Ctrl-C stops.')
    }
    await untilAborted(signal)
  } catch (error) {
    // What the stop cuts short is no failure: the example data, for one, go on at the next start.
    if (!options.signal.aborted) throw error
  } finally {
    if (options.signal.aborted) narrator.say('Stopping …')
    await app.close()
    stopping.abort()
    await loops.ended.catch(() => {})
  }
  if (!options.signal.aborted) await failed
  narrator.say('Stopped.')
}

async function refillFromLog(stores: Stores, { progress_output, signal }: AllInOneOptions): Promise<void> {
  const head = await stores.log.head()
  using display = progressDisplay('Warehouse', progress_output)
  await refill({
    ...stores,
    projections: allProjections,
    batch_events_max: PROJECTOR_BATCH_EVENTS_MAX,
    insert_interval_ms: 0,
    announce: ({ position }) => display.show({ done: position, total: head, events: position }),
    signal,
    recreate: stores.recreateWarehouse,
    onRefill: () => {},
  })
}

interface AppParts {
  readonly stores: Stores
  readonly loops: Loops
  readonly logger: Logger
  readonly rules: RuleReader
  readonly metrics: Registry
  readonly intake: Intake
  readonly writes: WriteProbe
  readonly backtests: BacktestJobs
  readonly time: () => ClockView
}

async function buildApp({ config, version }: AllInOneOptions, parts: AppParts) {
  const { stores, loops, logger, rules, metrics, intake, writes, backtests, time } = parts
  const now = () => stores.clock.now()
  const mappingNamed = mappingFinder([...(config.mappings_dir === null ? [] : [config.mappings_dir]), SHIPPED_MAPPINGS])
  const redrive = createRedrive({ ...stores, intake, mappingNamed, now })
  const allowed_hosts = allowedHosts(config.host)
  const rule_failures = {
    current: () => ruleFailures(loops.outcomes()),
    suppressed: () => suppressedWarnings(loops.outcomes()),
  }
  const app = buildServer({
    ...stores,
    progress: loops,
    rules,
    now,
    time,
    rule_failures,
    backtests,
    writes,
    logger,
    metrics,
    allowed_hosts,
    version,
  })
  await app.register(intakeRoutes, { intake, now, logger, quarantine: stores.quarantine, redrive })
  return app
}

async function loadExample({ narrator, progress_output, signal }: AllInOneOptions, stores: Stores): Promise<void> {
  narrator.say('First start: loading the example data (environmental penalties in Taiwan, 2011–2015, CC0)')
  const started = performance.now()
  const now = () => stores.clock.now()
  const intake = createIntake({ ...stores, now })
  using display = progressDisplay('Example data', progress_output)
  const summary = await loadExampleData({
    ...stores,
    intake,
    now,
    signal,
    onProgress: ({ bytes_read, bytes_total, accepted, duplicate, corrected }) =>
      display.show({ done: bytes_read, total: bytes_total, events: accepted + duplicate + corrected }),
  })
  const events = summary.accepted + summary.duplicate + summary.corrected
  const seconds = (performance.now() - started) / 1000
  const rate = Math.round(events / seconds).toLocaleString('en')
  display[Symbol.dispose]()
  narrator.say(`Loaded ${events.toLocaleString('en')} events in ${seconds.toFixed(1)} s (${rate} events/s)`)
}
