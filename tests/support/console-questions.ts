import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { alertById, alerts, alertSteps, openAlertsByRule } from '@jianwei/projections/alerts/queries.ts'
import { knownAt, newestMinute, positionAt } from '@jianwei/projections/clock/queries.ts'
import { heldEvents, missingPositions, rangeOfPeriod, ruleEntries } from '@jianwei/projections/completeness/queries.ts'
import { dailyCounts, dailyCountsPage } from '@jianwei/projections/daily-counts/queries.ts'
import { countedFacts, eventsById, latestEvents } from '@jianwei/projections/events/queries.ts'
import { factPlaces } from '@jianwei/projections/events/fact-places.ts'
import { subjectHistory } from '@jianwei/projections/events/subject-history.ts'
import { importHolds, lastImports } from '@jianwei/projections/imports/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { compareVersions } from '@jianwei/projections/rule-comparison/queries.ts'
import { ruleHappenings } from '@jianwei/projections/rule-life/queries.ts'
import { publishedRuleText } from '@jianwei/projections/rule-texts/queries.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { shadowWarnings, shadowWarningsByRule } from '@jianwei/projections/shadow-warnings/queries.ts'
import { sources } from '@jianwei/projections/sources/queries.ts'
import { findSubjects, subjectActivity, subjectById, subjectFacts } from '@jianwei/projections/subjects/queries.ts'
import { explainedFacts, type ExplainedFactsFilter } from '@jianwei/projections/warnings/explained-facts.ts'
import {
  entriesOfWarning,
  evidenceFacts,
  standingWarnings,
  warningLedger,
  warnings,
  warningsByRule,
} from '@jianwei/projections/warnings/queries.ts'
import { warningsWithoutAlert } from '@jianwei/projections/warnings/without-alert.ts'

/** What the questions are about. */
export interface AskedAbout {
  readonly subject_id: string
  readonly event_type: string
  readonly event_id: string
  readonly alert_id: string
  readonly warning_id: string
  readonly rule: Pick<Rule, 'id' | 'version'>
  /** Days, the last one included. */
  readonly from: string
  readonly to: string
  readonly head: number
}

export type Questions = Readonly<Record<string, () => Promise<unknown>>>

/** Every question that the tables answer, with each way of narrowing it that is a condition of its own. */
export function consoleQuestions(warehouse: Warehouse, about: AskedAbout): Questions {
  const { subject_id, event_type, alert_id, warning_id, rule, head, from, to } = about
  const page = { limit: 100 }
  const days = { from, to }
  const times = { from: `${from}T00:00:00.000Z` as Instant, to: `${to}T23:59:59.999Z` as Instant }
  const range = { first: 1, last: head }
  const known = { by: 'source' } as const
  const ruleVersion = { rule_id: rule.id, rule_version: rule.version }
  const ledgers = [
    { rule_version: 1, table: 'warnings_v1' },
    { rule_version: 2, table: 'shadow_warnings_v1' },
  ] as const
  return {
    alerts: () => alerts(warehouse, page),
    alertsOfRegion: () => alerts(warehouse, { ...page, region: '33' }),
    alert: () => alertById(warehouse, alert_id),
    alertSteps: () => alertSteps(warehouse, alert_id),
    openAlerts: () => openAlertsByRule(warehouse),
    counts: () => dailyCounts(warehouse, days),
    countsOfType: () => dailyCounts(warehouse, { ...days, event_types: [event_type] }),
    countsOfRegion: () => dailyCounts(warehouse, { ...days, region: '33' }),
    countsPage: () => dailyCountsPage(warehouse, { ...days, limit: 3 }),
    counted: () => countedFacts(warehouse, { event_type, ...times, ...page }),
    events: () => eventsById(warehouse, [about.event_id]),
    latest: () => latestEvents(warehouse, page),
    history: () => subjectHistory(warehouse, { subject_id, known, with_records: true, ...page }),
    sources: () => sources(warehouse),
    importHolds: () => importHolds(warehouse),
    lastImports: async () => [...(await lastImports(warehouse))],
    withoutAlert: () =>
      warningsWithoutAlert(warehouse, { ages: [{ ...rule, alert_anchor_age_days: 90 }], held: ['urn:held'] }),
    waiting: () => warningsWithoutAlert(warehouse, { ages: [], held: ['urn:held'], of: 'held' }),
    factPlaces: () => factPlaces(warehouse, [about.event_id]),
    subjects: () => findSubjects(warehouse, page),
    subjectsNamed: () => findSubjects(warehouse, { query: subject_id.slice(0, 4), ...page }),
    subject: () => subjectById(warehouse, subject_id),
    activity: () => subjectActivity(warehouse, subject_id),
    facts: () => subjectFacts(warehouse, { subject_id, known }),
    standing: () => standingWarnings(warehouse, page),
    ledger: () => warningLedger(warehouse, page),
    warnings: () => warnings(warehouse, page),
    warningsOfAlert: () => warnings(warehouse, { ...page, alert_id, standing: true }),
    warning: () => entriesOfWarning(warehouse, warning_id),
    evidence: () => evidenceFacts(warehouse, subject_id, [warning_id]),
    explained: () => explained(warehouse, { subject_id, group: null, event_types: [event_type], known }),
    explainedGroup: () =>
      explained(warehouse, {
        subject_id: 'group:region=330200',
        group: [{ field: 'region', prefix: null }],
        event_types: [event_type],
        known,
      }),
    byRule: () => warningsByRule(warehouse),
    shadows: () => shadowWarnings(warehouse, page),
    shadowsByRule: () => shadowWarningsByRule(warehouse),
    ruleLife: () => ruleHappenings(warehouse, { after: 0 as Position, up_to: head as Position }),
    ruleText: () => publishedRuleText(warehouse, ruleVersion),
    comparison: () => compareVersions(warehouse, rule.id, ledgers, 5),
    period: () => rangeOfPeriod(warehouse, times, head),
    held: () => heldEvents(warehouse, range, [event_type]),
    missing: () => missingPositions(warehouse, range),
    ruleEntries: () => ruleEntries(warehouse, range, ruleVersion),
    newestMinute: () => newestMinute(warehouse),
    positionAt: () => positionAt(warehouse, times.to),
    knownAt: () => knownAt(warehouse, 'platform', times.to),
  }
}

/** Without what the facts can be asked further, which is no answer yet. */
async function explained(warehouse: Warehouse, filter: ExplainedFactsFilter): Promise<unknown> {
  return (await explainedFacts(warehouse, filter))?.map(({ row }) => row)
}
