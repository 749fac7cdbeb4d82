import { calendarsAsKnown } from '@jianwei/projections/rules/calendars/notices-as-known.ts'
import { kindOf } from '@jianwei/projections/rules/rule.ts'
import { maskedEvent } from '#/access/masking.ts'
import type { AlertSummary } from '#/server/alert-summaries.ts'

interface Sentence {
  readonly en: string
  readonly zh: string
}

export interface Happened {
  readonly happened: (Sentence & { readonly warning_id: string | null }) | null
  /** Whether it is not as it was written, for who asks. */
  readonly masked: boolean
}

/** What happened, in a sentence: from the ledger and the rule, or as somebody told it. */
export function happenedView(summary: AlertSummary): Happened {
  return summary.alert.rule_id === null ? toldByPeople(summary) : foundByRule(summary)
}

function toldByPeople({ alert, steps, asker }: AlertSummary): Happened {
  const data = steps?.raised
  if (data == null) return { happened: null, masked: false }
  const { region, department, subject_id } = alert
  const type = 'AlertRaised'
  const shown = maskedEvent({ type, data, subject_id, region, department }, asker)
  // The catalogue parsed it, and masking leaves its shape.
  const { lead } = shown.data as { readonly lead?: { readonly summary: string } | null }
  if (lead == null) return { happened: null, masked: false }
  const { summary } = lead
  return {
    happened: { en: summary, zh: summary, warning_id: null },
    masked: shown.masked.includes('data.lead.summary'),
  }
}

function foundByRule({ alert, rule, warning, notices }: AlertSummary): Happened {
  const title = rule?.version.title
  if (title === undefined) return { happened: null, masked: false }
  const { rule: read = null } = rule ?? {}
  if (read === null || warning === undefined)
    return { happened: { ...title, warning_id: null }, masked: false }
  const { warning_id, stands, ...told_of } = warning
  const known = { by: 'platform', until: { by: 'platform', position: warning.position } } as const
  const calendars = calendarsAsKnown({ notices }, known)
  const { en, zh } = kindOf(read).tell(read, { ...told_of, region: alert.region, calendars })
  const told = stands
    ? { en, zh }
    : { en: `${en} It no longer holds.`, zh: `${zh}该预警已不再成立。` }
  return { happened: { ...told, warning_id }, masked: false }
}
