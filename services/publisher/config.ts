import { busSettings, busVariables } from '#/settings/bus-settings.ts'
import {
  ConfigRefused,
  dataVariables,
  levelVariables,
  listenVariables,
  logSettings,
  logVariables,
  readVariables,
} from '#/settings/settings.ts'

export const publisherVariables = {
  ...dataVariables,
  ...logVariables,
  ...busVariables,
  KAFKA_BROKERS: busVariables.KAFKA_BROKERS.unwrap().meta({ ...busVariables.KAFKA_BROKERS.meta() }),
  ...listenVariables(8084),
  ...levelVariables,
}

export type PublisherConfig = ReturnType<typeof readPublisherConfig>

/** Throws ConfigRefused with every problem at once. */
export function readPublisherConfig(env: NodeJS.ProcessEnv) {
  const values = readVariables(publisherVariables, env)
  const bus = busSettings(values)
  if (bus === null) throw new ConfigRefused(['KAFKA_BROKERS: needed'])
  return Object.freeze({
    log: logSettings(values),
    bus,
    host: values.HOST,
    port: values.PORT,
    log_level: values.LOG_LEVEL,
  })
}
