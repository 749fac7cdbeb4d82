import { z } from 'zod'
import { DUTY_MARKS } from '@jianwei/events/duty/terms.ts'
import type { ShortStep } from '@jianwei/projections/desk/newest-steps.ts'
import { regionName } from '#/server/region-name.ts'
import { maskedField } from '#/access/masked-answer.ts'
import { maskedColumn, maskedEvent } from '#/access/masking.ts'
import type { AlertSummary } from '#/server/alert-summaries.ts'
import { happenedView } from '#/server/views/alert-happened.ts'
import { Mark, RemainingView, remainingView, type CountedAt } from '#/server/views/duty-view.ts'
import { Time, Title } from '#/server/views/vocabulary.ts'

/** Of an alert, also by itself. */
export const summaryFields = {
  subject_name: z
    .string()
    .nullable()
    .meta({ description: 'What its subject is called; null where no fact says it 监管对象名称' }),
  region: z.string().nullable().meta({ description: 'Where it was raised 行政区划代码' }),
  region_name: z
    .string()
    .nullable()
    .meta({
      description: 'Of the county where it lies deeper; null in another numbering 行政区划',
      examples: ['江北区'],
    }),
  rule_title: Title.nullable().meta({ description: 'Null for a tip 规则名称' }),
  happened: Title.extend({
    warning_id: z
      .uuid()
      .nullable()
      .meta({ description: 'The warning of which it speaks: its explanation says more' }),
  })
    .nullable()
    .meta({
      description:
        'What happened, in a sentence: of the warning that came last of those that stand, with ' +
        'what was measured and what the rule asks for; of a tip its text. Where that cannot be ' +
        'said the title of the rule; null where even the rule is not known 事由',
    }),
  ...maskedField,
}

const CallView = z.object({
  actor: z.string(),
  reason: z.string(),
  occurred_at: Time,
})

/** Of an alert in a list. */
export const listedFields = {
  ...summaryFields,
  clock: z
    .object({
      duty_id: z.uuid(),
      kind: z.string().meta({ examples: ['sign_for'] }),
      title: Title,
      due_at: Time.nullable(),
      remaining: RemainingView,
      mark: Mark.nullable().meta({ description: 'The gravest that it has 亮牌' }),
      paused: z.boolean().meta({ description: 'Whether it stands still 时限中止' }),
      calendar_missing: z.int().nullable(),
    })
    .nullable()
    .meta({ description: 'Of the open duty that is due first; null where none runs 办理时限' }),
  urged: CallView.nullable().meta({ description: 'Who urged last, and when 催办' }),
  supervised: CallView.extend({ answer_by: Time.nullable() })
    .nullable()
    .meta({ description: 'Who watches over it, since when 督办' }),
  last_step: z
    .object({
      type: z.string().meta({ examples: ['AlertSignedFor'] }),
      actor: z.string(),
      reason: z.string().meta({ description: 'Why; empty where none was due' }),
      text: z.string().nullable().meta({ description: 'What was written, done or fed back' }),
      occurred_at: Time,
    })
    .nullable()
    .meta({ description: 'The newest step that is more than a look 最近办理' }),
  changed_since_viewed: z
    .boolean()
    .nullable()
    .meta({
      description:
        'Whether others did something since you said last that you opened it; null where you ' +
        'never did 查阅后有变化',
    }),
}

const SUMMARY = z.object(summaryFields)
const LISTED = z.object(listedFields)

/** Names and texts as who asks may see them; `masked` says which are not as they are. */
export function summaryView(summary: AlertSummary): z.infer<typeof SUMMARY> {
  const { alert, subject, rule, asker } = summary
  const { subject_id, region, department } = alert
  const whose = { subject_id, subject_type: subject?.subject_type ?? null, region, department }
  const name = maskedColumn('party', subject?.name ?? null, whose, asker)
  const { happened, masked: isTextMasked } = happenedView(summary)
  const masked = [
    ...(name.masked ? ['subject_name'] : []),
    ...(isTextMasked ? ['happened.en', 'happened.zh'] : []),
  ]
  return {
    subject_name: name.value,
    region,
    region_name: regionName(region, summary.regions),
    rule_title: rule?.version.title ?? null,
    happened,
    ...(masked.length === 0 ? {} : { masked }),
  }
}

export function listedView(summary: AlertSummary, at: CountedAt): z.infer<typeof LISTED> {
  const { alert, steps } = summary
  const { masked = [], ...said } = summaryView(summary)
  const last = lastStepView(summary)
  const all = [...masked, ...(last.masked ? ['last_step.text'] : [])]
  const { urged = null, supervised = null } = steps ?? {}
  return {
    ...said,
    ...(all.length === 0 ? {} : { masked: all }),
    clock: clockView(summary, at),
    urged: alert.urged_by === null || urged === null ? null : callView(urged),
    supervised:
      alert.supervised_by === null || supervised === null
        ? null
        : { ...callView(supervised), answer_by: textIn(supervised.data ?? {}, 'answer_by') },
    last_step: last.step,
    changed_since_viewed: steps?.changed_since_viewed ?? null,
  }
}

/** As `/v1/duties` has it. */
function clockView(
  { duty, alert: { region } }: AlertSummary,
  at: CountedAt,
): z.infer<typeof LISTED>['clock'] {
  if (duty === undefined) return null
  const { duty_id, kind, title_en, title_zh, due_at, paused_since, calendar_missing } = duty
  return {
    duty_id,
    kind,
    title: { en: title_en, zh: title_zh },
    due_at,
    remaining: due_at === null ? null : remainingView({ ...duty, due_at, region }, at),
    mark: DUTY_MARKS.findLast((mark) => duty.marks.includes(mark)) ?? null,
    paused: paused_since !== null,
    calendar_missing,
  }
}

function callView({ actor, reason, occurred_at }: ShortStep): z.infer<typeof CallView> {
  return { actor, reason, occurred_at }
}

/** Fields of steps in which people write, besides the reason. */
const WRITTEN = ['text', 'measure', 'feedback', 'task'] as const

function lastStepView({ alert, steps, asker }: AlertSummary) {
  const last = steps?.last ?? null
  if (last === null) return { step: null, masked: false }
  const { region, department, subject_id } = alert
  const { type, actor, reason, occurred_at } = last
  const data = last.data ?? {}
  const field = WRITTEN.find((name) => typeof data[name] === 'string')
  const shown = maskedEvent({ type, data, subject_id, region, department }, asker)
  const text = field === undefined ? null : textIn(shown.data, field)
  return {
    step: { type, actor, reason, text, occurred_at },
    masked: field !== undefined && shown.masked.includes(`data.${field}`),
  }
}

function textIn(data: Readonly<Record<string, unknown>>, field: string): string | null {
  const value = data[field]
  return typeof value === 'string' ? value : null
}
