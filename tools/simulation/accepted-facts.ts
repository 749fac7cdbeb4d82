import type { SimulatedLine } from '#/simulation/line-writer.ts'

/** What a test looks at in an accepted line. */
export interface AcceptedFact {
  readonly line: number
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly occurredMs: number
  /** Null where the source does not say. */
  readonly reportedMs: number | null
  readonly data: Readonly<Record<string, unknown>>
}

export function acceptedFacts(lines: readonly SimulatedLine[]): AcceptedFact[] {
  return lines.flatMap(({ line, content, expected }) => {
    if (expected.outcome !== 'accepted') return []
    // Accepted lines are CloudEvents whose data is an object: expectations.test.ts holds that.
    const { id, source, type, subject, time, reportedat, data } = JSON.parse(String(content)) as {
      id: string
      source: string
      type: string
      subject: string
      time: string
      reportedat?: string
      data: Record<string, unknown>
    }
    const reportedMs = reportedat === undefined ? null : Date.parse(reportedat)
    return [{ line, id, source, type, subject, occurredMs: Date.parse(time), reportedMs, data }]
  })
}
