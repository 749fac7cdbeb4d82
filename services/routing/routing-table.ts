import { recordEvent, streamOf } from '@jianwei/events/envelope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { CivilDate, Instant } from '@jianwei/events/instant.ts'
import { isInForce, type Directory } from '@jianwei/events/organisation/directory.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import {
  routingDecider,
  type PresentRouting,
  type PublishRouting,
  type RoutingEvent,
} from '@jianwei/events/routing/decider.ts'
import type { RoutingTablePublished } from '@jianwei/events/routing/events.ts'
import type { RoutingRules } from '@jianwei/events/routing/route-of.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { handleCommands, OpenStream, type Aggregate } from '#/commands/handle-commands.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { directoryOf } from '#/organisations/directory-aggregate.ts'

const SOURCE = 'jianwei:routing'
const TABLE = 'table'

const routingAggregate: Aggregate<
  PresentRouting,
  PublishRouting,
  RoutingEvent,
  { readonly now: Instant }
> = {
  stream: 'routing',
  decider: routingDecider,
  record: ({ type, data }, { id, revision }, { now }) =>
    recordEvent({
      type,
      schema_version: 1,
      source: SOURCE,
      id: `${id}#${revision}#${derivedId('routing-table', canonicalJson(data))}`,
      subject_id: platformSubject('organisation', 'routing'),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

/** The table names units that are not there; all rows are named. */
export class RoutingRefused extends DomainError {
  override readonly name = 'RoutingRefused'
  readonly code = 'ROUTING_REFUSED'
}

/** Throws RoutingRefused, RoutingTableStale, and StreamConflict (retryable). */
export async function publishRouting(
  log: EventLog,
  command: PublishRouting,
  now: Instant,
): Promise<RoutingTablePublished> {
  assertUnits(command.data, await directoryOf(log), dayInChina(now))
  const { result } = await handleCommands(log, async () => {
    const open = await OpenStream.load(log, routingAggregate, TABLE)
    open.decide(command, { now })
    if (open.state === null) throw new TypeError('a table that is published is there')
    return { appends: open.appends, result: open.state }
  })
  return result
}

/** The tables that were published, oldest first. */
export async function publishedTables(log: EventLog): Promise<readonly RoutingTablePublished[]> {
  const tables: RoutingTablePublished[] = []
  for await (const { data } of log.read(streamOf('routing', TABLE))) {
    // The stream holds nothing else, and the catalogue parsed it.
    tables.push(data as unknown as RoutingTablePublished)
  }
  return tables
}

/** Throws RoutingRefused. */
export function assertUnits(
  { rows, default_unit }: RoutingRules,
  { units }: Directory,
  day: CivilDate,
): void {
  const isThere = (id: string): boolean => {
    const unit = units.get(id)
    return unit !== undefined && isInForce(unit, day)
  }
  const problems = rows.flatMap(({ unit }, index) =>
    unit === null || isThere(unit) ? [] : [`row ${index + 1} names ${unit}`],
  )
  if (!isThere(default_unit)) problems.push(`the default is ${default_unit}`)
  if (problems.length > 0)
    throw new RoutingRefused(`no units of the directory on ${day}: ${problems.join('; ')}`)
}
