import { derivedId } from '@jianwei/events/identity.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import type { DecidedEvent, EventPlace } from '#/commands/handle-commands.ts'

/**
 * The id of a step at its source where several may write to a stream: the place of the event, and
 * what is said there. The same said again is a duplicate, and two who say different things at one
 * revision do not pass for one. `kind` keeps steps of one sort of stream apart from others'.
 */
export function stepIdentity(
  { id, revision }: EventPlace,
  kind: string,
  { type, data }: DecidedEvent,
): string {
  return `${id}#${revision}#${derivedId(kind, type, canonicalJson(data))}`
}
