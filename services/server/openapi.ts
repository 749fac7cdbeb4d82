import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from '@fastify/type-provider-zod'
import type { FastifyInstance } from 'fastify'
import { exampleProblem } from '#/http/problem.ts'

const DESCRIPTION = `What Jianwei (见微) knows: **warnings** (风险预警) are computed from the log and a
rule; **alerts** (预警单) gather the warnings of one matter and are worked on. Every number leads to
the events behind it.

Lists are read page by page: \`limit\` and the \`next\` cursor (also as a \`Link\` header). A list
stays stable while new rows arrive. Errors are problems (RFC 9457); branch on \`code\`: titles,
details and messages are in Chinese or English by \`accept-language\`. Times are RFC 3339 in UTC.`

const TAGS = [
  { name: 'alerts', description: 'Alerts 预警单: what people work on' },
  { name: 'views', description: 'Views 视图: lists as people want to see them' },
  { name: 'overview', description: 'Overview 驾驶舱: where risk is now, in numbers' },
  { name: 'warnings', description: 'Warnings 风险预警: what the rules computed' },
  {
    name: 'subjects',
    description: 'Subjects 监管对象: who is supervised, and what was known when',
  },
  { name: 'rules', description: 'Rules 预警规则: their text, legal basis and outcomes' },
  { name: 'facts', description: 'Events 事件 and their counts' },
  {
    name: 'organisations',
    description:
      'Organisations 统一组织机构目录: units, cells of the grid, and which alerts go where',
  },
  { name: 'sources', description: 'Sources 数据来源: volume, lateness, refusals' },
  { name: 'intake', description: 'Intake 数据接入: events in, and what was refused 隔离' },
  { name: 'access', description: 'Signing in, sessions, accounts, keys 登录与权限' },
  {
    name: 'notices',
    description: 'Notices 通知: where they go outside, and what was delivered',
  },
  { name: 'public', description: 'For everybody, without signing in 公众: publications, forms' },
  { name: 'audit', description: 'Who read, took and changed what 审计' },
  { name: 'operation', description: 'Health and metrics' },
]

/** Describes every route that is registered after it; the document is at `/openapi.json`. */
export function describeApi(app: FastifyInstance, { version }: { readonly version: string }): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Jianwei 见微',
        version,
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: TAGS,
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withProblemResponses(jsonSchemaTransformObject(document)),
  })
  app.register(async (scope) => {
    const config = { open: true } as const
    scope.get('/openapi.json', { config, schema: { hide: true } }, async (_request, reply) => {
      reply.type('application/vnd.oai.openapi+json;version=3.1')
      return app.swagger()
    })
  })
}

interface ApiDocument {
  paths?: Record<string, Record<string, ApiOperation>>
}

interface ApiOperation {
  parameters?: readonly { readonly in: string }[]
  requestBody?: object
  responses?: Record<string, ApiResponse>
  /**
   * What a route says of its body where it reads it itself, without a schema: it becomes the
   * operation's `requestBody`.
   */
  'x-request-body'?: object
  /** The media type of a route's answer where it is no JSON. */
  'x-media-type'?: string
  /** Media types that a route answers with besides, each with its schema. */
  'x-further-answers'?: Record<string, { schema: object }>
}

interface ApiResponse {
  description: string
  content?: Record<string, { schema?: { $ref?: string }; example?: object }>
  headers?: Record<string, unknown>
}

/**
 * Swagger's plugin knows one media type for all answers of a route; problems, also other services'
 * own, have another.
 */
function withProblemResponses<Document extends object>(document: Document): Document {
  // Every OpenAPI version has this shape where we look.
  const paths: NonNullable<ApiDocument['paths']> = (document as ApiDocument).paths ?? {}
  for (const [method, operation] of Object.values(paths).flatMap((operations) =>
    Object.entries(operations),
  )) {
    describeBody(operation)
    nameMediaType(operation)
    operation.responses = { ...refusalsOf(method, operation), ...operation.responses }
    for (const [status, response] of Object.entries(operation.responses)) {
      response.description = STATUS_CODES[status] ?? response.description
      if (isPage(response)) response.headers = { link: LINK }
      if (status === '503') response.headers = { 'retry-after': RETRY_AFTER }
      const media = response.content?.['application/json']
      if (media?.schema?.$ref?.endsWith('Problem') !== true) continue
      const ours = media.schema.$ref === '#/components/schemas/Problem'
      const example = ours ? { example: exampleProblem(Number(status)) } : {}
      response.content = { 'application/problem+json': { ...media, ...example } }
    }
  }
  return document
}

function describeBody(operation: ApiOperation): void {
  const { 'x-request-body': requestBody } = operation
  if (requestBody !== undefined) operation.requestBody = requestBody
  delete operation['x-request-body']
}

function nameMediaType(operation: ApiOperation): void {
  const { 'x-media-type': name, 'x-further-answers': further } = operation
  const answer = operation.responses?.['200']
  const media = answer?.content?.['application/json']
  if (name !== undefined && answer !== undefined && media !== undefined)
    answer.content = { [name]: media }
  if (further !== undefined && answer !== undefined)
    answer.content = { ...answer.content, ...further }
  delete operation['x-media-type']
  delete operation['x-further-answers']
}

/** What any request can be answered before its route is asked, or instead of it. */
function refusalsOf(
  method: string,
  { parameters = [] }: ApiOperation,
): Record<string, ApiResponse> {
  const statuses = [
    400,
    401,
    403,
    408,
    417,
    421,
    429,
    431,
    500,
    503,
    ...(parameters.some((parameter) => parameter.in === 'path') ? [404, 414] : []),
    ...(method === 'get' ? [] : [413, 415]),
  ]
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: '',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function isPage(response: ApiResponse): boolean {
  return response.content?.['application/json']?.schema?.$ref?.endsWith('Page') === true
}

const LINK = {
  description: 'The next page, with `rel="next"`; absent on the last',
  schema: { type: 'string' },
}
const RETRY_AFTER = {
  description: 'Seconds to wait before asking again',
  schema: { type: 'integer' },
}
