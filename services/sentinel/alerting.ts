import type { Position } from '@jianwei/events/envelope.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { isGroupId, regionOfGroup } from '@jianwei/projections/rules/groups/group-text.ts'
import type { AlertingOptions } from '#/sentinel/alerting-options.ts'
import { appendAll } from '#/sentinel/append-all.ts'
import { AlertOfMatter, type Matter } from '#/sentinel/alert-matters.ts'
import { ledgerEntries, type LedgerEntry } from '#/sentinel/ledger-entries.ts'
import type { SentinelRecord } from '#/sentinel/sentinel-record.ts'
import { movedAt, newestOfSources, standingSince, type RaisedWarning } from '#/sentinel/standing-warnings.ts'
import { SENTINEL_SOURCE } from '#/sentinel/warning-entries.ts'

/*
 * Turns ledger entries into alerts, one per rule and subject, in the order of the log:
 *
 *  - A warning that is raised joins the open alert of its matter, or opens one. It opens none while an import of its source runs,
 *    or when its anchor is older than the rule allows, counted back from the newest fact of its source: loading history
 *    must not flood people. Such warnings stand in the ledger all the same.
 *  - A warning that is withdrawn leaves its alert. When it is raised elsewhere at the same boundary it has only moved, and
 *    stays with its alert, even a closed one.
 *  - When an import ends, the warnings that waited for it are looked at.
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

/** Deals with the entries after `record.alerted` up to a position that is in the warehouse. Throws StreamConflict (retryable). */
export async function raiseAlerts(options: AlertingOptions, record: AlertingRecord, upTo: Position): Promise<Alerting> {
  let { alerted } = record
  let appended = 0
  const importing = new Map(Object.entries(record.importing))
  for (;;) {
    const entries = await ledgerEntries(options.warehouse, { after: alerted, up_to: upTo, limit: PAGE_ENTRIES_MAX })
    for (const run of runsOf(entries)) appended += await dealWith(options, importing, run)
    if (entries.length < PAGE_ENTRIES_MAX) {
      return { record: { alerted: upTo, importing: Object.fromEntries(importing) }, appended }
    }
    alerted = entries.at(-1)?.position ?? upTo
  }
}

/** Imports change how the warnings after them are treated, so they stand alone; warnings go together. */
function runsOf(entries: readonly LedgerEntry[]): LedgerEntry[][] {
  const runs: LedgerEntry[][] = []
  for (const entry of entries) {
    const run = runs.at(-1)
    const joins = run?.[0] !== undefined && !isImport(run[0]) && !isImport(entry)
    if (joins) run.push(entry)
    else runs.push([entry])
  }
  return runs
}

function isImport(entry: LedgerEntry): boolean {
  return entry.type === 'ImportStarted' || entry.type === 'ImportCompleted'
}

async function dealWith(
  options: AlertingOptions,
  importing: Map<string, readonly string[]>,
  run: readonly LedgerEntry[],
): Promise<number> {
  let appended = 0
  const raised: RaisedWarning[] = []
  const withdrawn: RaisedWarning[] = []
  for (const entry of run) {
    switch (entry.type) {
      case 'ImportStarted':
        importing.set(entry.data.import_id, entry.data.of_sources)
        break
      case 'ImportCompleted': {
        const sources = importing.get(entry.data.import_id) ?? []
        importing.delete(entry.data.import_id)
        for (const source of sources) {
          for await (const page of standingSince(options, source, PAGE_ENTRIES_MAX)) {
            appended += await changeAlerts(options, held(importing), page, [])
          }
        }
        break
      }
      case 'WarningRaised':
        raised.push({ ...entry.data, subject_id: entry.subject_id, event_id: entry.event_id })
        break
      case 'WarningWithdrawn':
        withdrawn.push({ ...entry.data, subject_id: entry.subject_id, event_id: entry.event_id })
        break
    }
  }
  return appended + (await changeAlerts(options, held(importing), raised, withdrawn))
}

function held(importing: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  return new Set([...importing.values()].flat())
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
  const facts = new Map((await log.find([...ids])).map((fact) => [fact.event_id, fact]))
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
