import { useTranslation } from 'react-i18next'
import type { PreviewRead } from '#/imports/import-queries.ts'
import { reasonName } from '#/parts/reason-name.ts'

export interface PreviewProblemsProps {
  readonly problems: PreviewRead['problems']
  readonly leftOut: PreviewRead['fields_left_out']
}

/** What is refused, by reason and column, and the cells that cost their field only. */
export function PreviewProblems({ problems, leftOut }: PreviewProblemsProps) {
  const { t } = useTranslation('imports')
  const { t: source } = useTranslation('sources')
  return (
    <>
      {problems.length > 0 && (
        <table className="plain-table problems-table">
          <caption>{t('problems.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('problems.reason')}</th>
              <th scope="col">{t('problems.where')}</th>
              <th scope="col">{t('problems.records')}</th>
              <th scope="col">{t('problems.examples')}</th>
            </tr>
          </thead>
          <tbody>
            {problems.map(({ code, path, message, records, examples }) => (
              <tr key={`${code} ${path} ${message}`}>
                <td data-head={t('problems.reason')}>
                  {reasonName(code, source)}
                  <small>{message}</small>
                </td>
                <td data-head={t('problems.where')}>{path}</td>
                <td data-head={t('problems.records')}>{records}</td>
                <td data-head={t('problems.examples')}>
                  {examples.map(({ file, line, cells }) => (
                    <div key={`${file} ${line}`}>
                      {t('problems.line', { line })}{' '}
                      <code>{cells.find(({ column }) => column === path)?.text ?? ''}</code>
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {leftOut.length > 0 && (
        <>
          <p>{t('left_out.title')}</p>
          <ul>
            {leftOut.map(({ column, code, cells }) => (
              <li key={`${column} ${code}`}>
                {t('left_out.item', { column, reason: reasonName(code, source), count: cells })}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
