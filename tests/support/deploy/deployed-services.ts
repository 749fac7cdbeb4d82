import { expect } from 'vitest'
import { intakeVariables, readIntakeConfig } from '@jianwei/services/intake/config.ts'
import { noticesVariables, readNoticesConfig } from '@jianwei/services/notices/config.ts'
import { projectorVariables, readProjectorConfig } from '@jianwei/services/projector/config.ts'
import { publisherVariables, readPublisherConfig } from '@jianwei/services/publisher/config.ts'
import { readSentinelConfig, sentinelVariables } from '@jianwei/services/sentinel/config.ts'
import { readServerConfig, serverVariables } from '@jianwei/services/server/config.ts'
import { fileVariable } from '@jianwei/services/settings/secret-settings.ts'
import { readVariables } from '@jianwei/services/settings/settings.ts'
import { telemetryVariables } from '@jianwei/services/settings/telemetry-settings.ts'

const SERVICES = {
  intake: { variables: intakeVariables, read: readIntakeConfig },
  projector: { variables: projectorVariables, read: readProjectorConfig },
  sentinel: { variables: sentinelVariables, read: readSentinelConfig },
  server: { variables: serverVariables, read: readServerConfig },
  notices: { variables: noticesVariables, read: readNoticesConfig },
  publisher: { variables: publisherVariables, read: readPublisherConfig },
} as const
export type DeployedService = keyof typeof SERVICES
export const DEPLOYED_SERVICES = Object.keys(SERVICES) as readonly DeployedService[]

/** Read by Node itself. */
const OF_NODE = ['NODE_EXTRA_CA_CERTS']

/** A tag with at least a minor version, never `latest`. */
export const PINNED = /^[^:@]+:\d+\.\d+[^:@]*$/

export type Environment = Readonly<Record<string, string>>

/** The configuration that the service reads; fails for a variable that it does not know. */
export function configOf(name: DeployedService, environment: Environment) {
  const { variables, read: readConfig } = SERVICES[name]
  const all = { ...variables, ...telemetryVariables }
  const known = Object.keys(all).flatMap((one) => [one, fileVariable(one)])
  const unknown = Object.keys(environment).filter(
    (variable) => !known.includes(variable) && !OF_NODE.includes(variable),
  )
  expect(unknown, 'variables that the configuration does not know').toEqual([])
  readVariables(telemetryVariables, environment)
  return readConfig(environment)
}
