import { useTranslation } from 'react-i18next'

const CHANNELS: readonly string[] = ['http', 'file', 'kafka']

/** The source of refused input; the channel stands for one that could not be read. */
export function SourceName({ source }: { readonly source: string }) {
  const { t } = useTranslation('sources')
  return <>{CHANNELS.includes(source) ? t('unnamed') : source}</>
}
