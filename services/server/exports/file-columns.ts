import type { Instant } from '@jianwei/events/instant.ts'
import { timeInChina } from '@jianwei/events/working-days/day-in-china.ts'
import type { FileColumn, FileColumnKind } from '@jianwei/projections/scratch-files.ts'
import type { Cell } from '#/server/exports/xlsx-book.ts'

/** What a column of a kind holds. */
interface ValueOf {
  readonly text: string
  readonly count: number
  readonly flag: boolean
  readonly time: Instant
  readonly list: readonly string[]
  readonly object: Readonly<Record<string, unknown>>
}

/** A column of an exported list: what it is called for programs and for people, and its value. */
export interface ListColumn<Row, Context = undefined> extends FileColumn {
  readonly header: string
  readonly value: (row: Row, context: Context) => ValueOf[FileColumnKind] | null
}

/** Makes columns of a list, by what they hold. */
export function columnsOf<Row, Context = undefined>() {
  const ofKind =
    <Kind extends FileColumnKind>(kind: Kind) =>
    (
      key: string,
      header: string,
      value: (row: Row, context: Context) => ValueOf[Kind] | null,
    ): ListColumn<Row, Context> => ({ key, header, kind, value })
  return {
    text: ofKind('text'),
    count: ofKind('count'),
    flag: ofKind('flag'),
    time: ofKind('time'),
    list: ofKind('list'),
    object: ofKind('object'),
  }
}

/** The columns of rows that need no more to be known. */
export function within<Row, Context>(
  columns: readonly ListColumn<Row, Context>[],
  context: Context,
): readonly ListColumn<Row>[] {
  return columns.map(({ value, ...column }) => ({
    ...column,
    value: (row: Row) => value(row, context),
  }))
}

/** A row for people. */
export function cellsOf<Row>(columns: readonly ListColumn<Row>[], row: Row): readonly Cell[] {
  return columns.map(({ value, kind }) => {
    const made = value(row, undefined)
    if (made === null) return null
    // The kind of a column says what its values are.
    if (kind === 'list') return (made as ValueOf['list']).join('、')
    if (kind === 'time') return timeInChina(made as ValueOf['time'])
    if (kind === 'flag') return (made as ValueOf['flag']) ? '是' : '否'
    if (kind === 'object') return JSON.stringify(made)
    return made as ValueOf['text' | 'count']
  })
}

/** A row for programs. */
export function recordOf<Row>(
  columns: readonly ListColumn<Row>[],
  row: Row,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(columns.map(({ key, value }) => [key, value(row, undefined)]))
}
