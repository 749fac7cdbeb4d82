import { hasRole, type Who } from '#/api/who.ts'
import { PLACES, type Place } from '#/app/navigation.ts'

/** The places of the navigation for somebody. */
export function placesFor(who: Who): readonly Place[] {
  return PLACES.filter(({ roles }) => hasRole(who, ...roles))
}
