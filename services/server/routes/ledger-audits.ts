import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { AuditShare, AUDIT_SHARES_MAX } from '@jianwei/events/ledger-audit/events.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { auditsOrdered } from '@jianwei/projections/ledger-audits/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { recordAuditStep } from '#/ledger-audit/audit-aggregate.ts'
import { loadAuditRecord, NOTHING_AUDITED } from '#/ledger-audit/audit-record.ts'
import { AUDIT_NIGHTS, shareOfDay } from '#/ledger-audit/shares.ts'
import { askedBy } from '#/server/asking.ts'
import { listPage, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { ledgerAuditView, LedgerAuditView } from '#/server/views/ledger-audit-view.ts'

export interface LedgerAuditRoutesOptions {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly now: () => Instant
  /** Where it stands how far the one is that is made. Default: nowhere. */
  readonly checkpoints?: Pick<CheckpointStore, 'load'>
}

/** About so many may wait; how many do is known a moment after they were ordered. */
const AUDITS_OPEN_MAX = 10

const params = z.strictObject({
  audit_id: z.uuid().meta({ description: 'Audit id 核对编号' }),
})

const Order = z
  .strictObject({
    number: z.int().min(1).max(AUDIT_SHARES_MAX).optional().meta({
      description: 'Which share; by turns from day to day',
    }),
    of: z.int().min(1).max(AUDIT_SHARES_MAX).default(AUDIT_NIGHTS).meta({
      description: 'Of how many; 1 is everybody',
    }),
  })
  .meta({ id: 'LedgerAuditOrder' })

/** Orders to compare the ledgers with the SQL of the rules, and what came of them. */
export const ledgerAuditRoutes: FastifyPluginAsyncZod<LedgerAuditRoutesOptions> = async (
  app,
  { log, warehouse, now, checkpoints },
) => {
  const record = async () =>
    checkpoints === undefined ? NOTHING_AUDITED : (await loadAuditRecord(checkpoints)).record

  const view = async (auditId: string): Promise<LedgerAuditView> => {
    const found = await ledgerAuditView(log, await record(), auditId)
    if (found === undefined)
      throw new RequestRefused('LEDGER_AUDIT_UNKNOWN', 'no audit was ordered under this id')
    return found
  }

  app.post(
    '/v1/ledger-audits',
    {
      schema: {
        tags: ['rules'],
        summary: 'Compare the ledgers of warnings with the SQL of the rules 发起预警台账核对',
        description:
          'Answers at once; look at the address in `Location` for what becomes of it. It is made ' +
          'beside the evaluation, one after another, also after a restart.',
        body: Order,
        response: { 202: LedgerAuditView, ...problems(400, 413, 415, 422, 500, 503) },
      },
    },
    async (request, reply) => {
      const { open } = await record()
      if (open.length >= AUDITS_OPEN_MAX)
        throw new RequestRefused(
          'LEDGER_AUDITS_BUSY',
          `${open.length} audits wait; try again when some were made`,
        )
      const { actor } = request.principal
      const at = now()
      const { of, number = shareOfDay(at, of).number } = request.body
      const share = AuditShare.safeParse({ number, of })
      if (!share.success)
        throw new RequestRefused('SHARE_UNKNOWN', `there is no share ${number} of ${of}`)
      const audit_id = derivedId('ledger-audit', actor, at, String(number), String(of))
      const data = { audit_id, share: share.data, night: null, actor }
      await recordAuditStep(log, { type: 'OrderLedgerAudit', data }, at)
      reply.code(202).header('location', `/v1/ledger-audits/${audit_id}`)
      return view(audit_id)
    },
  )

  app.get(
    '/v1/ledger-audits',
    {
      schema: {
        tags: ['rules'],
        summary: 'Audits of the ledgers, newest first 预警台账核对列表',
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf('LedgerAudit', LedgerAuditView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const orders = await auditsOrdered(askedBy(request, warehouse))
      const page = listPage(orders, request.query, ({ position }) => [newestFirst(position)])
      const items = await Promise.all(page.items.map(({ data }) => view(data.audit_id)))
      return sendPage(request, reply, { items, next: page.next }, (one) => one)
    },
  )

  app.get(
    '/v1/ledger-audits/:audit_id',
    {
      schema: {
        tags: ['rules'],
        summary: 'One audit of the ledgers, and what it found 预警台账核对结果',
        params,
        response: { 200: LedgerAuditView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => view(request.params.audit_id),
  )
}

/** Lists are in the order of their keys. */
function newestFirst(position: number): string {
  return String(Number.MAX_SAFE_INTEGER - position).padStart(16, '0')
}
