import { DomainError } from '@jianwei/events/errors.ts'
import type { CivilDate, Instant } from '@jianwei/events/instant.ts'
import {
  organisationDecider,
  type OrganisationCommand,
} from '@jianwei/events/organisation/decider.ts'
import {
  directoryAfter,
  nameOn,
  parentOn,
  type Directory,
  type Unit,
} from '@jianwei/events/organisation/directory.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { Revision } from '@jianwei/events/envelope.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { openDirectory } from '#/organisations/directory-aggregate.ts'
import type { DirectoryRow, ReadRow, RowProblem } from '#/organisations/directory-file.ts'

/*
 * Brings the directory to what a file says. A unit that is not there is registered; of one that is,
 * another name or parent holds from a day on, another code, region or first day is a correction,
 * and new spellings are added. What the file leaves out stays: no unit ends and no spelling goes
 * because it is not in a file.
 *
 * A row is taken whole or refused with its reasons, and the other rows are taken all the same.
 * Rows may stand in any order: one that names a unit of a later row waits for it.
 */

export interface DirectoryImport {
  readonly rows: readonly ReadRow[]
  /** From which day on other names and parents hold. */
  readonly from: CivilDate
  readonly actor: string
  readonly reason: string
  readonly now: Instant
  /** Nothing is written. */
  readonly dry_run: boolean
}

export interface ImportedRow {
  readonly line: number
  readonly unit_id: string
  readonly outcome: 'new' | 'changed' | 'same' | 'refused'
  /** Types of the events that the row gives. */
  readonly changes: readonly string[]
  readonly problems: readonly RowProblem[]
}

export interface ImportedDirectory {
  readonly rows: readonly ImportedRow[]
  /** Units that the directory has and no row names: they stay as they are. */
  readonly not_in_file: number
  /** Events that were written, or would be. */
  readonly events: number
}

const APPEND_EVENTS_MAX = 500

export async function importDirectory(
  log: EventLog,
  given: DirectoryImport,
): Promise<ImportedDirectory> {
  const { result } = await handleCommands(log, async () => {
    const { directory } = await openDirectory(log)
    const plan = planned(directory.state, given)
    const named = new Set(plan.rows.map(({ unit_id }) => unit_id))
    const not_in_file = [...directory.state.units.keys()].filter((id) => !named.has(id)).length
    const events = plan.rows.reduce((sum, { changes }) => sum + changes.length, 0)
    const result = { rows: plan.rows, not_in_file, events }
    if (given.dry_run) return { appends: [], result }
    const before = directory.events
    for (const command of plan.commands) directory.decide(command, { now: given.now })
    return { appends: directory.appends.flatMap((one) => inPieces(one, before)), result }
  })
  return result
}

/**
 * A large import in several appends, so that none is too large for the log. Where one of them
 * meets a conflict, the import is planned again over what was written.
 */
function inPieces({ stream, expected, events }: StreamAppend, before: number): StreamAppend[] {
  const pieces: StreamAppend[] = []
  for (let from = 0; from < events.length; from += APPEND_EVENTS_MAX) {
    pieces.push({
      stream,
      expected: from === 0 ? expected : ((before + from - 1) as Revision),
      events: events.slice(from, from + APPEND_EVENTS_MAX),
    })
  }
  return pieces
}

interface Plan {
  readonly rows: readonly ImportedRow[]
  readonly commands: readonly OrganisationCommand[]
}

/**
 * `refused`: rows that an earlier plan could take only in part. Each further plan refuses at least
 * one more, so that there is an end.
 */
function planned(
  before: Directory,
  given: DirectoryImport,
  refused: ReadonlyMap<ReadRow, readonly RowProblem[]> = new Map(),
): Plan {
  let directory = before
  const commands: OrganisationCommand[] = []
  const outcomes = new Map<ReadRow, ImportedRow>()
  const seen = new Set<string>()
  const take = (read: ReadRow, wanted: readonly OrganisationCommand[]): RowProblem | undefined => {
    try {
      const earlier = outcomes.get(read)
      const changes = [...(earlier?.changes ?? [])]
      let after = directory
      for (const command of wanted) {
        const events = organisationDecider.decide(command, after)
        if (events.length > 0) after = directoryAfter(events, after)
        changes.push(...events.map(({ type }) => type))
      }
      const isNew = !directory.units.has(read.unit_id)
      directory = after
      commands.push(...wanted)
      const outcome =
        isNew || earlier?.outcome === 'new' ? 'new' : changes.length > 0 ? 'changed' : 'same'
      outcomes.set(read, { ...labelOf(read), outcome, changes, problems: [] })
      return undefined
    } catch (error) {
      if (error instanceof DomainError) return { code: error.code, message: error.message }
      throw error
    }
  }
  const refuse = (read: ReadRow, problems: readonly RowProblem[]): void => {
    outcomes.set(read, { ...labelOf(read), outcome: 'refused', changes: [], problems })
  }
  const rows: { readonly read: ReadRow; readonly row: DirectoryRow }[] = []
  for (const read of given.rows) {
    const known = refused.get(read)
    if (read.row === null) refuse(read, read.problems)
    else if (known !== undefined) refuse(read, known)
    else if (seen.has(read.unit_id))
      refuse(read, [{ code: 'UNIT_TWICE', message: 'an earlier row is about the same unit' }])
    else rows.push({ read, row: read.row })
    seen.add(read.unit_id)
  }
  inTurns(rows, ({ read, row }) => take(read, statements(directory, row, given)), refuse)
  // Who follows whom is said when everybody is there.
  const succeeded = rows.filter(
    ({ read, row }) => row.successors.length > 0 && outcomes.get(read)?.outcome !== 'refused',
  )
  const inPart = new Map<ReadRow, readonly RowProblem[]>()
  inTurns(
    succeeded,
    ({ read, row }) => take(read, [successionOf(row, given)]),
    (read, problems) => inPart.set(read, problems),
  )
  if (inPart.size > 0) return planned(before, given, new Map([...refused, ...inPart]))
  const inOrder = given.rows.flatMap((read) => outcomes.get(read) ?? [])
  return { rows: inOrder, commands }
}

/** Tries rows again while others were taken: one may wait for another. */
function inTurns<Row extends { readonly read: ReadRow }>(
  rows: readonly Row[],
  take: (row: Row) => RowProblem | undefined,
  refuse: (read: ReadRow, problems: readonly RowProblem[]) => void,
): void {
  let waiting = rows
  for (;;) {
    const problems = new Map<Row, RowProblem>()
    for (const row of waiting) {
      const problem = take(row)
      if (problem !== undefined) problems.set(row, problem)
    }
    if (problems.size === 0) return
    if (problems.size === waiting.length) {
      for (const [{ read }, problem] of problems) refuse(read, [problem])
      return
    }
    waiting = [...problems.keys()]
  }
}

function statements(
  { units }: Directory,
  row: DirectoryRow,
  { from, actor, reason }: DirectoryImport,
): readonly OrganisationCommand[] {
  const { unit_id, name, code, parent, region, valid_from } = row
  const step = { unit_id, actor, reason }
  const spelt = row.spellings.map((spelling) => ({
    spelling,
    region,
    valid_from: null,
    valid_to: null,
  }))
  const unit = units.get(unit_id)
  if (unit === undefined) {
    const valid_to = endIn(row, from)
    const data = { ...step, name, code, region, parent, valid_from, valid_to }
    return [{ type: 'RegisterUnit', data: { ...data, spellings: spelt } }]
  }
  const commands: OrganisationCommand[] = []
  if (unit.code !== code || unit.region !== region || unit.valid_from !== valid_from)
    commands.push({ type: 'CorrectUnit', data: { ...step, code, region, valid_from } })
  const day = dayOfChange(unit, from)
  if (nameOn(unit, day) !== name)
    commands.push({ type: 'RenameUnit', data: { ...step, name, from: day } })
  if (parentOn(unit, day) !== parent)
    commands.push({ type: 'MoveUnit', data: { ...step, parent, from: day } })
  for (const spelling of spelt) {
    const known = unit.spellings.some(
      (one) => one.spelling === spelling.spelling && one.region === spelling.region,
    )
    if (!known) commands.push({ type: 'AddSpelling', data: { ...step, ...spelling } })
  }
  const end = endIn(row, from)
  if (end !== null && unit.end?.on !== end)
    commands.push({ type: 'DissolveUnit', data: { ...step, from: end } })
  return commands
}

/** A unit that ended is as it was on its last days. */
function dayOfChange(unit: Unit, from: CivilDate): CivilDate {
  const last = unit.names.at(-1)?.from ?? unit.valid_from
  return unit.end !== null && unit.end.on <= from ? last : from
}

/** The first day without the unit, where the row says that it ends. */
function endIn({ valid_to, successors }: DirectoryRow, from: CivilDate): CivilDate | null {
  return valid_to ?? (successors.length > 0 ? from : null)
}

function successionOf(
  row: DirectoryRow,
  { from, actor, reason }: DirectoryImport,
): OrganisationCommand {
  const { unit_id, successors } = row
  const [work_goes_to = ''] = successors
  const data = { unit_id, actor, reason, from: endIn(row, from) ?? from, work_goes_to }
  return { type: 'SucceedUnit', data: { ...data, successors: [...successors] } }
}

function labelOf({ line, unit_id }: ReadRow): Pick<ImportedRow, 'line' | 'unit_id'> {
  return { line, unit_id }
}
