import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const KEPT_AS = 'jianwei.language'
/** Each is fetched when it is chosen. */
const MESSAGES = {
  zh: () => import('#/language/zh.ts'),
  en: () => import('#/language/en.ts'),
} as const

/** Loads the chosen language, Chinese where nobody chose. */
export async function startLanguage(): Promise<void> {
  const language = keptLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'app',
    resources: { [language]: (await MESSAGES[language]()).messages },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = tagOf(language)
}

/** Changes the language of the page and of the pages to come. */
export async function chooseLanguage(language: Language): Promise<void> {
  const { messages } = await MESSAGES[language]()
  for (const [namespace, texts] of Object.entries(messages))
    i18next.addResourceBundle(language, namespace, texts)
  window.localStorage.setItem(KEPT_AS, language)
  document.documentElement.lang = tagOf(language)
  await i18next.changeLanguage(language)
}

export function languageNow(): Language {
  return i18next.language === 'en' ? 'en' : 'zh'
}

/** As `Intl` and HTML name it. */
export function tagOf(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en-GB'
}

/** What the server says in both languages. */
export interface Said {
  readonly zh: string
  readonly en: string
}

/** `?language=en` in an address chooses, which serves screens that nobody sits at. */
function keptLanguage(): Language {
  const asked = new URLSearchParams(window.location.search).get('language')
  const kept = asked ?? window.localStorage.getItem(KEPT_AS)
  return kept === 'en' ? 'en' : 'zh'
}
