import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FieldRead } from '#/imports/import-queries.ts'
import { isTemplate, READINGS, type ColumnTarget, type ColumnUse } from '#/imports/mapping-edit.ts'
import { ENVELOPE, plainFields, targetOf } from '#/imports/targets.ts'
import type { Path } from '#/parts/yaml-edit.ts'

export interface ColumnRowProps {
  readonly column: string
  readonly samples: readonly string[]
  readonly uses: readonly ColumnUse[]
  readonly fields: readonly FieldRead[]
  readonly nameOf: (key: string) => string
  readonly read: (target: ColumnTarget) => void
  readonly leave: (path: Path) => void
}

/** One column of the file. It may be read into several values, or into none. */
export function ColumnRow({ column, samples, uses, fields, nameOf, read, leave }: ColumnRowProps) {
  const { t } = useTranslation('imports')
  const isUsed = (key: string): boolean => uses.some(({ path }) => path.join('.') === key)
  return (
    <tr className={uses.length === 0 ? 'column-unread' : undefined}>
      <th scope="row">{column}</th>
      <td data-head={t('columns.samples')}>
        {samples.length === 0 && <span className="soft">{t('columns.empty')}</span>}
        {samples.map((sample) => (
          <code key={sample}>{sample}</code>
        ))}
      </td>
      <td data-head={t('columns.read_as')}>
        {uses.map((use) => (
          <Use
            key={use.path.join('.')}
            use={use}
            name={nameOf(use.path.join('.'))}
            fields={fields}
            read={read}
            leave={leave}
          />
        ))}
        <select
          aria-label={t('columns.add_of', { column })}
          value=""
          onChange={({ target: { value } }) => read(targetOf(value, fields))}
        >
          <option value="">{t(uses.length === 0 ? 'columns.not_read' : 'columns.also')}</option>
          <optgroup label={t('columns.of_event')}>
            {ENVELOPE.filter((name) => !isUsed(name)).map((name) => (
              <option key={name} value={name}>
                {nameOf(name)}
              </option>
            ))}
          </optgroup>
          <optgroup label={t('columns.of_data')}>
            {plainFields(fields)
              .filter(({ path }) => !isUsed(`data.${path}`))
              .map(({ path, required }) => (
                <option key={path} value={`data.${path}`}>
                  {nameOf(`data.${path}`)}
                  {required ? ` (${t('columns.required')})` : ''}
                </option>
              ))}
          </optgroup>
        </select>
      </td>
    </tr>
  )
}

interface UseProps {
  readonly use: ColumnUse
  readonly name: string
  readonly fields: readonly FieldRead[]
  readonly read: (target: ColumnTarget) => void
  readonly leave: (path: Path) => void
}

function Use({ use: { path, reading, column }, name, fields, read, leave }: UseProps) {
  const { t } = useTranslation('imports')
  const isPlain = path.length === 1 || (path.length === 2 && path[0] === 'data')
  return (
    <div className="column-use">
      <span>{name}</span>
      {isPlain && reading !== null && (
        <select
          aria-label={t('columns.reading_of', { column, field: name })}
          value={reading}
          onChange={({ target: { value } }) => {
            const chosen = READINGS.find((one) => one === value)
            if (chosen !== undefined) read({ ...targetOf(path.join('.'), fields), reading: chosen })
          }}
        >
          {READINGS.map((one) => (
            <option key={one} value={one}>
              {t(`reading.${one}`)}
            </option>
          ))}
        </select>
      )}
      {(!isPlain || reading === null) && <small className="soft">{t('columns.in_text')}</small>}
      {isPlain && !isTemplate(path) && (
        <Button
          size="small"
          type="text"
          aria-label={t('columns.leave_of', { column, field: name })}
          onClick={() => leave(path)}
        >
          {t('columns.leave')}
        </Button>
      )}
    </div>
  )
}
