import { expect } from 'vitest'
import type { LightMyRequestResponse } from 'fastify'
import { apiSchemas } from '#/support/server/api-document.ts'
import { bureauLog, idOf, RULE } from '#/support/log/bureau-log.ts'
import { recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { emptyLog, serverWithoutData } from '#/support/server/server-without-data.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/** The server over a warehouse that holds the bureau's log. */
export interface BureauApi extends AsyncDisposable {
  /** Asks, and holds the answer to the API's own description of `path`. */
  ask(path: string, url?: string): Promise<LightMyRequestResponse>
  /** More happens. */
  happen(testEvents: readonly TestEvent[]): Promise<void>
}

export const RULE_FAILURE = {
  rule_id: RULE.id,
  rule_version: 1,
  code: 'CALENDAR_YEAR_MISSING',
  message: 'no 2027',
}

export const SUPPRESSED = {
  rule_id: RULE.id,
  rule_version: 1,
  exception: 'first-minor',
  warnings: 3,
  sample: [idOf('1')],
}

export const NOT_JUDGED = {
  rule_id: RULE.id,
  rule_version: 1,
  outcome: 'not_judged',
  event_types: ['DecisionPublished'],
  source: 'urn:example:market-bureau',
  departments: ['示例区市场监督管理局'],
  warnings: 4,
  sample: [idOf('1')],
} as const

export async function openBureauApi(): Promise<BureauApi> {
  const opened = await openWarehouse()
  await project(opened.warehouse, bureauLog)
  const app = serverWithoutData({
    warehouse: opened.warehouse,
    log: {
      ...emptyLog,
      find: async (ids) => bureauLog.filter((event) => ids.includes(event.event_id)),
    },
    rules: shelfOf([RULE]),
    rule_failures: {
      current: () => [RULE_FAILURE],
      not_looked_at: () => [],
      suppressed: () => [SUPPRESSED],
      feed_outcomes: () => [NOT_JUDGED],
    },
  })
  const schemas = apiSchemas((await app.inject('/openapi.json')).json())
  let nextPosition = bureauLog.length + 1
  return {
    async ask(path, url = path) {
      const answer = await app.inject(url)
      expect(schemas.misfitsOf(path, answer)).toEqual([])
      return answer
    },
    async happen(testEvents) {
      const events = recordedLog(testEvents, nextPosition)
      nextPosition += testEvents.length
      await project(opened.warehouse, events)
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await opened[Symbol.asyncDispose]()
    },
  }
}
