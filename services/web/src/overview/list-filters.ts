import type { Level } from '#/parts/level-mark.tsx'
import { LEVELS } from '#/parts/vocabulary.ts'

/*
 * What the addresses of the lists behind the overview keep, by the names of the API. What they do
 * not know is left out.
 */

const TEXT_MAX = 100

interface PlaceFilter {
  /** Empty for what has no region. */
  readonly region?: string
  readonly region_itself?: true
  /** Empty for what is of no domain. */
  readonly domain?: string
  readonly level?: Level
}

export interface WarningFilter extends PlaceFilter {
  readonly since?: string
  readonly until?: string
}

export interface DutyFilter extends PlaceFilter {
  readonly breached?: true
  readonly about?: 'fact'
}

type Raw = Readonly<Record<string, unknown>>

export function warningFilterOf(raw: Raw): WarningFilter {
  const since = timeOf(raw['since'])
  const until = timeOf(raw['until'])
  return {
    ...placeFilterOf(raw),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
}

export function dutyFilterOf(raw: Raw): DutyFilter {
  return {
    ...placeFilterOf(raw),
    ...(isTrue(raw['breached']) ? { breached: true } : {}),
    ...(raw['about'] === 'fact' ? { about: 'fact' } : {}),
  }
}

function placeFilterOf(raw: Raw): PlaceFilter {
  const region = textOf(raw['region'])
  const domain = textOf(raw['domain'])
  const level = LEVELS.find((one) => one === raw['level'])
  return {
    ...(region === undefined ? {} : { region }),
    ...(isTrue(raw['region_itself']) ? { region_itself: true } : {}),
    ...(domain === undefined ? {} : { domain }),
    ...(level === undefined ? {} : { level }),
  }
}

function isTrue(raw: unknown): boolean {
  return raw === true || raw === 'true'
}

function textOf(raw: unknown): string | undefined {
  const text = typeof raw === 'number' ? String(raw) : raw
  return typeof text === 'string' && text.length <= TEXT_MAX ? text : undefined
}

function timeOf(raw: unknown): string | undefined {
  const text = textOf(raw)
  return text === undefined || Number.isNaN(Date.parse(text)) ? undefined : text
}
