import { afterAll, beforeAll, expect, test } from 'vitest'
import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { linkedTo } from '@jianwei/events/subject-link/links.ts'
import { movedEventId } from '@jianwei/events/subject-link/moved-fact.ts'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { standings } from '@jianwei/services/links/fact-standing.ts'
import { openLinks } from '@jianwei/services/links/link-aggregate.ts'
import { takeLinkStep } from '@jianwei/services/links/link-steps.ts'
import { settleSubject } from '@jianwei/services/links/settle-facts.ts'
import { randomOf, type Random } from '@jianwei/tools/simulation/random.ts'
import { temporaryFolder, type TemporaryFolder } from '#/support/intake/intake-server.ts'
import { someCorrection, someEvent, someRetraction } from '#/support/log/events.ts'

/* Whatever happens in whatever order, and wherever it stops: each fact stands once, at home. */

const TARGETS = ['register:a', 'register:b']
const SEEDS = [11, 12, 13, 14, 15, 16, 17, 18]
const STEPS = 25
const NOW = '2026-03-20T02:00:00.000Z' as Instant

let folder: TemporaryFolder
let intake: OpenIntake

beforeAll(() => {
  folder = temporaryFolder()
  intake = openIntake({ log_path: `${folder.path}/log.db` })
})
afterAll(async () => {
  await intake[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

class Killed extends Error {}

/** A log whose writer dies now and then after the first stream of an append. */
function dyingLog(log: EventLog, random: Random): EventLog {
  return new Proxy(log, {
    get(target, name) {
      if (name !== 'append') return Reflect.get(target, name).bind(target) as unknown
      return async (appends: Parameters<EventLog['append']>[0]) => {
        if (!random.chance(0.4)) return target.append(appends)
        await target.append(appends.slice(0, random.below(2)))
        throw new Killed('the writer died')
      }
    },
  })
}

async function settled(subject: string, random: Random): Promise<void> {
  for (;;) {
    try {
      await settleSubject(dyingLog(intake.log, random), subject)
      return
    } catch (error) {
      if (!(error instanceof Killed)) throw error
    }
  }
}

function append(event: NewEvent): Promise<unknown> {
  const stream = streamOf('subject', event.subject_id)
  return intake.log.append([{ stream, expected: 'any', events: [event] }])
}

async function happen(random: Random, subject: string, facts: NewEvent[]): Promise<void> {
  const fact = facts.length === 0 ? undefined : random.pick(facts)
  const what = random.fraction()
  if (fact === undefined || what < 0.3) {
    const made = someEvent({ subject_id: subject, reported_at: null })
    facts.push(made)
    // An amendment may come before what it amends.
    if (random.chance(0.2)) await append({ ...someRetraction(made), subject_id: subject })
    await append(made)
  } else if (what < 0.45) {
    const region = random.pick(['330203', '330204', '330205'])
    await append({ ...someCorrection(fact, { region }), subject_id: subject })
  } else if (what < 0.55) await append({ ...someRetraction(fact), subject_id: subject })
  else {
    const { state } = await openLinks(intake.log, subject)
    const linked = linkedTo(state)
    const target_id = linked ?? random.pick(TARGETS)
    const data = { subject_id: subject, target_id, actor: 'officer', reason: 'seen' }
    const type = linked === undefined ? 'ConfirmLink' : 'UndoLink'
    await takeLinkStep(intake.log, { command: { type, data }, at: NOW, region: null })
  }
}

/** With whom each fact stands, by its own subject's name, and what it says there. */
async function whereEachStands(subject: string, facts: readonly NewEvent[]) {
  const { state } = await openLinks(intake.log, subject)
  const home = linkedTo(state) ?? subject
  for (const fact of facts) {
    const [told] = [...(await standings(intake.log, [fact.event_id])).values()]
    const moved = TARGETS.map(
      (target) => [target, movedEventId(fact.source, fact.event_id, target)] as const,
    )
    const copies = await standings(
      intake.log,
      moved.map(([, id]) => id),
    )
    const standing = [
      ...(told?.stands == null ? [] : [[subject, told.stands] as const]),
      ...moved.flatMap(([target, id]) => {
        const stands = copies.get(id)?.stands ?? null
        return stands === null ? [] : [[target, stands] as const]
      }),
    ]
    expect(standing).toEqual(told?.says == null ? [] : [[home, told.says]])
  }
}

test.each(SEEDS)(
  'after anything and any stop each fact stands once, as its source says (seed %i)',
  async (seed) => {
    const random = randomOf(seed, 'links')
    const subject = `hotline:${seed}`
    const facts: NewEvent[] = []
    for (let step = 0; step < STEPS; step++) {
      await happen(random, subject, facts)
      if (random.chance(0.4)) continue
      await settled(subject, random)
      await whereEachStands(subject, facts)
      expect(await settleSubject(intake.log, subject)).toBe(0)
    }
  },
)
