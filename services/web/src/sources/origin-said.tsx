import { useTranslation } from 'react-i18next'
import type { RefusedRead } from '#/sources/source-queries.ts'

/** On which way an input came, and where in it it stood. */
export function OriginSaid({ entry }: { readonly entry: RefusedRead }) {
  const { t } = useTranslation('sources')
  const { channel, file, line, topic, partition, offset } = entry
  const place = [
    file,
    line === null ? null : t('quarantine.line', { line }),
    topic === null ? null : t('quarantine.bus', { topic, partition, offset }),
  ].filter((one) => one !== null)
  return <>{[t(`quarantine.channel.${channel}`), ...place].join(' ')}</>
}
