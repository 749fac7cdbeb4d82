import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventRead } from '#/parts/event-query.ts'
import { UnmaskForm } from '#/parts/unmask-form.tsx'
import { mayUnmask, useWho } from '#/api/who.ts'
import { dataRows } from '#/parts/event-data.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { minuteOf } from '#/parts/times.ts'
import '#/parts/event-record.css'
import '#/parts/facts.css'

type Clear = Readonly<Record<string, string>>

const TIMES = ['occurred', 'reported', 'recorded'] as const

/** All of an event: its times, where it is from, what it says, and what of it is masked. */
export function EventRecord({ event }: { readonly event: EventRead }) {
  const { t } = useTranslation('record')
  const { t: word } = useTranslation('words')
  const eventName = useEventNames()
  // Kept as long as the record is open, and nowhere else.
  const [clear, setClear] = useState<Clear>({})
  const masked = event.masked ?? []
  return (
    <div className="record">
      <h3>{eventName(event.type)}</h3>
      <table className="plain-table">
        <caption>
          {t('times')}（{word('time.zone')}）
        </caption>
        <tbody>
          {TIMES.map((time) => (
            <tr key={time}>
              <th scope="row">{word(`time.${time}`)}</th>
              <td>{minuteOf(event[`${time}_at`])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="facts">
        <dt>{t('subject')}</dt>
        <dd>
          <SubjectLink subjectId={event.subject_id} />
        </dd>
        <dt>{t('department')}</dt>
        <dd>
          {event.department}
          {event.unit !== null && event.unit.name !== event.department && ` · ${event.unit.name}`}
        </dd>
        <dt>{t('region')}</dt>
        <dd>{event.region}</dd>
        <dt>{t('source')}</dt>
        <dd>{event.source}</dd>
        <dt>{t('source_event')}</dt>
        <dd>{event.source_event_id}</dd>
        <dt>{t('position')}</dt>
        <dd>{event.position}</dd>
        <dt>{t('event_id')}</dt>
        <dd>{event.event_id}</dd>
      </dl>
      <h4>{t('content')}</h4>
      <Content event={event} clear={clear} />
      {event.withheld > 0 && <p>{t('withheld', { count: event.withheld })}</p>}
      {masked.length > 0 && <Masked event={event} clear={clear} show={setClear} />}
      {event.raw !== null && <Raw event={event} clear={clear} />}
    </div>
  )
}

interface Shown {
  readonly event: EventRead
  /** Values in clear, by path. */
  readonly clear: Clear
}

function Content({ event, clear }: Shown) {
  const { t } = useTranslation('record')
  const { t: field } = useTranslation('fields')
  const rows = dataRows(event.data, field)
  if (rows.length === 0) return <p>{t('nothing')}</p>
  return (
    <dl className="facts">
      {rows.map(({ path, name, value }) => (
        <Row key={path} name={name} isMasked={isMasked(event, path)} clear={clear[path]}>
          {value}
        </Row>
      ))}
    </dl>
  )
}

function Raw({ event, clear }: Shown) {
  const { t } = useTranslation('record')
  return (
    <>
      <h4>{t('raw')}</h4>
      <dl className="facts">
        {Object.entries(event.raw ?? {}).map(([path, text]) => (
          <Row
            key={path}
            name={path}
            isMasked={isMasked(event, `raw.${path}`)}
            clear={clear[`raw.${path}`]}
          >
            {text}
          </Row>
        ))}
      </dl>
    </>
  )
}

interface RowProps {
  readonly name: string
  readonly isMasked: boolean
  readonly clear: string | undefined
  readonly children: string
}

function Row({ name, isMasked: masked, clear, children }: RowProps) {
  const { t } = useTranslation('record')
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {clear ?? children}
        {masked && clear === undefined && <em className="record-masked">{t('masked')}</em>}
      </dd>
    </>
  )
}

function Masked({ event, clear, show }: Shown & { readonly show: (clear: Clear) => void }) {
  const { t } = useTranslation('record')
  const isOffered = mayUnmask(useWho())
  const masked = event.masked ?? []
  return (
    <section className="record-personal">
      <p>{t('masked_count', { count: masked.length })}</p>
      {!isOffered && <p>{t('may_not_unmask')}</p>}
      {isOffered && Object.keys(clear).length > 0 && (
        <p role="status">{t('clear', { count: Object.keys(clear).length })}</p>
      )}
      {isOffered && Object.keys(clear).length === 0 && (
        <UnmaskForm eventId={event.event_id} fields={masked} show={show} />
      )}
    </section>
  )
}

function isMasked({ masked }: EventRead, path: string): boolean {
  // A list is one row, and each of its values may be masked.
  return (masked ?? []).some((one) => one === path || one.startsWith(`${path}[`))
}
