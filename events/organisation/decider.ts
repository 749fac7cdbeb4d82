import type { Decider } from '#/decider.ts'
import type { CivilDate } from '#/instant.ts'
import {
  EMPTY_DIRECTORY,
  evolveDirectory,
  isInForce,
  nameOn,
  parentOn,
  SUCCESSIONS_MAX,
  type Directory,
  type Unit,
} from '#/organisation/directory.ts'
import {
  DirectoryFull,
  SpellingTaken,
  UnitDaysRefused,
  UnitExists,
  UnitSuccessorRefused,
  UnitUnknown,
} from '#/organisation/errors.ts'
import {
  SPELLINGS_PER_UNIT_MAX,
  type OrganisationEvent,
  type OrganisationEventType,
  type Spelling,
  type UnitRegistered,
} from '#/organisation/events.ts'
import { changeCell, defineCell } from '#/organisation/grid-decisions.ts'
import { assertParent } from '#/organisation/parents.ts'
import { assertSpellings } from '#/organisation/spelling-conflicts.ts'

type DataOf<Type extends OrganisationEventType> = Extract<
  OrganisationEvent,
  { readonly type: Type }
>['data']

/**
 * What people say of the directory:
 *
 *  - an id means one unit for ever;
 *  - no two units are named by one spelling in one region on the same day, so that a fact names one
 *    unit or none; regions within each other may differ, and the narrower one counts;
 *  - no unit stands below itself on any day, and what it stands below is there on that day;
 *  - who acts in its place is there on that day; what ended is changed no more, until its end is
 *    said to have been an error;
 *  - days do not go back: what holds from a day on cannot be overtaken by what held before.
 */
export type OrganisationCommand =
  /** The name is added to the spellings, for the region of the unit. */
  | { readonly type: 'RegisterUnit'; readonly data: UnitRegistered }
  /** The name is added to the spellings too, from that day on. */
  | { readonly type: 'RenameUnit'; readonly data: DataOf<'UnitRenamed'> }
  | { readonly type: 'MoveUnit'; readonly data: DataOf<'UnitMoved'> }
  | { readonly type: 'SucceedUnit'; readonly data: DataOf<'UnitSucceeded'> }
  | { readonly type: 'DissolveUnit'; readonly data: DataOf<'UnitDissolved'> }
  | { readonly type: 'ReinstateUnit'; readonly data: DataOf<'UnitReinstated'> }
  /** Spellings for the region that was wrong become spellings for the right one. */
  | { readonly type: 'CorrectUnit'; readonly data: DataOf<'UnitCorrected'> }
  | { readonly type: 'AddSpelling'; readonly data: DataOf<'UnitSpellingAdded'> }
  | { readonly type: 'RemoveSpelling'; readonly data: DataOf<'UnitSpellingRemoved'> }
  | { readonly type: 'DefineGridCell'; readonly data: DataOf<'GridCellDefined'> }
  | { readonly type: 'ChangeGridCell'; readonly data: DataOf<'GridCellChanged'> }

/** A whole directory is loaded for each command, so it has a limit. */
export const DIRECTORY_UNITS_MAX = 50_000
export const organisationDecider: Decider<Directory, OrganisationCommand, OrganisationEvent> = {
  initial: EMPTY_DIRECTORY,
  decide: decideOrganisation,
  evolve: evolveDirectory,
}

function decideOrganisation(
  command: OrganisationCommand,
  directory: Directory,
): readonly OrganisationEvent[] {
  if (command.type === 'RegisterUnit') return register(command.data, directory)
  if (command.type === 'DefineGridCell') return defineCell(command.data, directory)
  if (command.type === 'ChangeGridCell') return changeCell(command.data, directory)
  return changed(command, directory)
}

type ChangeOfUnit = Exclude<
  OrganisationCommand,
  { readonly type: 'RegisterUnit' | 'DefineGridCell' | 'ChangeGridCell' }
>

function changed(command: ChangeOfUnit, directory: Directory): readonly OrganisationEvent[] {
  const unit = unitNamed(directory, command.data.unit_id)
  switch (command.type) {
    case 'RenameUnit':
      return rename(command.data, unit, directory)
    case 'MoveUnit': {
      const { parent, from } = command.data
      assertDay(unit, from, unit.parents.at(-1)?.from)
      if (parentOn(unit, from) === parent) return []
      assertParent(directory, { unit_id: unit.unit_id, parent, from })
      return [{ type: 'UnitMoved', data: command.data }]
    }
    case 'SucceedUnit':
      return succeed(command.data, unit, directory)
    case 'DissolveUnit': {
      const { from } = command.data
      if (unit.end?.kind === 'dissolved' && unit.end.on === from) return []
      assertNotEnded(unit)
      assertAfterEverything(directory, unit, from)
      return [{ type: 'UnitDissolved', data: command.data }]
    }
    case 'ReinstateUnit':
      if (unit.end === null) return []
      assertSpellings(directory, { ...unit, end: null })
      return [{ type: 'UnitReinstated', data: command.data }]
    case 'CorrectUnit':
      return correct(command.data, unit, directory)
    case 'AddSpelling': {
      const { spelling, region, valid_from, valid_to } = command.data
      return addSpelling({ spelling, region, valid_from, valid_to }, command.data, unit, directory)
    }
    case 'RemoveSpelling':
      return unit.spellings.some((one) => isSame(one, command.data))
        ? [{ type: 'UnitSpellingRemoved', data: command.data }]
        : []
  }
}

function register(data: UnitRegistered, directory: Directory): readonly OrganisationEvent[] {
  const { unit_id, valid_from, valid_to, parent } = data
  const own = { spelling: data.name, region: data.region, valid_from: null, valid_to: null }
  const spellings = data.spellings.some((one) => isSame(one, own))
    ? data.spellings
    : [own, ...data.spellings]
  const registration: OrganisationEvent = { type: 'UnitRegistered', data: { ...data, spellings } }
  const known = directory.units.get(unit_id)
  if (known !== undefined) {
    const differs = differences(known, data)
    if (differs.length > 0) throw new UnitExists(unit_id, differs)
    return []
  }
  if (directory.units.size >= DIRECTORY_UNITS_MAX)
    throw new DirectoryFull(`the directory holds ${DIRECTORY_UNITS_MAX} units`)
  if (valid_to !== null && valid_to <= valid_from)
    throw new UnitDaysRefused(`${unit_id} would end on ${valid_to}, before it begins`)
  assertParent(directory, { unit_id, parent, from: valid_from })
  for (const [index, spelling] of spellings.entries()) {
    assertSpellingDays(spelling)
    if (spellings.slice(0, index).some((one) => isSame(one, spelling)))
      throw new SpellingTaken(spelling.spelling, { by: unit_id, region: spelling.region })
  }
  const unit = evolveDirectory(EMPTY_DIRECTORY, registration).units.get(unit_id)
  if (unit !== undefined) assertSpellings(directory, unit)
  return [registration]
}

/** What a second registration says otherwise. */
function differences(known: Unit, data: UnitRegistered): readonly string[] {
  const [name, parent] = [known.names[0]?.name, known.parents[0]?.parent]
  return [
    ...(name === data.name ? [] : ['name']),
    ...(known.code === data.code ? [] : ['code']),
    ...(known.region === data.region ? [] : ['region']),
    ...(parent === data.parent ? [] : ['parent']),
    ...(known.valid_from === data.valid_from ? [] : ['valid_from']),
  ]
}

function rename(
  data: DataOf<'UnitRenamed'>,
  unit: Unit,
  directory: Directory,
): readonly OrganisationEvent[] {
  const { name, from, unit_id, actor, reason } = data
  assertDay(unit, from, unit.names.at(-1)?.from)
  if (nameOn(unit, from) === name) return []
  const spelling = { spelling: name, region: unit.region, valid_from: from, valid_to: null }
  const spelt = unit.spellings.some((one) => isSame(one, spelling))
    ? []
    : addSpelling(spelling, { unit_id, actor, reason }, unit, directory)
  return [{ type: 'UnitRenamed', data }, ...spelt]
}

function succeed(
  data: DataOf<'UnitSucceeded'>,
  unit: Unit,
  directory: Directory,
): readonly OrganisationEvent[] {
  const { successors, work_goes_to, from, unit_id } = data
  const { end } = unit
  if (end?.kind === 'succeeded' && end.on === from && end.work_goes_to === work_goes_to) {
    if (end.successors.join() === successors.join()) return []
  }
  // A unit that was registered with its last day may still be told who follows.
  if (!(end?.kind === 'dissolved' && end.on === from)) assertNotEnded(unit)
  assertAfterEverything(directory, unit, from)
  if (new Set(successors).size < successors.length)
    throw new UnitSuccessorRefused('a successor is named twice')
  if (!successors.includes(work_goes_to))
    throw new UnitSuccessorRefused(`${work_goes_to} has the work and is none of the successors`)
  for (const id of successors) {
    if (id === unit_id) throw new UnitSuccessorRefused(`${id} cannot act in its own place`)
    const successor = directory.units.get(id)
    if (successor === undefined)
      throw new UnitSuccessorRefused(`the directory has no unit ${id} to act in its place`)
    if (!isInForce(successor, from))
      throw new UnitSuccessorRefused(`${id} is not there on ${from}, when it should take over`)
  }
  const depth = successionsBefore(directory, unit_id) + successionsAfter(directory, work_goes_to)
  if (depth + 1 > SUCCESSIONS_MAX)
    throw new UnitSuccessorRefused(`more than ${SUCCESSIONS_MAX} units would follow each other`)
  return [{ type: 'UnitSucceeded', data }]
}

/** How many units followed each other before this one; each ended before the next, so it ends. */
function successionsBefore({ units }: Directory, unitId: string): number {
  let depth = 0
  let heirs = new Set([unitId])
  while (heirs.size > 0 && depth <= SUCCESSIONS_MAX) {
    const next = new Set<string>()
    for (const { unit_id, end } of units.values())
      if (end?.kind === 'succeeded' && heirs.has(end.work_goes_to)) next.add(unit_id)
    heirs = next
    if (heirs.size > 0) depth += 1
  }
  return depth
}

function successionsAfter({ units }: Directory, unitId: string): number {
  let depth = 0
  let end = units.get(unitId)?.end
  while (end?.kind === 'succeeded' && depth <= SUCCESSIONS_MAX) {
    depth += 1
    end = units.get(end.work_goes_to)?.end
  }
  return depth
}

function correct(
  data: DataOf<'UnitCorrected'>,
  unit: Unit,
  directory: Directory,
): readonly OrganisationEvent[] {
  const { unit_id, code, region, valid_from, actor, reason } = data
  if (unit.code === code && unit.region === region && unit.valid_from === valid_from) return []
  const next = [unit.names[1]?.from, unit.parents[1]?.from, unit.end?.on]
  if (next.some((day) => day !== undefined && day <= valid_from))
    throw new UnitDaysRefused(`${unit_id} would begin on ${valid_from}, after what followed`)
  for (const { unit_id: id, end } of directory.units.values()) {
    if (end?.kind === 'succeeded' && end.successors.includes(unit_id) && end.on < valid_from)
      throw new UnitDaysRefused(`${unit_id} took over from ${id} on ${end.on}`)
  }
  const parent = unit.parents[0]?.parent ?? null
  assertParent(directory, { unit_id, parent, from: valid_from })
  const events: OrganisationEvent[] = [{ type: 'UnitCorrected', data }]
  if (region !== unit.region) {
    for (const spelling of unit.spellings.filter((one) => one.region === unit.region)) {
      const gone = { spelling: spelling.spelling, region: unit.region }
      events.push(
        { type: 'UnitSpellingRemoved', data: { unit_id, actor, reason, ...gone } },
        { type: 'UnitSpellingAdded', data: { unit_id, actor, reason, ...spelling, region } },
      )
    }
  }
  const after = events.reduce(evolveDirectory, directory).units.get(unit_id)
  if (after !== undefined) assertSpellings(directory, after)
  return events
}

function addSpelling(
  spelling: Spelling,
  by: { readonly unit_id: string; readonly actor: string; readonly reason: string },
  unit: Unit,
  directory: Directory,
): readonly OrganisationEvent[] {
  assertSpellingDays(spelling)
  const { unit_id, actor, reason } = by
  const same = unit.spellings.find((one) => isSame(one, spelling))
  if (same?.valid_from === spelling.valid_from && same.valid_to === spelling.valid_to) return []
  if (same === undefined && unit.spellings.length >= SPELLINGS_PER_UNIT_MAX)
    throw new DirectoryFull(`${unit_id} has ${SPELLINGS_PER_UNIT_MAX} spellings`)
  assertSpellings(directory, { ...unit, spellings: [spelling] })
  return [{ type: 'UnitSpellingAdded', data: { unit_id, actor, reason, ...spelling } }]
}

function assertSpellingDays({ spelling, valid_from, valid_to }: Spelling): void {
  if (valid_from !== null && valid_to !== null && valid_to <= valid_from)
    throw new UnitDaysRefused(`${spelling} would end on ${valid_to}, before it begins`)
}

function isSame(
  one: Pick<Spelling, 'spelling' | 'region'>,
  other: Pick<Spelling, 'spelling' | 'region'>,
): boolean {
  return one.spelling === other.spelling && one.region === other.region
}

function unitNamed({ units }: Directory, unitId: string): Unit {
  const unit = units.get(unitId)
  if (unit === undefined) throw new UnitUnknown(unitId)
  return unit
}

function assertNotEnded({ unit_id, end }: Unit): void {
  if (end !== null) throw new UnitDaysRefused(`${unit_id} ended on ${end.on}`)
}

/** A change from a day on which the unit is there, and not before the last such change. */
function assertDay(unit: Unit, from: CivilDate, last: CivilDate | undefined): void {
  if (!isInForce(unit, from)) throw new UnitDaysRefused(`${unit.unit_id} is not there on ${from}`)
  if (last !== undefined && from < last)
    throw new UnitDaysRefused(`what holds of ${unit.unit_id} was said from ${last} on`)
}

/**
 * An end leaves the unit a day, and lies behind all that was said of it and behind each day on
 * which it took over from another.
 */
function assertAfterEverything({ units }: Directory, unit: Unit, on: CivilDate): void {
  const { unit_id } = unit
  const last = [unit.names.at(-1)?.from, unit.parents.at(-1)?.from]
  if (last.some((day) => day !== undefined && day >= on))
    throw new UnitDaysRefused(`${unit_id} would end on ${on}, before what was said of it`)
  for (const { unit_id: id, end } of units.values()) {
    if (end?.kind === 'succeeded' && end.successors.includes(unit_id) && end.on >= on)
      throw new UnitDaysRefused(
        `${unit_id} would end on ${on}, and took over from ${id} on ${end.on}`,
      )
  }
}
