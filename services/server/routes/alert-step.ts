import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { takeAlertStep, type Deciding, type DeskParts } from '#/desk/alert-steps.ts'
import { etagOf, ifMatchOf, missingIfMatch, revisionIn } from '#/http/if-match.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import { problems } from '#/http/problem.ts'
import { AlertChangedProblem, AlertStepTakenView } from '#/server/views/alert-step-view.ts'
import { Passage } from '@jianwei/events/vocabulary.ts'

export const AlertIdParam = z.strictObject({
  alert_id: z.uuid().meta({ description: 'Alert id 预警单编号' }),
})

const CLAIM_MINUTES_MAX = 24 * 60
const CLAIM_MINUTES = 30

/** How long a claim holds. */
export const claimMinutes = z.int().min(1).max(CLAIM_MINUTES_MAX).default(CLAIM_MINUTES)

/** Why somebody takes the step; recorded. */
export const reasonField = {
  reason: Passage.meta({ description: 'Why; recorded 理由', examples: ['按现场检查笔录'] }),
}
/** Where the step says itself why. */
export const reasonIfAny = { reason: reasonField.reason.optional() }

/** A reason, where one was given. */
export function given(reason: string | undefined): { readonly reason?: string } {
  return reason === undefined ? {} : { reason }
}

/** Fields that every command has. */
export interface Who {
  readonly alert_id: string
  readonly actor: string
}

/** How a step is sent, and what it decides. */
export interface AlertStepDefinition<Name extends string, Shape extends z.core.$ZodLooseShape> {
  /** The last part of its address. */
  readonly name: Name
  readonly body: Shape
  readonly commands: (
    body: z.infer<z.ZodObject<Shape, z.core.$strict>>,
    deciding: Deciding,
    who: Who,
  ) => Promise<void> | void
}

export interface AlertStepRoute<Shape extends z.core.$ZodLooseShape> extends AlertStepDefinition<
  string,
  Shape
> {
  readonly summary: string
  readonly description?: string
  /** A mark stands beside whatever others do: it needs no `If-Match`. */
  readonly mark?: true
}

const STEP_REFUSALS = problems(400, 404, 415, 422, 428, 500, 503)

/** `POST /v1/alerts/{alert_id}/<name>`. */
export function addAlertStep<Shape extends z.core.$ZodLooseShape>(
  server: FastifyInstance,
  desk: DeskParts,
  { name, summary, description, body, mark, commands }: AlertStepRoute<Shape>,
): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const Body = z.strictObject(body)
  app.post(
    `/v1/alerts/:alert_id/${name}`,
    {
      schema: {
        tags: ['alerts'],
        summary,
        ...(description === undefined ? {} : { description }),
        params: AlertIdParam,
        headers: z.looseObject({ ...keyHeaders, 'if-match': ifMatchOf('alert') }),
        body: Body,
        response: { 200: AlertStepTakenView, 409: AlertChangedProblem, ...STEP_REFUSALS },
      },
    },
    async (request, reply) => {
      const { alert_id } = request.params
      const { principal } = request
      const seen = revisionIn(request.headers['if-match'])
      const taken = await answerOnce(request, reply, desk, (identity) => {
        if (seen === null && mark !== true) throw missingIfMatch('alert')
        return takeAlertStep(desk, {
          alert_id,
          principal,
          if_match: seen,
          request: identity,
          commands: (deciding) =>
            // The schema has read the body.
            commands(request.body as z.infer<typeof Body>, deciding, {
              alert_id,
              actor: principal.actor,
            }),
        })
      })
      reply.header('etag', etagOf(taken.revision))
      return taken
    },
  )
}
