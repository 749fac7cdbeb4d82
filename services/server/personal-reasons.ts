import { z } from 'zod'
import { containsPersonalNumber } from '@jianwei/events/identifiers/personal-number.ts'
import { WORDS_CHARACTERS_MAX } from '@jianwei/events/vocabulary.ts'
import { RequestRefused } from '#/http/problem.ts'

/** Reasons are kept for years. */
const REASON_CHARACTERS_MAX = 2_000

/** Why somebody has to know what is personal. */
export const WhyPersonal = {
  purpose: z
    .string()
    .trim()
    .min(1)
    .max(WORDS_CHARACTERS_MAX)
    .meta({ description: 'For what it is needed 用途', examples: ['verification of an alert'] }),
  reason: z
    .string()
    .trim()
    .min(1)
    .max(REASON_CHARACTERS_MAX)
    .meta({ description: 'Why it cannot be done without 理由', examples: ['to call back'] }),
}

/**
 * The audit keeps purpose and reason and holds no personal value: one that repeats such a value is
 * refused. Throws RequestRefused.
 */
export function refusePersonalReason(
  why: { readonly purpose: string; readonly reason: string },
  values: readonly string[],
): void {
  for (const [name, text] of [
    ['purpose', why.purpose],
    ['reason', why.reason],
  ] as const) {
    const said = charactersOf(text)
    const repeats = values
      .map(charactersOf)
      .some((value) => value.length > 1 && said.includes(value))
    if (repeats || containsPersonalNumber(text))
      throw new RequestRefused('REASON_PERSONAL', `${name} is kept: say it without the value`)
  }
}

/** Letters and digits, in whatever way they are written and grouped. */
function charactersOf(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
}
