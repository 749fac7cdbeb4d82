import { languageOfTerminal } from '#/language/language.ts'
import { inLanguage } from '#/language/translation.ts'

/** What was refused, and why, in the language of the terminal (`LC_ALL`, `LC_MESSAGES`, `LANG`). */
export function said(message: string): string {
  return inLanguage(message, languageOfTerminal(process.env))
}
