import alert from '#/language/en/alert.json'
import conflicts from '#/language/en/conflicts.json'
import app from '#/language/en/app.json'
import desk from '#/language/en/desk.json'
import exportForm from '#/language/en/export.json'
import fields from '#/language/en/fields.json'
import imports from '#/language/en/imports.json'
import link from '#/language/en/link.json'
import overview from '#/language/en/overview.json'
import print from '#/language/en/print.json'
import publicPages from '#/language/en/public.json'
import record from '#/language/en/record.json'
import rules from '#/language/en/rules.json'
import subject from '#/language/en/subject.json'
import history from '#/language/en/history.json'
import sources from '#/language/en/sources.json'
import words from '#/language/en/words.json'
import type { messages as chinese } from '#/language/zh.ts'

export const messages = {
  alert,
  app,
  conflicts,
  desk,
  export: exportForm,
  fields,
  imports,
  link,
  overview,
  print,
  public: publicPages,
  record,
  rules,
  subject,
  history,
  sources,
  words,
} satisfies Same<typeof chinese>

/** The same keys, in each language. */
type Same<Messages> = {
  readonly [Key in keyof Messages]: Messages[Key] extends string ? string : Same<Messages[Key]>
}
