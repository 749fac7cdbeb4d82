import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { alertSteps } from '@jianwei/projections/alerts/queries.ts'
import { knownAt, newestMinute, positionAt } from '@jianwei/projections/clock/queries.ts'
import {
  eventsThere,
  heldEvents,
  holdsThroughout,
  missingEvents,
  rangeOfPeriod,
  ruleEntries,
} from '@jianwei/projections/completeness/queries.ts'
import { dailyCounts, dailyCountsPage } from '@jianwei/projections/daily-counts/queries.ts'
import { closingsOfRule } from '@jianwei/projections/desk/closings.ts'
import { alertCounts, alertFacets } from '@jianwei/projections/desk/facets.ts'
import type { AlertsFilter } from '@jianwei/projections/desk/filter.ts'
import { neighbours } from '@jianwei/projections/desk/neighbours.ts'
import { ALERT_ORDERS } from '@jianwei/projections/desk/order-sql.ts'
import { alertById, alerts, alertsAt, openAlertsByRule } from '@jianwei/projections/desk/queries.ts'
import { dutiesOnTime } from '@jianwei/projections/duties/on-time.ts'
import { queuedDuties } from '@jianwei/projections/duties/queries.ts'
import { factsBehindCount, eventsById, latestEvents } from '@jianwei/projections/events/queries.ts'
import { countFacts, factFacets, searchFacts } from '@jianwei/projections/events/fact-search.ts'
import { subjectChanges } from '@jianwei/projections/events/subject-changes.ts'
import { subjectHistory } from '@jianwei/projections/events/subject-history.ts'
import {
  auditsOrdered,
  ledgersBetween,
  subjectsBetweenSql,
  subjectsCounted,
  warningsBySql,
} from '@jianwei/projections/ledger-audits/queries.ts'
import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { importHolds, lastImports } from '@jianwei/projections/imports/queries.ts'
import { DOSSIER_KINDS } from '@jianwei/events/audit/events.ts'
import { auditRecords, regionOfDossier } from '@jianwei/projections/audit/queries.ts'
import { deliveries } from '@jianwei/projections/notice-deliveries/queries.ts'
import { namedParties, registeredParties } from '@jianwei/projections/match-keys/parties.ts'
import {
  keyHolders,
  keySpreads,
  namedSubjectsToCompare,
} from '@jianwei/projections/match-keys/queries.ts'
import { endOfStretch, ordinalUpTo } from '@jianwei/projections/ordinals/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  alertNumbers,
  closedByDay,
  dutyNumbers,
  newestFactRecorded,
  warningNumbers,
} from '@jianwei/projections/overview/queries.ts'
import {
  factsForPublication,
  factsOfMatter,
  organisationsNamed,
} from '@jianwei/projections/publication/queries.ts'
import { compareVersions } from '@jianwei/projections/rule-comparison/queries.ts'
import { ruleLifeEvents } from '@jianwei/projections/rule-life/queries.ts'
import { publishedRuleText } from '@jianwei/projections/rule-texts/queries.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import {
  shadowWarnings,
  shadowWarningsByRule,
} from '@jianwei/projections/shadow-warnings/queries.ts'
import {
  comparedBy,
  raisedAlike,
  similarAlerts,
} from '@jianwei/projections/similar-alerts/queries.ts'
import { whatWasDone } from '@jianwei/projections/similar-alerts/what-was-done.ts'
import { sources } from '@jianwei/projections/sources/queries.ts'
import { newestRefusals } from '@jianwei/projections/sources/refusal-reasons.ts'
import {
  factsOfLinked,
  subjectLinks,
  subjectsLinkedAnew,
} from '@jianwei/projections/subject-links/queries.ts'
import { findSubjects } from '@jianwei/projections/subjects/find-subjects.ts'
import {
  subjectActivity,
  subjectReported,
  subjectById,
  subjectFacts,
} from '@jianwei/projections/subjects/queries.ts'
import {
  attributeConflicts,
  conflictCounts,
} from '@jianwei/projections/attribute-conflicts/queries.ts'
import { relatedSubjects } from '@jianwei/projections/subjects/relations.ts'
import { directoryEvents } from '@jianwei/projections/units/directory-events.ts'
import { routedCounts } from '@jianwei/projections/units/routed-counts.ts'
import { resolvedNames, unitCounts, unresolvedFacts } from '@jianwei/projections/units/queries.ts'
import {
  explainedFacts,
  type ExplainedFactsFilter,
} from '@jianwei/projections/warnings/explained-facts.ts'
import {
  entriesOfWarning,
  evidenceFacts,
  standingWarnings,
  warningLedger,
  warnings,
  warningsByRule,
} from '@jianwei/projections/warnings/queries.ts'
import { warningsCiting } from '@jianwei/projections/warnings/citing.ts'
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

const AT = '2026-03-20T02:00:00.000Z' as Instant

const ALL_KEYS = { from: 0n, up_to: 2n ** 64n - 1n }
const auditedRule = ruleWith({
  id: 'audited',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
})

/** What narrows a list of alerts, all of it true of an alert that nobody has touched. */
const EVERY_NARROWING: AlertsFilter = {
  states: ['raised'],
  open: true,
  levels: ['red', 'orange', 'yellow', 'blue'],
  units: [''],
  departments: [''],
  owner: 'nobody',
  claimed: { by: 'nobody', at: AT },
  overdue: { is: false, at: AT },
  opened: false,
  urged: false,
  supervised: false,
  merged: false,
  gathered: false,
  since: '2000-01-01T00:00:00.000Z' as Instant,
  until: '2100-01-01T00:00:00.000Z' as Instant,
  changed_since: '2000-01-01T00:00:00.000Z' as Instant,
  text: '9',
  regions: ['', '33'],
  region_itself: false,
  domains: { names: ['', 'commerce'], of: [] },
}

/**
 * Every question that the tables answer, with each way of narrowing it that is a condition of its
 * own.
 */
export function consoleQuestions(warehouse: Warehouse, about: AskedAbout): Questions {
  const { subject_id, event_type, alert_id, warning_id, rule, head, from, to } = about
  const page = { limit: 100 }
  const days = { from, to }
  const times = { from: `${from}T00:00:00.000Z` as Instant, to: `${to}T23:59:59.999Z` as Instant }
  const range = { first: 1, last: head }
  const ordinals = range
  const known = { by: 'source' } as const
  const ruleVersion = { rule_id: rule.id, rule_version: rule.version }
  const ofRule = { ...ruleVersion, domain: 'commerce' }
  const overview = { since: times.from, until: times.to, domains: [ofRule] }
  const ledgers = [
    { rule_version: 1, table: 'warnings_v1' },
    { rule_version: 2, table: 'shadow_warnings_v1' },
  ] as const
  return {
    alerts: () => alerts(warehouse, page),
    closingsOfRule: () => closingsOfRule(warehouse, rule.id),
    closingsOfPeriod: () =>
      closingsOfRule(warehouse, rule.id, { since: times.from, until: times.to }),
    alertsOfUnit: () => alerts(warehouse, { ...page, department_units: ['nobody'] }),
    alertsOfDomain: () =>
      alerts(warehouse, { ...page, domains: { names: ['commerce'], of: [ofRule] } }),
    alertsClosed: () =>
      alerts(warehouse, { ...page, closed_since: times.from, closed_until: times.to }),
    alertsOfRegion: () => alerts(warehouse, { ...page, regions: ['33'] }),
    ...Object.fromEntries(
      ALERT_ORDERS.map((order) => [
        `alertsBy_${order}`,
        () => alerts(warehouse, { ...page, ...EVERY_NARROWING, order }),
      ]),
    ),
    alertFacets: () => alertFacets(warehouse, { open: true }, { at: times.to, domains: [ofRule] }),
    alertCounts: () => alertCounts(warehouse, {}, { at: times.to, actor: 'li' }),
    alertNeighbours: () => neighbours(warehouse, alert_id, { filter: {}, order: 'level' }),
    alert: () => alertById(warehouse, alert_id),
    alertSteps: () => alertSteps(warehouse, alert_id),
    alertsAt: () => alertsAt(warehouse, [1, head]),
    similarAlerts: () => similar(warehouse, alert_id, rule.id, head),
    whatWasDone: async () => [...(await whatWasDone(warehouse, [alert_id]))],
    auditRecords: () =>
      auditRecords(warehouse, {
        ...page,
        ...times,
        actor: 'li',
        action: 'AlertRaised',
        object_kind: 'alert',
        object: alert_id,
      }),
    auditOfAll: () => auditRecords(warehouse, page),
    ...Object.fromEntries(
      DOSSIER_KINDS.map((kind) => [
        `regionOf_${kind}`,
        () => regionOfDossier(warehouse, kind, kind === 'subject' ? subject_id : alert_id),
      ]),
    ),
    noticeDeliveries: () => deliveries(warehouse, { endpoint_id: alert_id, limit: 3 }),
    openAlerts: () => openAlertsByRule(warehouse),
    queuedDuties: () =>
      queuedDuties(warehouse, { ...page, due_before: AT, unit: 'a', owner: 'li', region: '33' }),
    breachedDuties: () => queuedDuties(warehouse, { ...page, breached: true, mark: 'red_card' }),
    dutiesOfLevel: () =>
      queuedDuties(warehouse, {
        ...page,
        region: '',
        region_itself: true,
        level: 'red',
        domains: { names: ['', 'commerce'], of: [ofRule] },
      }),
    dutiesOnTime: () =>
      dutiesOnTime(warehouse, {
        filter: { region: '33', kind: 'D16' },
        by: 'unit_and_kind',
        period: [times.from, times.to],
      }),
    overviewOfAlerts: () => alertNumbers(warehouse, overview),
    overviewOfWarnings: () => warningNumbers(warehouse, overview),
    overviewOfDuties: () => dutyNumbers(warehouse, overview),
    overviewOfClosed: async () => [...(await closedByDay(warehouse, overview))],
    overviewOfRegion: () => warningNumbers(warehouse, { ...overview, region: '33' }),
    newestFact: () => newestFactRecorded(warehouse),
    counts: () => dailyCounts(warehouse, days),
    countsOfType: () => dailyCounts(warehouse, { ...days, event_types: [event_type] }),
    countsOfRegion: () => dailyCounts(warehouse, { ...days, region: '33' }),
    countsPage: () => dailyCountsPage(warehouse, { ...days, limit: 3 }),
    counted: () => factsBehindCount(warehouse, { event_type, ...times, ...page }),
    factSearch: () =>
      searchFacts(
        warehouse,
        {
          event_types: [event_type],
          regions: ['', '33'],
          subject_id,
          occurred_since: times.from,
          occurred_until: times.to,
          after_position: 0,
          up_to_position: head,
          text: { words: subject_id.slice(0, 4), names: 'all' },
        },
        { up_to: head, ...page },
      ),
    factCount: () => countFacts(warehouse, { event_types: [event_type] }, head),
    factFacets: () => factFacets(warehouse, { event_types: [event_type] }, head),
    citing: async () => [...(await warningsCiting(warehouse, [about.event_id]))],
    events: () => eventsById(warehouse, [about.event_id]),
    latest: () => latestEvents(warehouse, page),
    history: () => subjectHistory(warehouse, { subject_id, known, with_records: true, ...page }),
    historyOfType: () =>
      subjectHistory(warehouse, {
        subject_id,
        known,
        with_records: false,
        event_types: [event_type],
        sources: ['urn:held'],
        ...page,
      }),
    sources: () => sources(warehouse),
    newestRefusals: () => newestRefusals(warehouse),
    importHolds: () => importHolds(warehouse),
    lastImports: async () => [...(await lastImports(warehouse))],
    withoutAlert: () =>
      warningsWithoutAlert(warehouse, {
        ages: [{ ...rule, alert_anchor_age_days: 90 }],
        held: ['urn:held'],
      }),
    waiting: () => warningsWithoutAlert(warehouse, { ages: [], held: ['urn:held'], of: 'held' }),
    subjects: () => findSubjects(warehouse, { names: 'all', ...page }),
    subjectsNamed: () =>
      findSubjects(warehouse, { query: subject_id.slice(0, 4), names: 'all', ...page }),
    organisationsFound: () =>
      findSubjects(warehouse, { query: 'xm', names: 'no persons', ...page }),
    subject: () => subjectById(warehouse, subject_id),
    activity: () => subjectActivity(warehouse, subject_id),
    reported: () => subjectReported(warehouse, subject_id),
    facts: () => subjectFacts(warehouse, { subject_id, known }),
    toCompare: () => namedSubjectsToCompare(warehouse, { after: 0, up_to: 1_000_000 }, ''),
    keySpreads: () => keySpreads(warehouse, ['n:示例', 'g:示例']),
    keyHolders: () => keyHolders(warehouse, ['n:示例', 'g:示例']),
    namedParties: async () => [...(await namedParties(warehouse, [subject_id]))],
    registeredParties: async () => [...(await registeredParties(warehouse, [subject_id]))],
    linkedAnew: () => subjectsLinkedAnew(warehouse, { after: 0, up_to: 1_000_000 }),
    factsOfLinked: () => factsOfLinked(warehouse, { after: 0, up_to: 1_000_000 }),
    links: () => subjectLinks(warehouse, { subject_id, state: 'proposed', limit: 10 }),
    conflicts: () => attributeConflicts(warehouse, { limit: 10 }),
    conflictCounts: () => conflictCounts(warehouse, { subject_id }),
    related: async () => [
      ...(await relatedSubjects(warehouse, {
        subject_id,
        attributes: ['address_registered', 'address_operating'],
        keys: ['湖滨南路1号', '无处'],
        with_persons: false,
        limit: 3,
      })),
    ],
    changes: () =>
      subjectChanges(warehouse, {
        subject_id,
        from: { known: { by: 'source', until: { by: 'source', reported_at: AT, position: head } } },
        to: { known, as_of: times.to },
        limit: 3,
      }),
    standing: () => standingWarnings(warehouse, page),
    ledger: () => warningLedger(warehouse, page),
    auditsOrdered: () => auditsOrdered(warehouse),
    auditedSubjects: () => subjectsCounted(warehouse, ALL_KEYS),
    auditedLedgers: () =>
      ledgersBetween(warehouse, { table: 'warnings_v1' }, [auditedRule], {
        position: head,
        range: ALL_KEYS,
      }),
    auditedWarnings: () =>
      warningsBySql(warehouse, auditedRule, {
        scope: { of: 'subjects_in', table: subjectsBetweenSql(ALL_KEYS) },
        known: { by: 'platform', until: { by: 'platform', position: head } },
        clock: AT,
        ...NOTHING_STATED,
      }),
    warnings: () => warnings(warehouse, page),
    warningsOfAlert: () => warnings(warehouse, { ...page, alert_id, standing: true }),
    warningsOfPlace: () =>
      warnings(warehouse, {
        ...page,
        region: '33',
        domains: { names: ['commerce'], of: [ofRule] },
        since: times.from,
        until: times.to,
      }),
    warningsOfNoPlace: () => warnings(warehouse, { ...page, region: '' }),
    warning: () => entriesOfWarning(warehouse, warning_id),
    evidence: () => evidenceFacts(warehouse, subject_id, [warning_id]),
    explained: () =>
      explained(warehouse, { subject_id, group: null, event_types: [event_type], known }),
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
    ruleLife: () => ruleLifeEvents(warehouse, { after: 0 as Position, up_to: head as Position }),
    ruleText: () => publishedRuleText(warehouse, ruleVersion),
    comparison: () => compareVersions(warehouse, rule.id, ledgers, 5),
    directory: () => directoryEvents(warehouse, { after: 0 as Position }),
    unitCounts: () => unitCounts(warehouse, { ...days, as_of: to }),
    unitCountsKnown: () => unitCounts(warehouse, { ...days, known_at: head, region: '33' }),
    routed: () => routedCounts(warehouse),
    unresolved: () => unresolvedFacts(warehouse, { ...days, event_type }),
    namesOfUnits: () =>
      resolvedNames(warehouse, [{ department: '市监局', region: '330203', day: from }], {}),
    publications: () => factsForPublication(warehouse, subject_id),
    organisationsNamed: () => organisationsNamed(warehouse, subject_id),
    matter: () => factsOfMatter(warehouse, { subject_id, number: 'PUB-1' }),
    period: () => rangeOfPeriod(warehouse, times, head),
    held: () => heldEvents(warehouse, range, [event_type]),
    throughout: () => holdsThroughout(warehouse, { range, ordinals }),
    missing: () => missingEvents(warehouse, { range, ordinals }),
    ends: () => eventsThere(warehouse, [range.first, range.last]),
    ordinalUpTo: () => ordinalUpTo(warehouse, range.last),
    stretch: () => endOfStretch(warehouse, { after: 0, up_to: range.last, events_max: 7 }),
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

/** With every reason that two alerts can have to be alike. */
async function similar(
  warehouse: Warehouse,
  alertId: string,
  ruleId: string,
  head: number,
): Promise<unknown> {
  const alert = await alertById(warehouse, alertId)
  if (alert === undefined) return null
  const compared = await comparedBy({ asking: warehouse, whole: warehouse }, alert, [ruleId])
  const whole = { ...compared, region: compared.region ?? '33', industry: compared.industry ?? 'F' }
  const since = '2000-01-01T00:00:00.000Z' as Instant
  const before = head + 1
  const raised_alike = await raisedAlike(warehouse, whole, before)
  const like = { compared: whole, raised_alike, since, before, limit: 3 }
  return { compared, raised_alike, ...(await similarAlerts(warehouse, like)) }
}
