import type { FactAlone } from '#/rules/facts/known-fact.ts'

/**
 * The facts of one subject, or of one group, column by column, in canonical order: by second, of
 * one second by fact id. A fact is spoken of by its place. What evaluators ask of every fact is a
 * value in a column; a fact as an object is made for evidence alone.
 */
export interface FactColumns {
  readonly length: number
  /** Of each fact `occurred_at`, in the whole seconds that rules see; never decreasing. */
  readonly seconds: Float64Array
  /** Event types, each once; there may be some of which none of these facts is. */
  readonly types: readonly string[]
  /** Of each fact the index of its type in `types`. */
  readonly type_numbers: Uint16Array
  /**
   * The value at a field's path, as `fieldValue` gives it: of the envelope or of the data, and
   * undefined where it is missing or null. Of `subject.…` a fact alone says nothing.
   */
  readonly valueAt: (place: number, path: string) => unknown
  /**
   * What the data hold under a name, as it stands there: null where the fact says that there is
   * nothing. Asked of types that state attributes of subjects.
   */
  readonly statedAt: (place: number, name: string) => unknown
  /** The fact as an object. */
  readonly factAt: (place: number) => FactAlone
}
