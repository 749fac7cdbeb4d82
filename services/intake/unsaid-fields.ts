/** What a first report may leave out, with what it means then. */
const UNSAID = { schema_version: 1, region: null, department: null } as const

/**
 * The data of an event as they came, where a correction's replacement lacks what a first report may leave out with what that means: a
 * correction asks for nothing that its original did not. Anything else comes back as it is.
 */
export function withUnsaidFields(type: string, data: unknown): unknown {
  if (type !== 'FactCorrected' || !isObject(data) || !isObject(data['replacement'])) return data
  return { ...data, replacement: { ...UNSAID, ...data['replacement'] } }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
