import {
  AlertClaimedByOther,
  AlertStepRefused,
  AlertUnknown,
} from '@jianwei/events/alert/errors.ts'
import { streamOf } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { AlertsFilter } from '@jianwei/projections/desk/filter.ts'
import type { AlertOrder } from '@jianwei/projections/desk/order-sql.ts'
import { alerts } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Principal } from '#/access/principal.ts'
import { takeAlertStep, type AlertStepTaken, type DeskParts } from '#/desk/alert-steps.ts'
import { answerBefore, noteAnswer } from '#/desk/answered-requests.ts'
import { isOf, type RequestIdentity } from '#/desk/request-identity.ts'

/** Alerts that are tried before it is said that others take them faster. */
const CANDIDATES_MAX = 100

export interface NextAsked {
  readonly principal: Principal
  readonly request: RequestIdentity
  /** Whether it can be sent again as the same one. */
  readonly keyed: boolean
}

export interface NextQuestion {
  readonly filter: AlertsFilter
  readonly order: AlertOrder
  readonly minutes: number
}

export interface NextAlert {
  /** Null where none was free. */
  readonly taken: (AlertStepTaken & { readonly claimed_until: Instant }) | null
  /** Those that others had taken since the list was made. */
  readonly passed_over: number
}

/**
 * Claims the first alert of a list that nobody has. The list comes from the warehouse, which may be
 * behind; the claim is decided over the log, at the revision that was read there. So two who ask at
 * once get two different ones, from whichever process. A claim that runs out is nobody's, and the
 * alert is in the list again. The list of a request with a key is noted before anything is claimed:
 * sent again it finds the alert that it claimed before, whatever became of that alert since.
 */
export async function takeNextAlert(
  desk: DeskParts,
  asking: Warehouse,
  { principal, request, keyed }: NextAsked,
  { filter, order, minutes }: NextQuestion,
): Promise<NextAlert> {
  const at = desk.now()
  const claimed_until = instantFromMs(msOfInstant(at) + minutes * 60_000)
  const place = { id: derivedId('next', request.id), hash: request.hash }
  const noted = keyed ? await notedList() : undefined
  const before = noted === undefined ? undefined : await claimedBefore(desk.log, request, noted)
  if (noted !== undefined && before !== undefined)
    return { taken: (await claimed(before)) ?? null, passed_over: noted.indexOf(before) }
  const list = noted ?? (await (keyed ? noteList() : freeAlerts()))
  let passed_over = 0
  for (const alert_id of list) {
    const taken = await claimed(alert_id)
    if (taken !== undefined) return { taken, passed_over }
    passed_over += 1
  }
  return { taken: null, passed_over }

  async function freeAlerts(): Promise<readonly string[]> {
    const { items } = await alerts(asking, {
      owner: 'nobody',
      merged: false,
      gathered: false,
      ...filter,
      states: ['raised'],
      claimed: { by: 'nobody', at },
      order,
      limit: CANDIDATES_MAX,
    })
    return items.map(({ alert_id }) => alert_id)
  }

  /** Undefined where the request was not sent before. */
  async function notedList(): Promise<readonly string[] | undefined> {
    const noted = await answerBefore(desk.log, place)
    // What is noted there is such lists.
    return noted === undefined ? undefined : (JSON.parse(noted.answer) as readonly string[])
  }

  /** Of two requests with one key at the same time, the list that was noted is that of both. */
  async function noteList(): Promise<readonly string[]> {
    const free = await freeAlerts()
    if (free.length === 0) return free
    const note = { actor: principal.actor, request: 'next list', status: 200, at }
    await noteAnswer(desk.log, place, { ...note, answer: JSON.stringify(free) })
    return (await notedList()) ?? free
  }

  /** Undefined where somebody has it meanwhile, also who asks: they want another one. */
  async function claimed(alert_id: string): Promise<NextAlert['taken'] | undefined> {
    const { actor } = principal
    let ends = claimed_until
    try {
      const step = await takeAlertStep(desk, {
        alert_id,
        principal,
        if_match: null,
        request,
        commands: ({ alert, taken, decide }) => {
          ends = taken?.claimed_until ?? claimed_until
          if (taken !== null) return
          const { claimed_by, claimed_until: until, owner } = alert
          if (claimed_by !== null && until !== null && until > at)
            throw new AlertClaimedByOther(claimed_by, until)
          if (owner !== null && owner !== actor) throw new AlertClaimedByOther(owner, claimed_until)
          const data = { alert_id, actor, until: claimed_until }
          decide({ type: 'ClaimAlert', data, at, take_over: false })
        },
      })
      return { ...step, claimed_until: ends }
    } catch (error) {
      const isTaken =
        error instanceof AlertClaimedByOther ||
        error instanceof AlertStepRefused ||
        error instanceof AlertUnknown
      if (!isTaken) throw error
      return undefined
    }
  }
}

/** Which of the alerts the request claimed when it was sent before; undefined where none. */
async function claimedBefore(
  log: EventLog,
  request: RequestIdentity,
  alertIds: readonly string[],
): Promise<string | undefined> {
  for (const alert_id of alertIds)
    for await (const { correlation_id } of log.read(streamOf('alert', alert_id)))
      if (isOf(request, correlation_id)) return alert_id
  return undefined
}
