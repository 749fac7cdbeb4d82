import { randomUUID } from 'node:crypto'
import { eventually } from '#/support/hang.ts'

/** A fact as a test tells it; the rest is the same for all. */
export interface ReportedFact {
  /** As CloudEvents calls it; one of its own where nothing is said. */
  readonly id?: string
  readonly type: string
  readonly subject: string
  /** When it happened. */
  readonly time: string
  /** When the department entered it. */
  readonly reportedat?: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Whose facts the browser tests report. */
export const TEST_SOURCE = 'urn:example:browser-tests'

/** A subject that nobody has heard of. */
export function newSubject(): string {
  return `tw-epa:${randomUUID().slice(0, 8).toUpperCase()}`
}

/** Reports facts as a department does, all in one request. */
export async function reportFacts(
  origin: string,
  token: string,
  facts: readonly ReportedFact[],
): Promise<void> {
  const events = facts.map((fact) => ({
    specversion: '1.0',
    id: randomUUID(),
    source: TEST_SOURCE,
    region: '330203',
    department: '示例区生态环境局',
    ...fact,
  }))
  const answer = await fetch(`${origin}/v1/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/cloudevents-batch+json',
    },
    body: JSON.stringify(events),
  })
  if (!answer.ok) throw new Error(`the facts were refused: ${await answer.text()}`)
}

/** Reads the API as the administrator; undefined where it says that there is no such thing. */
export async function readAs<View>(
  origin: string,
  token: string,
  address: string,
): Promise<View | undefined> {
  const answer = await fetch(origin + address, { headers: { authorization: `Bearer ${token}` } })
  if (answer.status === 404) return undefined
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as View
}

/** Waits until so many versions of a subject's facts, retractions too, can be asked for. */
export async function untilKnown(
  origin: string,
  token: string,
  subject: string,
  versions: number,
): Promise<void> {
  const address = `/v1/subjects/${encodeURIComponent(subject)}/history?limit=${versions}`
  await eventually(
    async () => {
      const history = await readAs<{ readonly items: readonly unknown[] }>(origin, token, address)
      return history?.items.length === versions ? true : undefined
    },
    () => `fewer than ${versions} versions of ${subject}`,
  )
}
