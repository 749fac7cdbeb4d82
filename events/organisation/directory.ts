import type { RegionCode } from '#/identifiers/region-code.ts'
import type { RegionId } from '#/identifiers/region-id.ts'
import type { CivilDate } from '#/instant.ts'
import type { OrganisationEvent, Spelling } from '#/organisation/events.ts'

/** How a unit came to its end; `on` is the first day without it. */
export type UnitEnd =
  | {
      readonly kind: 'succeeded'
      readonly on: CivilDate
      readonly successors: readonly string[]
      readonly work_goes_to: string
    }
  | { readonly kind: 'dissolved'; readonly on: CivilDate }

export interface Unit {
  readonly unit_id: string
  /** How many events said something of it: who changes it says which one was seen. */
  readonly revision: number
  readonly code: string | null
  readonly region: RegionId | null
  readonly valid_from: CivilDate
  readonly end: UnitEnd | null
  /** Oldest first, at least one. */
  readonly names: readonly { readonly name: string; readonly from: CivilDate }[]
  /** Oldest first, at least one. */
  readonly parents: readonly { readonly parent: string | null; readonly from: CivilDate }[]
  readonly spellings: readonly Spelling[]
}

/** What holds of a cell from a day on. */
export interface GridCellPeriod {
  readonly name: string
  readonly region: RegionCode
  readonly unit_id: string | null
  readonly from: CivilDate
}

export interface GridCell {
  readonly cell_code: string
  readonly valid_to: CivilDate | null
  /** Oldest first, at least one. */
  readonly periods: readonly GridCellPeriod[]
}

/** Units and cells by their ids, as they are known at a point of the log. */
export interface Directory {
  readonly units: ReadonlyMap<string, Unit>
  readonly cells: ReadonlyMap<string, GridCell>
}

/** Mergers of mergers: how far a name is followed. */
export const SUCCESSIONS_MAX = 12

export const EMPTY_DIRECTORY: Directory = { units: new Map(), cells: new Map() }

/** The directory after one more event. Events have happened: none is refused. */
export function evolveDirectory(directory: Directory, event: OrganisationEvent): Directory {
  return directoryAfter([event], directory)
}

/** The directory after events, in the order of the log; copied once. */
export function directoryAfter(
  events: Iterable<OrganisationEvent>,
  before: Directory = EMPTY_DIRECTORY,
): Directory {
  const units = new Map(before.units)
  const cells = new Map(before.cells)
  for (const event of events) {
    if (event.type === 'GridCellDefined' || event.type === 'GridCellChanged') {
      const { cell_code } = event.data
      cells.set(cell_code, cellAfter(cells.get(cell_code), event))
      continue
    }
    const { unit_id } = event.data
    const known = units.get(unit_id)
    const unit = unitAfter(known, event)
    if (unit === undefined) continue
    units.set(unit_id, { ...unit, revision: (known?.revision ?? 0) + 1 })
  }
  return { units, cells }
}

type CellEvent = Extract<OrganisationEvent, { readonly type: `GridCell${string}` }>
type UnitEvent = Exclude<OrganisationEvent, CellEvent>

function unitAfter(unit: Unit | undefined, event: UnitEvent): Unit | undefined {
  if (event.type === 'UnitRegistered') return unit ?? registered(event.data)
  if (unit === undefined) return undefined
  switch (event.type) {
    case 'UnitRenamed': {
      const { name, from } = event.data
      return { ...unit, names: [...unit.names, { name, from }] }
    }
    case 'UnitMoved': {
      const { parent, from } = event.data
      return { ...unit, parents: [...unit.parents, { parent, from }] }
    }
    case 'UnitSucceeded': {
      const { successors, work_goes_to, from: on } = event.data
      return { ...unit, end: { kind: 'succeeded', on, successors, work_goes_to } }
    }
    case 'UnitDissolved':
      return { ...unit, end: { kind: 'dissolved', on: event.data.from } }
    case 'UnitReinstated':
      return { ...unit, end: null }
    case 'UnitCorrected': {
      const { code, region, valid_from } = event.data
      return beginningOn({ ...unit, code, region }, valid_from)
    }
    case 'UnitSpellingAdded': {
      const { spelling, region, valid_from, valid_to } = event.data
      const others = without(unit.spellings, event.data)
      return { ...unit, spellings: [...others, { spelling, region, valid_from, valid_to }] }
    }
    case 'UnitSpellingRemoved':
      return { ...unit, spellings: without(unit.spellings, event.data) }
  }
}

function registered(data: Extract<UnitEvent, { type: 'UnitRegistered' }>['data']): Unit {
  const { unit_id, code, region, valid_from, valid_to, name, parent, spellings } = data
  return {
    unit_id,
    revision: 0,
    code,
    region,
    valid_from,
    end: valid_to === null ? null : { kind: 'dissolved', on: valid_to },
    names: [{ name, from: valid_from }],
    parents: [{ parent, from: valid_from }],
    spellings,
  }
}

function beginningOn(unit: Unit, valid_from: CivilDate): Unit {
  const begin = <Period extends { readonly from: CivilDate }>(periods: readonly Period[]) =>
    periods.map((period, index) => (index === 0 ? { ...period, from: valid_from } : period))
  return { ...unit, valid_from, names: begin(unit.names), parents: begin(unit.parents) }
}

function without(
  spellings: readonly Spelling[],
  gone: Pick<Spelling, 'spelling' | 'region'>,
): readonly Spelling[] {
  return spellings.filter((one) => one.spelling !== gone.spelling || one.region !== gone.region)
}

function cellAfter(cell: GridCell | undefined, event: CellEvent): GridCell {
  const { cell_code, name, region, unit_id, valid_to } = event.data
  const from = event.type === 'GridCellDefined' ? event.data.valid_from : event.data.from
  const before = cell?.periods ?? []
  return { cell_code, valid_to, periods: [...before, { name, region, unit_id, from }] }
}

/** Whether a unit is there on a day. */
export function isInForce(unit: Unit, day: CivilDate): boolean {
  return unit.valid_from <= day && (unit.end === null || day < unit.end.on)
}

/** Its name on a day; before its first day its first name. */
export function nameOn(unit: Unit, day: CivilDate): string {
  const { names } = unit
  return (names.findLast(({ from }) => from <= day) ?? names[0])?.name ?? unit.unit_id
}

/** Below which unit it stands on a day, as the directory names it. */
export function parentOn(unit: Unit, day: CivilDate): string | null {
  const { parents } = unit
  return (parents.findLast(({ from }) => from <= day) ?? parents[0])?.parent ?? null
}

/** What holds of a cell on a day; undefined where it is not in force. */
export function cellOn(cell: GridCell, day: CivilDate): GridCellPeriod | undefined {
  if (cell.valid_to !== null && day >= cell.valid_to) return undefined
  return cell.periods.findLast(({ from }) => from <= day)
}
