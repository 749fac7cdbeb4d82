import { useTranslation } from 'react-i18next'
import { chooseLanguage, languageNow, LANGUAGES, type Language } from '#/language/language.ts'

export function LanguageChoice() {
  const { t } = useTranslation()
  return (
    <select
      aria-label={t('language.choose')}
      value={languageNow()}
      onChange={({ target }) => void chooseLanguage(target.value as Language)}
    >
      {LANGUAGES.map((language) => (
        <option key={language} value={language}>
          {t(`language.${language}`)}
        </option>
      ))}
    </select>
  )
}
