/** Where the bus writes its log lines: objects, not sentences. */
export interface BusLogger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface ClientLogEntry {
  readonly namespace: string
  /** ERROR, WARN, INFO, DEBUG. */
  readonly label: string
  readonly log: { readonly message: string } & Readonly<Record<string, unknown>>
}

/**
 * Fields of the client that say where something happened; others may hold the contents of messages.
 */
const FIELDS = [
  'groupId',
  'memberId',
  'broker',
  'clientId',
  'topic',
  'partition',
  'error',
  'retryCount',
  'retryTime',
]
/** What these report is tried again, or comes back to the caller as an exception. */
const RETRIED = /^(Connection|BrokerPool|ConsumerGroup|Producer|Admin|IdempotentProducer)/

export function logClientEntry(logger: BusLogger, { namespace, label, log }: ClientLogEntry): void {
  const fields: Record<string, unknown> = { client: 'kafkajs', part: namespace }
  for (const field of FIELDS) {
    if (log[field] !== undefined) fields[field] = log[field]
  }
  switch (label) {
    case 'ERROR':
      if (!RETRIED.test(namespace)) return logger.error(fields, log.message)
      break
    case 'WARN':
      if (!RETRIED.test(namespace)) return logger.warn(fields, log.message)
  }
  logger.debug(fields, log.message)
}
