import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
import { RegionIdSchema } from '#/identifiers/region-id.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Passage, Version, Words } from '#/vocabulary.ts'
import { SourceEventId, SourceName } from '#/source-name.ts'

/** The fact as its department knows it: the CloudEvents `source` and `id` of its first report. */
const reference = z.strictObject({
  source: named('数据来源', 'Source', SourceName),
  id: named('来源内编号', 'Id within the source', SourceEventId),
})
const amendedFact = named('所指事实', 'Amended fact', reference, {
  zh: '该事实首次上报时的来源与编号。',
  en: 'The source and id of its first report.',
})

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
    fact: amendedFact,
    reason: named('更正或者撤回理由', 'Reason for the amendment', personal(Passage, 'text')),
    replacement: named(
      '更正后的内容',
      'Replacement',
      z.strictObject({
        type: named('事件类型', 'Type of the event', Code, {
          zh: '事实的类型，如 PenaltyDecided；更正可以改变类型。',
          en: 'The type of the fact, such as PenaltyDecided.',
        }),
        schema_version: named('类型版本', 'Version of the type', Version, {
          zh: '数据所用的类型版本，自 1 起。',
          en: 'The version in which the data is written, from 1.',
        }),
        occurred_at: named('发生时间', 'Happened at', InstantSchema),
        region: named('行政区划', 'Region', RegionIdSchema.nullable()),
        department: named('部门', 'Department', Words.nullable()),
        // Whatever is personal in the replaced type is so here; the mark stands for all of it.
        data: named('数据', 'Data', personal(z.record(z.string(), z.unknown()), 'fact'), {
          zh: '该类型的数据。',
          en: 'The data, in the shape of the type.',
        }),
      }),
      { zh: '该事实应有的全部内容。', en: 'The whole of what the fact should have said.' },
    ),
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
  {
    fact: amendedFact,
    reason: named('更正或者撤回理由', 'Reason for the amendment', personal(Passage, 'text')),
  },
)
export type FactRetracted = z.infer<typeof FactRetracted.data>

export const amendmentEvents = [FactCorrected, FactRetracted] as const
