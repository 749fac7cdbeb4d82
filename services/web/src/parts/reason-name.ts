import type { TFunction } from 'i18next'

/** What a code of refusal means; the code itself where nobody gave it a name. */
export function reasonName(code: string, t: TFunction<'sources'>): string {
  // Codes come from the server, which may know more of them than are named here.
  return t(`reason.${code}` as 'reason.FIELD_VALUE', { defaultValue: code })
}
