import { z } from 'zod'
import { maskedColumn, maskedEvent, withoutIdentityNumbers, type Whose } from '#/access/masking.ts'
import type { Asker, Place } from '#/access/shown-kinds.ts'

/*
 * Which parts of an answer are personal is told by their shape, so that no view can forget it:
 *
 *  - `type` and `data`: an event, a version of a fact, a step in the life of an alert
 *  - `subject_id` and `name`: a subject in a list, with `subject_type` where the view knows it
 *  - `attribute` and `value`: what facts say of the subject around it
 *  - `field` with `from` and `to`: what a step changed of an alert
 *  - fields in which people write, such as `reason` and `purpose`
 *
 * All other texts, also in lists, are looked through for identity numbers.
 */

/** What a view declares that can be masked: `masked` is there only where something is. */
export const maskedField = {
  masked: z
    .array(z.string())
    .optional()
    .meta({
      description:
        'Fields whose values are masked 已脱敏, by their paths from here; absent where none is. ' +
        'Who may see them asks at POST /v1/events/{event_id}/unmask',
      examples: [['data.complainant_name']],
    }),
}

/** The answer as who asks may see it; the same object where nothing of it is masked. */
export function maskedAnswer(answer: unknown, asker: Asker): unknown {
  return new AnswerMasking(asker).part(answer, undefined)
}

type Fields = Readonly<Record<string, unknown>>

/** Fields in which people write. */
const WRITTEN: ReadonlyMap<string, 'on_duty' | 'text'> = new Map([
  ['reason', 'on_duty'],
  ['purpose', 'on_duty'],
  ['measures', 'text'],
])
/** Fields of an alert in which people write. */
const CHANGED_TEXTS: ReadonlySet<unknown> = new Set(['measure', 'feedback'])
const SIDES: ReadonlySet<string> = new Set(['from', 'to'])
/** Made by the platform, for programs. */
const OPAQUE: ReadonlySet<string> = new Set(['next', 'cursor'])

class AnswerMasking {
  readonly #asker: Asker

  constructor(asker: Asker) {
    this.#asker = asker
  }

  /** `subject`: whom the object around it is about. */
  part(value: unknown, subject: Whose | undefined): unknown {
    if (Array.isArray(value)) return unlessSame(value, this.#items(value, subject))
    // A date, a buffer or a stream is no part of a view.
    if (typeof value !== 'object' || value === null || !isPlain(value)) return value
    return this.#object(value as Fields, subject)
  }

  #items(items: readonly unknown[], subject: Whose | undefined): readonly unknown[] {
    return items.map((item) =>
      typeof item === 'string' ? withoutIdentityNumbers(item) : this.part(item, subject),
    )
  }

  #object(fields: Fields, around: Whose | undefined): Fields {
    const masked: string[] = []
    const shown = new Map<string, unknown>()
    const own = subjectIn(fields)
    if (isEvent(fields)) this.#event(fields, shown, masked)
    for (const [name, value] of Object.entries(fields)) {
      if (shown.has(name)) continue
      const seen = this.#field({ name, value, fields, own, around })
      // Of what lies below each object says by itself what is masked of it.
      if (seen !== value && isText(value)) masked.push(name)
      shown.set(name, seen)
    }
    if (Object.entries(fields).every(([name, value]) => shown.get(name) === value)) return fields
    const all = Object.fromEntries(Object.keys(fields).map((name) => [name, shown.get(name)]))
    if (masked.length === 0) return all
    // A view that masks by itself has said so already.
    const said = Array.isArray(fields['masked']) ? (fields['masked'] as readonly string[]) : []
    return { ...all, masked: [...new Set([...said, ...masked])] }
  }

  #event(event: Fields & EventLike, shown: Map<string, unknown>, masked: string[]): void {
    const { type, data, raw } = event
    const subject_id = textOrNull(event['subject_id'])
    const asked = { type, data, raw: raw ?? null, subject_id, ...placeIn(event) }
    const seen = maskedEvent(asked, this.#asker)
    shown.set('data', seen.masked.length === 0 ? data : seen.data)
    if (raw !== undefined) shown.set('raw', seen.masked.length === 0 ? raw : seen.raw)
    masked.push(...seen.masked)
  }

  #field({ name, value, fields, own, around }: FieldOf): unknown {
    if (OPAQUE.has(name)) return value
    const written = isCode(value) ? undefined : WRITTEN.get(name)
    if (written !== undefined && Array.isArray(value))
      return unlessSame(
        value,
        value.map((item) => this.#text(written, item, fields, own)),
      )
    if (typeof value !== 'string') return this.part(value, own ?? around)
    // The reason of an amendment is its source's own words.
    const kind = written === 'on_duty' && typeof fields['fact_id'] === 'string' ? 'text' : written
    if (kind !== undefined) return this.#text(kind, value, fields, own)
    if (name === 'name' && own !== undefined) return this.#text('name', value, fields, own)
    const { attribute, field } = fields
    if (name === 'value' && typeof attribute === 'string')
      return this.#text(attribute, value, fields, around)
    if (SIDES.has(name) && CHANGED_TEXTS.has(field)) return this.#text('text', value, fields, own)
    return withoutIdentityNumbers(value)
  }

  #text(column: string, value: unknown, fields: Fields, subject: Whose | undefined): unknown {
    if (typeof value !== 'string') return value
    const whose = subject ?? { subject_id: null, ...placeIn(fields) }
    return maskedColumn(column, value, whose, this.#asker).value
  }
}

interface FieldOf {
  readonly name: string
  readonly value: unknown
  readonly fields: Fields
  readonly own: Whose | undefined
  readonly around: Whose | undefined
}

interface EventLike {
  readonly type: string
  readonly data: Fields
  readonly raw?: Readonly<Record<string, string>> | null
}

function isEvent(fields: Fields): fields is Fields & EventLike {
  const { type, data } = fields
  return typeof type === 'string' && typeof data === 'object' && data !== null
}

/** The subject that an object is about, with what it says of it. */
function subjectIn(fields: Fields): Whose | undefined {
  const { subject_id } = fields
  if (typeof subject_id !== 'string') return undefined
  const facts = Array.isArray(fields['facts']) ? (fields['facts'] as readonly Fields[]) : []
  const said = facts.find((fact) => fact['attribute'] === 'subject_type')?.['value']
  const type = said ?? fields['subject_type']
  return { subject_id, ...placeIn(fields), subject_type: textOrNull(type) }
}

/** What is absent nobody said; null lies nowhere. */
function placeIn(fields: Fields): Place {
  const { region, department } = fields
  return {
    ...(region === undefined ? {} : { region: textOrNull(region) }),
    ...(department === undefined ? {} : { department: textOrNull(department) }),
  }
}

/** A word of a closed list, such as the reason why something means no unit. */
function isCode(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z_]+$/.test(value)
}

/** A text, or a list of texts. */
function isText(value: unknown): boolean {
  return [value].flat().every((one) => typeof one === 'string')
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function unlessSame(value: readonly unknown[], shown: readonly unknown[]): readonly unknown[] {
  return shown.every((item, index) => item === value[index]) ? value : shown
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
