import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { RoleName } from '@jianwei/events/access/roles.ts'
import type { Principal } from '@jianwei/services/access/principal.ts'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import type { ServerOptions } from '@jianwei/services/server/app.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

/** Who asks, by a header: tests of the desk are about several people, not about signing in. */
const AS = 'x-test-actor'

export function person(actor: string): Principal {
  return { ...LOCAL_ADMINISTRATOR, actor }
}

/** Who has one role in a region, or everywhere. */
export function somebody(
  role: RoleName,
  region: string | null = null,
  actor = `${role}-of-${region}`,
): Principal {
  return { actor, kind: 'person', grants: [{ role, region, domain: null, department: null }] }
}

/** The server over the log, where each request says as whom it is sent. */
export function deskServer(options: Partial<ServerOptions>): FastifyInstance {
  return serverWithoutData({
    ...options,
    authenticate: async ({ headers }) => person(String(headers[AS] ?? 'local')),
  })
}

export interface Sent {
  readonly as: string
  /** The revision that was seen. */
  readonly seen?: number
  readonly key?: string
  readonly body?: object
}

/** Sends an order to the desk. */
export async function send(
  app: FastifyInstance,
  url: string,
  { as, seen, key, body = {} }: Sent,
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: 'POST',
    url,
    headers: {
      [AS]: as,
      ...(seen === undefined ? {} : { 'if-match': `"${seen}"` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    payload: body,
  })
}

/** A tip, as somebody enters it. */
export const TIP = {
  subject_id: 'test:bakery',
  region: '330203',
  level: 'orange',
  channel: 'telephone',
  summary: '来电称后厨有老鼠',
}
