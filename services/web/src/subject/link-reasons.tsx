import { useTranslation } from 'react-i18next'
import type { LinkRead } from '#/subject/link-queries.ts'

export interface LinkReasonsProps {
  readonly reasons: LinkRead['reasons']
}

/** What speaks for a link and what against it, in words. */
export function LinkReasons({ reasons }: LinkReasonsProps) {
  const { t } = useTranslation('link')
  return (
    <ul className="link-reasons">
      <Side title={t('speaks_for')} found={reasons.filter(({ weight }) => weight >= 0)} />
      <Side title={t('speaks_against')} found={reasons.filter(({ weight }) => weight < 0)} />
    </ul>
  )
}

interface SideProps {
  readonly title: string
  readonly found: LinkRead['reasons']
}

function Side({ title, found }: SideProps) {
  const { t } = useTranslation('link')
  if (found.length === 0) return null
  const said = found.map(({ code, weight }) =>
    t('reason_said', {
      what: t(`found.${code}` as 'found.name_same', { defaultValue: code }),
      weight: weight.toFixed(1),
    }),
  )
  return (
    <li>
      {title}
      {said.join(t('comma'))}
    </li>
  )
}
