import type { Position } from '@jianwei/events/envelope.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { isGroupId, regionOfGroup } from '@jianwei/projections/rules/groups/group-text.ts'
import type { AlertingOptions } from '#/sentinel/alerting-options.ts'
import { appendAll } from '#/sentinel/append-all.ts'
import { AlertOfMatter, type Matter } from '#/sentinel/alert-matters.ts'
import { evidencePlaces } from '#/sentinel/evidence-places.ts'
import { ImportHolds, lapsedRecord, type ImportHold, type LapsedHold } from '#/sentinel/import-holds.ts'
import {
  ledgerEntries,
  type ImportEntry,
  type LedgerEntry,
  type WarningLedgerEntry,
} from '#/sentinel/ledger-entries.ts'
import type { SentinelRecord } from '#/sentinel/sentinel-record.ts'
import { movedAt, newestOfSources, standingSince, type RaisedWarning } from '#/sentinel/standing-warnings.ts'
import { SENTINEL_SOURCE } from '#/sentinel/warning-entries.ts'

/*
 * Turns ledger entries into alerts, one per rule and subject, in the order of the log:
 *
 *  - A warning that is raised joins the open alert of its matter, or opens one. It opens none while an import holds its source,
 *    or when its anchor is older than the rule allows, counted back from the newest fact of its source: loading history
 *    must not flood people. Such warnings stand in the ledger all the same.
 *  - A warning that is withdrawn leaves its alert. When it is raised elsewhere at the same boundary, or again since, it has only
 *    moved, and stays with its alert, even a closed one.
 *  - When an import ends, however it ends, the warnings that waited for it are looked at. One of which nothing is heard for
 *    IMPORT_HOLD_MS by the log's clock holds nothing any more, and the log is told so.
 *
 * Whatever is appended has an identity that follows from the alert and its place in the alert's stream, so that a crash between
 * appending and saving the record doubles nothing.
 */

const PAGE_ENTRIES_MAX = 500
const DAY_MS = 86_400_000

export type AlertingRecord = Pick<SentinelRecord, 'alerted' | 'importing'>

export interface Alerting {
  readonly record: AlertingRecord
  /** Alert events appended. */
  readonly appended: number
}

/** Up to where entries are dealt with: a position that is in the warehouse, and the log's clock there. */
export interface AlertingBoundary {
  readonly position: Position
  readonly recorded_at: Instant
}

/** Deals with the entries after `record.alerted` up to a boundary. Throws StreamConflict (retryable). */
export async function raiseAlerts(
  options: AlertingOptions,
  record: AlertingRecord,
  upTo: AlertingBoundary,
): Promise<Alerting> {
  let { alerted } = record
  let appended = 0
  const holds = new ImportHolds(record.importing)
  for (;;) {
    const range = { after: alerted, up_to: upTo.position, limit: PAGE_ENTRIES_MAX }
    const entries = await ledgerEntries(options.warehouse, range)
    appended += await dealWith(options, holds, entries)
    if (entries.length < PAGE_ENTRIES_MAX) break
    alerted = entries.at(-1)?.position ?? upTo.position
  }
  appended += await giveUp(options, holds, holds.lapsedAt(upTo.recorded_at))
  return { record: { alerted: upTo.position, importing: holds.record() }, appended }
}

/** Imports change how the warnings after them are treated, so they stand alone; warnings go together. */
async function dealWith(
  options: AlertingOptions,
  holds: ImportHolds,
  entries: readonly LedgerEntry[],
): Promise<number> {
  let appended = 0
  let run: WarningLedgerEntry[] = []
  const endRun = async (): Promise<void> => {
    const ended = run
    run = []
    const raised = warningsOf(ended, 'WarningRaised')
    const last = new Map(ended.map((entry) => [entry.data.warning_id, entry.event_id]))
    // One that was raised again has only moved.
    const withdrawn = warningsOf(ended, 'WarningWithdrawn').filter(
      (warning) => last.get(warning.warning_id) === warning.event_id,
    )
    appended += await changeAlerts(options, holds.sources, raised, withdrawn)
  }
  for (const entry of entries) {
    const lapsed = holds.lapsedAt(entry.recorded_at, isImport(entry) ? entry : undefined)
    if (isImport(entry) || lapsed.length > 0) await endRun()
    appended += await giveUp(options, holds, lapsed)
    if (isImport(entry)) appended += await lookAtWhatWaited(options, holds, holds.take(entry))
    else run.push(entry)
  }
  await endRun()
  return appended
}

function isImport(entry: LedgerEntry): entry is ImportEntry {
  return entry.type !== 'WarningRaised' && entry.type !== 'WarningWithdrawn'
}

function warningsOf(run: readonly WarningLedgerEntry[], type: WarningLedgerEntry['type']): readonly RaisedWarning[] {
  return run.flatMap((entry) =>
    entry.type === type ? [{ ...entry.data, subject_id: entry.subject_id, event_id: entry.event_id }] : [],
  )
}

/** Says so in the log, after what waited was looked at: a crash in between looks again. */
async function giveUp(options: AlertingOptions, holds: ImportHolds, lapsed: readonly LapsedHold[]): Promise<number> {
  for (const hold of lapsed) holds.giveUp(hold)
  let appended = 0
  for (const hold of lapsed) appended += await lookAtWhatWaited(options, holds, hold)
  await appendAll(options.log, lapsed.map(lapsedRecord))
  return appended + lapsed.length
}

async function lookAtWhatWaited(
  options: AlertingOptions,
  holds: ImportHolds,
  ended: ImportHold | undefined,
): Promise<number> {
  let appended = 0
  for (const source of ended?.of_sources ?? []) {
    if (holds.sources.has(source)) continue
    for await (const page of standingSince(options, source, PAGE_ENTRIES_MAX)) {
      appended += await changeAlerts(options, holds.sources, page, [])
    }
  }
  return appended
}

async function changeAlerts(
  options: AlertingOptions,
  importing: ReadonlySet<string>,
  raised: readonly RaisedWarning[],
  withdrawn: readonly RaisedWarning[],
): Promise<number> {
  if (raised.length + withdrawn.length === 0) return 0
  const worthy = await alertWorthy(options, importing, raised)
  const matters = new Map<string, AlertOfMatter>()
  for (const { warning, region } of worthy) {
    await gather(options, await matterOf(options.log, matters, warning, region), warning)
  }
  for (const warning of withdrawn) {
    const alert = await matterOf(options.log, matters, warning, null)
    if (alert.alert.state === 'absent') continue
    const reason = 'the rule no longer holds there'
    const data = { alert_id: alert.alert_id, actor: SENTINEL_SOURCE, reason, warning_id: warning.warning_id }
    alert.decide({ command: { type: 'WithdrawWarning', data }, at: warning.clock, causation_id: warning.event_id })
  }
  const decided = [...matters.values()].flatMap((alert) => alert.decided)
  await appendAll(options.log, decided)
  return decided.length
}

interface AlertWorthy {
  readonly warning: RaisedWarning
  readonly region: string | null
}

/** Those of the raised warnings that people should hear of now. */
async function alertWorthy(
  { log, warehouse, rules }: AlertingOptions,
  importing: ReadonlySet<string>,
  raised: readonly RaisedWarning[],
): Promise<readonly AlertWorthy[]> {
  if (raised.length === 0) return []
  const ages = new Map(rules.map((rule) => [nameOf(rule.id, rule.version), rule.alert_anchor_age_days]))
  const newest = await newestOfSources(warehouse)
  const ids = new Set(raised.map((warning) => newestEvidence(warning)))
  const facts = await evidencePlaces({ log, warehouse }, ids)
  return raised.flatMap((warning): AlertWorthy[] => {
    const fact = facts.get(newestEvidence(warning))
    const days = ages.get(nameOf(warning.rule_id, warning.rule_version))
    if (fact === undefined || days === undefined || importing.has(fact.source)) return []
    const last = newest.get(fact.source)
    if (last !== undefined && msOfInstant(last) - msOfInstant(warning.anchor_at) > days * DAY_MS) return []
    return [{ warning, region: regionOf(warning.subject_id, fact.region) }]
  })
}

function nameOf(ruleId: string, version: number): string {
  return `${ruleId}@${version}`
}

/** Where the newest evidence lies; for a group, only where all of its facts do. */
function regionOf(subjectId: string, ofNewest: string | null): string | null {
  return isGroupId(subjectId) ? regionOfGroup(subjectId) : ofNewest
}

function newestEvidence(warning: RaisedWarning): EventId {
  const newest = warning.evidence.at(-1)
  if (newest === undefined) throw new TypeError('a warning has evidence')
  return newest
}

async function gather(
  { warehouse, rules }: AlertingOptions,
  alert: AlertOfMatter,
  warning: RaisedWarning,
): Promise<void> {
  // The end of a hold looks at all that stands: what an alert was told of before is no news, also where the alert was closed since.
  if (alert.heardOf(warning.event_id)) return
  const rule = rules.find((one) => one.id === warning.rule_id && one.version === warning.rule_version)
  const closed = alert.alert.state === 'closed' && !(await movedAt(warehouse, warning))
  if (closed) alert.begin()
  const actor = SENTINEL_SOURCE
  const reason = rule === undefined ? warning.rule_id : `${rule.title.zh} · ${rule.title.en}`
  const common = { alert_id: alert.alert_id, actor, reason }
  const at: Instant = warning.clock
  const causation_id = warning.event_id
  if (alert.alert.state === 'absent') {
    const { rule_id, rule_version, level } = warning
    const data = { ...common, rule_id, rule_version, level, warning_ids: [warning.warning_id], due_at: null }
    alert.decide({ command: { type: 'RaiseAlert', data }, at, causation_id })
  } else {
    const data = { ...common, warning_id: warning.warning_id }
    alert.decide({ command: { type: 'GatherWarning', data }, at, causation_id })
  }
}

async function matterOf(
  log: EventLog,
  matters: Map<string, AlertOfMatter>,
  { rule_id, subject_id }: Matter,
  region: string | null,
): Promise<AlertOfMatter> {
  const key = `${rule_id}\n${subject_id}`
  const known = matters.get(key)
  if (known !== undefined) return known
  const alert = await AlertOfMatter.load(log, { rule_id, subject_id }, region)
  matters.set(key, alert)
  return alert
}
