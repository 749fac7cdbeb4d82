import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DomainError } from '@jianwei/events/errors.ts'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type { CheckEngine, EngineFinding } from '@jianwei/events/ports/engine-check.ts'
import { connectKurrent } from '@jianwei/infra/log/kurrent/connect-kurrent.ts'
import { checkLogServer } from '@jianwei/infra/log/kurrent/server-check.ts'
import { serverAddress } from '@jianwei/infra/log/kurrent/server-address.ts'
import type { Clock } from '@jianwei/infra/runtime/clock.ts'
import type { Logger } from '@jianwei/infra/runtime/logger.ts'
import { makeFolder } from '@jianwei/infra/runtime/make-folder.ts'
import { askClickHouse } from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import { deadLetterTopicOf, outboundTopics } from '@jianwei/events/topics.ts'
import { openBus } from '#/composition/open-bus.ts'
import { INTAKE_GROUP } from '#/intake/kafka-consumer.ts'
import { topicsOf } from '#/intake/department-topics.ts'
import type { BusSettings } from '#/settings/bus-settings.ts'
import type { LogSettings, WarehouseSettings } from '#/settings/settings.ts'

/** A disk with less room is full before somebody comes. */
const DISK_BYTES_MIN = 512 * 1024 ** 2

type MachineClock = Pick<Clock, 'now'>

/** Asks what the log will need of its server, or of this machine's disk. */
export function logCheck(settings: LogSettings, clock: MachineClock): CheckEngine {
  if (settings.engine === 'sqlite') return () => folderFindings('log', dirname(settings.path))
  const { url, namespace } = settings
  return async () => {
    const connected = await connectKurrent(url).catch(unusable)
    if ('verdict' in connected) return [connected]
    await using client = connected
    const now = (): number => msOfInstant(clock.now())
    return await checkLogServer(client, { ...serverAddress(url), namespace, now })
  }
}

/** A connection string that the package cannot use. Its own words may repeat the password. */
function unusable(error: unknown): EngineFinding {
  const isFile = error instanceof Error && /file/i.test(error.message)
  return {
    engine: 'log',
    asked: 'LOG_URL',
    came: isFile ? 'a file that it names is not there' : 'it cannot be read',
    verdict: 'missing',
    mend: isFile
      ? 'put the file in its place: tlsCaFile, userCertFile and userKeyFile name some'
      : 'write it as esdb://user:password@host:2113?option=value, escaped as in a URL',
  }
}

/** Asks what the warehouse will need of its server, or of this machine's disk. */
export function warehouseCheck(settings: WarehouseSettings, clock: MachineClock): CheckEngine {
  if (settings.engine === 'chdb') return () => folderFindings('warehouse', settings.folder)
  return () => askClickHouse(settings, () => msOfInstant(clock.now()))
}

/** Asks what intake and the publisher will need of the brokers. */
export function busCheck(settings: BusSettings, logger: Logger): CheckEngine {
  const inbound = topicsOf([])
  const topics = [
    ...inbound.flatMap((name) => [name, deadLetterTopicOf(name)]),
    ...outboundTopics.map(({ name }) => name),
  ]
  const { partitions, replicas } = settings
  return async () => {
    await using bus = openBus(settings, logger)
    return await bus.check({
      topics: topics.map((topic) => ({ topic, partitions, replicas })),
      group: INTAKE_GROUP,
    })
  }
}

/** Of a folder of this machine: that it can be written, and has room. */
async function folderFindings(
  engine: 'log' | 'warehouse',
  folder: string,
): Promise<readonly EngineFinding[]> {
  const asked = `a folder that can be written, ${folder}`
  try {
    makeFolder(folder)
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    const came = `${(free / 1024 ** 3).toFixed(1)} GB are free`
    return free < DISK_BYTES_MIN
      ? [{ engine, asked, came, verdict: 'advice', mend: 'make room on its disk' }]
      : [{ engine, asked, came, verdict: 'fine', mend: null }]
  } catch (error) {
    if (!(error instanceof DomainError) && !(error instanceof Error && 'syscall' in error))
      throw error
    const { message } = error
    return [{ engine, asked, came: message, verdict: 'missing', mend: 'set JIANWEI_DATA to one' }]
  }
}
