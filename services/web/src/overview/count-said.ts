import { languageNow, tagOf } from '#/language/language.ts'

/** A count with its thousands apart. */
export function countSaid(count: number): string {
  return count.toLocaleString(tagOf(languageNow()))
}
