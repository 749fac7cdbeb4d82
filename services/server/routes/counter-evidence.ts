import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import { amendedSince, counterFacts } from '@jianwei/projections/counter-evidence/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { isGroupId } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import { warnings, type ListedWarning } from '@jianwei/projections/warnings/queries.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import { unitsBy } from '#/server/units-of-facts.ts'
import { askedBy } from '#/server/asking.ts'
import { AlertIdParam } from '#/server/routes/alert-step.ts'
import { knownAlert } from '#/server/routes/known-alert.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'
import { problems } from '#/http/problem.ts'
import {
  amendedView,
  counterFactsView,
  CounterEvidenceView,
} from '#/server/views/counter-evidence-view.ts'

/** As many of the alert's newest warnings say which evidence is looked at. */
const WARNINGS_LOOKED_AT_MAX = 500
const YEAR_MS = 365 * 86_400_000

export const counterEvidenceRoutes: FastifyPluginAsyncZod<{
  readonly warehouse: Warehouse
  readonly directory: DirectoryReader
}> = async (app, { warehouse, directory }) => {
  app.get(
    '/v1/alerts/:alert_id/counter-evidence',
    {
      schema: {
        tags: ['alerts'],
        summary: 'What speaks against an alert 反向证据',
        description:
          'Facts that speak for the subject (inspections passed, rectifications found done, ' +
          'decisions revoked, credit repaired …) since a year before the first anchor, and ' +
          'evidence that its source has amended since. What a rule says does not change by them.',
        params: AlertIdParam,
        response: { 200: CounterEvidenceView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, warehouse)
      const { alert_id } = request.params
      const alert = await knownAlert(asking, alert_id)
      const gathered = await warnings(asking, { alert_id, limit: WARNINGS_LOOKED_AT_MAX })
      const since = yearBeforeFirst(gathered.items, alert.raised_at)
      const isGroup = isGroupId(alert.subject_id)
      const [against, amended] = await Promise.all([
        isGroup ? undefined : counterFacts(asking, { subject_id: alert.subject_id, since }),
        amendedEvidence(asking, alert.subject_id, gathered.items),
      ])
      const nothing = { facts: [], more_facts: 0 }
      return {
        alert_id,
        since,
        ...(against === undefined
          ? nothing
          : counterFactsView(against, unitsBy((await directory.known()).directory))),
        ...amendedView(amended, await withheldFrom(request, warehouse, amended)),
        more_warnings: gathered.next !== null,
        not_looked_at:
          against !== undefined ? null : isGroup ? ('group' as const) : ('too_many_facts' as const),
      }
    },
  )
}

function yearBeforeFirst(gathered: readonly ListedWarning[], raisedAt: ListedWarning['anchor_at']) {
  const first = gathered.reduce(
    (least, { anchor_at }) => (anchor_at < least ? anchor_at : least),
    raisedAt,
  )
  return instantFromMs(msOfInstant(first) - YEAR_MS)
}

/**
 * Of each fact what was amended after a warning that has it as evidence had seen it: of several
 * warnings the one that was raised with the least knowledge.
 */
async function amendedEvidence(
  asking: Warehouse,
  subjectId: string,
  gathered: readonly ListedWarning[],
) {
  const seenOf = new Map<string, number>()
  for (const { evidence, raised_seen_position: seen } of gathered)
    for (const fact of evidence) seenOf.set(fact, Math.min(seenOf.get(fact) ?? seen, seen))
  const facts = [...seenOf.keys()]
  if (facts.length === 0) return []
  const amended = await amendedSince(asking, subjectId, facts, Math.min(...seenOf.values()))
  return amended.filter(({ fact_id, position }) => position > (seenOf.get(fact_id) ?? 0))
}
