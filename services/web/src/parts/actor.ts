import type { TFunction } from 'i18next'

const PLATFORM = 'jianwei:'

/** Who did something, as people say it: an account, or the part of the platform that acted. */
export function actorSaid(actor: string, t: TFunction<'words'>): string {
  return actor.startsWith(PLATFORM)
    ? t('actor.platform', { part: actor.slice(PLATFORM.length) })
    : actor
}
