/**
 * Columns of a table by their place: `#3` is the third, `name#2` the second of those that have the
 * same name.
 */
export interface NumberedColumn {
  /** Empty where only the number counts. */
  readonly name: string
  /** From 1. */
  readonly number: number
}

const NUMBERED = /^(.*)#([1-9]\d{0,4})$/su

export function numberedColumn(reference: string): NumberedColumn | undefined {
  const [, name, number] = NUMBERED.exec(reference) ?? []
  return name === undefined ? undefined : { name, number: Number(number) }
}

/** Where in the row the column lies, from 0; undefined where the table has none. */
export function placeOf(reference: string, columns: readonly string[]): number | undefined {
  const named = columns.indexOf(reference)
  if (named !== -1) return named
  const numbered = numberedColumn(reference)
  if (numbered === undefined) return undefined
  const { name, number } = numbered
  if (name === '') return number <= columns.length ? number - 1 : undefined
  const places = columns.flatMap((column, at) => (column === name ? [at] : []))
  return places[number - 1]
}
