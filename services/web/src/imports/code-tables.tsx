import { useId } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MappingDraft } from '#/imports/mapping-draft.ts'

export interface CodeTablesProps {
  readonly draft: MappingDraft
  readonly change: (draft: MappingDraft) => void
}

/** CSV files with code tables that the mapping names; they are published with it. */
export function CodeTables({ draft, change }: CodeTablesProps) {
  const { t } = useTranslation('imports')
  const id = useId()
  const { tables } = draft
  const without = (file: string) => tables.filter((one) => one.file !== file)

  async function add(file: File | undefined): Promise<void> {
    if (file === undefined) return
    const text = await file.text()
    change({ ...draft, tables: [...without(file.name), { file: file.name, text }] })
  }

  return (
    <details open={tables.length > 0}>
      <summary>{t('code_tables.title')}</summary>
      <p className="soft">{t('code_tables.hint')}</p>
      <ul>
        {tables.map(({ file }) => (
          <li key={file}>
            {file}{' '}
            <Button size="small" onClick={() => change({ ...draft, tables: without(file) })}>
              {t('code_tables.remove', { file })}
            </Button>
          </li>
        ))}
      </ul>
      <label htmlFor={id}>{t('code_tables.add')}</label>{' '}
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        onChange={({ target }) => {
          void add(target.files?.[0])
          target.value = ''
        }}
      />
    </details>
  )
}
