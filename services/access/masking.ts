import { PERSONAL_KINDS, type PersonalKind } from '@jianwei/events/define-event.ts'
import type { EventData } from '@jianwei/events/envelope.ts'
import {
  isNoPersonsName,
  isPersonsAddress,
  partyOf,
  type PartyNature,
} from '@jianwei/events/identifiers/party.ts'
import { certainIdentityNumbersIn } from '@jianwei/events/identifiers/personal-numbers-in.ts'
import { isResidentIdentityNumber } from '@jianwei/events/identifiers/resident-identity-number.ts'
import { isCanonicalUscc } from '@jianwei/events/identifiers/uscc.ts'
import {
  markedPath,
  personalFieldsOfType,
  type PersonalFields,
} from '@jianwei/events/personal-fields.ts'
import {
  HIDDEN,
  maskAddress,
  maskBankCard,
  maskIdNumber,
  maskInFreeText,
  maskInText,
  maskName,
  maskTelephone,
} from '#/access/masks.ts'
import { shownKinds, type Asker, type Place } from '#/access/shown-kinds.ts'

/** An event or a version of a fact, as somebody is to be shown it. */
export interface Maskable extends Place {
  readonly type: string
  readonly data: EventData
  readonly subject_id?: string | null
  /** What the source wrote where parsing normalised it, by field path without `data.`. */
  readonly raw?: Readonly<Record<string, string>> | null
}

export interface MaskedEvent {
  readonly data: EventData
  readonly raw: Readonly<Record<string, string>> | null
  /** Where something is masked, as paths of the event: `data.complainant_name`, `raw.uscc`. */
  readonly masked: readonly string[]
}

/**
 * The event as who asks may see it: the copy that is shown, exported and printed. The event is left
 * as it is. Values stay where they are and read as masked: `张*`, `138****5678`, `***`.
 */
export function maskedEvent(event: Maskable, asker: Asker): MaskedEvent {
  const { type, data, subject_id = null, raw = null } = event
  const shown = shownKinds(asker, event)
  const party = partyOf(data, subject_id)
  const masking = new Masking(shown, party, namesIn(type, data, { shown, party }))
  const masked = masking.dataOf(type, data, 'data')
  return { data: masked, raw: masking.rawOf(type, raw), masked: masking.paths }
}

/** Whose value it is, as far as it is known. */
export interface Whose extends Place {
  readonly subject_id: string | null
  /** As its registration says: `natural_person`, `enterprise`. */
  readonly subject_type?: string | null
}

/**
 * One value of a list or a table as who asks may see it, and whether it is masked. `column`: a
 * kind, or the name of a field of the registration of a subject, such as `legal_representative`.
 * Any other is looked through for identity numbers, as all texts are.
 */
export function maskedColumn(
  column: string,
  value: string | null,
  whose: Whose,
  asker: Asker,
): { readonly value: string | null; readonly masked: boolean } {
  const isKind = (name: string): name is PersonalKind => KINDS.has(name)
  const kind = isKind(column) ? column : personalFieldsOfType('SubjectRegistered')?.get(column)
  const told = whose.subject_type == null ? {} : { subject_type: whose.subject_type }
  const masking = new Masking(shownKinds(asker, whose), partyOf(told, whose.subject_id), [])
  const shown = value === null ? null : masking.textOf(kind, value, column)
  return { value: shown, masked: masking.paths.length > 0 }
}

const KINDS: ReadonlySet<string> = new Set(PERSONAL_KINDS)
const NAMES: ReadonlySet<PersonalKind> = new Set(['person', 'representative', 'party', 'officer'])

/** Names that are masked in their own fields, and so in the texts beside them. */
function namesIn(
  type: string,
  data: EventData,
  { shown, party }: { readonly shown: ReadonlySet<PersonalKind>; readonly party: PartyNature },
): readonly string[] {
  const found: string[] = []
  walk(personalFieldsOfType(type), data, '', (kind, text) => {
    if (!NAMES.has(kind) || shown.has(kind)) return
    if (kind !== 'party' || !isNoPersonsName(text, party)) found.push(text)
  })
  // The longest first, so that a name within another one does not leave a rest of it.
  return found.toSorted((a, b) => b.length - a.length)
}

function walk(
  fields: PersonalFields | undefined,
  value: unknown,
  path: string,
  tell: (kind: PersonalKind, text: string) => void,
): void {
  const kind = fields?.get(path)
  if (typeof value === 'string') {
    if (kind !== undefined) tell(kind, value)
  } else if (Array.isArray(value)) {
    for (const item of value) walk(fields, item, `${path}[]`, tell)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value))
      walk(fields, part, path === '' ? name : `${path}.${name}`, tell)
  }
}

const ID_CHARACTERS = 18

/** A text that no mark says to be personal: identity numbers in it are masked all the same. */
export function withoutIdentityNumbers(text: string): string {
  return text.length < ID_CHARACTERS ? text : maskInText(text, [], certainIdentityNumbersIn)
}

class Masking {
  readonly paths: string[] = []
  readonly #shown: ReadonlySet<PersonalKind>
  readonly #party: PartyNature
  readonly #names: readonly string[]

  constructor(shown: ReadonlySet<PersonalKind>, party: PartyNature, names: readonly string[]) {
    this.#shown = shown
    this.#party = party
    this.#names = names
  }

  dataOf(type: string, data: EventData, at: string): EventData {
    const fields = personalFieldsOfType(type)
    // Of a type that nobody knows, all may be personal.
    if (fields === undefined) return this.#part(data, { at, kind: 'text' }) as EventData
    return this.#part(data, { at, fields, path: '' }) as EventData
  }

  rawOf(
    type: string,
    raw: Readonly<Record<string, string>> | null,
  ): Readonly<Record<string, string>> | null {
    if (raw === null) return null
    const fields = personalFieldsOfType(type)
    return Object.fromEntries(
      Object.entries(raw).map(([path, text]) => {
        const kind = fields?.get(markedPath(path))
        return [path, this.textOf(kind ?? 'text', text, `raw.${path}`, kind === undefined)]
      }),
    )
  }

  /** One text as it is shown. `isOutside`: not within a field that is marked. */
  textOf(kind: PersonalKind | undefined, text: string, at: string, isOutside = false): string {
    const shown = isOutside ? maskInText(text, this.#names) : this.#shownOf(kind, text)
    if (shown !== text) this.paths.push(at)
    return shown
  }

  #part(
    value: unknown,
    where: {
      readonly at: string
      readonly kind?: PersonalKind | undefined
      readonly fields?: PersonalFields
      readonly path?: string
    },
  ): unknown {
    const { at, fields, path = '' } = where
    const kind = where.kind ?? fields?.get(path)
    if (typeof value === 'string') return this.textOf(kind, value, at)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value))
      return value.map((item, index) =>
        this.#part(item, { ...where, at: `${at}[${index}]`, kind, path: `${path}[]` }),
      )
    // A replacement says of which type its data are.
    const { type } = value as { readonly type?: unknown }
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => {
        const below = path === '' ? name : `${path}.${name}`
        const isFact = fields?.get(below) === 'fact' && typeof type === 'string'
        const shown = isFact
          ? this.#within(type, part, `${at}.${name}`)
          : this.#part(part, { ...where, at: `${at}.${name}`, kind, path: below })
        return [name, shown]
      }),
    )
  }

  #within(type: string, value: unknown, at: string): unknown {
    // What the catalogue parsed as the data of an event is an object.
    const data = value as EventData
    const told = partyOf(data, null)
    const party = told === 'unknown' ? this.#party : told
    const names = namesIn(type, data, { shown: this.#shown, party })
    const masking = new Masking(this.#shown, party, names)
    const shown = masking.dataOf(type, data, at)
    this.paths.push(...masking.paths)
    return shown
  }

  #shownOf(kind: PersonalKind | undefined, text: string): string {
    if (kind === undefined) return withoutIdentityNumbers(text)
    const isShown = this.#shown.has(kind)
    switch (kind) {
      case 'person':
      case 'representative':
      case 'officer':
        return isShown ? text : maskName(text)
      case 'party':
        return isShown || isNoPersonsName(text, this.#party) ? text : maskName(text)
      case 'party_address':
        return isShown || !isPersonsAddress(this.#party) ? text : maskAddress(text)
      case 'address':
        return isShown ? text : maskAddress(text)
      case 'id_number':
        return isShown || isCreditCode(text) ? text : maskIdNumber(text)
      case 'certificate':
        return isShown ? text : maskIdNumber(text)
      case 'telephone':
        return isShown ? text : maskTelephone(text)
      case 'bank_card':
        return isShown ? text : maskBankCard(text)
      case 'text':
      case 'on_duty':
        return isShown ? maskInFreeText(text, this.#names) : HIDDEN
      case 'fact':
      case 'sealed':
        return HIDDEN
    }
  }
}

/** Of a party that is an organisation: its number is no secret. */
function isCreditCode(text: string): boolean {
  return isCanonicalUscc(text) && !isResidentIdentityNumber(text)
}
