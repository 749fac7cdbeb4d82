import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldRead } from '#/imports/import-queries.ts'
import { ENVELOPE } from '#/imports/targets.ts'
import { said } from '#/parts/said.ts'

/** What people call a value of an event: `id`, `data.fine_cents`, `data.parties.0.name`. */
export function useFieldNames(fields: readonly FieldRead[]): (key: string) => string {
  const { t } = useTranslation('imports')
  return useCallback(
    (key) => {
      const own = ENVELOPE.find((name) => name === key)
      if (own !== undefined) return t(`envelope.${own}`)
      const path = key.replace(/^data\./, '')
      const [name = ''] = path.split('.')
      const whole = fields.find((field) => field.path === path)?.title
      const title = whole ?? fields.find((field) => field.path === name)?.title
      if (title == null) return path
      return whole == null ? `${said(title)} (${path})` : said(title)
    },
    [fields, t],
  )
}
