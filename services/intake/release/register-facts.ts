import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { amendedFactOf } from '@jianwei/events/fact.ts'
import { regionContains, type RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { FactHistory } from '#/intake/fact-histories.ts'
import { ANYTHING, idTest } from '#/intake/mapping/id-test.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { releaseTerms, type ReleaseTerms } from '#/intake/mapping/release-terms.ts'
import { parseTemplate } from '#/intake/mapping/template.ts'

export type RegisterLog = Pick<EventLog, 'follow' | 'amendmentsOf'>

/** Facts of one look-up of their amendments: the port's limit. */
const FACTS_MAX = 1_000

/**
 * What was said of each fact of the register that the log holds: of the mapping's sources and
 * types, with an id that the mapping may make, in the part of the register that a file is. Reads
 * the log from its start: a release is rare, and nothing else knows.
 */
export async function* registerFacts(
  log: RegisterLog,
  mapping: Mapping,
  signal: AbortSignal,
): AsyncGenerator<readonly FactHistory[]> {
  const isOfRegister = registerTest(mapping)
  const types = [...new Set(mapping.events.map(({ type }) => type))]
  const following = { signal, batch_events_max: FACTS_MAX, until: 'head', types } as const
  for await (const { events } of log.follow('start', following)) {
    signal.throwIfAborted()
    const facts = events.filter(isOfRegister)
    if (facts.length === 0) continue
    const amendments = await log.amendmentsOf(facts.map(({ event_id }) => event_id))
    const amendmentsOf = Map.groupBy(amendments, amendedFactOf)
    yield facts.map((fact) => new FactHistory(fact, amendmentsOf.get(fact.event_id) ?? []))
  }
}

function registerTest(mapping: Mapping): (event: RecordedEvent) => boolean {
  const outputs = mapping.events.map((output) => ({
    type: output.type,
    source: output.source ?? mapping.source,
    isId: idsOf(output.id),
  }))
  const of = releaseTerms(mapping)?.of
  return (event) =>
    isInPart(event, of) &&
    outputs.some(
      ({ type, source, isId }) =>
        event.type === type && event.source === source && isId(event.source_event_id),
    )
}

function isInPart({ region, department }: RecordedEvent, of: ReleaseTerms['of']): boolean {
  if (of === undefined) return true
  if (of.department !== undefined && of.department !== department) return false
  // The log's regions have passed their schema.
  return (
    of.region === undefined || (region !== null && regionContains(of.region, region as RegionId))
  )
}

/** The ids that a template may give. */
function idsOf(template: string): (id: string) => boolean {
  return idTest(parseTemplate(template)?.fill(() => ANYTHING) ?? ANYTHING)
}
