import { useTranslation } from 'react-i18next'
import { AddFile } from '#/alert/add-file.tsx'
import { filesOf } from '#/alert/alert-files.ts'
import { addressOf, type AlertRead } from '#/alert/alert-queries.ts'
import { actorSaid } from '#/parts/actor.ts'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'

const KIB = 1_024
const HASH_SHOWN = 12

export interface FilesSectionProps {
  readonly alert: AlertRead
  readonly mayHandle: boolean
}

/** Files that prove what was found, each under its hash. */
export function FilesSection({ alert, mayHandle }: FilesSectionProps) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const files = filesOf(alert.steps)
  return (
    <Section title={t('files.title')}>
      {files.length === 0 && <p className="soft">{t('files.none')}</p>}
      <ul>
        {files.map(({ sha256, size, name, actor, at }) => (
          <li key={sha256}>
            {mayHandle ? (
              <a href={addressOf(alert.alert_id, `evidence/${sha256}`)} download={name}>
                {name}
              </a>
            ) : (
              name
            )}{' '}
            <span className="soft">
              {t('files.size', { size: Math.ceil(size / KIB) })} · {actorSaid(actor, word)}{' '}
              {minuteOf(at)} ·{' '}
              <span title={sha256}>{t('files.hash', { hash: sha256.slice(0, HASH_SHOWN) })}</span>
            </span>
          </li>
        ))}
      </ul>
      {mayHandle && <AddFile alertId={alert.alert_id} />}
    </Section>
  )
}
