import { eventually } from '#/support/hang.ts'
import { newSubject, readAs, reportFacts } from '#/support/browser/reported-facts.ts'

/** An alert that nobody but its test knows of. */
export interface RaisedAlert {
  readonly alert_id: string
  readonly subject_id: string
}

const DAY_MS = 86_400_000
const RULE = 'two-penalties-in-one-year'

/**
 * Reports two penalties against a subject that nobody has heard of, as a department does, and waits
 * for the alert that the rule of the example data raises.
 */
export async function raiseAlert(origin: string, token: string): Promise<RaisedAlert> {
  const subject_id = newSubject()
  const penalties = [30, 10].map((days) => ({
    type: 'PenaltyDecided',
    subject: subject_id,
    time: new Date(Date.now() - days * DAY_MS).toISOString(),
    data: { penalty_types: ['02'], decision_number: `示环罚〔2026〕${days}号` },
  }))
  await reportFacts(origin, token, penalties)
  return eventually(
    async () => {
      const listed = await alertsOf(origin, token, `rule_id=${RULE}&limit=50`)
      return listed.find((alert) => alert.subject_id === subject_id)
    },
    () => `no alert about ${subject_id}`,
  )
}

/** The alert that was raised last, of the example data where no test has raised one. */
export async function newestAlert(origin: string, token: string): Promise<RaisedAlert> {
  const [newest] = await alertsOf(origin, token, 'limit=1')
  if (newest === undefined) throw new Error('there is no alert')
  return newest
}

/** The first page of the list, newest first. */
async function alertsOf(
  origin: string,
  token: string,
  query: string,
): Promise<readonly RaisedAlert[]> {
  const list = await readAs<{ readonly items: readonly RaisedAlert[] }>(
    origin,
    token,
    `/v1/alerts?${query}`,
  )
  return list?.items ?? []
}
