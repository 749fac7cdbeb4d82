import { useRef, useState } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { CodeTables } from '#/imports/code-tables.tsx'
import { ColumnsTable } from '#/imports/columns-table.tsx'
import type { PreviewRead } from '#/imports/import-queries.ts'
import type { ColumnSeen, MappingDraft } from '#/imports/mapping-draft.ts'
import { eventsOfText, headOfText } from '#/imports/mapping-edit.ts'
import { MappingText } from '#/imports/mapping-text.tsx'
import { useEventNames } from '#/parts/event-names.ts'
import { Section } from '#/parts/section.tsx'

export type Cells = PreviewRead['shown'][number]['cells']

export interface MappingStepProps {
  readonly draft: MappingDraft
  readonly change: (draft: MappingDraft) => void
  /** Of the first records, as the last trial showed them. */
  readonly cells: readonly Cells[]
  /** Chooses another mapping. */
  readonly other: () => void
}

/** What is read from which column, as a table over the text, or in the text itself. */
export function MappingStep({ draft, change, cells, other }: MappingStepProps) {
  const { t } = useTranslation('imports')
  const nameOf = useEventNames()
  const [chosen, setChosen] = useState(0)
  const text = useRef<(line: number) => void>(null)
  const events = eventsOfText(draft.text)
  const head = headOfText(draft.text)
  const changeText = (next: string): void => change({ ...draft, text: next })
  const event = events?.[chosen]
  return (
    <Section
      title={t('mapping_step.title')}
      aside={
        <Button size="small" onClick={other}>
          {t('mapping_step.other')}
        </Button>
      }
    >
      <dl className="facts">
        <dt>{t('mapping')}</dt>
        <dd>{head.name ?? t('mapping_step.nameless')}</dd>
        <dt>{t('mapping_step.source')}</dt>
        <dd>{head.source ?? t('mapping_step.nameless')}</dd>
        <dt>{t('mapping_step.file')}</dt>
        <dd>{inputSaid(head.input, t)}</dd>
      </dl>
      {events === undefined && (
        <p className="notice" role="alert">
          {t('mapping_step.in_text_only')}
        </p>
      )}
      {events !== undefined && events.length > 1 && (
        <p className="buttons">
          {events.map(({ type }, index) => (
            <Button
              // The same type may come twice; its place is what tells them apart.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              size="small"
              type={index === chosen ? 'primary' : 'default'}
              onClick={() => setChosen(index)}
            >
              {nameOf(type)}
            </Button>
          ))}
        </p>
      )}
      {event !== undefined && (
        <ColumnsTable
          key={chosen}
          text={draft.text}
          change={changeText}
          index={chosen}
          event={event}
          columns={columnsSeen(cells, draft.columns)}
        />
      )}
      <CodeTables draft={draft} change={change} />
      <MappingText text={draft.text} change={changeText} goTo={text} />
    </Section>
  )
}

const SAMPLES_MAX = 3

/** As the last trial showed them; before it, as they were seen when the text was proposed. */
function columnsSeen(
  cells: readonly Cells[],
  proposed: readonly ColumnSeen[],
): readonly ColumnSeen[] {
  const texts = new Map<string, Set<string>>()
  for (const { column, text } of cells.flat()) {
    const seen = texts.get(column) ?? new Set()
    texts.set(column, text === '' ? seen : seen.add(text))
  }
  const shown = [...texts].map(([column, samples]) => ({
    column,
    samples: [...samples].slice(0, SAMPLES_MAX),
  }))
  return shown.length > 0 ? shown : proposed
}

function inputSaid(
  input: Readonly<Record<string, unknown>>,
  t: ReturnType<typeof useTranslation<'imports'>>['t'],
): string {
  const { format, sheet, header_row: header, encoding } = input
  return [
    typeof format === 'string' ? format : '',
    typeof sheet === 'string' || typeof sheet === 'number'
      ? t('mapping_step.sheet', { sheet })
      : '',
    typeof header === 'number' ? t('mapping_step.header', { line: header }) : '',
    typeof encoding === 'string' ? encoding : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}
