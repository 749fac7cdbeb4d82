import { describe, expect, test } from 'vitest'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import {
  someCorrection,
  someEvent,
  someEvents,
  someRetraction,
  someStream,
} from '#/support/log/events.ts'
import { logForEachTest } from '#/support/log/log-each-test.ts'
import type { EventLogPlace } from './event-log.contract.ts'

/**
 * What every adapter of the event log port can tell about a fact: all that was ever said of it, the
 * newest last.
 */
export function eventLogFactsContract(name: string, newData: () => Promise<EventLogPlace>): void {
  describe(`${name} tells what was ever said of a fact`, () => {
    let log: EventLog
    const own = logForEachTest(newData, (opened) => void (log = opened))

    test('is found by the fact, in log order, whatever stream it is in, also when it came before its fact', async () => {
      const [fact, other] = [someEvent(), someEvent()]
      const early = someRetraction(fact)
      const late = someCorrection(fact)
      await appendOne(log, someStream(), 'absent', [early, fact, other])
      await appendOne(log, someStream(), 'absent', [someCorrection(other), late])
      const found = await log.amendmentsOf([fact.event_id, someEvent().event_id, fact.event_id])
      expect(found.map(({ event_id, position }) => [event_id, position])).toEqual([
        [early.event_id, 1],
        [late.event_id, 5],
      ])
      expect(found.at(-1)).toMatchObject({ type: 'FactCorrected', data: late.data })
      expect(await log.amendmentsOf([])).toEqual([])
    })

    test('stays found after a restart and a thousand events later, and what came since is found too', async () => {
      const facts = someEvents(40)
      const corrections = facts.map((fact) => someCorrection(fact))
      await appendOne(log, someStream(), 'absent', [...facts, ...corrections])
      for (let i = 0; i < 10; i++) await appendOne(log, someStream(), 'absent', someEvents(100))
      await own.restart()
      const again = facts.slice(0, 3).map((fact) => someRetraction(fact))
      await appendOne(log, someStream(), 'absent', again)
      const found = await log.amendmentsOf(facts.map(({ event_id }) => event_id))
      expect(found.map(({ event_id }) => event_id)).toEqual(
        [...corrections, ...again].map(({ event_id }) => event_id),
      )
    })

    test('is found at once by another connection, and an amendment that a conflict refused is not', async () => {
      await using other = await own.place.open()
      const stream = someStream()
      const fact = someEvent()
      await appendOne(log, stream, 'absent', [fact])
      const [first, refused, second] = [
        someCorrection(fact),
        someCorrection(fact),
        someRetraction(fact),
      ]
      await appendOne(other.port, stream, 'any', [first])
      await log.append([{ stream, expected: 'absent', events: [refused] }])
      await appendOne(log, stream, 'any', [second])
      for (const port of [log, other.port]) {
        const found = await port.amendmentsOf([fact.event_id])
        expect(found.map(({ event_id }) => event_id)).toEqual([first.event_id, second.event_id])
      }
    })

    test('is asked for a thousand facts in one call, not for more', async () => {
      const ids = someEvents(1_001).map(({ event_id }) => event_id)
      expect(await log.amendmentsOf(ids.slice(1))).toEqual([])
      await expect(log.amendmentsOf(ids)).rejects.toThrow(RangeError)
    })
  })
}
