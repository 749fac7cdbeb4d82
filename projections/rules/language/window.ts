import { z } from 'zod'

/**
 * Lengths of time as rules write them: `365 days`, `12 hours`. A day is 24 hours: these are
 * lengths, and the days of a calendar are the business of deadlines.
 */

const WINDOW = /^([1-9]\d{0,8}) (hour|day)s?$/
const SECONDS_OF = { hour: 3_600, day: 86_400 } as const
/** The engine's window frames take offsets below 2^31 − 1 seconds. */
export const WINDOW_SECONDS_MAX = 2 ** 31 - 2

export type ReadWindow = { readonly seconds: number } | { readonly problem: string }

function readWindow(text: string): ReadWindow {
  const parts = WINDOW.exec(text)
  if (parts === null)
    return { problem: 'expected a number of hours or days, such as `12 hours` or `365 days`' }
  // The pattern has both groups, and the second is one of the two units.
  const seconds = Number(parts[1]) * SECONDS_OF[parts[2] as keyof typeof SECONDS_OF]
  if (seconds <= WINDOW_SECONDS_MAX) return { seconds }
  return { problem: `a window is at most ${Math.floor(WINDOW_SECONDS_MAX / SECONDS_OF.day)} days` }
}

/** Reads a length of time to its seconds. */
export const WindowSchema = z
  .string()
  .meta({ pattern: WINDOW.source, examples: ['365 days', '12 hours'] })
  .transform((text, context) => {
    const window = readWindow(text)
    if ('seconds' in window) return window.seconds
    context.addIssue({ code: 'custom', message: window.problem })
    return z.NEVER
  })
