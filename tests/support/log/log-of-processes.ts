import { createHash } from 'node:crypto'
import { resolve } from 'node:path'

/** The part of a shared log server that belongs to a data folder. */
export function namespaceOf(folder: string): string {
  return `test${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)}`
}

/**
 * Where a process finds the log of its data folder: in the folder, or on the server that the tests
 * of this file share (`event-store-for-flows.ts`).
 */
export function logOfProcess(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const { JIANWEI_DATA: folder, LOG_URL: own } = env
  const LOG_URL = process.env['TEST_LOG_URL']
  if (LOG_URL === undefined || own !== undefined || folder === undefined) return {}
  return { LOG_URL, LOG_NAMESPACE: namespaceOf(folder) }
}
