import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { RegionIdSchema } from '#/identifiers/region-id.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Passage, Version, Words } from '#/vocabulary.ts'
import { SourceEventId, SourceName } from '#/source-name.ts'

/** The fact as its department knows it: the CloudEvents `source` and `id` of its first report. */
const FactReferenceSchema = z.strictObject({ source: SourceName, id: SourceEventId })

/**
 * A fact's content was wrong; `replacement` is the whole of what it should have said. The subject
 * stays: a fact about the wrong subject is retracted and sent anew. `replacement.data` has the
 * shape of the replaced type, which the catalogue checks.
 */
export const FactCorrected = defineEvent(
  'FactCorrected',
  1,
  {
    role: 'amendment',
    title: { en: 'Fact corrected', zh: '事实更正' },
    meaning: {
      en: 'A source replaced the content of a fact it reported.',
      zh: '数源部门更正已上报事实的内容。',
    },
  },
  {
    fact: FactReferenceSchema,
    reason: personal(Passage, 'text'),
    replacement: z.strictObject({
      type: Code,
      schema_version: Version,
      occurred_at: InstantSchema,
      region: RegionIdSchema.nullable(),
      department: Words.nullable(),
      // Whatever is personal in the replaced type is so here; the mark stands for all of it.
      data: personal(z.record(z.string(), z.unknown()), 'fact'),
    }),
  },
)
export type FactCorrected = z.infer<typeof FactCorrected.data>

export const FactRetracted = defineEvent(
  'FactRetracted',
  1,
  {
    role: 'amendment',
    title: { en: 'Fact retracted', zh: '事实撤回' },
    meaning: { en: 'A source took back a fact it reported.', zh: '数源部门撤回已上报的事实。' },
  },
  { fact: FactReferenceSchema, reason: personal(Passage, 'text') },
)
export type FactRetracted = z.infer<typeof FactRetracted.data>

export const amendmentEvents = [FactCorrected, FactRetracted] as const
