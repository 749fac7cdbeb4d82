import { expect, describe, test } from 'vitest'
import { stateAfter } from '#/decider.ts'
import type { RegionCode } from '#/identifiers/region-code.ts'
import type { CivilDate } from '#/instant.ts'
import { organisationDecider, type OrganisationCommand } from '#/organisation/decider.ts'
import { SUCCESSIONS_MAX, type Directory } from '#/organisation/directory.ts'
import type { OrganisationEvent } from '#/organisation/events.ts'

const by = { actor: 'office-01', reason: 'because' }
const REGION = '350203' as RegionCode
const day = (text: string) => text as CivilDate

interface Registration {
  readonly name?: string
  readonly region?: RegionCode | null
  readonly parent?: string | null
  readonly from?: string
  readonly to?: string
  readonly spellings?: readonly string[]
}

function unit(unit_id: string, given: Registration = {}): OrganisationCommand {
  const region = given.region === undefined ? REGION : given.region
  return {
    type: 'RegisterUnit',
    data: {
      unit_id,
      ...by,
      name: given.name ?? `name of ${unit_id}`,
      code: null,
      region,
      parent: given.parent ?? null,
      valid_from: day(given.from ?? '2019-01-01'),
      valid_to: given.to === undefined ? null : day(given.to),
      spellings: (given.spellings ?? []).map((spelling) => ({
        spelling,
        region,
        valid_from: null,
        valid_to: null,
      })),
    },
  }
}

const rename = (unit_id: string, name: string, from: string): OrganisationCommand => ({
  type: 'RenameUnit',
  data: { unit_id, ...by, name, from: day(from) },
})
const move = (unit_id: string, parent: string | null, from: string): OrganisationCommand => ({
  type: 'MoveUnit',
  data: { unit_id, ...by, parent, from: day(from) },
})
const succeed = (unit_id: string, to: readonly string[], from: string): OrganisationCommand => ({
  type: 'SucceedUnit',
  data: { unit_id, ...by, successors: [...to], work_goes_to: to[0] ?? '', from: day(from) },
})
const dissolve = (unit_id: string, from: string): OrganisationCommand => ({
  type: 'DissolveUnit',
  data: { unit_id, ...by, from: day(from) },
})
const reinstate = (unit_id: string): OrganisationCommand => ({
  type: 'ReinstateUnit',
  data: { unit_id, ...by },
})
const spelt = (unit_id: string, spelling: string, region: RegionCode | null = REGION) =>
  ({
    type: 'AddSpelling',
    data: { unit_id, ...by, spelling, region, valid_from: null, valid_to: null },
  }) as const satisfies OrganisationCommand

function after(...commands: readonly OrganisationCommand[]): Directory {
  return commands.reduce(
    (state, command) =>
      organisationDecider.decide(command, state).reduce(organisationDecider.evolve, state),
    organisationDecider.initial,
  )
}

/** The types of what follows, or the code of the refusal. */
function outcome(
  command: OrganisationCommand,
  ...before: readonly OrganisationCommand[]
): readonly string[] | string {
  const state = after(...before)
  try {
    return organisationDecider.decide(command, state).map(({ type }) => type)
  } catch (error) {
    return String((error as { code?: unknown }).code)
  }
}

describe('a unit', () => {
  test('is registered once; with other particulars its id is refused', () => {
    expect(outcome(unit('a'))).toEqual(['UnitRegistered'])
    expect(outcome(unit('a'), unit('a'))).toEqual([])
    expect(outcome(unit('a', { name: 'another' }), unit('a'))).toBe('UNIT_EXISTS')
  })

  test('is named by its name without anybody saying so', () => {
    const [event] = organisationDecider.decide(unit('a', { spellings: ['x'] }), after())
    expect(event).toMatchObject({ data: { spellings: [{ spelling: 'name of a' }, {}] } })
  })

  test('does not end before it begins, and is not changed on days on which it is not there', () => {
    expect(outcome(unit('a', { to: '2018-01-01' }))).toBe('UNIT_DAYS_REFUSED')
    expect(outcome(rename('a', 'b', '2018-01-01'), unit('a'))).toBe('UNIT_DAYS_REFUSED')
    const ended = [unit('a'), dissolve('a', '2020-01-01')]
    expect(outcome(rename('a', 'b', '2020-01-01'), ...ended)).toBe('UNIT_DAYS_REFUSED')
    expect(outcome(dissolve('a', '2021-01-01'), ...ended)).toBe('UNIT_DAYS_REFUSED')
  })

  test('has days that do not go back', () => {
    const renamed = [unit('a'), rename('a', 'b', '2021-01-01')]
    expect(outcome(rename('a', 'c', '2020-06-01'), ...renamed)).toBe('UNIT_DAYS_REFUSED')
    expect(outcome(rename('a', 'c', '2021-01-01'), ...renamed)).toEqual([
      'UnitRenamed',
      'UnitSpellingAdded',
    ])
    expect(outcome(dissolve('a', '2020-06-01'), ...renamed)).toBe('UNIT_DAYS_REFUSED')
  })

  test('that nobody registered is unknown', () => {
    expect(outcome(rename('a', 'b', '2020-01-01'))).toBe('UNIT_UNKNOWN')
  })

  test('is there again when its end was an error', () => {
    const ended = [unit('a'), dissolve('a', '2020-01-01')]
    expect(outcome(reinstate('a'), ...ended)).toEqual(['UnitReinstated'])
    expect(outcome(reinstate('a'), unit('a'))).toEqual([])
  })

  test('is corrected with its spellings', () => {
    const region = '350205' as RegionCode
    const correct: OrganisationCommand = {
      type: 'CorrectUnit',
      data: { unit_id: 'a', ...by, code: null, region, valid_from: day('2018-01-01') },
    }
    const state = after(unit('a'), correct)
    expect(state.units.get('a')).toMatchObject({
      region,
      valid_from: '2018-01-01',
      names: [{ from: '2018-01-01' }],
      spellings: [{ region }],
    })
  })
})

describe('above and below', () => {
  test('a parent is there on the day', () => {
    expect(outcome(unit('b', { parent: 'a' }))).toBe('UNIT_PARENT_REFUSED')
    const late = unit('a', { from: '2020-01-01' })
    expect(outcome(unit('b', { parent: 'a' }), late)).toBe('UNIT_PARENT_REFUSED')
    expect(outcome(move('b', 'a', '2020-01-01'), late, unit('b'))).toEqual(['UnitMoved'])
  })

  test('nothing stands below itself, on no day', () => {
    expect(outcome(move('a', 'a', '2020-01-01'), unit('a'))).toBe('UNIT_PARENT_REFUSED')
    const line = [unit('a'), unit('b', { parent: 'a' }), unit('c', { parent: 'b' })]
    expect(outcome(move('a', 'c', '2020-01-01'), ...line)).toBe('UNIT_PARENT_REFUSED')
    // From 2022 on b stands above a; before that day, nobody may make a stand above b for good.
    const later = [unit('a'), unit('b'), move('a', 'b', '2022-01-01')]
    expect(outcome(move('b', 'a', '2020-01-01'), ...later)).toBe('UNIT_PARENT_REFUSED')
  })
})

describe('spellings', () => {
  test('name one unit in a region on a day', () => {
    expect(outcome(spelt('b', 'name of a'), unit('a'), unit('b'))).toBe('SPELLING_TAKEN')
    expect(outcome(unit('b', { spellings: ['name of a'] }), unit('a'))).toBe('SPELLING_TAKEN')
    expect(outcome(unit('b', { spellings: ['x', 'x'] }))).toBe('SPELLING_TAKEN')
    expect(outcome(rename('b', 'name of a', '2020-01-01'), unit('a'), unit('b'))).toBe(
      'SPELLING_TAKEN',
    )
  })

  test('may name another in another region, or after the first is gone', () => {
    const other = unit('b', { name: 'name of a', region: '350205' as RegionCode })
    expect(outcome(other, unit('a'))).toEqual(['UnitRegistered'])
    const next = unit('b', { name: 'name of a', from: '2020-01-01' })
    expect(outcome(next, unit('a', { to: '2020-01-01' }))).toEqual(['UnitRegistered'])
    const taken = [unit('a'), dissolve('a', '2020-01-01'), next]
    expect(outcome(reinstate('a'), ...taken)).toBe('SPELLING_TAKEN')
  })

  test('are added, changed and removed once', () => {
    expect(outcome(spelt('a', 'x'), unit('a'))).toEqual(['UnitSpellingAdded'])
    expect(outcome(spelt('a', 'x'), unit('a'), spelt('a', 'x'))).toEqual([])
    const remove: OrganisationCommand = {
      type: 'RemoveSpelling',
      data: { unit_id: 'a', ...by, spelling: 'x', region: REGION },
    }
    expect(outcome(remove, unit('a'), spelt('a', 'x'))).toEqual(['UnitSpellingRemoved'])
    expect(outcome(remove, unit('a'))).toEqual([])
  })
})

describe('successors', () => {
  test('exist, are there on the day, and are others', () => {
    expect(outcome(succeed('a', ['b'], '2020-01-01'), unit('a'))).toBe('UNIT_SUCCESSOR_REFUSED')
    const late = unit('b', { from: '2021-01-01' })
    expect(outcome(succeed('a', ['b'], '2020-01-01'), unit('a'), late)).toBe(
      'UNIT_SUCCESSOR_REFUSED',
    )
    expect(outcome(succeed('a', ['a'], '2020-01-01'), unit('a'))).toBe('UNIT_SUCCESSOR_REFUSED')
    expect(outcome(succeed('a', ['b', 'b'], '2020-01-01'), unit('a'), unit('b'))).toBe(
      'UNIT_SUCCESSOR_REFUSED',
    )
    expect(outcome(succeed('a', ['b'], '2020-01-01'), unit('a'), unit('b'))).toEqual([
      'UnitSucceeded',
    ])
  })

  test('cannot be succeeded by whom they succeeded', () => {
    const before = [unit('a'), unit('b'), succeed('a', ['b'], '2020-01-01')]
    expect(outcome(succeed('b', ['a'], '2021-01-01'), ...before)).toBe('UNIT_SUCCESSOR_REFUSED')
  })

  test('do not end before they took over, so that nobody follows in a circle', () => {
    const before = [unit('a'), unit('b'), unit('c')]
    const taken = [...before, succeed('a', ['b'], '2021-01-01')]
    expect(outcome(succeed('b', ['c'], '2021-01-01'), ...taken)).toBe('UNIT_DAYS_REFUSED')
    expect(outcome(dissolve('b', '2020-01-01'), ...taken)).toBe('UNIT_DAYS_REFUSED')
    expect(outcome(dissolve('b', '2021-01-02'), ...taken)).toEqual(['UnitDissolved'])
    const round = [...taken, reinstate('a'), succeed('b', ['a'], '2022-01-01')]
    expect(outcome(succeed('a', ['b'], '2021-06-01'), ...round)).toBe('UNIT_DAYS_REFUSED')
    const split = [...before, succeed('c', ['a', 'b'], '2021-01-01')]
    expect(outcome(dissolve('b', '2020-06-01'), ...split)).toBe('UNIT_DAYS_REFUSED')
  })

  test('follow each other up to a limit', () => {
    const ids = Array.from({ length: SUCCESSIONS_MAX + 2 }, (_, index) => `u${index}`)
    const units = ids.map((id) => unit(id))
    const chain = ids
      .slice(0, SUCCESSIONS_MAX)
      .map((id, index) => succeed(id, [ids[index + 1] ?? ''], `20${20 + index}-01-01`))
    const last = succeed(ids.at(-2) ?? '', [ids.at(-1) ?? ''], '2040-01-01')
    expect(outcome(last, ...units, ...chain)).toBe('UNIT_SUCCESSOR_REFUSED')
    expect(outcome(last, ...units, ...chain.slice(1))).toEqual(['UnitSucceeded'])
  })

  test('may be named for a unit that was registered with its last day', () => {
    const ended = unit('a', { to: '2020-01-01' })
    expect(outcome(succeed('a', ['b'], '2020-01-01'), ended, unit('b'))).toEqual(['UnitSucceeded'])
    expect(outcome(succeed('a', ['b'], '2020-02-01'), ended, unit('b'))).toBe('UNIT_DAYS_REFUSED')
  })
})

describe('cells of the grid', () => {
  const define = (cell_code: string, unit_id: string | null = null): OrganisationCommand => ({
    type: 'DefineGridCell',
    data: {
      cell_code,
      ...by,
      name: 'one',
      region: '350203001' as RegionCode,
      unit_id,
      valid_from: day('2024-01-01'),
      valid_to: null,
    },
  })
  const change = (from: string, name: string): OrganisationCommand => ({
    type: 'ChangeGridCell',
    data: {
      cell_code: '35020300105',
      ...by,
      name,
      region: '350203001' as RegionCode,
      unit_id: null,
      from: day(from),
      valid_to: null,
    },
  })

  test('have codes that begin with their region, and a unit that is there', () => {
    expect(outcome(define('35020300105'))).toEqual(['GridCellDefined'])
    expect(outcome(define('35020300205'))).toBe('GRID_CELL_REFUSED')
    expect(outcome(define('35020300105', 'a'))).toBe('GRID_CELL_REFUSED')
    expect(outcome(define('35020300105', 'a'), unit('a'))).toEqual(['GridCellDefined'])
  })

  test('are changed from days on that do not go back', () => {
    const before = define('35020300105')
    expect(outcome(change('2025-01-01', 'two'))).toBe('GRID_CELL_UNKNOWN')
    expect(outcome(change('2025-01-01', 'two'), before)).toEqual(['GridCellChanged'])
    expect(outcome(change('2025-01-01', 'one'), before)).toEqual([])
    expect(outcome(change('2023-01-01', 'two'), before)).toBe('GRID_CELL_REFUSED')
  })
})

test('the same events in one go make the same directory', () => {
  const commands = [unit('a'), unit('b'), rename('a', 'x', '2020-01-01'), spelt('b', 'y')]
  const events: OrganisationEvent[] = []
  let state = organisationDecider.initial
  for (const command of commands) {
    for (const event of organisationDecider.decide(command, state)) {
      events.push(event)
      state = organisationDecider.evolve(state, event)
    }
  }
  expect(stateAfter(organisationDecider, events)).toEqual(state)
})
