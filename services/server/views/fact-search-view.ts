import { z } from 'zod'
import type { EventRow } from '@jianwei/projections/events/event-row.ts'
import { FACT_FACETS } from '@jianwei/projections/events/facts-filter.ts'
import { CITING_MAX, type CitingWarning } from '@jianwei/projections/warnings/citing.ts'
import { pageOf } from '#/server/pages.ts'
import type { UnitOfFact } from '#/server/units-of-facts.ts'
import { FactView, factView } from '#/server/views/warning-view.ts'
import { Time } from '#/server/views/vocabulary.ts'

export const FoundFact = FactView.extend({
  recorded_at: Time.meta({ description: 'When this log took what holds now 入库时间' }),
  cited_by: z
    .array(
      z.object({
        warning_id: z.uuid(),
        rule_id: z.string(),
        rule_version: z.int(),
        standing: z.boolean().meta({ description: 'Whether the warning holds now' }),
      }),
    )
    .meta({
      description: `Warnings that rest on it or did, at most ${CITING_MAX}, those that hold first`,
    }),
  more_citing: z.boolean().meta({ description: 'Whether there are more such warnings' }),
}).meta({ id: 'FoundFact', description: 'A fact 事实 with whom, what and whose rules it leads to' })

const UpTo = z.int().meta({
  description: 'Facts are those that were known at this position of the log, on every page',
})

export const FoundFacts = pageOf('FoundFact', FoundFact).extend({ up_to: UpTo })

export function foundFact(
  row: EventRow,
  citing: readonly CitingWarning[],
  unitOf: UnitOfFact,
): z.infer<typeof FoundFact> {
  return {
    ...factView(row, unitOf),
    recorded_at: row.recorded_at,
    cited_by: citing
      .slice(0, CITING_MAX)
      .map(({ warning_id, rule_id, rule_version, standing }) => ({
        warning_id,
        rule_id,
        rule_version,
        standing,
      })),
    more_citing: citing.length > CITING_MAX,
  }
}

export const FactFacetsView = z
  .object({
    facts: z.int().meta({ description: 'All that fit the filter' }),
    facets: z.record(
      z.enum(FACT_FACETS),
      z.object({
        values: z
          .array(
            z.object({
              value: z.string().meta({ description: 'Empty where a fact has none' }),
              facts: z.int(),
            }),
          )
          .readonly(),
        more_values: z.int().meta({ description: 'Values that are not told one by one' }),
        more_facts: z.int().meta({ description: 'Facts that have one of those' }),
      }),
    ),
    up_to: UpTo,
  })
  .meta({
    id: 'FactFacets',
    description:
      'How many facts fit, by what they differ in; each without what the filter says of itself. ' +
      'Regions are counted by county, months are those of the occurrence in China (UTC+8)',
  })
