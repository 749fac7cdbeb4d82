import { jsonLinesLogger } from '@jianwei/infra/runtime/logger.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { makeTopics, openBus } from '@jianwei/services/composition/open-bus.ts'
import { readIntakeConfig } from '@jianwei/services/intake/config.ts'

/*
 * Makes the topics as intake does, by the environment's settings, and ends: with 1, and why, where
 * the broker does not take it. A process of its own, because Node reads NODE_EXTRA_CA_CERTS when it
 * starts.
 */

const { bus: settings } = readIntakeConfig(process.env)
if (settings === null) throw new Error('no brokers are given')
const write = (line: string): void => void process.stderr.write(line)
const logger = jsonLinesLogger({ level: 'error', clock: systemClock(), write })
await using bus = openBus(settings, logger)
await makeTopics(bus, settings)
console.log('made')
