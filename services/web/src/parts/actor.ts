import type { TFunction } from 'i18next'
import type { Role } from '#/api/who.ts'

const PLATFORM = 'jianwei:'
const DEMONSTRATION = 'demonstration:'
const LOCAL_ADMINISTRATOR = 'local:administrator'

/**
 * Who did something, as people say it: an account, the part of the platform that acted, or one of
 * those that there are on a local start only.
 */
export function actorSaid(actor: string, t: TFunction<'words'>): string {
  if (actor === LOCAL_ADMINISTRATOR) return t('actor.local_administrator')
  if (actor.startsWith(DEMONSTRATION)) {
    const role = actor.slice(DEMONSTRATION.length)
    return t('actor.demonstration', { role: t(`role.${role as Role}`, { defaultValue: role }) })
  }
  if (!actor.startsWith(PLATFORM)) return actor
  const part = actor.slice(PLATFORM.length)
  return t('actor.platform', {
    part: t(`actor.part.${part}` as 'actor.part.sentinel', { defaultValue: part }),
  })
}
