import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventRead } from '#/alert/alert-queries.ts'
import { UnmaskForm } from '#/alert/unmask-form.tsx'
import { hasRole, useWho } from '#/api/who.ts'
import { dataRows } from '#/parts/event-data.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { minuteOf } from '#/parts/times.ts'

type Clear = Readonly<Record<string, string>>

const TIMES = ['occurred', 'reported', 'recorded'] as const

/** All of an event: its times, where it is from, what it says, and what of it is masked. */
export function EventRecord({ event }: { readonly event: EventRead }) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const eventName = useEventNames()
  // Kept as long as the record is open, and nowhere else.
  const [clear, setClear] = useState<Clear>({})
  const masked = event.masked ?? []
  return (
    <div className="record">
      <h3>{eventName(event.type)}</h3>
      <table className="alert-table">
        <caption>
          {t('record.times')}（{word('time.zone')}）
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
      <dl className="alert-facts">
        <dt>{t('subject')}</dt>
        <dd>
          <SubjectLink subjectId={event.subject_id} />
        </dd>
        <dt>{t('record.department')}</dt>
        <dd>
          {event.department}
          {event.unit !== null && event.unit.name !== event.department && ` · ${event.unit.name}`}
        </dd>
        <dt>{t('record.region')}</dt>
        <dd>{event.region}</dd>
        <dt>{t('record.source')}</dt>
        <dd>{event.source}</dd>
        <dt>{t('record.source_event')}</dt>
        <dd>{event.source_event_id}</dd>
        <dt>{t('record.position')}</dt>
        <dd>{event.position}</dd>
        <dt>{t('record.event_id')}</dt>
        <dd>{event.event_id}</dd>
      </dl>
      <h4>{t('record.content')}</h4>
      <Content event={event} clear={clear} />
      {event.withheld > 0 && <p>{t('record.withheld', { count: event.withheld })}</p>}
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
  const { t } = useTranslation('alert')
  const { t: field } = useTranslation('fields')
  const rows = dataRows(event.data, field)
  if (rows.length === 0) return <p>{t('record.nothing')}</p>
  return (
    <dl className="alert-facts">
      {rows.map(({ path, name, value }) => (
        <Row key={path} name={name} isMasked={isMasked(event, path)} clear={clear[path]}>
          {value}
        </Row>
      ))}
    </dl>
  )
}

function Raw({ event, clear }: Shown) {
  const { t } = useTranslation('alert')
  return (
    <>
      <h4>{t('record.raw')}</h4>
      <dl className="alert-facts">
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
  const { t } = useTranslation('alert')
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {clear ?? children}
        {masked && clear === undefined && <em className="record-masked">{t('record.masked')}</em>}
      </dd>
    </>
  )
}

function Masked({ event, clear, show }: Shown & { readonly show: (clear: Clear) => void }) {
  const { t } = useTranslation('alert')
  const mayUnmask = hasRole(useWho(), 'supervisor', 'regulator')
  const masked = event.masked ?? []
  return (
    <section className="record-personal">
      <p>{t('record.masked_count', { count: masked.length })}</p>
      {!mayUnmask && <p>{t('record.may_not_unmask')}</p>}
      {mayUnmask && Object.keys(clear).length > 0 && (
        <p role="status">{t('record.clear', { count: Object.keys(clear).length })}</p>
      )}
      {mayUnmask && Object.keys(clear).length === 0 && (
        <UnmaskForm eventId={event.event_id} fields={masked} show={show} />
      )}
    </section>
  )
}

function isMasked({ masked }: EventRead, path: string): boolean {
  // A list is one row, and each of its values may be masked.
  return (masked ?? []).some((one) => one === path || one.startsWith(`${path}[`))
}
