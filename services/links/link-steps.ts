import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { SubjectLinkCommand } from '@jianwei/events/subject-link/decider.ts'
import type { SubjectLink } from '@jianwei/events/subject-link/links.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { openLinks } from '#/links/link-aggregate.ts'

/* What people do with links. The facts follow by themselves (`follow-links.ts`). */

export type LinkStepCommand = Exclude<SubjectLinkCommand, { type: 'ProposeLinks' }>

/** Where a link is after a step. */
export interface LinkStepTaken {
  readonly link: SubjectLink
  /** Of the event of the step; null where it had been so before and nothing was written. */
  readonly position: Position | null
}

/** Throws what the decider refuses. The same step again changes nothing. */
export async function takeLinkStep(
  log: EventLog,
  step: {
    readonly command: LinkStepCommand
    readonly at: Instant
    /** Where the subject is, so that who may see it sees the step. */
    readonly region: string | null
  },
): Promise<LinkStepTaken> {
  const { command, at, region } = step
  const { subject_id, target_id } = command.data
  const { result, appended } = await handleCommands(log, async () => {
    const open = await openLinks(log, subject_id)
    open.decide(command, { at, region })
    const link = open.state.get(target_id)
    if (link === undefined) throw new TypeError('a step leaves a link')
    return { appends: open.appends, result: link }
  })
  return { link: result, position: appended.at(-1)?.position ?? null }
}
