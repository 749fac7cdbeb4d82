import { readRuleFiles, shippedRules } from '#/rules/rule-files.ts'
import { lineOutput } from '@jianwei/infra/runtime/line-output.ts'
import { jsonLinesLogger } from '@jianwei/infra/runtime/logger.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { FieldsKept } from '@jianwei/projections/evaluation/fields-kept.ts'
import { loadExampleData, wantsExampleData } from '#/all-in-one/example-data.ts'
import { tellWarnings, type Narrator } from '#/all-in-one/narrator.ts'
import { startServices } from '#/all-in-one/start-services.ts'
import { openStores, type Stores } from '#/all-in-one/stores.ts'
import { progressDisplay } from '#/all-in-one/progress.ts'
import { enginesInOrder } from '#/composition/await-engines.ts'
import { busCheck, logCheck, warehouseCheck } from '#/composition/engine-checks.ts'
import { openTelemetry } from '#/composition/open-telemetry.ts'
import { tellClock } from '#/composition/clock/told-at-start.ts'
import { eventsIn } from '#/composition/events-in-log.ts'
import { putInOrder } from '#/composition/warehouse-in-order.ts'
import type { Config } from '#/all-in-one/config.ts'
import type { ConsoleBuild } from '#/console/console-build.ts'
import { consoleAsBuilt } from '#/console/console-files.ts'
import { isPlain } from '#/settings/identity-settings.ts'
import { NO_TLS } from '#/sign-in/start-sign-in.ts'
import type { SecretFile } from '@jianwei/infra/runtime/secret-file.ts'
import { publishShippedLimits } from '#/duties/limit-book.ts'
import { interfaceLines, listeningAddress } from '#/http/listening-address.ts'
import { createIntake } from '#/intake/intake.ts'
import { PROJECTOR_BATCH_EVENTS_MAX } from '#/projector/batching.ts'
import { refill } from '#/projector/rebuild.ts'
import { chosenRules, draftPacks } from '#/rules/draft-packs.ts'
import { RuleReader, RuleTexts, DIFFERING_RULES } from '#/rules/rule-book.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import { untilAborted } from '#/lifecycle/until-aborted.ts'
import type { Position } from '@jianwei/events/envelope.ts'

/*
 * All services in one process. The order of the start:
 *
 *  1. wait until the servers among the engines have all that is needed; open the stores; times of
 *     log and machine that cannot both be right end the start, and so does a log that lacks what
 *     the warehouse has seen; the console is built beside all that follows; a warehouse that is
 *     damaged or does not hold what was projected is filled again from the log;
 *  2. draft the rules of the packs, and publish those that the settings name in a log that is new
 *     to them; start the loops that follow the log; listen;
 *  3. on a new log, load the example data through intake, like any file;
 *  4. serve until the signal aborts, then stop in the opposite order: no more requests, loops,
 *     stores.
 */

const WARNINGS_NOT_TOLD = 'how many warnings stand cannot be told, and everything else goes on'

export interface AllInOneOptions {
  readonly config: Config
  readonly narrator: Narrator
  readonly progress_output: NodeJS.WriteStream
  readonly signal: AbortSignal
  readonly version: string
  /** Begins to build what `/` opens, once the stores are open. Otherwise it is as built last. */
  readonly startConsole?: () => ConsoleBuild | null
  /**
   * Begins to watch the loop of the process, once the stores are open: a log file that is brought
   * to a new version may hold it for long.
   */
  readonly watch?: () => Disposable | null
  /** The machine's, judged, unless it is given. */
  readonly clock?: TrustedClock
}

/** Resolves when everything has stopped. Throws what made it stop before its time. */
export async function runAllInOne(options: AllInOneOptions): Promise<void> {
  const { config, narrator, clock = new TrustedClock() } = options
  const started = performance.now()
  await using telemetry = await openTelemetry('start', process.env)
  // The console's own lines go to standard output; what machines read does not mix with them.
  const logger = jsonLinesLogger({
    level: config.log_level,
    clock,
    write: lineOutput(process.stderr),
    ...telemetry.logging,
  })
  telemetry.tellBy(logger)
  const say = (line: string): void => narrator.say(line)
  await enginesInOrder({ config, logger, signal: options.signal, say }, [
    ...(config.log.engine === 'sqlite' ? [] : [logCheck(config.log, clock)]),
    ...(config.bus === null ? [] : [busCheck(config.bus, logger)]),
    ...(config.warehouse.engine === 'chdb' ? [] : [warehouseCheck(config.warehouse, clock)]),
  ])
  // Also while the stores are closed.
  using watched = new DisposableStack()
  await using stores = await openStores(config, {
    clock,
    tracing: telemetry.tracing,
    tables: 'as they are',
    say,
  })
  watched.use(options.watch?.())
  await checkClock(stores, clock)
  await using build = options.startConsole?.() ?? null
  await putInOrder(stores, {
    inspection: { whole: false },
    other_version: 'refuse',
    say,
    refill: () => refillFromLog(stores, options),
  })
  const isNew = (await stores.log.head()) === 0
  const ruleFiles = await readRuleFiles(shippedRules())
  const publish = config.rules_published
  const packs = await draftPacks(stores.log, ruleFiles, { publish, now: stores.clock.now() })
  if (packs.differing.length > 0) logger.warn({ rules: packs.differing }, DIFFERING_RULES)
  await publishShippedLimits(stores.log, stores.clock.now())
  if (isNew) {
    const chosen = chosenRules(ruleFiles, publish)
    const rules = ruleFiles.flatMap(({ rule }) => (chosen.has(rule.id) ? [rule] : []))
    // While nothing lies in the tables there is nothing to fill. Where it fails the sentinel tells
    // it and tries again.
    const fields = new FieldsKept(stores.warehouse, () => performance.now())
    await fields.follow(rules)
  }
  const texts = new RuleTexts(ruleFiles)
  const registry = new RuleReader(stores.warehouse, texts)

  const stopping = new AbortController()
  const signal = AbortSignal.any([options.signal, stopping.signal])
  const reached = positionWatch()
  await using services = await startServices({
    config,
    stores,
    clock,
    logger,
    telemetry,
    registry,
    texts,
    signal,
    console: build ?? consoleAsBuilt(),
    version: options.version,
    onRefill: () => narrator.say('Filling the warehouse again from the log.'),
    onRound: ({ position, entries }) => reached.see(position, entries),
  })
  const failed = services.ended.catch((error: unknown) => {
    stopping.abort(error)
    throw error
  })
  failed.catch(() => {})
  const { app } = services
  try {
    await app.listen({ host: config.host, port: config.port })
    narrator.say(
      `Jianwei 见微 ${options.version} · ${packs.published} rules of ${packs.rules} are ` +
        `published · data in ${config.data_dir}`,
    )
    const address = listeningAddress(app)
    narrator.say(`API   ${address.origin}/v1/alerts`)
    narrator.say(`Docs  ${address.origin}/docs`)
    narrator.say(`Open  ${config.identity.public_origin ?? address.origin}/`)
    for (const line of interfaceLines(address)) narrator.say(line)
    for (const line of signInLines(services.local_token, config)) narrator.say(line)
    for (const line of await tellClock(stores.log)) narrator.say(line)
    if (config.bus !== null) narrator.say(`Kafka ${config.bus.access.brokers.join(',')}`)
    if (await wantsExampleData(stores.checkpoints, isNew && config.example_data === 'load')) {
      await loadExample(options, stores)
    }
    await reached.quietAt(await stores.log.head(), signal)
    if (!signal.aborted) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      narrator.say(`All rules evaluated ${seconds} s after the start:`)
      try {
        await tellWarnings(narrator, { warehouse: stores.warehouse, registry })
      } catch (error) {
        if (!signal.aborted) logger.error({ err: error }, WARNINGS_NOT_TOLD)
      }
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
    await services.ended.catch(() => {})
  }
  if (!options.signal.aborted) await failed
  narrator.say('Stopped.')
}

/** The token is shown once; afterwards its file and a command have it. */
function signInLines(
  token: SecretFile | null,
  { host, identity }: Pick<Config, 'host' | 'identity'>,
): readonly string[] {
  const warning = isPlain(host, identity) ? [`WARNING: ${NO_TLS}`] : []
  if (token === null) return warning
  if (!token.is_new) return ['Token as at the first start: npx jianwei token']
  return [`Token ${token.text}`, '      (shown this once; later: npx jianwei token)']
}

async function refillFromLog(
  stores: Stores,
  { progress_output, signal }: AllInOneOptions,
): Promise<void> {
  const total = await eventsIn(stores.log)
  using display = progressDisplay('Warehouse', progress_output)
  await refill({
    ...stores,
    projections: allProjections,
    batch_events_max: PROJECTOR_BATCH_EVENTS_MAX,
    insert_interval_ms: 0,
    announce: ({ ordinal }) => display.show({ done: ordinal, total, events: ordinal }),
    signal,
    recreate: stores.recreateWarehouse,
    onRefill: () => {},
  })
}

async function loadExample(
  { narrator, progress_output, signal }: AllInOneOptions,
  stores: Stores,
): Promise<void> {
  narrator.say(
    'First start: loading the example data (environmental penalties in Taiwan, 2011–2015, CC0)',
  )
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
      display.show({
        done: bytes_read,
        total: bytes_total,
        events: accepted + duplicate + corrected,
      }),
  })
  const events = summary.accepted + summary.duplicate + summary.corrected
  const seconds = (performance.now() - started) / 1000
  const rate = Math.round(events / seconds).toLocaleString('en')
  display[Symbol.dispose]()
  narrator.say(
    `Loaded ${events.toLocaleString('en')} events in ${seconds.toFixed(1)} s (${rate} events/s)`,
  )
}

/** Waits for the sentinel to have been at a position with nothing left to append. */
interface PositionWatch {
  see(position: Position, entries: number): void
  /** Resolves as well when the signal aborts. */
  quietAt(position: Position, signal: AbortSignal): Promise<void>
}

function positionWatch(): PositionWatch {
  let seen = { position: 0 as Position, entries: 0 }
  const waiting = new Set<() => void>()
  return {
    see(position, entries) {
      seen = { position, entries }
      for (const look of waiting) look()
    },
    quietAt(position, signal) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (!signal.aborted && (seen.position < position || seen.entries > 0)) return
          waiting.delete(look)
          signal.removeEventListener('abort', look)
          resolve()
        }
        waiting.add(look)
        signal.addEventListener('abort', look)
        look()
      })
    },
  }
}
