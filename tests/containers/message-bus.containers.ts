import { afterAll, beforeAll, describe, inject } from 'vitest'
import type { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import { messageBusContract } from '#/contracts/message-bus.contract.ts'
import { kafkaImage } from '#/support/containers/engine-images.ts'
import { enginesNamed } from '#/support/containers/stood-in-engines.ts'
import { ContainerBroker } from '#/support/kafka/container-broker.ts'
import { newTopic, testBus } from '#/support/kafka/test-bus.ts'
import { inContainer, noteEngine } from '#/support/runner/engine-notes.ts'

describe('a broker in a container', () => {
  let broker: ContainerBroker
  const missing = inject('noContainers')
  beforeAll(async () => {
    if (missing !== '') return
    const { image } = await kafkaImage(enginesNamed().kafka.image)
    broker = await ContainerBroker.start(image)
    noteEngine({ server: inContainer('Apache Kafka'), way: 'image', what: image })
  })
  afterAll(async () => broker?.[Symbol.asyncDispose]())

  messageBusContract({
    name: 'KafkaBus',
    missing,
    open: (): KafkaBus => testBus(broker.address),
    async newTopic(partitions) {
      await using bus = testBus(broker.address)
      return await newTopic(bus, partitions)
    },
  })
})
