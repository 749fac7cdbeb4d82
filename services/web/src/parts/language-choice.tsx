import { useTranslation } from 'react-i18next'
import { client } from '#/api/client.ts'
import { chooseLanguage, languageNow, LANGUAGES, type Language } from '#/language/language.ts'

export function LanguageChoice() {
  const { t } = useTranslation()
  return (
    <select
      aria-label={t('language.choose')}
      value={languageNow()}
      onChange={({ target }) => void choose(target.value as Language)}
    >
      {LANGUAGES.map((language) => (
        <option key={language} value={language}>
          {t(`language.${language}`)}
        </option>
      ))}
    </select>
  )
}

/** The server tells why something was refused in the language of the page: it is asked anew. */
async function choose(language: Language): Promise<void> {
  await chooseLanguage(language)
  await client.invalidateQueries()
}
