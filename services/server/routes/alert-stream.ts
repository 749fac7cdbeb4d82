import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { Registry } from 'prom-client'
import { z } from 'zod'
import type { PresentAlert } from '@jianwei/events/alert/alert.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import { regionContains, type RegionId } from '@jianwei/events/identifiers/region-id.ts'
import { isWithin } from '@jianwei/events/access/scope.ts'
import { scopeOf } from '#/access/scope.ts'
import type { AlertChange } from '#/alert-changes/alert-changes.ts'
import type { Authenticate } from '#/http/authentication.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import type { AlertFeed, FeedLog } from '#/server/live/alert-feed.ts'
import { EventStream, type EventStreamLimits } from '#/server/live/event-stream.ts'
import { LiveConnections, type LiveLimits } from '#/server/live/live-connections.ts'
import { listen, type Joined } from '#/server/live/listening.ts'
import { regionField, ruleField, subjectField } from '#/server/parameters.ts'
import { AlertStateView } from '#/server/views/alert-view.ts'
import { Level } from '#/server/views/vocabulary.ts'

/** Who hears of alerts, each where the role holds. */
const LISTENERS = ['supervisor', 'regulator', 'analyst', 'department'] as const

export interface AlertStreamOptions {
  readonly log: FeedLog
  readonly metrics: Registry
  readonly feed: AlertFeed
  readonly live_limits?: (LiveLimits & EventStreamLimits) | undefined
  readonly authenticate?: Authenticate | undefined
}

const EVENT_STREAM = { 'x-media-type': 'text/event-stream' }
const PositionField = z.coerce.number().int().min(0)

const Filter = {
  state: AlertStateView.optional(),
  level: Level.optional(),
  rule_id: ruleField,
  subject_id: subjectField,
  region: regionField,
}
const StreamQuery = z.strictObject({
  ...Filter,
  after: PositionField.optional().meta({
    description:
      'The last position that the reader has, where it has sent no Last-Event-ID yet; without ' +
      'both, only what is new comes',
  }),
  until: z
    .enum(['head'])
    .optional()
    .meta({ description: 'Ends where the log ends now, instead of waiting for more' }),
})
type StreamQuery = z.infer<typeof StreamQuery>

const MEANING = `Every step in the life of an alert as a server-sent event, in the order of the log:
\`id\` is its position, \`event\` is \`alert\`, \`data\` says which alert, which step, its state and
level after it. No names and no personal data: read the alert itself. A reader that comes back with
\`Last-Event-ID\` misses nothing and gets nothing twice. With filters it hears of alerts that fit
before or after the step, so that it also learns of those that leave its list. \`event: here\` says
up to which position all was told, once it is told what is new and every 15 s from then on.
\`event: end\` says why the stream ends, \`event: reset\` that the position is not of this log: read
the list again.`

/** Alerts as they change. */
export const alertStreamRoutes: FastifyPluginAsyncZod<AlertStreamOptions> = async (
  app,
  { log, feed, metrics, live_limits, authenticate },
) => {
  const connections = new LiveConnections(metrics, live_limits)
  app.addHook('preClose', async () => connections.endAll('SHUTDOWN'))

  app.get(
    '/v1/alerts/stream',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Alerts as they change, as server-sent events 预警单实时变更',
        description: MEANING,
        querystring: StreamQuery,
        headers: z.object({
          'last-event-id': PositionField.optional().meta({
            description: 'The id of the last event that the reader has 最后收到的事件位置',
          }),
        }),
        response: { 200: z.string(), ...problems(400, 429, 500, 503) },
        ...EVENT_STREAM,
      },
    },
    async (request, reply) => {
      const { query } = request
      const after = request.headers['last-event-id'] ?? query.after
      if (feed.position === undefined)
        throw new RequestRefused('LOG_UNAVAILABLE', 'the log was not reached yet')
      const refusal = connections.refusalFor(request.principal.actor)
      if (refusal !== undefined) throw new RequestRefused('STREAMS_TOO_MANY', refusal)
      reply.hijack()
      const { gone } = request
      // It left while it was asked who it is.
      if (gone.aborted) return
      const stream = new EventStream(reply.raw, reply.getHeaders(), live_limits)
      const { principal } = request
      let joined: Joined | undefined
      // What a position was made of is checked by the log when it is asked for it.
      const position = after as Position | undefined
      const seen = () => joined && Math.max(feed.position ?? 0, joined.told)
      let scope = scopeOf(principal, LISTENERS)
      const askAgain = async (): Promise<void> => {
        if (authenticate === undefined) return
        scope = scopeOf(await authenticate(request), LISTENERS)
      }
      connections.add({ actor: principal.actor, stream, seen, askAgain }, gone)
      const tell = (change: AlertChange): void => {
        const told = isWithin(scope, change.scoped) ? toldOf(change, query) : undefined
        if (told !== undefined) stream.send('alert', told, change.position)
      }
      try {
        const listening = await listen({
          feed,
          log,
          stream,
          after: position,
          until_head: query.until === 'head',
          tell,
          signal: gone,
          inTurn: (work) => connections.inTurn(work),
        })
        joined = listening
        stream.here(seen())
        if (gone.aborted) listening[Symbol.dispose]()
        else gone.addEventListener('abort', () => listening[Symbol.dispose]())
      } catch (error) {
        // The headers are sent: the reader is told, and comes back to where it was.
        stream.end('LOG_FAILED')
        if (!gone.aborted) request.log.error({ err: error }, 'a stream of alerts failed')
      }
    },
  )
}

/** What a reader is told of a change; undefined where neither side of it fits. */
function toldOf({ before, after, ...change }: AlertChange, query: StreamQuery): object | undefined {
  const isListed = (alert: PresentAlert): boolean => fits(query, { ...change, alert })
  if (!isListed(after) && (before === null || !isListed(before))) return undefined
  const { alert_id, type, position, revision } = change
  return { alert_id, type, position, revision, state: after.state, level: after.level }
}

function fits(
  { state, level, rule_id, subject_id, region }: StreamQuery,
  row: Pick<AlertChange, 'subject_id' | 'scoped'> & { readonly alert: PresentAlert },
): boolean {
  const { alert, scoped } = row
  return (
    (state === undefined || alert.state === state) &&
    (level === undefined || alert.level === level) &&
    (rule_id === undefined || alert.rule_id === rule_id) &&
    (subject_id === undefined || row.subject_id === subject_id) &&
    (region === undefined || isWithinRegion(region, scoped.region))
  )
}

/** As lists of alerts compare regions. */
function isWithinRegion(outer: RegionId, inner: string | null): boolean {
  // What the log holds as a region was parsed as one.
  return inner !== null && regionContains(outer, inner as RegionId)
}
