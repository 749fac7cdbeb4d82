import type { FactCorrected } from '@jianwei/events/amendment/events.ts'
import { parseData, roleOf } from '@jianwei/events/catalogue.ts'
import type { EventData, NewEvent } from '@jianwei/events/envelope.ts'
import { eventIdOf, type FactId } from '@jianwei/events/identity.ts'
import {
  isPlaceholder,
  isPlaceholderSource,
  isPlaceholderSubject,
  isPlaceholderWord,
} from '@jianwei/events/identifiers/placeholder.ts'
import { isKnownRegion } from '@jianwei/events/identifiers/region-code.ts'
import { isRegionCode, parseRegionId } from '@jianwei/events/identifiers/region-id.ts'
import {
  isPlatformSubject,
  PLATFORM_NAMESPACES,
} from '@jianwei/events/identifiers/namespaced-id.ts'
import { containsPersonalNumber } from '@jianwei/events/identifiers/personal-number.ts'
import { parseSubjectId } from '@jianwei/events/identifiers/subject-id.ts'
import { instantFromMs, msOfInstant, parseInstant, type Instant } from '@jianwei/events/instant.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { isLinkId, LINK_IDS } from '@jianwei/events/subject-link/moved-fact.ts'
import { namedSubjectOf } from '@jianwei/events/subject-link/named-subject.ts'
import { rawOf } from '@jianwei/events/raw-values.ts'
import { parseTraceParent } from '@jianwei/events/trace-parent.ts'
import {
  SOURCE_CHARACTERS_MAX,
  SOURCE_EVENT_ID_CHARACTERS_MAX,
} from '@jianwei/events/source-name.ts'
import { WORDS_CHARACTERS_MAX } from '@jianwei/events/vocabulary.ts'
import { unkeepableValue } from '#/intake/keepable-values.ts'
import { placeholderFields } from '#/intake/placeholder-fields.ts'
import { withUnsaidFields } from '#/intake/amendments.ts'

/**
 * CloudEvents 1.0 in JSON is how events come in, whatever the channel: HTTP carries them, a mapping
 * makes them from rows. This file turns one such object into an event of the log or says everything
 * that is wrong with it. Of extension attributes other than ours `traceparent` is kept, where it
 * names a span that is recorded; the others belong to the transport (partitioning, for one) and are
 * not kept.
 */

/** A clock ahead of ours by more than this is a wrong time, not drift. */
export const FUTURE_TOLERANCE_MS = 10 * 60_000
export const DEPARTMENT_CHARACTERS_MAX = WORDS_CHARACTERS_MAX
/**
 * Of a subject or a region as it is sent, with labels and copy counts around it. No identifier is
 * nearly so long.
 */
const IDENTIFIER_CHARACTERS_MAX = 1_000
/** The platform's own words begin with this; nobody else may speak under such a name. */
const OWN_SOURCES = 'jianwei:'
const SUBJECT_RESERVED =
  `the platform names its own subjects with ${PLATFORM_NAMESPACES.join(', ')}; ` +
  'take another namespace'

const ID_RESERVED = `ids that begin with ${LINK_IDS} are given by links of subjects`

/** Sources are kept for ever, in every event and in lists that anybody reads. */
export const SOURCE_IS_PERSONAL =
  'a source holds no number of an identity card or a mobile telephone: name the system that sends'

/** `source` is the sender's where it could be read, so that refusals can be counted by sender. */
export type ReadEvent =
  | { readonly ok: true; readonly event: NewEvent }
  | {
      readonly ok: false
      readonly source: string | null
      readonly reasons: readonly RefusalReason[]
      /** The fact of the record that it is of, where that could be read. */
      readonly records?: readonly FactId[]
    }

type Attributes = Readonly<Record<string, unknown>>

const URI_REFERENCE = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/
// Control characters, line breaks and half surrogate pairs would let two identities share a name.
const PRINTABLE = /^[^\p{Cc}\p{Cs}\u2028\u2029]+$/u
const JSON_CONTENT = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i
const DIGITS = /^[1-9]\d{0,5}$/

/** The last instant that is not yet "the future" when the clock shows `now`. */
export function futureBound(now: Instant): Instant {
  return instantFromMs(msOfInstant(now) + FUTURE_TOLERANCE_MS)
}

/** `notAfter` is `futureBound` of the clock. */
export function readCloudEvent(input: unknown, notAfter: Instant): ReadEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      ok: false,
      source: null,
      reasons: [reason('CLOUDEVENT_NOT_OBJECT', '', 'a CloudEvent is a JSON object')],
    }
  }
  // A JSON object has string keys; what its values are is checked attribute by attribute.
  const attributes = input as Attributes
  const reasons: RefusalReason[] = []
  const source = readSource(attributes, reasons)
  const event = readEvent(attributes, source, notAfter, reasons)
  return event !== undefined && reasons.length === 0
    ? { ok: true, event }
    : { ok: false, source: source || null, reasons, ...recordOf(attributes, source, reasons) }
}

/** What the event is called, where nothing is wrong with that itself. */
function recordOf(
  { id }: Attributes,
  source: string,
  reasons: readonly RefusalReason[],
): { readonly records?: readonly FactId[] } {
  const isNamed = source !== '' && typeof id === 'string' && id !== ''
  if (!isNamed || reasons.some(({ path }) => path === 'id' || path === 'source')) return {}
  return { records: [eventIdOf(source, id)] }
}

function readEvent(
  attributes: Attributes,
  source: string,
  notAfter: Instant,
  reasons: RefusalReason[],
): NewEvent | undefined {
  checkFormat(attributes, reasons)
  const id = requiredText(attributes, 'id', SOURCE_EVENT_ID_CHARACTERS_MAX, reasons)
  if (id !== '' && isPlaceholderWord(id)) reasons.push(placeholder('id'))
  if (isLinkId(id)) reasons.push(reason('ID_RESERVED', 'id', ID_RESERVED))
  const type = requiredText(attributes, 'type', SOURCE_EVENT_ID_CHARACTERS_MAX, reasons)
  const sent = attributes['subject'] == null ? null : readSubject(attributes, reasons)
  const region = readRegion(attributes, reasons)
  const department = optionalText(attributes, 'department', DEPARTMENT_CHARACTERS_MAX, reasons)
  const occurredAt = readTime(attributes, 'time', notAfter, reasons)
  const reportedAt =
    attributes['reportedat'] == null ? null : readTime(attributes, 'reportedat', notAfter, reasons)
  const correlationId = optionalText(
    attributes,
    'correlationid',
    SOURCE_EVENT_ID_CHARACTERS_MAX,
    reasons,
  )
  const causationId = optionalText(
    attributes,
    'causationid',
    SOURCE_EVENT_ID_CHARACTERS_MAX,
    reasons,
  )
  const content = type === '' ? undefined : readData(attributes, type, notAfter, reasons)
  const subject = sent ?? subjectByName({ type, region: region.value, content }, reasons)
  if (
    reasons.length > 0 ||
    content === undefined ||
    occurredAt === undefined ||
    reportedAt === undefined
  )
    return undefined
  const eventId = eventIdOf(source, id)
  const raw = rawValues(subject, region, rawOf(attributes['data'], content.data))
  const sentTrace = attributes['traceparent']
  const trace = sentTrace === undefined ? undefined : parseTraceParent(sentTrace)
  return {
    event_id: eventId,
    type,
    schema_version: content.schema_version,
    subject_id: subject.value,
    region: region.value,
    department,
    occurred_at: occurredAt,
    reported_at: reportedAt,
    source,
    source_event_id: id,
    correlation_id: correlationId ?? eventId,
    causation_id: causationId,
    data: content.data,
    ...(raw === undefined ? {} : { raw }),
    ...(trace === undefined ? {} : { trace }),
  }
}

function checkFormat(attributes: Attributes, reasons: RefusalReason[]): void {
  if (attributes['specversion'] !== '1.0') {
    reasons.push(
      reason('CLOUDEVENT_SPECVERSION', 'specversion', 'specversion must be the text "1.0"'),
    )
  }
  const contentType = attributes['datacontenttype']
  if (contentType != null && (typeof contentType !== 'string' || !JSON_CONTENT.test(contentType))) {
    reasons.push(
      reason('DATA_CONTENT_TYPE', 'datacontenttype', 'data must be JSON (application/json)'),
    )
  }
}

let lastGoodSource = ''

/** The empty text stands for a source that could not be read; a reason says so. */
function readSource(attributes: Attributes, reasons: RefusalReason[]): string {
  const sent = attributes['source']
  // Most events come from the source of the one before.
  if (sent === lastGoodSource && sent !== '') return lastGoodSource
  const source = requiredText(attributes, 'source', SOURCE_CHARACTERS_MAX, reasons)
  if (source.toLowerCase().startsWith(OWN_SOURCES)) {
    reasons.push(
      reason(
        'SOURCE_RESERVED',
        'source',
        'sources that begin with jianwei: are the platform itself',
      ),
    )
    return ''
  }
  if (containsPersonalNumber(source)) {
    reasons.push(reason('SOURCE_IS_PERSONAL', 'source', SOURCE_IS_PERSONAL))
    return ''
  }
  // Under such a name an older version may have taken facts, which their source takes back under
  // the same.
  const isTakingBack = attributes['type'] === 'FactRetracted'
  if (!isTakingBack && isPlaceholderSource(source)) {
    reasons.push(placeholder('source'))
    return ''
  }
  if (source === '' || URI_REFERENCE.test(source)) {
    if (!isTakingBack) lastGoodSource = source
    return source
  }
  reasons.push(
    reason(
      'SOURCE_NOT_URI',
      'source',
      'source must be a URI reference; percent-encode other characters',
    ),
  )
  return ''
}

interface Normalised<Value> {
  readonly value: Value
  readonly raw: string | null
}

function readSubject(attributes: Attributes, reasons: RefusalReason[]): Normalised<string> {
  const sent = attributes['subject']
  if (typeof sent !== 'string' || sent === '') {
    reasons.push(missing('subject', 'whom the event is about'))
    return { value: '', raw: null }
  }
  const text = boundedText(sent, 'subject', reasons)
  if (text === undefined) return { value: '', raw: null }
  const parsed = parseSubjectId(text)
  // What was reported under a placeholder before can be taken back.
  if (attributes['type'] !== 'FactRetracted' && isPlaceholderSubject(text))
    reasons.push(placeholder('subject'))
  else if (!parsed.ok) reasons.push(reason(parsed.code, 'subject', parsed.message))
  else if (isPlatformSubject(parsed.value))
    reasons.push(reason('SUBJECT_RESERVED', 'subject', SUBJECT_RESERVED))
  else return { value: parsed.value, raw: parsed.value === text ? null : text }
  return { value: '', raw: null }
}

/** Whoever speaks may name a party and no subject: that is a subject by itself. */
function subjectByName(
  said: {
    readonly type: string
    readonly region: string | null
    readonly content: { readonly data: EventData } | undefined
  },
  reasons: RefusalReason[],
): Normalised<string> {
  const data = said.content?.data
  const correction = said.type === 'FactCorrected' ? (data as FactCorrected | undefined) : undefined
  const fact = correction?.replacement ?? { type: said.type, region: said.region, data }
  const value = fact.data === undefined ? undefined : namedSubjectOf({ ...fact, data: fact.data })
  if (value === undefined) reasons.push(missing('subject', 'whom the event is about'))
  return { value: value ?? '', raw: null }
}

function readRegion(attributes: Attributes, reasons: RefusalReason[]): Normalised<string | null> {
  const sent = attributes['region']
  if (sent == null) return { value: null, raw: null }
  if (typeof sent !== 'string') {
    reasons.push(notText('region'))
    return { value: null, raw: null }
  }
  const text = boundedText(sent, 'region', reasons)
  if (text === undefined) return { value: null, raw: null }
  const parsed = parseRegionId(text)
  // A code that is in the tables is none: 000000 is how some registers write the whole country.
  const isOwn = parsed.ok && (!isRegionCode(parsed.value) || isKnownRegion(parsed.value))
  if (isOwn ? isPlaceholderWord(text.slice(text.indexOf(':') + 1)) : isPlaceholder(text)) {
    reasons.push(placeholder('region'))
    return { value: null, raw: null }
  }
  if (parsed.ok) return { value: parsed.value, raw: parsed.value === text ? null : text }
  reasons.push(reason(parsed.code, 'region', parsed.message))
  return { value: null, raw: null }
}

/** Before anything searches it: what it costs to read an identifier grows with its length. */
function boundedText(text: string, name: string, reasons: RefusalReason[]): string | undefined {
  if (text.length <= IDENTIFIER_CHARACTERS_MAX) return text
  const message = `expected at most ${IDENTIFIER_CHARACTERS_MAX} characters`
  reasons.push(reason('CLOUDEVENT_ATTRIBUTE_INVALID', name, message))
  return undefined
}

/**
 * What the source wrote where reading normalised it, by the field's path in the event; undefined
 * when nothing was.
 */
function rawValues(
  subject: Normalised<string>,
  region: Normalised<string | null>,
  data: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  if (subject.raw === null && region.raw === null) return data
  return {
    ...(subject.raw === null ? {} : { subject_id: subject.raw }),
    ...(region.raw === null ? {} : { region: region.raw }),
    ...data,
  }
}

function readTime(
  attributes: Attributes,
  name: 'time' | 'reportedat',
  notAfter: Instant,
  reasons: RefusalReason[],
): Instant | undefined {
  const text = attributes[name]
  if (text == null) {
    reasons.push(missing(name, 'when it happened'))
    return undefined
  }
  const instant = typeof text === 'string' ? parseInstant(text) : undefined
  if (instant === undefined) {
    reasons.push(
      reason(
        'TIME_UNREADABLE',
        name,
        'expected a timestamp with an offset between the years 1900 and 2299, such as ' +
          '2026-03-01T09:30:00+08:00',
      ),
    )
  } else if (instant > notAfter) {
    reasons.push(inFuture(name))
  }
  return instant
}

/** What a fact should have said is no more of the future than the fact itself. */
function checkReplacement(data: EventData, notAfter: Instant, reasons: RefusalReason[]): void {
  // The data have passed the schema of their type.
  const { replacement } = data as FactCorrected
  if (replacement.occurred_at > notAfter) reasons.push(inFuture('data.replacement.occurred_at'))
}

function inFuture(path: string): RefusalReason {
  return reason(
    'TIME_IN_FUTURE',
    path,
    `lies more than ${FUTURE_TOLERANCE_MS / 60_000} minutes in the future`,
  )
}

function readData(
  attributes: Attributes,
  type: string,
  notAfter: Instant,
  reasons: RefusalReason[],
): { data: EventData; schema_version: number } | undefined {
  const version = schemaVersion(attributes)
  if (version === undefined) {
    reasons.push(
      reason('SCHEMA_VERSION', 'schemaversion', 'schemaversion must be a positive whole number'),
    )
    return undefined
  }
  if (roleOf(type) === 'record') {
    reasons.push(
      reason('TYPE_RESERVED', 'type', 'events of this type are written by the platform itself'),
    )
    return undefined
  }
  if ('data_base64' in attributes) {
    reasons.push(
      reason('DATA_BASE64', 'data_base64', 'data must be a JSON object in the attribute data'),
    )
    return undefined
  }
  const unkeepable = unkeepableValue(attributes['data'], 'data')
  if (unkeepable !== undefined) {
    reasons.push(unkeepable)
    return undefined
  }
  const placeholders = placeholderFields(attributes['data'], 'data').map(placeholder)
  if (placeholders.length > 0) {
    reasons.push(...placeholders)
    return undefined
  }
  const parsed = parseData(type, version, withUnsaidFields(type, attributes['data']))
  if (parsed.ok) {
    if (type === 'FactCorrected') checkReplacement(parsed.data, notAfter, reasons)
    return parsed
  }
  for (const found of parsed.reasons) {
    reasons.push(found.path === 'schema_version' ? { ...found, path: 'schemaversion' } : found)
  }
  return undefined
}

/** Absent means 1. Binary mode carries numbers as text. */
function schemaVersion(attributes: Attributes): number | undefined {
  const version = attributes['schemaversion']
  if (version == null) return 1
  if (typeof version === 'number')
    return Number.isSafeInteger(version) && version > 0 ? version : undefined
  return typeof version === 'string' && DIGITS.test(version) ? Number(version) : undefined
}

function requiredText(
  attributes: Attributes,
  name: string,
  charactersMax: number,
  reasons: RefusalReason[],
): string {
  const text = attributes[name]
  // What is blank is one text for everybody who has none.
  if (text == null || (typeof text === 'string' && text.trim() === '')) {
    reasons.push(missing(name, 'required by CloudEvents 1.0'))
    return ''
  }
  return checkedText(text, name, charactersMax, reasons) ?? ''
}

function optionalText(
  attributes: Attributes,
  name: string,
  charactersMax: number,
  reasons: RefusalReason[],
): string | null {
  const text = attributes[name]
  return text == null ? null : checkedText(text, name, charactersMax, reasons)
}

function checkedText(
  text: unknown,
  name: string,
  charactersMax: number,
  reasons: RefusalReason[],
): string | null {
  if (typeof text !== 'string') {
    reasons.push(notText(name))
    return null
  }
  if (text.length > charactersMax || !PRINTABLE.test(text) || text.trim() === '') {
    reasons.push(
      reason(
        'CLOUDEVENT_ATTRIBUTE_INVALID',
        name,
        `expected 1 to ${charactersMax} characters without control characters, and not only blanks`,
      ),
    )
    return null
  }
  return text
}

function missing(name: string, what: string): RefusalReason {
  return reason('CLOUDEVENT_ATTRIBUTE_MISSING', name, `the attribute ${name} is missing: ${what}`)
}

function placeholder(path: string): RefusalReason {
  const message =
    'this stands for "none" or is filler, and would make one of all who have none; leave it ' +
    'out or send your own key'
  return reason('IDENTIFIER_PLACEHOLDER', path, message)
}

function notText(name: string): RefusalReason {
  return reason('CLOUDEVENT_ATTRIBUTE_INVALID', name, `the attribute ${name} must be text`)
}

function reason(code: string, path: string, message: string): RefusalReason {
  return { code, path, message }
}
