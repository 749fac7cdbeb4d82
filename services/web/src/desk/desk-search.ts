import type { z } from 'zod'
import type { alertFilterQuery, AlertOrderField } from '@jianwei/services/server/alert-filters.ts'
import { CLOSING_REASONS, FINDINGS, LEVELS, STATES } from '#/parts/vocabulary.ts'

/*
 * What the address of the desk holds, by the server's own names: the filter and the order of the
 * list, which view they came from, and where in the list an alert was opened. What somebody typed
 * is not among it.
 */

export type AlertOrder = z.output<typeof AlertOrderField>
type FilterField = keyof typeof alertFilterQuery

export const ORDERS = [
  'raised',
  'due',
  'level',
  'waiting',
  'changed',
] as const satisfies readonly AlertOrder[]
const SOMEBODY = ['me', 'nobody', 'anybody'] as const

/** Fields of which one value of several has to fit, with the values that there are. */
const SEVERAL = {
  state: STATES,
  level: LEVELS,
  finding: FINDINGS,
  closed_as: CLOSING_REASONS,
  rule_id: undefined,
  domain: undefined,
  unit: undefined,
  department: undefined,
  department_unit: undefined,
  region: undefined,
  tag: undefined,
} as const satisfies Partial<Record<FilterField, readonly string[] | undefined>>
const FLAGS = [
  'open',
  'region_itself',
  'watching',
  'overdue',
  'opened',
  'urged',
  'supervised',
  'merged',
  'gathered',
] as const satisfies readonly FilterField[]
const TIMES = [
  'due_before',
  'since',
  'until',
  'changed_since',
  'closed_since',
  'closed_until',
] as const satisfies readonly FilterField[]
const IDS = ['subject_id', 'gathered_under'] as const satisfies readonly FilterField[]
const PEOPLE = ['owner', 'claimed'] as const satisfies readonly FilterField[]

export type SeveralField = keyof typeof SEVERAL
export type FlagField = (typeof FLAGS)[number]
export type PersonField = (typeof PEOPLE)[number]
type TextField = (typeof TIMES)[number] | (typeof IDS)[number]

/** The filter of the list; what is left out narrows nothing. */
export type DeskFilter = Readonly<
  Partial<Record<SeveralField, readonly string[]>> &
    Partial<Record<FlagField, boolean>> &
    Partial<Record<TextField, string>> &
    Partial<Record<PersonField, (typeof SOMEBODY)[number]>>
>

export type DeskSearch = DeskFilter & {
  /** A view by its id, or one of those that everybody has. */
  readonly view?: string
  readonly order?: AlertOrder
  /** Of the list from which an alert was opened, and where it stood there. */
  readonly up_to?: number | undefined
  readonly place?: string | undefined
}

const TEXT_MAX = 500

/** Reads an address, or the filter of a saved view. What it does not know it leaves out. */
export function deskSearchOf(raw: Readonly<Record<string, unknown>>): DeskSearch {
  const order = oneOf(raw['order'], ORDERS)
  const view = textOf(raw['view'])
  const place = textOf(raw['place'])
  const up_to = Number(raw['up_to'])
  return {
    ...deskFilterOf(raw),
    ...(order === undefined ? {} : { order }),
    ...(view === undefined ? {} : { view }),
    ...(place === undefined ? {} : { place }),
    ...(Number.isSafeInteger(up_to) && up_to > 0 ? { up_to } : {}),
  }
}

/** The filter alone, each field in its one form, so that two filters can be compared as text. */
export function deskFilterOf(raw: Readonly<Record<string, unknown>>): DeskFilter {
  const read: readonly (readonly [string, unknown])[] = [
    ...Object.entries(SEVERAL).map(([field, known]): [string, unknown] => [
      field,
      severalOf(raw[field], known),
    ]),
    ...FLAGS.map((field): [string, unknown] => [field, flagOf(raw[field])]),
    ...[...TIMES, ...IDS].map((field): [string, unknown] => [field, textOf(raw[field])]),
    ...PEOPLE.map((field): [string, unknown] => [field, oneOf(raw[field], SOMEBODY)]),
  ]
  // Each field was read by what its type says.
  return Object.fromEntries(read.filter(([, value]) => value !== undefined))
}

export function isSameFilter(one: DeskFilter, other: DeskFilter): boolean {
  return JSON.stringify(deskFilterOf(one)) === JSON.stringify(deskFilterOf(other))
}

/** Whether nothing is asked, as when somebody opens the desk. */
export function isBare(search: DeskSearch): boolean {
  return Object.keys(ofList(search)).length === 0
}

/** Whether it names a view, or nothing: a view by its id alone is all that a notice says of it. */
export function isShortened({ view: _view, ...asked }: DeskSearch): boolean {
  return isBare(asked)
}

/** Without what it says of an alert that was opened. */
export function ofList(search: DeskSearch): DeskSearch {
  const { up_to: _upTo, place: _place, ...list } = search
  return list
}

/** With or without one value of a field. */
export function toggled(filter: DeskFilter, field: SeveralField, value: string): DeskFilter {
  const values = filter[field] ?? []
  const next = values.includes(value)
    ? values.filter((one) => one !== value)
    : [...values, value].toSorted()
  return deskFilterOf({ ...filter, [field]: next })
}

/** As the API's saved views hold it: each field with its values as texts. */
export function filtersOfView(filter: DeskFilter): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(deskFilterOf(filter)).map(([field, value]) => [
      field,
      Array.isArray(value) ? value.map(String) : [String(value)],
    ]),
  )
}

function severalOf(
  raw: unknown,
  known: readonly string[] | undefined,
): readonly string[] | undefined {
  const values = (Array.isArray(raw) ? raw : [raw])
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .map(String)
    .filter((one) => one.length <= TEXT_MAX && (known === undefined || known.includes(one)))
  return values.length === 0 ? undefined : [...new Set(values)].toSorted()
}

function flagOf(raw: unknown): boolean | undefined {
  const [value] = Array.isArray(raw) ? raw : [raw]
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : undefined
}

function textOf(raw: unknown): string | undefined {
  const [value] = Array.isArray(raw) ? raw : [raw]
  return typeof value === 'string' && value !== '' && value.length <= TEXT_MAX ? value : undefined
}

function oneOf<const Value extends string>(
  raw: unknown,
  known: readonly Value[],
): Value | undefined {
  const [value] = Array.isArray(raw) ? raw : [raw]
  return known.find((one) => one === value)
}
