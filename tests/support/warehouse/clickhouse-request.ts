import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzip, zstdDecompress } from 'node:zlib'
import type { RequestSettings } from '#/support/warehouse/chdb-sessions.ts'

/** What a client asked a ClickHouse server over HTTP. */
export interface ClickHouseRequest {
  readonly sql: string
  readonly database: string
  readonly settings: RequestSettings
  readonly user: string
  readonly password: string
  readonly url_characters: number
  readonly content_encoding: string | undefined
  readonly accept_encoding: string | undefined
}

/** Parameters of the interface itself; every other one is a setting, or a `param_` for the SQL. */
const NOT_SETTINGS = new Set(['query', 'query_id', 'database', 'session_id', 'user', 'password'])

/**
 * Reads a request to its end. The SQL is `query` and then the body, or a part of the body named
 * `query`.
 */
export async function readClickHouseRequest(request: IncomingMessage): Promise<ClickHouseRequest> {
  const url = new URL(request.url ?? '/', 'http://facade')
  const parameters = new Map(url.searchParams)
  const content_encoding = request.headers['content-encoding']
  const body = await decoded(await buffer(request), content_encoding)
  const type = request.headers['content-type'] ?? ''
  let sql: string
  if (type.startsWith('multipart/form-data')) {
    const parts = await new Response(new Uint8Array(body), {
      headers: { 'content-type': type },
    }).formData()
    for (const [name, value] of parts) if (typeof value === 'string') parameters.set(name, value)
    sql = parameters.get('query') ?? ''
  } else {
    const query = parameters.get('query')
    sql = query === undefined ? body.toString() : `${query}\n${body.toString()}`
  }
  const [user = 'default', password = ''] = credentials(request.headers.authorization)
  return {
    sql,
    database: parameters.get('database') ?? 'default',
    settings: new Map([...parameters].filter(([name]) => !NOT_SETTINGS.has(name))),
    user,
    password,
    url_characters: (request.url ?? '').length,
    content_encoding,
    accept_encoding: request.headers['accept-encoding'],
  }
}

async function decoded(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === 'zstd') return promisify(zstdDecompress)(body)
  if (encoding === 'gzip') return promisify(gunzip)(body)
  return body
}

function credentials(authorization: string | undefined): readonly string[] {
  const [kind, encoded] = authorization?.split(' ') ?? []
  if (kind !== 'Basic' || encoded === undefined) return []
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  return [text.slice(0, colon), text.slice(colon + 1)]
}
