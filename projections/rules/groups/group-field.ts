/**
 * What makes a group of facts, whoever they are about: equal values of these fields, such as region and category. A fact without
 * one of the fields is in no group.
 */
export interface GroupField {
  readonly field: string
  /** Only the first characters of the value count: 4 of a region code are the city. Null for the whole value. */
  readonly prefix: number | null
}
