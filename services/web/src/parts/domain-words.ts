import { useTranslation } from 'react-i18next'
import type zh from '#/language/zh/words.json'

/**
 * What people call a domain (the owner of rules). A deployer's own, which no file of messages
 * knows, is shown as it is written.
 */
export function useDomainWords(): (domain: string) => string {
  const { t, i18n } = useTranslation('words')
  return (domain) =>
    i18n.exists(`domain.${domain}`, { ns: 'words' })
      ? t(`domain.${domain as keyof (typeof zh)['domain']}`)
      : domain
}
