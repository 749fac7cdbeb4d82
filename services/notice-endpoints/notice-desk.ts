import type { EndpointKind } from '@jianwei/events/notice/events.ts'
import type { SecretStore } from '@jianwei/events/ports/outward.ts'
import type { SendingRecord } from '#/notice-endpoints/sending-record.ts'

/** What those who keep endpoints of notices need besides the log. */
export interface NoticeDesk {
  readonly secrets: SecretStore
  /** Whether the list of hosts allows the address, and there is something that sends to it. */
  allows(kind: EndpointKind, address: string): boolean
  /** How far each endpoint was told, as it was noted last. */
  records(): Promise<Readonly<Record<string, SendingRecord>>>
}
