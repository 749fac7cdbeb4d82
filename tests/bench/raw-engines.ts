import kafkajs from 'kafkajs'
import { openWarehouse } from '@jianwei/services/composition/open-warehouse.ts'
import type { WarehouseSettings } from '@jianwei/services/settings/settings.ts'
import { INBOUND } from '#/support/kafka/intake-station.ts'
import { sql } from '@jianwei/projections/sql.ts'

/**
 * The engines of the separate processes without anything of ours around them. Both return seconds.
 */

const INSERT_EVENTS = 10_000

/**
 * A group of its own that reads everything and does nothing with it; from its first batch, so that
 * joining does not count.
 */
export async function bareConsumerSeconds(
  brokers: string,
  prefix: string,
  count: number,
): Promise<number> {
  const kafka = new kafkajs.Kafka({
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  })
  const consumer = kafka.consumer({ groupId: `${prefix}bare` })
  const done = Promise.withResolvers<void>()
  let started = 0
  let read = 0
  await consumer.connect()
  await consumer.subscribe({
    topics: INBOUND.map((topic) => `${prefix}${topic}`),
    fromBeginning: true,
  })
  await consumer.run({
    partitionsConsumedConcurrently: 4,
    async eachBatch({ batch }) {
      if (started === 0) started = performance.now()
      read += batch.messages.length
      if (read >= count) done.resolve()
    },
  })
  await done.promise
  const spent = (performance.now() - started) / 1000
  await consumer.disconnect()
  return spent
}

/** The lines as one column of a plain table, over HTTP. */
export async function bareInsertSeconds(
  settings: WarehouseSettings,
  lines: readonly string[],
): Promise<number> {
  await using opened = await openWarehouse(settings)
  const { warehouse } = opened
  const asks = { purpose: 'bench:bare' }
  await warehouse.execute(
    sql`CREATE TABLE bare (line UInt64, body String) ENGINE = MergeTree ORDER BY line`,
    asks,
  )
  const bodies: string[] = []
  for (let from = 0; from < lines.length; from += INSERT_EVENTS) {
    const rows = lines.slice(from, from + INSERT_EVENTS)
    bodies.push(rows.map((line, index) => `${JSON.stringify([from + index, line])}\n`).join(''))
  }
  const started = performance.now()
  for (const [index, body] of bodies.entries())
    await warehouse.insert({
      table: 'bare',
      columns: ['line', 'body'],
      body,
      token: `bare:${index}`,
    })
  const spent = (performance.now() - started) / 1000
  await warehouse.execute(sql`DROP TABLE bare`, asks)
  return spent
}
