import { accessEvents } from '#/access/events.ts'
import { accidentEvents } from '#/accident/events.ts'
import { alertEvents } from '#/alert/events.ts'
import { amendmentEvents, FactCorrected } from '#/amendment/events.ts'
import { auditEvents } from '#/audit/events.ts'
import { calendarEvents } from '#/calendar/events.ts'
import { authorityEvents } from '#/authority/events.ts'
import { clockEvents } from '#/clock/events.ts'
import { complaintEvents } from '#/complaint/events.ts'
import { creditEvents } from '#/credit/events.ts'
import { dutyEvents } from '#/duty/events.ts'
import { documentEvents } from '#/document/events.ts'
import type { EventDefinition, EventRole } from '#/define-event.ts'
import type { EventData, RecordedEvent } from '#/envelope.ts'
import { exportEvents } from '#/export/events.ts'
import { importOrderEvents } from '#/import/events.ts'
import { intakeEvents } from '#/intake/events.ts'
import { ledgerAuditEvents } from '#/ledger-audit/events.ts'
import { licenceEvents } from '#/licence/events.ts'
import { logEvents } from '#/log/events.ts'
import { organisationEvents } from '#/organisation/events.ts'
import { mappingEvents } from '#/mapping/events.ts'
import { noticeEvents } from '#/notice/events.ts'
import type { RefusalReason } from '#/ports/quarantine.ts'
import { refusalReasons } from '#/refusal-reasons.ts'
import { regionEvents } from '#/region/events.ts'
import { requestEvents } from '#/request/events.ts'
import { reviewEvents } from '#/review/events.ts'
import { routingEvents } from '#/routing/events.ts'
import { ruleEvents } from '#/rule/events.ts'
import { sensingEvents } from '#/sensing/events.ts'
import { sourceEvents } from '#/source/events.ts'
import { silenceEvents } from '#/silence/events.ts'
import { subjectEvents } from '#/subject/events.ts'
import { subjectLinkEvents } from '#/subject-link/events.ts'
import { supervisionEvents } from '#/supervision/events.ts'
import { viewEvents } from '#/view/events.ts'
import { shadowWarningEvents, warningEvents } from '#/warning/events.ts'
import { EventUnreadable } from '#/errors.ts'

/**
 * Everything that can happen, in the order a reader meets it: closed, and every version that was
 * ever written.
 */
export const catalogue = [
  ...subjectEvents,
  ...supervisionEvents,
  ...complaintEvents,
  ...creditEvents,
  ...licenceEvents,
  ...sensingEvents,
  ...accidentEvents,
  ...reviewEvents,
  ...amendmentEvents,
  ...warningEvents,
  ...shadowWarningEvents,
  ...ledgerAuditEvents,
  ...alertEvents,
  ...dutyEvents,
  ...silenceEvents,
  ...noticeEvents,
  ...ruleEvents,
  ...sourceEvents,
  ...importOrderEvents,
  ...mappingEvents,
  ...subjectLinkEvents,
  ...authorityEvents,
  ...organisationEvents,
  ...regionEvents,
  ...routingEvents,
  ...intakeEvents,
  ...calendarEvents,
  ...clockEvents,
  ...logEvents,
  ...requestEvents,
  ...accessEvents,
  ...viewEvents,
  ...exportEvents,
  ...documentEvents,
  ...auditEvents,
] as const satisfies readonly EventDefinition[]

export type EventType = (typeof catalogue)[number]['type']

const definitionsOfType = new Map<string, EventDefinition[]>()
for (const definition of catalogue) {
  const versions = definitionsOfType.get(definition.type) ?? []
  versions.push(definition)
  definitionsOfType.set(definition.type, versions)
  // Versions count from 1 without gaps, so that the list can be used as a table.
  if (definition.schema_version !== versions.length) {
    throw new TypeError(
      `${definition.type} version ${definition.schema_version} stands out ` +
        'of order in the catalogue',
    )
  }
}

/** Undefined when the catalogue has no such type or version. */
export function definitionOf(type: string, schemaVersion: number): EventDefinition | undefined {
  return definitionsOfType.get(type)?.[schemaVersion - 1]
}

/** The version that `parseData` gives; undefined for a type that is not in the catalogue. */
export function latestVersion(type: string): number | undefined {
  return definitionsOfType.get(type)?.length
}

/** Undefined for a type that is not in the catalogue. */
export function roleOf(type: string): EventRole | undefined {
  return definitionsOfType.get(type)?.[0]?.role
}

const OF_NEWER_PROGRAM: ReadonlySet<string> = new Set([
  'EVENT_TYPE_UNKNOWN',
  'EVENT_VERSION_UNKNOWN',
])

export type ParsedData =
  | { readonly ok: true; readonly data: EventData; readonly schema_version: number }
  | { readonly ok: false; readonly reasons: readonly RefusalReason[] }

/**
 * Reads the data of an event of any known version and gives it at the latest version. Refusals name
 * the field by its path (`data.check_items[2].result`) and never repeat the value. Codes:
 * EVENT_TYPE_UNKNOWN, EVENT_VERSION_UNKNOWN, FIELD_MISSING, FIELD_UNKNOWN, FIELD_TYPE, FIELD_VALUE,
 * REPLACEMENT_NOT_A_FACT, and those of identifiers and of single events' own checks.
 */
export function parseData(type: string, schemaVersion: number, data: unknown): ParsedData {
  const versions = definitionsOfType.get(type)
  if (versions === undefined)
    return refusal('EVENT_TYPE_UNKNOWN', 'type', 'no event of this type is in the catalogue')
  const definition = versions[schemaVersion - 1]
  if (definition === undefined) {
    const message = `this type has the versions 1 to ${versions.length}`
    return refusal('EVENT_VERSION_UNKNOWN', 'schema_version', message)
  }
  const parsed = definition.data.safeParse(data)
  if (!parsed.success)
    return { ok: false, reasons: refusalReasons(parsed.error.issues, data, 'data') }
  if (type === FactCorrected.type) return parseReplacement(parsed.data as FactCorrected)
  // The shapes of events are objects.
  let upcast = parsed.data as EventData
  for (let version = schemaVersion; version < versions.length; version++) {
    // Every version after the first has an upcaster: a test over the catalogue holds this.
    upcast = versions[version]!.upcast!(upcast)
  }
  return { ok: true, data: upcast, schema_version: versions.length }
}

/** A correction carries a whole fact; its data is read by the definition of that fact. */
function parseReplacement(correction: FactCorrected): ParsedData {
  const { type, schema_version, data } = correction.replacement
  const role = roleOf(type)
  if (role !== undefined && role !== 'fact') {
    return refusal('REPLACEMENT_NOT_A_FACT', 'data.replacement.type', 'only facts can be corrected')
  }
  const parsed = parseData(type, schema_version, data)
  if (!parsed.ok) {
    const reasons = parsed.reasons.map((reason) => ({
      ...reason,
      path: `data.replacement.${reason.path}`,
    }))
    return { ok: false, reasons }
  }
  const replacement = {
    ...correction.replacement,
    schema_version: parsed.schema_version,
    data: parsed.data,
  }
  return {
    ok: true,
    data: { ...correction, replacement },
    schema_version: FactCorrected.schema_version,
  }
}

function refusal(code: string, path: string, message: string): ParsedData {
  return { ok: false, reasons: [{ code, path, message }] }
}

/**
 * The envelope as a log gives it back. Its columns were parsed when they were written and logs keep
 * them apart, so only their kinds are looked at again, by hand because every reader pays for it;
 * what is inside them is trusted.
 */
const TEXTS = [
  'event_id',
  'type',
  'subject_id',
  'occurred_at',
  'reported_at',
  'source',
  'source_event_id',
  'correlation_id',
  'recorded_at',
  'stream',
] as const
const TEXTS_OR_NULL = ['region', 'department', 'causation_id'] as const
const NUMBERS = ['schema_version', 'position', 'ordinal', 'revision'] as const

/**
 * An event from a log, `data` already read from its JSON: parsed by the catalogue and brought to
 * the latest version of its type. Throws EventUnreadable, which names fields and never values.
 */
export function parseRecorded(row: unknown): RecordedEvent {
  const envelope = recordedEnvelope(row)
  const { type, schema_version, position, data } = envelope
  const parsed = parseData(type, schema_version, data)
  if (!parsed.ok) {
    const problems = parsed.reasons.map((reason) => `${reason.path} ${reason.code}`)
    throw new EventUnreadable(
      `${type} version ${schema_version} at position ${position}`,
      problems.join(', '),
      { of_newer_program: parsed.reasons.some(({ code }) => OF_NEWER_PROGRAM.has(code)) },
    )
  }
  return { ...envelope, data: parsed.data, schema_version: parsed.schema_version }
}

/**
 * An event from a log as it was written: the envelope is looked at, `data` keeps the version that
 * it has.
 */
export function recordedEnvelope(row: unknown): RecordedEvent {
  if (typeof row !== 'object' || row === null)
    throw new EventUnreadable('an event of the log', 'it is no object')
  const columns = row as Readonly<Record<string, unknown>>
  const unfit: string[] = []
  for (const name of TEXTS) if (typeof columns[name] !== 'string') unfit.push(name)
  for (const name of TEXTS_OR_NULL)
    if (columns[name] !== null && typeof columns[name] !== 'string') unfit.push(name)
  for (const name of NUMBERS) if (typeof columns[name] !== 'number') unfit.push(name)
  if (unfit.length > 0) {
    throw new EventUnreadable('an event of the log', `unfit envelope fields: ${unfit.join(', ')}`)
  }
  // The log holds what was parsed at the append, under the brands of `envelope.ts`.
  return row as RecordedEvent
}
