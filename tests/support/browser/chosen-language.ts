/**
 * A script for pages to come: the language that was chosen before, unless another was chosen since.
 */
export function chosenLanguage(language: 'zh' | 'en'): string {
  return `try { localStorage['jianwei.language'] ??= '${language}' } catch {}`
}
