import { lazy, Suspense, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { Loading } from '#/parts/loading.tsx'

const YamlEditor = lazy(async () => ({
  default: (await import('#/parts/yaml-editor.tsx')).YamlEditor,
}))

export interface MappingTextProps {
  readonly text: string
  readonly change: (text: string) => void
  readonly goTo: RefObject<((line: number) => void) | null>
}

/** The text behind the table, fetched with its editor once somebody opens it. */
export function MappingText({ text, change, goTo }: MappingTextProps) {
  const { t } = useTranslation('imports')
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('mapping_step.text')}</summary>
      <p className="soft">{t('mapping_step.text_hint')}</p>
      {isOpen && (
        <Suspense fallback={<Loading />}>
          <YamlEditor
            label={t('mapping_step.text')}
            text={text}
            notes={[]}
            change={change}
            goTo={goTo}
          />
        </Suspense>
      )}
    </details>
  )
}
