import { z } from 'zod'
import { catalogue, type EventType } from '@jianwei/events/catalogue.ts'
import type { EventDefinition } from '@jianwei/events/define-event.ts'
import type { EventData, RecordedEvent } from '@jianwei/events/envelope.ts'
import { personalFieldsOfType, type PersonalFields } from '@jianwei/events/personal-fields.ts'

/** A record of the audit: who did what to which object, and what was there before and after. */
export interface AuditEntry {
  /** An account or a part of the platform; empty where nobody is known, as at a failed sign-in. */
  readonly actor: string
  readonly object_kind: string
  readonly object: string
  readonly region: string | null
  readonly reason: string
  readonly purpose: string
  readonly old: EventData | null
  readonly new: EventData | null
  /** What else the record says, without what names persons and without secrets' hashes. */
  readonly details: EventData
}

/** Records that name an account, or a part of the platform, otherwise than as `actor`. */
const WITHOUT_ACTOR = [
  'PasswordSet',
  'SignedIn',
  'SignInFailed',
  'NoticeDelivered',
  'NoticeAttemptFailed',
  'ExportEnded',
] as const satisfies readonly EventType[]
/** Says again what another record says. */
const SAID_TWICE: readonly string[] = ['RequestAnswered'] satisfies readonly EventType[]

const newest = new Map<string, EventDefinition>(
  catalogue.map((definition) => [definition.type, definition]),
)

/** All that somebody decides, reads or takes, in the order of the catalogue. */
export const AUDITED_TYPES: readonly string[] = [...newest.values()]
  .filter(
    ({ type, role, data }) =>
      (role === 'record' && 'actor' in shapeOf(data) && !SAID_TWICE.includes(type)) ||
      (WITHOUT_ACTOR as readonly string[]).includes(type),
  )
  .map(({ type }) => type)

/** By which field a record names what it is about, the more particular ones first. */
const OBJECTS: readonly (readonly [field: string, kind: string])[] = [
  ['alert_id', 'alert'],
  ['duty_id', 'duty'],
  ['silence_id', 'silence'],
  ['audit_id', 'ledger-audit'],
  ['endpoint_id', 'notice-endpoint'],
  ['rule_id', 'rule'],
  ['cell_code', 'grid-cell'],
  ['unit_id', 'unit'],
  ['account', 'account'],
  ['view_id', 'view'],
  ['export_id', 'export'],
  ['quarantine_id', 'quarantine'],
  ['import_id', 'import'],
  ['mapping', 'mapping'],
  ['recipient', 'recipient'],
  ['number_kind', 'personal-number'],
  ['table_version', 'limits'],
]

interface Change {
  readonly old?: readonly string[]
  readonly new?: readonly string[]
}

/** Which fields say what was there before, and what is there now. Who works on what is said too. */
const CHANGES: Readonly<Partial<Record<EventType, Change>>> = {
  AlertRouted: { old: ['from_unit'], new: ['unit'] },
  AlertAssigned: { old: ['from'], new: ['to'] },
  AlertTransferred: { old: ['from_unit', 'from'], new: ['unit', 'to'] },
  AlertEscalated: { old: ['from_level'], new: ['level'] },
  AlertTagged: { new: ['tag'] },
  AlertUntagged: { old: ['tag'] },
  AlertClosed: { new: ['reason_code', 'proposed_by'] },
  DutyAssigned: { new: ['unit', 'owner'] },
  DutyExtended: { new: ['due_at', 'approver'] },
  DutyEscalated: { old: ['from_unit'], new: ['to_unit'] },
  SilenceOrdered: { new: ['scope', 'owner', 'from', 'until'] },
  SilenceExtended: { old: ['until_before'], new: ['until'] },
  SilenceLifted: { old: ['until_before'], new: ['until'] },
  RuleDrafted: { new: ['rule_version', 'content_hash'] },
  RuleShadowed: { new: ['rule_version', 'content_hash'] },
  RulePublished: { new: ['rule_version', 'content_hash'] },
  RuleRetired: { old: ['rule_version', 'content_hash'] },
  MappingPublished: { new: ['version', 'hash'] },
  ImportOrdered: { new: ['file_hash', 'mapping', 'mapping_version'] },
  UnitRenamed: { new: ['name', 'from'] },
  UnitMoved: { new: ['parent', 'from'] },
  UnitSpellingAdded: { new: ['spelling', 'region', 'valid_from', 'valid_to'] },
  UnitSpellingRemoved: { old: ['spelling', 'region'] },
  AccountOpened: { new: ['kind'] },
  AccountLocked: { new: ['until', 'failures'] },
  RoleGranted: { new: ['grant'] },
  RoleWithdrawn: { old: ['grant'] },
  ApiKeyIssued: { new: ['key_id', 'sends', 'expires_at'] },
  ApiKeyRotated: { old: ['key_id'], new: ['successor_id', 'ends_at'] },
  ApiKeyRevoked: { old: ['key_id'] },
  TopicPrefixBound: { new: ['prefix', 'sends'] },
  TopicPrefixReleased: { old: ['prefix'] },
}

/**
 * Long texts, which the event itself holds, what people searched for, and hashes of what opens
 * something.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'text',
  'filters',
  'rows',
  'warning_ids',
  'key_hash',
  'link_hash',
  'password_hash',
  'address_hash',
])

/** The record as an entry of the audit. Its type is one of `AUDITED_TYPES`. */
export function auditEntry(event: RecordedEvent): AuditEntry {
  const { type, data, source, region } = event
  const changed: Change = CHANGES[type as EventType] ?? {}
  const { object_kind, object } = objectOf(data)
  const said = new Set([...(changed.old ?? []), ...(changed.new ?? [])])
  const shape = shapeOf(newest.get(type)?.data)
  const details = fieldsWithout(personalFieldsOfType(type), data, '').filter(
    ([field, value]) =>
      value !== object &&
      !said.has(field) &&
      !LEFT_OUT.has(field) &&
      !['object_kind', 'object', 'actor'].includes(field) &&
      shape[field] !== undefined,
  )
  return {
    actor: textOf(data['actor']) || actorOtherwise(type, data, source),
    object_kind,
    object,
    region: region ?? regionOfGrant(data['grant']),
    reason: textOf(data['reason']),
    purpose: textOf(data['purpose']),
    old: only(data, changed.old),
    new: only(data, changed.new),
    details: Object.fromEntries(details),
  }
}

/** Fields of an object, at whatever depth without those that name persons. */
function fieldsWithout(
  personal: PersonalFields | undefined,
  fields: object,
  path: string,
): [name: string, value: unknown][] {
  return Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    const at = path === '' ? name : `${path}.${name}`
    return personal?.has(at) === true ? [] : [[name, valueWithout(personal, value, at)]]
  })
}

function valueWithout(personal: PersonalFields | undefined, value: unknown, path: string): unknown {
  const item = `${path}[]`
  if (Array.isArray(value))
    return personal?.has(item) === true ? [] : value.map((one) => valueWithout(personal, one, item))
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(fieldsWithout(personal, value, path))
    : value
}

function actorOtherwise(type: string, data: EventData, source: string): string {
  return ['PasswordSet', 'SignedIn', 'SignInFailed'].includes(type)
    ? textOf(data['account'])
    : source
}

function objectOf(data: EventData): { readonly object_kind: string; readonly object: string } {
  if (typeof data['object_kind'] === 'string')
    return { object_kind: data['object_kind'], object: textOf(data['object']) }
  for (const [field, object_kind] of OBJECTS) {
    const value = data[field]
    if (typeof value === 'string' || typeof value === 'number')
      return { object_kind, object: String(value) }
  }
  return { object_kind: 'platform', object: '' }
}

/** A right in a region is the matter of who audits that region. */
function regionOfGrant(grant: unknown): string | null {
  return typeof grant === 'object' && grant !== null && 'region' in grant
    ? textOf(grant.region) || null
    : null
}

function only(data: EventData, fields: readonly string[] | undefined): EventData | null {
  if (fields === undefined) return null
  const named = fields.filter((field) => data[field] !== undefined && data[field] !== null)
  return named.length === 0 ? null : Object.fromEntries(named.map((field) => [field, data[field]]))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function shapeOf(schema: z.ZodType | undefined): Readonly<Record<string, z.ZodType>> {
  return schema instanceof z.ZodObject ? schema.shape : {}
}
