import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { linksTo, SPAN_LINKS_MAX, type Tracing } from '@jianwei/events/ports/tracing.ts'

export interface EvaluatedRound {
  /** Milliseconds since 1970. */
  readonly started_ms: number
  readonly subjects: number
  /** Warnings and alerts that it wrote. */
  readonly entries: number
  /** The first warnings among them. */
  readonly written: readonly EventId[]
}

/**
 * A round as a span of its own trace, linked with the warnings that it wrote: each of them goes on
 * in the trace of the fact behind it. Told afterwards, because only then is it known whether
 * anything of the round is in a trace; of one that is not, nothing is told.
 */
export async function tellRound(
  log: Pick<EventLog, 'find'>,
  tracing: Tracing,
  { started_ms, subjects, entries, written }: EvaluatedRound,
): Promise<void> {
  if (!tracing.is_on || written.length === 0) return
  const found = await log.find(written.slice(0, SPAN_LINKS_MAX))
  const links = linksTo(found.map(({ trace }) => trace))
  if (links === undefined) return
  tracing
    .span({
      name: 'evaluate',
      kind: 'consumer',
      parent: 'none',
      links: links.links,
      attributes: { 'jianwei.subjects': subjects, 'jianwei.entries': entries },
      started_ms,
    })
    .end()
}
