import { latestVersion } from '@jianwei/events/catalogue.ts'
import { recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  endpointDecider,
  type Endpoint,
  type EndpointCommand,
  type EndpointEvent,
} from '@jianwei/events/notice/endpoint.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { handleCommands, OpenStream, type Aggregate } from '#/commands/handle-commands.ts'

const SOURCE = 'jianwei:notice-endpoints'

interface EndpointContext {
  readonly now: Instant
}

const endpointAggregate: Aggregate<Endpoint, EndpointCommand, EndpointEvent, EndpointContext> = {
  stream: 'notice',
  decider: endpointDecider,
  // Two who say different things at one revision do not pass for one.
  record: ({ type, data }, { id, revision }, { now }) =>
    recordEvent({
      type,
      schema_version: latestVersion(type) ?? 1,
      source: SOURCE,
      id: `${id}#${revision}#${derivedId('endpoint-step', type, JSON.stringify(data))}`,
      subject_id: platformSubject('platform', `notice-${id}`),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    }),
}

/**
 * Carries one command out and gives the endpoint as it is then. Throws NoticeEndpointUnknown, and
 * StreamConflict when others were faster each time.
 */
export async function changeEndpoint(
  log: EventLog,
  command: EndpointCommand,
  now: Instant,
): Promise<Endpoint> {
  const { result } = await handleCommands(log, async () => {
    const opened = await OpenStream.load(log, endpointAggregate, command.data.endpoint_id)
    opened.decide(command, { now })
    return { appends: opened.appends, result: opened.state }
  })
  return result
}
