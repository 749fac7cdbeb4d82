import { usccCheckCharacter, USCC_ALPHABET } from '@jianwei/events/identifiers/uscc.ts'
import type { CloudEventFields } from '../line.ts'
import { eventFault, type Fault } from './fault.ts'

/** Published specimen of a resident identity number; it belongs to nobody. */
const RESIDENT_SPECIMEN = '11010519491231002X'

/** A CloudEvent with a wrong or missing attribute. */
export const attributeFaults: readonly Fault[] = [
  ...['id', 'source', 'type', 'time'].map((name) =>
    eventFault(`missing-${name}`, 'CLOUDEVENT_ATTRIBUTE_MISSING', (fields) =>
      without(fields, name),
    ),
  ),
  // Whom a complaint names would stand for its subject.
  eventFault('missing-subject', 'CLOUDEVENT_ATTRIBUTE_MISSING', (fields) => ({
    ...without(fields, 'subject'),
    data: withoutNames(fields['data']),
  })),
  set('missing-specversion', 'CLOUDEVENT_SPECVERSION', { specversion: undefined }),
  set('old-specversion', 'CLOUDEVENT_SPECVERSION', { specversion: '0.3' }),
  set('data-not-json', 'DATA_CONTENT_TYPE', { datacontenttype: 'application/xml' }),
  set('data-base64', 'DATA_BASE64', { data: undefined, data_base64: 'e30=' }),
  set('source-not-uri', 'SOURCE_NOT_URI', { source: '市场监督管理局 系统' }),
  eventFault('id-not-text', 'CLOUDEVENT_ATTRIBUTE_INVALID', (fields) => ({ ...fields, id: 17 })),
  eventFault('id-too-long', 'CLOUDEVENT_ATTRIBUTE_INVALID', (fields) => ({
    ...fields,
    id: `${String(fields['id'])}-${'x'.repeat(300)}`,
  })),
  set('department-not-text', 'CLOUDEVENT_ATTRIBUTE_INVALID', { department: 330100 }),
  set('type-unknown', 'EVENT_TYPE_UNKNOWN', { type: 'InspectionImagined' }),
  set('type-reserved', 'TYPE_RESERVED', { type: 'WarningRaised' }),
  set('version-unknown', 'EVENT_VERSION_UNKNOWN', { schemaversion: 99 }),
  set('version-not-number', 'SCHEMA_VERSION', { schemaversion: 'two' }),

  eventFault('uscc-check-character', 'USCC_CHECK_CHARACTER', (fields) => ({
    ...fields,
    subject: mistyped(String(fields['subject'])),
  })),
  eventFault('uscc-alphabet', 'USCC_ALPHABET', (fields) => ({
    ...fields,
    subject: `${String(fields['subject']).slice(0, 17)}I`,
  })),
  eventFault('uscc-too-short', 'SUBJECT_FORM', (fields) => ({
    ...fields,
    subject: String(fields['subject']).slice(0, 17),
  })),
  set('subject-is-person', 'SUBJECT_IS_PERSONAL', { subject: RESIDENT_SPECIMEN }),
  set('subject-hides-person', 'SUBJECT_IS_PERSONAL', { subject: `driver:${RESIDENT_SPECIMEN}` }),
  set('subject-unqualified', 'SUBJECT_UNQUALIFIED', { subject: '110108000000016' }),
  set('subject-namespace', 'SUBJECT_NAMESPACE', { subject: 'TW:L02A0361' }),
  set('subject-reserved', 'SUBJECT_RESERVED', { subject: 'group:region=3301' }),
  set('subject-nothing-local', 'SUBJECT_LOCAL_EMPTY', { subject: 'tw-epa:' }),

  set('region-unknown', 'REGION_UNKNOWN', { region: '339999' }),
  set('region-length', 'REGION_LENGTH', { region: '3301' }),
  set('region-digits', 'REGION_DIGITS', { region: '33O1O2' }),

  set('time-without-offset', 'TIME_UNREADABLE', { time: '2025-03-01 09:30:00' }),
  set('time-30-february', 'TIME_UNREADABLE', { time: '2025-02-30T09:30:00+08:00' }),
  set('time-out-of-range', 'TIME_UNREADABLE', { time: '1025-03-01T09:30:00Z' }),
  set('time-number', 'TIME_UNREADABLE', { time: 1740792600 }),
  set('time-in-future', 'TIME_IN_FUTURE', { time: '2290-03-01T09:30:00Z' }),
  set('reported-in-future', 'TIME_IN_FUTURE', { reportedat: '2290-03-01T09:30:00Z' }),
]

function set(name: string, code: string, changes: CloudEventFields): Fault {
  return eventFault(name, code, (fields) => ({ ...fields, ...changes }))
}

function without(fields: CloudEventFields, name: string): CloudEventFields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))
}

function withoutNames(data: unknown): unknown {
  const fields = Object.entries(data ?? {})
  return Object.fromEntries(fields.filter(([key]) => !/(^|_)name$/.test(key)))
}

/** The code with another check character. */
function mistyped(uscc: string): string {
  const prefix = uscc.slice(0, 17)
  const value = USCC_ALPHABET.indexOf(usccCheckCharacter(prefix))
  return prefix + USCC_ALPHABET.charAt((value + 1) % USCC_ALPHABET.length)
}
