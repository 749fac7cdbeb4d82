import { latestVersion } from '@jianwei/events/catalogue.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { recordEvent } from '@jianwei/events/envelope.ts'
import { viewDecider, type ViewCommand } from '@jianwei/events/view/decider.ts'
import { ViewUnknown } from '@jianwei/events/view/errors.ts'
import type { View, ViewEvent } from '@jianwei/events/view/view.ts'
import type { Principal } from '#/access/principal.ts'
import { handleCommands, type Aggregate, OpenStream } from '#/commands/handle-commands.ts'
import { stepIdentity } from '#/commands/step-identity.ts'
import { mayUse } from '#/saved-views/view-book.ts'

export const VIEWS_SOURCE = 'jianwei:views'

/** A saved view. */
const viewAggregate: Aggregate<View, ViewCommand, ViewEvent, { readonly now: Instant }> = {
  stream: 'view',
  decider: viewDecider,
  record: ({ type, data }, place, { now }) =>
    recordEvent({
      type,
      schema_version: latestVersion(type) ?? 1,
      source: VIEWS_SOURCE,
      id: stepIdentity(place, 'view-step', { type, data }),
      subject_id: platformSubject('platform', `view-${place.id}`),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

/**
 * Decides and appends; gives the view as it is afterwards. Throws ViewUnknown also for a step with
 * a view that whoever asks may not use, what the decider refuses, and StreamConflict (retryable).
 */
export async function commandView(
  log: EventLog,
  principal: Principal,
  command: ViewCommand,
  now: Instant,
): Promise<View> {
  const { result } = await handleCommands(log, async () => {
    const { view_id } = command.data
    const view = await OpenStream.load(log, viewAggregate, view_id)
    const { state } = view
    // Who saves under somebody else's id is told that it is not theirs, and sees nothing of it.
    const isHidden = state.state !== 'absent' && !mayUse(principal, state)
    if (command.type !== 'SaveView' && isHidden) throw new ViewUnknown(view_id)
    view.decide(command, { now })
    return { appends: view.appends, result: view.state }
  })
  return result
}
