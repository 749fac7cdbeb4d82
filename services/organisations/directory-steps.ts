import type { Position } from '@jianwei/events/envelope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { OrganisationCommand } from '@jianwei/events/organisation/decider.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { openDirectory } from '#/organisations/directory-aggregate.ts'

/* What people do with the directory of organisations. */

/** Somebody else changed the unit since it was seen; the message says who, what and when. */
export class UnitChanged extends DomainError {
  override readonly name = 'UnitChanged'
  readonly code = 'UNIT_CHANGED'
}

export interface DirectoryStep {
  readonly command: OrganisationCommand
  readonly now: Instant
  /** The revision of the unit that its author saw; null where nobody says. */
  readonly seen: number | null
}

export interface DirectoryStepTaken {
  /** Of the unit, after the step; for a cell, how often it was said. */
  readonly revision: number
  /** Of the last event of the step; null when nothing new followed from it. */
  readonly position: Position | null
}

/** Throws what the decider refuses, UnitChanged, and StreamConflict (retryable). */
export async function takeDirectoryStep(
  log: EventLog,
  { command, now, seen }: DirectoryStep,
): Promise<DirectoryStepTaken> {
  const { result, appended } = await handleCommands(log, async () => {
    const { directory, last } = await openDirectory(log)
    const revision = revisionOf(directory.state, command)
    const events = directory.decide(command, { now })
    if (events.length > 0 && seen !== null && seen !== revision) {
      const other = 'unit_id' in command.data ? last.get(command.data.unit_id ?? '') : undefined
      throw new UnitChanged(
        other === undefined
          ? `revision ${seen} was seen, and nothing is there`
          : `revision ${seen} was seen; it is ${revision} since ${String(other.data['actor'])} ` +
              `said ${other.type} at ${other.recorded_at}: ${String(other.data['reason'])}`,
      )
    }
    return { appends: directory.appends, result: revisionOf(directory.state, command) }
  })
  return { revision: result, position: appended.at(-1)?.position ?? null }
}

type Directory = Awaited<ReturnType<typeof openDirectory>>['directory']['state']

function revisionOf({ units, cells }: Directory, { data }: OrganisationCommand): number {
  if ('cell_code' in data) return cells.get(data.cell_code)?.periods.length ?? 0
  return units.get(data.unit_id)?.revision ?? 0
}
