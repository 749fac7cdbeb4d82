/** A CloudEvent as a department would send it, with some attributes changed. `n` makes its id. */
export function cloudEvent(
  n: number,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: `v-${n}`,
    source: 'urn:example:inspectorate',
    type: 'ViolationFound',
    subject: `tw-epa:F${n % 1_000}`,
    time: '2026-03-01T09:30:00+08:00',
    region: '330203',
    department: '市场监管局',
    data: { case_number: `c-${n}`, legal_basis: '食品安全法第一百二十四条' },
    ...changes,
  }
}

export function retraction(
  n: number,
  of: number,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return cloudEvent(n, {
    type: 'FactRetracted',
    subject: `tw-epa:F${of % 1_000}`,
    data: { fact: { source: 'urn:example:inspectorate', id: `v-${of}` }, reason: '录入错误' },
    ...changes,
  })
}

/** One JSON text a line. */
export function ndjson(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('')
}
