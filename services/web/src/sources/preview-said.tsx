import { useTranslation } from 'react-i18next'
import type { PreviewRead } from '#/sources/group-queries.ts'
import { OutcomesSaid } from '#/sources/outcomes-said.tsx'
import { reasonName } from '#/parts/reason-name.ts'

/** What would become of the inputs, were they sent now. */
export function PreviewSaid({ preview }: { readonly preview: PreviewRead }) {
  const { t } = useTranslation('sources')
  const { inputs, has_more, outcomes, refusals, examples } = preview
  return (
    <div className="preview" role="status">
      <p>
        {t('preview.inputs', { count: inputs })} <OutcomesSaid outcomes={outcomes} />
        {has_more && t('preview.has_more')}
      </p>
      {refusals.length > 0 && (
        <ul>
          {refusals.map(({ code, path, message, inputs: count }) => (
            <li key={`${code} ${path}`}>
              {reasonName(code, t)} {path !== '' && <code>{path}</code>} · {count}{' '}
              <small className="soft">{message}</small>
            </li>
          ))}
        </ul>
      )}
      <ul className="preview-examples">
        {examples.map((example) => (
          <Example key={example.quarantine_id} example={example} />
        ))}
      </ul>
    </div>
  )
}

function Example({ example }: { readonly example: PreviewRead['examples'][number] }) {
  const { t } = useTranslation('sources')
  const { file, line, cells, outcome, events, reasons } = example
  return (
    <li>
      <strong>{t(`preview.outcome.${outcome}`)}</strong>{' '}
      {[file, line === null ? null : t('quarantine.line', { line })]
        .filter((one) => one !== null)
        .join(' ')}
      {cells !== null && (
        <small className="soft">
          {cells.map(({ column, text }) => `${column}: ${text}`).join(' · ')}
        </small>
      )}
      {events.map(({ type, id, data }) => (
        <pre key={`${type} ${id}`}>{`${type} ${id} ${JSON.stringify(data)}`}</pre>
      ))}
      {reasons.map(({ code, path }) => (
        <small key={`${code} ${path}`}>
          {reasonName(code, t)} <code>{path}</code>
        </small>
      ))}
    </li>
  )
}
