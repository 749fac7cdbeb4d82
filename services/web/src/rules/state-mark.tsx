import { useTranslation } from 'react-i18next'
import type { RuleRead } from '#/rules/rule-queries.ts'

const SIGNS: Readonly<Record<RuleRead['state'], string>> = {
  published: '●',
  shadow: '◐',
  drafted: '○',
  retired: '×',
}

/** Where in its life a version is, by sign and word. */
export function StateMark({ state }: { readonly state: RuleRead['state'] }) {
  const { t } = useTranslation('rules')
  return (
    <span className={`rules-state rules-state-${state}`}>
      <span aria-hidden="true">{SIGNS[state]}</span> {t(`state.${state}`)}
    </span>
  )
}
