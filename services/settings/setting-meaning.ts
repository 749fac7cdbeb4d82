import { z } from 'zod'

/** What people are told of a setting: `docs/settings.md` and `jianwei settings` are made of it. */
export type SettingMeaning = {
  readonly description: string
  readonly zh: string
  /** What it may be, in words, where the type alone does not say it. */
  readonly expects?: string
  /** Never shown. */
  readonly secret?: boolean
  /** An address that may hold a user and a password: shown without them. */
  readonly address?: boolean
}

/** Settings are described where they are defined. */
export function says(
  description: string,
  zh: string,
  more: Omit<SettingMeaning, 'description' | 'zh'> = {},
): SettingMeaning {
  return { description, zh, ...more }
}

/** A setting that is a whole number, both bounds among what it may be. */
export const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max)
