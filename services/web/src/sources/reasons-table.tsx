import { useTranslation } from 'react-i18next'
import { reasonName } from '#/parts/reason-name.ts'
import type { ReasonRead } from '#/sources/source-queries.ts'

/** Why something was refused, with the place in the input. */
export function ReasonsTable({ reasons }: { readonly reasons: readonly ReasonRead[] }) {
  const { t } = useTranslation('sources')
  return (
    <table className="plain-table reasons-table">
      <thead>
        <tr>
          <th scope="col">{t('input.path')}</th>
          <th scope="col">{t('quarantine.why')}</th>
          <th scope="col">{t('input.message')}</th>
        </tr>
      </thead>
      <tbody>
        {reasons.map(({ code, path, message }) => (
          <tr key={`${path} ${code} ${message}`}>
            <td>{path === '' ? t('input.whole') : <code>{path}</code>}</td>
            <td>
              {reasonName(code, t)}
              <small className="soft">{code}</small>
            </td>
            <td lang="en">{message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
