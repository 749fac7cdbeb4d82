import { PERSONAL_KINDS, type PersonalKind } from '@jianwei/events/define-event.ts'
import type { RoleName } from '@jianwei/events/access/roles.ts'

/**
 * What personal fields are looked at for. An address has one (`permissions.ts`); exports and prints
 * are each their own.
 *
 *  - `look_up`: events, facts and files of subjects
 *  - `handling`: work on warnings, alerts and duties
 *  - `export`: rows that leave the platform
 *  - `print`: documents of an alert
 *  - `publication`: what anybody may read
 */
export const PURPOSES = ['look_up', 'handling', 'export', 'print', 'publication'] as const
export type Purpose = (typeof PURPOSES)[number]

/** Numbers are shown to nobody by default: whoever needs one unmasks it and says why. */
const NEVER: ReadonlySet<PersonalKind> = new Set(['id_number', 'bank_card', 'sealed'])

/** Officers act in the name of their office; texts are shown with what stands in them masked. */
const FILE: readonly PersonalKind[] = [
  'representative',
  'officer',
  'certificate',
  'text',
  'on_duty',
]
/** Whom it is about, and where. Never who complained or reported. */
const PARTY: readonly PersonalKind[] = ['party', 'party_address', 'address']
const RECORD: readonly PersonalKind[] = ['on_duty']
/** All that its own fact says, but for numbers of documents and accounts. */
const OWN = PERSONAL_KINDS.filter((kind) => !NEVER.has(kind))

const HANDLER: Readonly<Record<Purpose, readonly PersonalKind[]>> = {
  look_up: FILE,
  handling: [...FILE, ...PARTY],
  export: FILE,
  print: [...FILE, ...PARTY],
  publication: [],
}
const READER: Readonly<Record<Purpose, readonly PersonalKind[]>> = {
  look_up: RECORD,
  handling: RECORD,
  export: RECORD,
  print: RECORD,
  publication: [],
}
const NOBODY = { look_up: [], handling: [], export: [], print: [], publication: [] }

/**
 * The policy: which kinds of personal fields a role is shown in clear for which purpose. All others
 * are masked. Names of organisations are no personal data, and are clear for everybody.
 */
export const MASKING_POLICY: Readonly<
  Record<RoleName, Readonly<Record<Purpose, readonly PersonalKind[]>>>
> = {
  administrator: READER,
  supervisor: HANDLER,
  regulator: HANDLER,
  /** Of what it sent itself, which a role names by its department; else as an analyst. */
  department: { ...READER, look_up: OWN, handling: OWN, export: OWN, print: OWN },
  analyst: READER,
  auditor: READER,
  public: NOBODY,
}

/** What a department's role without a department is shown: nothing says what it sent itself. */
export const DEPARTMENT_UNNAMED = READER
