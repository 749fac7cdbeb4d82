import type { z } from 'zod'

/**
 * Refuses half an amount. `<name>_cents`, `<name>_unit` and `<name>_text` come together and need
 * `currency`: an amount whose unit is unknown may be wrong by a factor of ten thousand
 * (double-publicity data are in ten-thousand yuan).
 */
export function amountCheck<Data extends Readonly<Record<string, unknown>>>(
  ...names: readonly string[]
): z.core.CheckFn<Data> {
  const amounts = names.map((name) => [`${name}_cents`, `${name}_unit`, `${name}_text`] as const)
  return (context) => {
    for (const parts of amounts) {
      if (parts.every((part) => context.value[part] === undefined)) continue
      for (const part of [...parts, 'currency']) {
        if (context.value[part] === undefined) context.issues.push(incomplete(part))
      }
    }
  }
}

function incomplete(part: string): z.core.$ZodRawIssue {
  const message =
    'an amount comes with its cents, the unit and the text of the source, and the currency'
  return { code: 'custom', input: '', path: [part], message, params: { code: 'AMOUNT_INCOMPLETE' } }
}
