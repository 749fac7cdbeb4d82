import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { openLog } from '@jianwei/services/composition/open-log.ts'
import { openWarehouse } from '@jianwei/services/composition/open-warehouse.ts'
import { EXAMPLE_RULES } from '@jianwei/services/rules/draft-packs.ts'
import { readRuleFiles, shippedRules } from '@jianwei/services/rules/rule-files.ts'
import { ComposedSystem, type Replica } from '#/support/containers/composed-system.ts'
import { docker, inspected, unhurriedly } from '#/support/containers/docker.ts'
import { haveProductImage } from '#/support/containers/product-image.ts'
import {
  askUntil,
  departmentKey,
  supervisorSignedIn,
  type Ask,
  type RunInside,
} from '#/support/containers/signed-in.ts'
import { startLoad } from '#/support/faults/load.ts'
import { allEvents, lagOf, positionsOf, settledLook } from '#/support/faults/settling.ts'
import { eventually } from '#/support/hang.ts'
import { cloudEvent, ndjson } from '#/support/intake/cloud-events.ts'
import { provinceMessages } from '#/support/kafka/province-messages.ts'
import { testBus } from '#/support/kafka/test-bus.ts'
import { fetchAsAdministrator, rememberFolder } from '#/support/program/as-administrator.ts'
import { tablesThatDiffer, viewsThatDiffer } from '#/support/warehouse/table-counts.ts'
import { expectWarningsOfBacktest } from '#/support/warehouse/warnings-of-log.ts'

const SEED = Number(process.env['CONTAINER_SEED'] ?? Date.now() % 1_000_000)
/** Enough for the example's rules to find something. */
const MESSAGES = 1_500
const EVENTS_PER_SECOND = 10
const EVENTS_MAX = EVENTS_PER_SECOND * 600
/** As long as compose.yaml gives a service to end. */
const GRACE = ['--timeout', '60'] as const

interface Listed {
  readonly items: readonly { readonly alert_id: string }[]
}

describe.skipIf(inject('noContainers') !== '')('the composed system in containers', () => {
  const closing = new AsyncDisposableStack()
  let system: ComposedSystem
  let ask: Ask
  let intake: string

  beforeAll(async () => {
    await haveProductImage()
    system = closing.use(await ComposedSystem.start())
    for (const [service, { what }] of Object.entries(system.engines))
      console.log(`${service}: ${what}`)
    const [server] = await system.replicas('server')
    const run = insideOf(server ?? expect.unreachable())
    ask = await supervisorSignedIn(run, `http://127.0.0.1:${system.ports.servers[0]}`)
    intake = `http://127.0.0.1:${system.ports.intakes[0]}`
    const folder = await mkdtemp(join(tmpdir(), 'jianwei-key-'))
    closing.defer(() => rm(folder, { recursive: true, force: true }))
    await writeFile(join(folder, 'token'), await departmentKey(run))
    rememberFolder(intake, folder)
  })
  afterAll(() => closing.disposeAsync())

  test('every container is healthy, with the restrictions that compose.yaml gives it', async () => {
    const states = await inspected((await system.replicas()).map(({ id }) => id))
    for (const { name, service, health, exit_code, restrictions } of states) {
      // It makes the secrets of all, and ends.
      if (service === 'secrets') expect(exit_code, name).toBe(0)
      else expect(health, name).toBe('healthy')
      expect(restrictions, name).toMatchObject({
        dropped: ['ALL'],
        options: ['no-new-privileges:true'],
      })
      expect(restrictions.memory_bytes, name).toBeGreaterThan(0)
      if (isEngine(system, service) || service === 'secrets') continue
      expect(restrictions, name).toMatchObject({ user: 'node', read_only: true })
    }
    expect((await system.replicas('projector')).map(({ service }) => service)).toEqual([
      'projector-1',
      'projector-2',
    ])
  })

  test('what a department sends over Kafka becomes an alert that the API shows', async () => {
    await using bus = testBus(`127.0.0.1:${system.ports.kafka}`)
    await bus.publish(provinceMessages(MESSAGES, SEED).messages)
    const { items } = await askUntil<Listed>(ask, '/v1/alerts', (body) => body.items.length > 0)
    expect(items.length).toBeGreaterThan(0)
  })

  test(`the active projector and sentinel, an intake, the log and the warehouse are killed one after the other: nothing that was acknowledged is lost (CONTAINER_SEED=${SEED})`, async (context) => {
    await using bus = testBus(`127.0.0.1:${system.ports.kafka}`)
    const { signal } = context
    const rates = { events_per_second: EVENTS_PER_SECOND, events_max: EVENTS_MAX }
    const load = startLoad({ bus, http: intake, seed: SEED, ...rates, signal })
    const flows = (): true | undefined =>
      load.sent.over_bus > 0 && load.sent.over_http > 0 ? true : undefined
    await eventually(flows, () => `no event flows: ${JSON.stringify(load.waiting())}`)
    const table: string[] = []
    for (const service of ['projector', 'sentinel']) table.push(await killActive(system, service))
    for (const service of ['intake', 'kurrentdb', 'clickhouse'])
      table.push(await killAndStart(system, service))
    await load.finish()
    console.log(`killed under load:\n${table.join('\n')}`)
    await expectNothingLost(system, [...load.sent.occurrences])
    const { complete } = await askUntil<{ readonly complete: boolean }>(
      ask,
      '/v1/completeness',
      (body) => body.complete,
    )
    expect(complete).toBe(true)
  })

  test('what one intake refused is shown by each, and by the other when that one is dead', async () => {
    const [first = expect.unreachable(), second] = await system.replicas('intake')
    const other = `http://127.0.0.1:${system.ports.intakes[1]}`
    const before = await refusedAt(ask, intake, () => true)
    const spoilt = Array.from({ length: 3 }, (_, n) => cloudEvent(n, { time: `no time ${SEED}` }))
    const answer = await fetchAsAdministrator(`${intake}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: ndjson(spoilt),
    })
    expect(await answer.text()).toContain('"quarantined":3')
    const hasNew = (ids: readonly string[]): boolean =>
      ids.filter((id) => !before.includes(id)).length === spoilt.length
    const shown = await refusedAt(ask, intake, hasNew)
    expect(await refusedAt(ask, other, hasNew), second?.name).toEqual(shown)
    await docker('kill', first.id)
    expect(await refusedAt(ask, other, hasNew), second?.name).toEqual(shown)
    await docker('start', first.id)
    await system.healthy()
    expect(await refusedAt(ask, intake, hasNew), first.name).toEqual(shown)
  })

  test('every service ends on SIGTERM with 0, within its grace', async () => {
    const before = await system.replicas()
    await system.compose('stop', ...GRACE)
    const states = await inspected(before.map(({ id }) => id))
    const ended = states.filter(({ service }) => !isEngine(system, service))
    expect(ended.map(({ name, exit_code }) => `${name} ${exit_code}`)).toEqual(
      ended.map(({ name }) => `${name} 0`),
    )
    expect(ended.filter(({ killed_for_memory }) => killed_for_memory)).toEqual([])
  })
})

/** The newest refused input that this intake shows, as soon as it is what is wanted. */
async function refusedAt(
  ask: Ask,
  origin: string,
  isWanted: (ids: readonly string[]) => boolean,
): Promise<readonly string[]> {
  const idsOf = ({ items }: Refused): readonly string[] =>
    items.map(({ quarantine_id }) => quarantine_id)
  const wanted = (body: Refused): boolean => isWanted(idsOf(body))
  return idsOf(await askUntil<Refused>(ask, `${origin}/v1/quarantine?limit=200`, wanted))
}

interface Refused {
  readonly items: readonly { readonly quarantine_id: string }[]
}

function isEngine(system: ComposedSystem, service: string): boolean {
  return service in system.engines
}

function insideOf({ id }: Replica): RunInside {
  return (...command) => docker('exec', id, ...command)
}

/** As a machine is lost: the other replica takes over before this one comes back. */
async function killActive(system: ComposedSystem, service: string): Promise<string> {
  const replicas = await system.replicas(service)
  const [active, standby] = await activeFirst(system, replicas)
  const began = new Date()
  await docker('kill', active.id)
  await unhurriedly(
    async () => ((await roleOf(system, standby)) === 'active' ? true : undefined),
    () => `nobody took over from ${active.name}`,
  )
  const took = secondsSince(began)
  await docker('start', active.id)
  return `| ${service} | killed while active | ${standby.name} took over after ${took} s |`
}

async function activeFirst(
  system: ComposedSystem,
  replicas: readonly Replica[],
): Promise<readonly [Replica, Replica]> {
  return unhurriedly(
    async () => {
      for (const one of replicas) {
        if ((await roleOf(system, one)) !== 'active') continue
        const other = replicas.find(({ id }) => id !== one.id)
        if (other !== undefined) return [one, other] as const
      }
      return undefined
    },
    () => `none is active: ${replicas.map(({ name }) => name).join(', ')}`,
  )
}

/** As its last word about it says. */
async function roleOf(system: ComposedSystem, replica: Replica): Promise<unknown> {
  const lines = await system.linesOf(replica)
  return lines.findLast(({ message }) => message === 'role')?.['role']
}

/** As a process dies: what is killed is started again, and is healthy again. */
async function killAndStart(system: ComposedSystem, service: string): Promise<string> {
  const [one = expect.unreachable()] = await system.replicas(service)
  await docker('kill', one.id)
  const began = new Date()
  await docker('start', one.id)
  await unhurriedly(
    async () => ((await inspected([one.id]))[0]?.health === 'healthy' ? true : undefined),
    () => `${one.name} is not healthy again`,
  )
  return `| ${service} | killed and started | ${one.name} healthy after ${secondsSince(began)} s |`
}

/** What was acknowledged is in the log once and in the warehouse once, and was judged. */
async function expectNothingLost(
  system: ComposedSystem,
  occurrences: readonly string[],
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-look-'))
  await using open = new AsyncDisposableStack()
  open.defer(() => rm(folder, { recursive: true, force: true }))
  const config = readConfig({ JIANWEI_DATA: folder, ...(await system.addresses()) })
  const bus = open.use(testBus(`127.0.0.1:${system.ports.kafka}`))
  const stores = open.use(await openLog(config.log, { clock: systemClock() }))
  const { warehouse } = open.use(await openWarehouse(config.warehouse))
  let positions = 'nothing is known'
  const look = settledLook(stores)
  const boundary = await unhurriedly(
    async () => {
      positions = await positionsOf(bus, stores)
      return (await lagOf(bus)) === 0 ? look() : undefined
    },
    () => positions,
  )
  const events = await allEvents(stores.log)
  expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length)
  const held = new Map<string, number>()
  for (const { source, source_event_id } of events) {
    const name = `${source} ${source_event_id}`
    held.set(name, (held.get(name) ?? 0) + 1)
  }
  expect(occurrences.filter((name) => held.get(name) !== 1)).toEqual([])
  expect(await tablesThatDiffer(warehouse, events)).toEqual([])
  expect(await viewsThatDiffer(warehouse)).toEqual([])
  const rules = (await readRuleFiles(shippedRules()))
    .map(({ rule }) => rule)
    .filter(({ id }) => EXAMPLE_RULES.includes(id))
  const warnings = await expectWarningsOfBacktest(warehouse, rules, events, boundary)
  expect(warnings).toBeGreaterThan(0)
  console.log(
    `${occurrences.length} events acknowledged under kills, ${events.length} in the log and in ` +
      `the warehouse, ${warnings} warnings stand, as one backtest finds them`,
  )
}

function secondsSince(began: Date): string {
  return ((Date.now() - Number(began)) / 1_000).toFixed(1)
}
