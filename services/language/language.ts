/** What people are answered in. English is also what logs and stores keep. */
export type Language = 'en' | 'zh'

/** By the header `accept-language`; English where it asks for neither. */
export function acceptedLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      const weight = parameters.find((text) => text.startsWith('q='))?.slice(2)
      return { language: languageOfTag(tag), weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    // Sorting is stable: of equal weights the first goes before.
    .sort((one, other) => other.weight - one.weight)
  return wanted[0]?.language ?? 'en'
}

/** By the variables that programs of a terminal go by, the strongest first. */
export function languageOfTerminal(
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment
  return languageOfTag((LC_ALL || LC_MESSAGES || LANG || '').replace('_', '-')) ?? 'en'
}

/** `zh`, `zh-Hans-CN`, `zh-CN.UTF-8` … */
function languageOfTag(tag: string): Language | undefined {
  const [primary] = tag.toLowerCase().split(/[-.@]/)
  return primary === 'zh' || primary === 'en' ? primary : undefined
}
