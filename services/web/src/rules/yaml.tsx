import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loading } from '#/parts/loading.tsx'

const CodeView = lazy(async () => ({
  default: (await import('#/rules/code-view.tsx')).CodeView,
}))

/** The text of a rule, fetched with its colours once somebody opens it. */
export function Yaml({ text }: { readonly text: string }) {
  const { t } = useTranslation('rules')
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{t('text.yaml')}</summary>
      {isOpen && (
        <Suspense fallback={<Loading />}>
          <CodeView language="yaml" label={t('text.yaml')} text={text} />
        </Suspense>
      )}
    </details>
  )
}
