import { languageNow, type Said } from '#/language/language.ts'

/** What the server says in both languages, in that of the page. */
export function said(words: Said): string {
  return words[languageNow()]
}
