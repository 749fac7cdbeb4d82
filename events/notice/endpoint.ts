import type { z } from 'zod'
import type { Decider } from '#/decider.ts'
import { DomainError } from '#/errors.ts'
import type {
  EndpointKind,
  endpointEvents,
  NoticeEndpointChanged,
  NoticeEndpointKeyRotated,
  NoticeEndpointPaused,
  NoticeEndpointRegistered,
  NoticeEndpointResumed,
  NoticeName,
  NoticeResendRequested,
} from '#/notice/events.ts'
import type { RiskLevel } from '#/warning/events.ts'

/** No endpoint of notices was registered under this id. */
export class NoticeEndpointUnknown extends DomainError {
  override readonly name = 'NoticeEndpointUnknown'
  readonly code = 'NOTICE_ENDPOINT_UNKNOWN'

  constructor(endpointId: string) {
    super(`no endpoint ${endpointId} was registered`)
  }
}

type Defined = (typeof endpointEvents)[number]
export type EndpointEvent = {
  [Type in Defined['type']]: {
    readonly type: Type
    readonly data: z.infer<Extract<Defined, { readonly type: Type }>['data']>
  }
}[Defined['type']]

/** Which notices an endpoint gets. */
export interface WantedNotices {
  readonly notices: readonly NoticeName[]
  readonly level_at_least: RiskLevel | null
  readonly region: string | null
  readonly unit: string | null
  readonly person: string | null
}

export interface PresentEndpoint extends WantedNotices {
  readonly endpoint_id: string
  readonly name: string
  readonly kind: EndpointKind
  readonly host: string
  readonly address_hash: string
  /** Why it was registered. */
  readonly purpose: string
  /** Null while it is sent to. */
  readonly paused: NoticeEndpointPaused['cause'] | null
  /** Why it was paused; null while it is not. */
  readonly paused_because: string | null
}

export type Endpoint = PresentEndpoint | null

export type EndpointCommand =
  | { readonly type: 'RegisterEndpoint'; readonly data: NoticeEndpointRegistered }
  | { readonly type: 'ChangeEndpoint'; readonly data: NoticeEndpointChanged }
  | { readonly type: 'RotateEndpointKey'; readonly data: NoticeEndpointKeyRotated }
  | { readonly type: 'PauseEndpoint'; readonly data: NoticeEndpointPaused }
  | { readonly type: 'ResumeEndpoint'; readonly data: NoticeEndpointResumed }
  | { readonly type: 'ResendNotice'; readonly data: NoticeResendRequested }

/** What happens to an endpoint of notices. Nothing new is nothing appended. */
export const endpointDecider: Decider<Endpoint, EndpointCommand, EndpointEvent> = {
  initial: null,
  decide(command, endpoint) {
    if (command.type === 'RegisterEndpoint')
      return endpoint === null ? [{ type: 'NoticeEndpointRegistered', data: command.data }] : []
    if (endpoint === null) throw new NoticeEndpointUnknown(command.data.endpoint_id)
    switch (command.type) {
      case 'ChangeEndpoint':
        return [{ type: 'NoticeEndpointChanged', data: command.data }]
      case 'RotateEndpointKey':
        return [{ type: 'NoticeEndpointKeyRotated', data: command.data }]
      case 'PauseEndpoint':
        return endpoint.paused === null
          ? [{ type: 'NoticeEndpointPaused', data: command.data }]
          : []
      case 'ResumeEndpoint':
        return endpoint.paused === null
          ? []
          : [{ type: 'NoticeEndpointResumed', data: command.data }]
      case 'ResendNotice':
        return [{ type: 'NoticeResendRequested', data: command.data }]
    }
  },
  evolve: evolveEndpoint,
}

export function evolveEndpoint(endpoint: Endpoint, event: EndpointEvent): Endpoint {
  if (event.type === 'NoticeEndpointRegistered') {
    const { actor: _, reason: purpose, ...registered } = event.data
    return endpoint ?? { ...registered, purpose, paused: null, paused_because: null }
  }
  if (endpoint === null) return null
  switch (event.type) {
    case 'NoticeEndpointChanged': {
      const { notices, level_at_least, region, unit, person } = event.data
      return { ...endpoint, notices, level_at_least, region, unit, person }
    }
    case 'NoticeEndpointPaused':
      return { ...endpoint, paused: event.data.cause, paused_because: event.data.reason }
    case 'NoticeEndpointResumed':
      return { ...endpoint, paused: null, paused_because: null }
    case 'NoticeEndpointKeyRotated':
    case 'NoticeResendRequested':
      return endpoint
  }
}
