import { setTimeout as sleep } from 'node:timers/promises'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { eventually } from '#/support/hang.ts'
import type { Random } from '@jianwei/tools/simulation/random.ts'
import { DISK_FULL } from './operated-service.ts'
import type { ServicesUnderFaults } from './services-under-faults.ts'

export interface Fault {
  readonly name: string
  /** Resolves when the cause is gone; what it did to the services may last. */
  run(random: Random): Promise<void>
}

const HOUR_MS = 3_600_000
/** Forward by as much as makes deadlines pass, back by as much as a wrong time zone. */
const CLOCK_OFFSETS_MS = [26 * HOUR_MS, -2 * HOUR_MS, 3 * HOUR_MS, -8 * HOUR_MS]
const CHECKPOINT_TRIES_MAX = 200

export interface FaultLengths {
  readonly warehouse_away_ms: number
  readonly disk_full_ms: number
  readonly broker_away_ms_max: number
}

/** Every sort of fault once. Which come when, and how long each lasts, follows from `random`. */
export function faultsOn(services: ServicesUnderFaults, lengths: FaultLengths): readonly Fault[] {
  const { broker, warehouse, steering, disk, log_path } = services
  const kills = services.operated.map((service, index): Fault => ({
    name: `kill -9 ${service.name} ${index + 1}`,
    run: () => service.kill(),
  }))
  const others: readonly Fault[] = [
    {
      name: 'broker killed and started again',
      async run(random) {
        await broker.kill()
        await sleep(random.below(lengths.broker_away_ms_max))
        await broker.restart()
      },
    },
    { name: 'connections of all processes cut', run: () => steering.cutConnections() },
    { name: 'connections to the warehouse cut', run: async () => warehouse.cut() },
    {
      name: 'warehouse away',
      async run() {
        await warehouse.leave()
        await sleep(lengths.warehouse_away_ms)
        await warehouse.comeBack()
      },
    },
    { name: 'warehouse killed and replaced by an empty one', run: () => warehouse.lose() },
    {
      name: 'clocks jump',
      async run(random) {
        await everyServiceListens(services)
        // What starts by a wrong clock takes it for right until the next start
        // (tests/flows/whole-program/clock-of-the-machine.test.ts), also what takes the place of
        // one that ends by itself meanwhile, because of the fault before this one.
        for (const service of services.operated) service.holdStarts()
        await steering.setClock(random.pick(CLOCK_OFFSETS_MS))
        await sleep(1_000 + random.below(2_000))
        await steering.setClock(0)
        for (const service of services.operated) service.startAgain()
      },
    },
    {
      name: 'everything killed at once',
      run: async () => void (await Promise.all(services.operated.map((service) => service.kill()))),
    },
  ]
  const diskFull: Fault = {
    name: 'disk of the log full',
    async run() {
      if (disk === null) return
      await emptyWriteAheadLog(log_path)
      const before = complaintsOfDisk(services)
      await disk.fill()
      await sleep(lengths.disk_full_ms)
      await eventually(
        () => (complaintsOfDisk(services) > before ? true : undefined),
        () => 'nobody complains of the full disk',
      )
      await disk.free()
    },
  }
  return [...kills, ...others, ...(disk === null ? [] : [diskFull])]
}

/** The list in another order. */
export function shuffled<Item>(list: readonly Item[], random: Random): readonly Item[] {
  return list
    .map((item) => ({ item, rank: random.fraction() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item)
}

async function everyServiceListens({ operated }: ServicesUnderFaults): Promise<void> {
  await eventually(
    () => {
      for (const { givenUp } of operated) givenUp.throwIfAborted()
      return operated.every(({ isListening }) => isListening) ? true : undefined
    },
    () => 'not every service listens',
  )
}

function complaintsOfDisk({ operated }: ServicesUnderFaults): number {
  for (const { givenUp } of operated) givenUp.throwIfAborted()
  return operated.reduce((sum, { setbacks }) => sum + (setbacks.get(DISK_FULL) ?? 0), 0)
}

/**
 * Otherwise appends would go on for a while in the space that the file of the write-ahead log has
 * already.
 */
async function emptyWriteAheadLog(path: string): Promise<void> {
  using database = SqliteDatabase.open(path)
  for (let tries = 0; tries < CHECKPOINT_TRIES_MAX; tries += 1) {
    const [row] = database.read(() => database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all())
    // The first column: 0 when nobody was in the way.
    if ((row as unknown as readonly unknown[] | undefined)?.[0] === 0) return
    await sleep(50)
  }
}
