import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { linkedTo } from '@jianwei/events/subject-link/links.ts'
import { LEAD_MIN, SCHEME } from '@jianwei/events/subject-link/scheme.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { findLinks, worthProposing, type ScoredLink } from '#/links/find-links.ts'
import { LINKS_SOURCE, openLinks, type OpenLinks } from '#/links/link-aggregate.ts'

export interface ProposingParts {
  readonly log: EventLog
  readonly warehouse: Warehouse
  /** From which score on links are made without anybody's doing; null where none is. */
  readonly by_itself: number | null
}

/**
 * Compares subjects that are known by name only, proposes links, withdraws what is not worth it any
 * more, and links by itself what it may. Gives how many events were appended.
 */
export async function proposeLinks(
  { log, warehouse, by_itself }: ProposingParts,
  subjectIds: readonly string[],
  at: Instant,
): Promise<number> {
  const found = new Map(
    (await findLinks(warehouse, subjectIds)).map((one) => [one.party.subject_id, one]),
  )
  const { appended } = await handleCommands(log, async () => {
    const opened: OpenLinks[] = []
    for (const subject_id of subjectIds) {
      const { party, compared } = found.get(subject_id) ?? { party: null, compared: [] }
      const open = await openLinks(log, subject_id)
      // Its facts stand elsewhere: who it is was decided.
      if (linkedTo(open.state) !== undefined) continue
      const context = { at, region: party?.region ?? null }
      const data = { subject_id, scheme: SCHEME, found: worthProposing(compared) }
      open.decide({ type: 'ProposeLinks', data }, context)
      const sure = by_itself === null ? undefined : sureLink(compared, by_itself)
      if (sure !== undefined && open.state.get(sure.target_id)?.state === 'proposed') {
        const reason = `linked by itself: ${sure.score} is at least ${by_itself}`
        const step = { subject_id, target_id: sure.target_id, actor: LINKS_SOURCE, reason }
        open.decide({ type: 'ConfirmLink', data: step }, context)
      }
      opened.push(open)
    }
    return { appends: opened.flatMap(({ appends }) => appends), result: undefined }
  })
  return appended.filter(({ duplicate }) => !duplicate).length
}

/**
 * The best, where it scores enough and nobody else comes near: of two that are near each other
 * people decide, unless both state one credit code and so are one.
 */
export function sureLink(compared: readonly ScoredLink[], least: number): ScoredLink | undefined {
  const [best, ...others] = compared
  if (best === undefined || best.score < least) return undefined
  const isNear = (other: ScoredLink): boolean =>
    best.total - other.total < LEAD_MIN && (best.uscc === null || other.uscc !== best.uscc)
  return others.some(isNear) ? undefined : best
}
