import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { eventTypeQuery, type PreviewRead } from '#/imports/import-queries.ts'
import { ENVELOPE } from '#/imports/targets.ts'
import { useFieldNames } from '#/imports/use-field-names.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { reasonName } from '#/parts/reason-name.ts'

type Shown = PreviewRead['shown'][number]
type Event = Shown['events'][number]

export interface PreviewRecordProps {
  readonly record: Shown
  /** Whether it is shown before somebody opens it. */
  readonly isOpen: boolean
}

/** The cells of a record beside the events that they give, or beside why they give none. */
export function PreviewRecord({ record, isOpen }: PreviewRecordProps) {
  const { t } = useTranslation('imports')
  const { t: source } = useTranslation('sources')
  const { file, line, cells, events, reasons } = record
  return (
    <details open={isOpen} className="preview-details">
      <summary>
        {t('preview.line_of', { file, line })}
        {reasons.length > 0 && <strong className="preview-refused"> {t('preview.refused')}</strong>}
      </summary>
      <div className="preview-record">
        <div>
          <h4>{t('preview.cells')}</h4>
          <dl className="facts">
            {cells.map(({ column, text }) => (
              <div key={column} className="facts-pair">
                <dt>{column}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </div>
        <div>
          {events.map((event) => (
            <PreviewedEvent key={`${event.type} ${event.id}`} event={event} />
          ))}
          {reasons.length > 0 && (
            <>
              <h4 className="preview-refused">{t('preview.refused')}</h4>
              <ul>
                {reasons.map(({ code, path, message }) => (
                  <li key={`${code} ${path}`}>
                    {reasonName(code, source)} <code>{path}</code>
                    <small className="soft">{message}</small>
                  </li>
                ))}
              </ul>
            </>
          )}
          {events.length === 0 && reasons.length === 0 && (
            <p className="soft">{t('preview.no_event')}</p>
          )}
        </div>
      </div>
    </details>
  )
}

function PreviewedEvent({ event }: { readonly event: Event }) {
  const typeOf = useEventNames()
  const fields = useQuery(eventTypeQuery(event.type)).data?.fields ?? []
  const nameOf = useFieldNames(fields)
  const own = { ...event, subject: event.subject_id, correlation_id: null }
  return (
    <>
      <h4>{typeOf(event.type)}</h4>
      <dl className="facts">
        {ENVELOPE.filter((name) => own[name] !== null).map((name) => (
          <div key={name} className="facts-pair">
            <dt>{nameOf(name)}</dt>
            <dd>{own[name]}</dd>
          </div>
        ))}
        {Object.entries(event.data).map(([name, value]) => (
          <div key={name} className="facts-pair">
            <dt>{nameOf(`data.${name}`)}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
