import { z } from 'zod'

const HIDDEN = '（可能涉及个人，已隐去；原文见日志）'

const Filter = z.record(z.string(), z.unknown())

/** A filter as a file may show it: without what was searched for, and without named accounts. */
export function shownFilter(filter: string): string {
  const fields = Filter.parse(JSON.parse(filter))
  const shown = Object.entries(fields).map(([name, value]) => {
    const mayName = name === 'text' || (typeof value === 'object' && !Array.isArray(value))
    return [name, mayName ? HIDDEN : value]
  })
  return JSON.stringify(Object.fromEntries(shown))
}
