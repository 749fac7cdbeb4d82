import { z } from 'zod'
import type {
  AmendedEvidence,
  CounterFacts,
} from '@jianwei/projections/counter-evidence/queries.ts'
import type { UnitOfFact } from '#/server/units-of-facts.ts'
import type { Withheld } from '#/server/withheld-ids.ts'
import { Time, Title } from '#/server/views/vocabulary.ts'
import { FactView, factView } from '#/server/views/warning-view.ts'

export const CounterEvidenceView = z
  .object({
    alert_id: z.uuid(),
    since: Time.meta({
      description: 'Facts that happened from here on are looked at: a year before the first anchor',
    }),
    facts: z
      .array(
        z.object({
          code: z.string().meta({ description: 'Stable', examples: ['INSPECTION_PASSED'] }),
          because: Title,
          fact: FactView,
        }),
      )
      .meta({ description: 'What speaks for the subject, newest first' }),
    more_facts: z.int().meta({ description: 'As many again are not shown' }),
    amended_evidence: z
      .array(
        z.object({
          fact_id: z.uuid(),
          amendment: z.enum(['correction', 'retraction']),
          event_id: z.uuid(),
          position: z.int(),
        }),
      )
      .meta({ description: 'Evidence that its source amended after the warning had seen it' }),
    amended_withheld: z.int().min(0).meta({ description: 'As many again that you may not see' }),
    more_warnings: z.boolean().meta({
      description:
        'True when the alert gathered more warnings than were looked at: the first anchor and ' +
        'the amended evidence are of its newest',
    }),
    not_looked_at: z
      .enum(['group', 'too_many_facts'])
      .nullable()
      .meta({
        description:
          'group: the alert is about a group of facts, not about one subject. too_many_facts: ' +
          'the subject has more than are looked at. Null where all were',
      }),
  })
  .meta({ id: 'CounterEvidence', description: 'What speaks against an alert 反向证据' })

export function counterFactsView({ facts, more }: CounterFacts, unitOf: UnitOfFact) {
  return {
    facts: facts.map(({ fact, because: { code, en, zh } }) => ({
      code,
      because: { en, zh },
      fact: factView(fact.row, unitOf),
    })),
    more_facts: more,
  }
}

/** Of facts that may be shown; the others are counted. */
export function amendedView(amended: readonly AmendedEvidence[], withheld: Withheld) {
  const shown = amended.filter(({ fact_id }) => !withheld.has(fact_id))
  return {
    amended_evidence: shown.map(({ version_kind, ...one }) => ({
      ...one,
      amendment: version_kind,
    })),
    amended_withheld: amended.length - shown.length,
  }
}
