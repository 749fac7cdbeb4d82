import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { CivilDate } from '@jianwei/events/instant.ts'
import type { OrganisationEvent } from '@jianwei/events/organisation/events.ts'
import { OrganisationBook, type BookedEvent } from '@jianwei/events/organisation/book.ts'
import {
  organisationDecider,
  type OrganisationCommand,
} from '@jianwei/events/organisation/decider.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { sql } from '#/sql.ts'
import { resolvedNames, type AskedName } from '#/units/queries.ts'

const IDS = ['a', 'b', 'c', 'd', 'e'] as const
const NAMES = ['市监局', '市场监管局', '质监局', "it's \\ a bureau"] as const
const REGIONS = [null, '350200', '350203', '350203001', '100000', 'tw-epa:north'] as const
const FACT_REGIONS = ['', '350200', '350203', '350205', 'grid:35020300105', 'tw-epa:north'] as const
const DAYS = ['2018-01-01', '2019-06-01', '2020-01-01', '2020-07-01', '2021-03-01'] as const
const by = { actor: 'office-01', reason: 'because' }

const CLEARS = { purpose: 'test:clears' }
type Asked = CivilDate | undefined

const id = fc.constantFrom(...IDS)
const name = fc.constantFrom(...NAMES)
// The texts are regions and days as the catalogue gives them.
const region = fc.constantFrom(...(REGIONS as readonly (RegionId | null)[]))
const day = fc.constantFrom(...(DAYS as readonly unknown[] as readonly CivilDate[]))
const dayOrNone = fc.option(day, { nil: null })

const command: fc.Arbitrary<OrganisationCommand> = fc.oneof(
  { weight: 4, arbitrary: registration() },
  {
    weight: 3,
    arbitrary: fc
      .tuple(id, fc.uniqueArray(id, { minLength: 1, maxLength: 2 }), day)
      .map(([unit_id, successors, from]) => ({
        type: 'SucceedUnit' as const,
        data: { unit_id, ...by, successors, work_goes_to: successors[0] ?? '', from },
      })),
  },
  fc.tuple(id, name, day).map(([unit_id, to, from]) => ({
    type: 'RenameUnit' as const,
    data: { unit_id, ...by, name: to, from },
  })),
  fc.tuple(id, day).map(([unit_id, from]) => ({
    type: 'DissolveUnit' as const,
    data: { unit_id, ...by, from },
  })),
  id.map((unit_id) => ({ type: 'ReinstateUnit' as const, data: { unit_id, ...by } })),
  fc.tuple(id, region, day).map(([unit_id, where, valid_from]) => ({
    type: 'CorrectUnit' as const,
    data: { unit_id, ...by, code: null, region: where, valid_from },
  })),
  fc.tuple(id, name, region, dayOrNone, dayOrNone).map(([unit_id, spelling, where, from, to]) => ({
    type: 'AddSpelling' as const,
    data: { unit_id, ...by, spelling, region: where, valid_from: from, valid_to: to },
  })),
  fc.tuple(id, name, region).map(([unit_id, spelling, where]) => ({
    type: 'RemoveSpelling' as const,
    data: { unit_id, ...by, spelling, region: where },
  })),
)

/** One unit for each name, from the first day on. */
function firstUnits(where: string | null): readonly OrganisationCommand[] {
  return NAMES.map((called, index) => ({
    type: 'RegisterUnit' as const,
    data: {
      unit_id: IDS[index] ?? '',
      ...by,
      name: called,
      code: null,
      // As above.
      region: where as RegionId | null,
      parent: null,
      valid_from: DAYS[0] as string as CivilDate,
      valid_to: null,
      spellings: [],
    },
  }))
}

function registration(): fc.Arbitrary<OrganisationCommand> {
  return fc.tuple(id, name, region, day, dayOrNone).map(([unit_id, called, where, from, to]) => ({
    type: 'RegisterUnit' as const,
    data: {
      unit_id,
      ...by,
      name: called,
      code: null,
      region: where,
      parent: null,
      valid_from: from,
      valid_to: to,
      spellings: [],
    },
  }))
}

/** What follows from the commands that the decider does not refuse, after a position. */
function booked(commands: readonly OrganisationCommand[], after: number): readonly BookedEvent[] {
  let state = organisationDecider.initial
  const events: BookedEvent[] = []
  for (const one of commands) {
    try {
      for (const event of organisationDecider.decide(one, state)) {
        events.push({ ...event, position: after + events.length + 1 })
        state = organisationDecider.evolve(state, event)
      }
    } catch {
      // Refused: the directory stays as it was.
    }
  }
  return events
}

const everyName: readonly AskedName[] = [...NAMES, '', 'never heard of'].flatMap((department) =>
  FACT_REGIONS.flatMap((where) => DAYS.map((at) => ({ department, region: where, day: at }))),
)

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
})
afterAll(async () => opened[Symbol.asyncDispose]())

/** Writes the directory anew. */
async function tell(events: readonly BookedEvent[]): Promise<void> {
  await opened.warehouse.execute(sql`TRUNCATE TABLE unit_spellings_v1`, CLEARS)
  await opened.warehouse.execute(sql`TRUNCATE TABLE unit_ends_v1`, CLEARS)
  if (events.length === 0) return
  const occurred_at = '2026-01-01T00:00:00.000Z'
  await project(
    opened.warehouse,
    recordedLog(
      events.map(({ type, data, position }) => ({ id: `e${position}`, type, data, occurred_at })),
      events[0]?.position,
    ),
  )
}

/** Asks both, and gives how names were understood. */
async function agree(
  events: readonly BookedEvent[],
  knownAt: number,
  asOf: CivilDate | undefined,
): Promise<readonly string[]> {
  const book = new OrganisationBook(events)
  const asked = { known_at: knownAt, ...(asOf === undefined ? {} : { as_of: asOf }) }
  const found = await resolvedNames(opened.warehouse, everyName, asked)
  const expected = everyName.map((named) => {
    const { department, region: where } = named
    const spelling = department === '' ? null : department
    // A day of the calendar, as above.
    const at = named.day as CivilDate
    const of = book.unitOf(spelling, where === '' ? null : where, at, knownAt, asOf)
    return of.unit_id === null
      ? { ...named, unit: '', standing: '', named_by: '', reason: of.reason }
      : { ...named, unit: of.unit_id, standing: of.standing, named_by: of.named_by, reason: '' }
  })
  expect(found).toEqual(expected)
  return expected.map(({ named_by, reason }) => named_by + reason)
}

test('names mean the same in SQL as in memory, at each point of knowing', async () => {
  const seed = Number(process.env['UNITS_SEED'] ?? Date.now() % 2 ** 31)
  console.log(`UNITS_SEED=${seed}`)
  const reached = new Set<string>()
  let told = 0
  const cases = fc.tuple(
    fc
      .tuple(fc.constantFrom(...REGIONS), fc.array(command, { minLength: 5, maxLength: 40 }))
      .map(([where, later]) => [...firstUnits(where), ...later]),
    fc.integer({ min: 0, max: 100 }),
    fc.option(day, { nil: undefined }),
  )
  const check = async ([commands, percent, asOf]: [
    readonly OrganisationCommand[],
    number,
    Asked,
  ]) => {
    const events = booked(commands, told)
    const knownAt = told + Math.ceil((events.length * percent) / 100)
    told += events.length
    await tell(events)
    for (const way of await agree(events, knownAt, asOf)) reached.add(way)
  }
  const numRuns = Number(process.env['UNITS_RUNS'] ?? 25)
  await fc.assert(fc.asyncProperty(cases, check), { seed, numRuns })
  expect([...reached]).toEqual(expect.arrayContaining(['own', 'succession', 'early', 'unknown']))
})

test('a log whose units took over from each other in a circle means the same in both', async () => {
  const succeeded = (unit_id: string, to: string, from: string): OrganisationEvent => ({
    type: 'UnitSucceeded',
    // A day of the calendar.
    data: { unit_id, ...by, successors: [to], work_goes_to: to, from: from as CivilDate },
  })
  const said = [
    succeeded('a', 'b', '2020-01-01'),
    succeeded('b', 'a', '2019-06-01'),
    succeeded('c', 'd', '2020-07-01'),
    succeeded('d', 'a', '2018-06-01'),
  ]
  const events = [...booked(firstUnits('350203'), 5000), ...said].map((event, index) => ({
    ...event,
    position: 5001 + index,
  }))
  await tell(events)
  // As above.
  for (const asOf of [undefined, ...(DAYS as readonly unknown[] as readonly CivilDate[])])
    await agree(events, 6000, asOf)
})

test('three spellings and a merger in the middle of the year are one unit, whenever known', async () => {
  const register = (unit_id: string, names: readonly string[], from: string) =>
    ({
      type: 'UnitRegistered',
      data: {
        unit_id,
        ...by,
        name: names[0] ?? '',
        code: null,
        region: null,
        parent: null,
        valid_from: from as CivilDate,
        valid_to: null,
        spellings: names.map((spelling) => ({
          spelling,
          region: null,
          valid_from: null,
          valid_to: null,
        })),
      },
    }) as const
  const events: readonly BookedEvent[] = [
    {
      ...register('quality', ['质监局', '质量技术监督局', '市质监局'], '2015-01-01'),
      position: 9001,
    },
    { ...register('market', ['市场监管局'], '2025-01-01'), position: 9002 },
    {
      type: 'UnitSucceeded',
      data: {
        unit_id: 'quality',
        ...by,
        successors: ['market'],
        work_goes_to: 'market',
        from: '2025-07-01' as CivilDate,
      },
      position: 9003,
    },
  ]
  await tell(events)
  const names = ['质监局', '质量技术监督局', '市质监局'].flatMap((department) =>
    ['2025-03-10', '2025-10-10'].map((at) => ({ department, region: '350203', day: at })),
  )
  const standing = async (known_at: number) => {
    const found = await resolvedNames(opened.warehouse, names, { known_at, as_of: '2025-12-31' })
    return new Set(found.map((one) => one.standing))
  }
  expect(await standing(9002)).toEqual(new Set(['quality']))
  expect(await standing(9003)).toEqual(new Set(['market']))
})
