import { cp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fingerprints } from '@jianwei/projections/fingerprint.ts'
import {
  FIRST_DAY_EVENTS,
  twoDays,
  withStores,
  type TwoDays,
} from '#/support/warehouse/projected-folder.ts'
import { runJianwei } from '#/support/program/run-jianwei.ts'
import { StartedProgram } from '#/support/program/started-program.ts'
import {
  dataFile,
  flipBit,
  livingPart,
  metadataFile,
  partsOf,
} from '#/support/warehouse/warehouse-files.ts'

let head: number
let days: TwoDays
let whole: Awaited<ReturnType<typeof contentOf>>
beforeAll(async () => {
  days = await twoDays()
  // The first start drafts the rules of the packs; later ones write nothing.
  await started(days.today, 'Ready')
  head = await withStores(days.today, ({ log }) => log.head())
  whole = await contentOf(days.today)
})
afterAll(() => days[Symbol.asyncDispose]())

async function contentOf(folder: string) {
  return withStores(folder, ({ warehouse }) => fingerprints(warehouse))
}

interface Damage {
  readonly name: string
  readonly happen: (warehouse: string) => Promise<void>
  /** What is said of it. */
  readonly said: string | RegExp
}

/** What happens to the files of a warehouse that is opened all the same. */
const DAMAGES: readonly Damage[] = [
  {
    name: 'a part of the events has lost its columns',
    happen: async (warehouse) => rm(await dataFile(await livingPart(warehouse, 'events_v2'))),
    said: /events_v2: part .* could not be read/,
  },
  {
    name: 'a part of the events is cut off',
    happen: async (warehouse) =>
      truncate(await dataFile(await livingPart(warehouse, 'events_v2')), 20),
    said: /events_v2: part .* could not be read/,
  },
  {
    name: 'a bit is flipped in a part of the events',
    happen: async (warehouse) => flipBit(await dataFile(await livingPart(warehouse, 'events_v2'))),
    said: /events_v2: part .*[Cc]hecksum/,
  },
  {
    name: 'a bit is flipped in a table that only a view fills',
    happen: async (warehouse) =>
      flipBit(await dataFile(await livingPart(warehouse, 'subject_activity_v3'))),
    said: /subject_activity_v3: part .*[Cc]hecksum/,
  },
  {
    name: 'the checksums of a part are garbage',
    happen: async (warehouse) =>
      writeFile(join(await livingPart(warehouse, 'daily_counts_v3'), 'checksums.txt'), 'no'),
    said: /daily_counts_v3: part .* could not be read/,
  },
  {
    name: 'the parts of a sum are gone without a trace',
    happen: (warehouse) => dropParts(warehouse, 'daily_counts_v3'),
    said: /daily_counts_v3: it has counted 0 events and should have counted 40/,
  },
  {
    name: 'the parts of the events are gone without a trace',
    happen: (warehouse) => dropParts(warehouse, 'events_v2'),
    said: 'does not hold what was projected into it',
  },
  {
    name: 'the metadata of the events is gone',
    happen: (warehouse) => rm(metadataFile(warehouse, 'events_v2')),
    said: 'events_v2: the table is missing',
  },
  {
    name: 'the metadata of a view is gone',
    happen: (warehouse) => rm(metadataFile(warehouse, 'clock_v2_view')),
    said: 'clock_v2_view: the table is missing',
  },
  {
    name: 'everything in it is gone',
    happen: (warehouse) => rm(join(warehouse, 'store'), { recursive: true }),
    said: 'does not hold what was projected into it',
  },
]

describe.each(DAMAGES)('when $name', ({ happen, said }) => {
  test('the start says so and fills it again', async () => {
    await using folder = await days.copyOf('today')
    await happen(join(folder.path, 'warehouse'))
    const output = await started(folder.path)
    expect(output).toMatch(said)
    expect(output).toContain('Filling the warehouse again from the log.')
    expect(await contentOf(folder.path)).toEqual(whole)
    // Once is enough.
    expect(await started(folder.path)).not.toContain('Filling')
  })

  test('a rebuild says so and fills it again', async () => {
    await using folder = await days.copyOf('today')
    await happen(join(folder.path, 'warehouse'))
    const { code, output } = await runJianwei(['rebuild'], { JIANWEI_DATA: folder.path })
    expect([code, output]).toEqual([0, expect.stringMatching(said)])
    expect(output).toContain(`Rebuilt from ${head} events`)
    expect(output).not.toMatch(/^ +at /m)
    expect(await contentOf(folder.path)).toEqual(whole)
  })
})

/** What the engine cannot open at all. */
const UNOPENABLE: readonly (readonly [string, (warehouse: string) => Promise<void>])[] = [
  [
    'the metadata of a table is empty',
    (warehouse) => writeFile(metadataFile(warehouse, 'warnings_v1'), ''),
  ],
  [
    'the metadata of the database is garbage',
    (warehouse) => writeFile(join(warehouse, 'metadata', 'jianwei.sql'), 'no'),
  ],
]

describe.each(UNOPENABLE)('when the engine cannot open the folder because %s', (_, happen) => {
  test.each(['start', 'rebuild'])(
    '%s moves it aside, says where it is, and fills a new one',
    async (command) => {
      await using folder = await days.copyOf('today')
      await happen(join(folder.path, 'warehouse'))
      const output =
        command === 'start'
          ? await started(folder.path)
          : (await runJianwei(['rebuild'], { JIANWEI_DATA: folder.path })).output
      expect(output).toMatch(/The folder was moved to .*warehouse\.unreadable-\w+ \(\d+ MB\)/)
      expect(await asideIn(folder.path)).toHaveLength(1)
      expect(await contentOf(folder.path)).toEqual(whole)
      // It stays until somebody deletes it, and a second one does not come.
      await happen(join(folder.path, 'warehouse'))
      const again = await started(folder.path)
      expect(again).toContain('was moved aside before')
      expect(again).not.toMatch(/^ +at /m)
      expect(await asideIn(folder.path)).toHaveLength(1)
    },
  )
})

test('a folder that cannot be opened is left alone when the log says that nothing was projected', async () => {
  await using folder = await days.copyOf('today')
  await writeFile(metadataFile(join(folder.path, 'warehouse'), 'warnings_v1'), '')
  await rm(join(folder.path, 'log.db'))
  const output = await started(folder.path)
  expect(output).toContain('is this the log that belongs to it?')
  expect(await asideIn(folder.path)).toEqual([])
})

test('a log that was set back is found although the events in the warehouse cannot be read', async () => {
  await using folder = await days.copyOf('today')
  await cp(join(days.yesterday, 'log.db'), join(folder.path, 'log.db'))
  await rm(metadataFile(join(folder.path, 'warehouse'), 'events_v2'))
  expect(await started(folder.path)).toContain(`Missing: ${head - FIRST_DAY_EVENTS} events`)
})

test('a warehouse that is whole is filled by nobody', async () => {
  await using folder = await days.copyOf('killed')
  expect(await started(folder.path)).not.toContain('Filling')
})

async function dropParts(warehouse: string, table: string): Promise<void> {
  for (const part of await partsOf(warehouse, table)) await rm(part, { recursive: true })
}

async function asideIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('warehouse.'))
}

/** What the program says until it listens (or says so) or ends. */
async function started(folder: string, until = 'API '): Promise<string> {
  await using program = new StartedProgram({
    JIANWEI_DATA: folder,
    RULES_PUBLISHED: 'none',
    EXAMPLE_DATA: 'none',
  })
  await Promise.race([program.ended(), program.says(until).catch(() => {})])
  await program.end('SIGTERM')
  return program.output
}
