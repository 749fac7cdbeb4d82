import { definitionOf, latestVersion, roleOf } from '@jianwei/events/catalogue.ts'
import { fieldsOf, type EventField } from '@jianwei/events/event-fields.ts'
import type { ColumnLook } from '#/intake/proposal/column-look.ts'
import {
  plainName,
  rankForField,
  rankForRole,
  WORDS_OF_TYPES,
  type Role,
} from '#/intake/proposal/usual-names.ts'

/** Which columns say what, as far as names and values tell it. */
export interface Assignment {
  readonly type: string
  readonly schema_version: number
  readonly roles: Readonly<Partial<Record<Role, ColumnLook>>>
  /** Fields of the event's data by a column, in the order of the event. */
  readonly fields: readonly AssignedField[]
  /** Fields that the event cannot do without and that no column was found for. */
  readonly missing: readonly EventField[]
  /** Columns that nothing was found for. */
  readonly left: readonly ColumnLook[]
}

export interface AssignedField {
  readonly field: EventField
  readonly column: ColumnLook
}

/** The type that is given, else the one that names tell; where they tell nothing, a violation. */
export function assignColumns(
  looks: readonly ColumnLook[],
  fileName: string,
  type: string = guessedType(looks, fileName),
): Assignment {
  const schema_version = latestVersion(type) ?? 1
  const definition = definitionOf(type, schema_version)
  if (definition === undefined || roleOf(type) !== 'fact')
    throw new TypeError(`${type} is no type of fact`)
  const all = fieldsOf(definition)
  const roles = rolesOf(looks)
  const top = all.filter(({ path }) => !/[.[]/.test(path))
  const fields = top.flatMap((field) => {
    const column = bestFor(field, looks)
    return column === undefined || !isReadable(field, all) ? [] : [{ field, column }]
  })
  const found = new Set(fields.map(({ field }) => field.path))
  const used = new Set([...fields.map(({ column }) => column), ...Object.values(roles)])
  return {
    type,
    schema_version,
    roles,
    fields,
    missing: top.filter(({ required, path }) => required && !found.has(path)),
    left: looks.filter((look) => !used.has(look)),
  }
}

function guessedType(looks: readonly ColumnLook[], fileName: string): string {
  const words = [fileName, ...looks.map(({ name }) => name)].map(plainName)
  const scored = WORDS_OF_TYPES.map(([type, told]) => ({
    type,
    score: told.reduce((sum, word) => sum + words.filter((one) => one.includes(word)).length, 0),
  }))
  const [best] = scored.toSorted((a, b) => b.score - a.score)
  return best === undefined || best.score === 0 ? 'ViolationFound' : best.type
}

function rolesOf(looks: readonly ColumnLook[]): Assignment['roles'] {
  const dated = looks.filter(({ date_formats }) => date_formats.length > 0)
  const occurred = byName('occurred_at', dated) ?? dated[0]
  const reported = byName(
    'reported_at',
    dated.filter((look) => look !== occurred),
  )
  const plain = looks.filter(({ date_formats }) => date_formats.length === 0)
  const unique = plain.filter(({ is_unique }) => is_unique)
  const subject = looks.find(({ is_uscc }) => is_uscc) ?? byName('subject', plain)
  const id = byName('id', unique) ?? unique.find((look) => look !== subject) ?? unique[0]
  const region = plain.find(({ is_region }) => is_region)
  const department = byName('department', plain)
  return {
    ...(id === undefined ? {} : { id }),
    ...(subject === undefined ? {} : { subject }),
    ...(occurred === undefined ? {} : { occurred_at: occurred }),
    ...(reported === undefined ? {} : { reported_at: reported }),
    ...(region === undefined ? {} : { region }),
    ...(department === undefined ? {} : { department }),
  }
}

function byName(role: Role, looks: readonly ColumnLook[]): ColumnLook | undefined {
  return best(looks, ({ name }) => rankForRole(role, name))
}

function bestFor(
  { path, title }: EventField,
  looks: readonly ColumnLook[],
): ColumnLook | undefined {
  const titles = [path, ...(title === null ? [] : [title.zh, title.en])]
  return best(looks, ({ name }) => rankForField(path, titles, name))
}

function best(
  looks: readonly ColumnLook[],
  rankOf: (look: ColumnLook) => number | undefined,
): ColumnLook | undefined {
  const [first] = looks
    .flatMap((look) => {
      const rank = rankOf(look)
      // A column in which nothing stands says nothing.
      return rank === undefined || look.filled === 0 ? [] : [{ look, rank }]
    })
    .toSorted((a, b) => a.rank - b.rank)
  return first?.look
}

/** What one cell can say: no list, and of the objects those that hold the source's own words. */
function isReadable({ path, kind, values }: EventField, all: readonly EventField[]): boolean {
  if (kind === 'array' || values !== null) return false
  return kind !== 'object' || all.some((inner) => inner.path === `${path}.text`)
}
