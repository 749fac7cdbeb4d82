import { inject } from 'vitest'
import { messageBusContract } from '#/contracts/message-bus.contract.ts'
import { newTopic, testBus } from '#/support/kafka/test-bus.ts'
// The architecture test looks for the adapter's own name here.
import type { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'

const brokers = inject('kafkaBrokers')

messageBusContract({
  name: 'KafkaBus',
  missing: brokers === '' ? 'no Kafka' : '',
  open: (): KafkaBus => testBus(brokers),
  async newTopic(partitions) {
    await using bus = testBus(brokers)
    return await newTopic(bus, partitions)
  },
})
