import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { BacktestResult } from '@jianwei/projections/backtest/result.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import type { Backtests, ServedBacktest } from '#/server/backtests.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { BacktestRequest, BacktestView, BacktestWarningView } from '#/server/views/backtest-view.ts'

export interface BacktestRoutesOptions {
  readonly backtests: Backtests
}

export const BacktestList = z.object({ items: z.array(BacktestView) }).meta({ id: 'BacktestList' })
export const BacktestWarningPage = pageOf('BacktestWarning', BacktestWarningView)

const params = z.strictObject({
  backtest_id: z.uuid().meta({ description: 'Backtest id 回测编号' }),
})

export const backtestRoutes: FastifyPluginAsyncZod<BacktestRoutesOptions> = async (
  app,
  { backtests },
) => {
  app.post(
    '/v1/backtests',
    {
      schema: {
        tags: ['rules'],
        summary: 'Run a rule over history 发起规则回测',
        description: 'Answers at once; look at the address in `Location` for what becomes of it.',
        body: BacktestRequest,
        response: { 202: BacktestView, ...problems(400, 404, 413, 415, 422, 500, 503) },
      },
    },
    async (request, reply) => {
      const job = await backtests.start(request.body, request.principal.actor)
      return reply.code(202).header('location', `/v1/backtests/${job.backtest_id}`).send(job)
    },
  )

  app.get(
    '/v1/backtests',
    {
      schema: {
        tags: ['rules'],
        summary: 'The backtests that you asked for 我的回测',
        description:
          'The newest first: those that wait or run, and those that have ended and are still ' +
          'kept. After a reload they are found here.',
        response: {
          200: BacktestList,
          ...problems(400, 500, 503),
        },
      },
    },
    async ({ principal }) => ({ items: [...(await backtests.askedBy(principal.actor))] }),
  )

  app.get(
    '/v1/backtests/:backtest_id',
    {
      schema: {
        tags: ['rules'],
        summary: 'How far a backtest is 回测进度',
        params,
        response: { 200: BacktestView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => known(await backtests.job(request.params.backtest_id)),
  )

  app.post(
    '/v1/backtests/:backtest_id/cancel',
    {
      schema: {
        tags: ['rules'],
        summary: 'Stop a backtest 取消回测',
        description: 'What has ended stays as it is.',
        params,
        response: { 200: BacktestView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => known(await backtests.cancel(request.params.backtest_id)),
  )

  app.get(
    '/v1/backtests/:backtest_id/result',
    {
      schema: {
        tags: ['rules'],
        summary: 'What a backtest found 回测结果',
        description:
          'Counts, measures with their intervals, and the difference to the other version, ' +
          'as canonical JSON: the same log, rule and options give the same bytes.',
        params,
        response: { 200: BacktestResult, ...problems(400, 404, 409, 500, 503) },
      },
    },
    async (request, reply) => {
      known(await backtests.job(request.params.backtest_id))
      const result = await backtests.result(request.params.backtest_id)
      if (result === undefined) throw notDone()
      // Text, because a serialiser writes fields in the order of the schema.
      return reply
        .type('application/json')
        .serializer(String)
        .send(canonicalJson(result) as never)
    },
  )

  app.get(
    '/v1/backtests/:backtest_id/warnings',
    {
      schema: {
        tags: ['rules'],
        summary: 'The warnings of a backtest 回测预警明细',
        description: 'In the order in which they would have become known.',
        params,
        querystring: z.strictObject(pageQuery),
        response: {
          200: BacktestWarningPage,
          ...problems(400, 404, 409, 500, 503),
        },
      },
    },
    async (request, reply) => {
      known(await backtests.job(request.params.backtest_id))
      const page = await backtests.warnings(request.params.backtest_id, request.query, request.gone)
      if (page === undefined) throw notDone()
      return sendPage(request, reply, page, (warning) => warning)
    },
  )
}

function known(job: ServedBacktest | undefined): ServedBacktest {
  if (job === undefined)
    throw new RequestRefused(
      'BACKTEST_UNKNOWN',
      'there is no such backtest, or it is kept no longer',
    )
  return job
}

function notDone(): RequestRefused {
  return new RequestRefused('BACKTEST_NOT_DONE', 'only a backtest that is done has a result')
}
