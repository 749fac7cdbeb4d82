import alert from '#/language/zh/alert.json'
import conflicts from '#/language/zh/conflicts.json'
import app from '#/language/zh/app.json'
import desk from '#/language/zh/desk.json'
import exportForm from '#/language/zh/export.json'
import fields from '#/language/zh/fields.json'
import imports from '#/language/zh/imports.json'
import link from '#/language/zh/link.json'
import overview from '#/language/zh/overview.json'
import print from '#/language/zh/print.json'
import publicPages from '#/language/zh/public.json'
import record from '#/language/zh/record.json'
import rules from '#/language/zh/rules.json'
import subject from '#/language/zh/subject.json'
import history from '#/language/zh/history.json'
import sources from '#/language/zh/sources.json'
import words from '#/language/zh/words.json'

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
}
