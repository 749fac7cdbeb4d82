import { BusUnavailable } from '@jianwei/events/ports/message-bus.ts'
import type { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import { makeTopics } from '@jianwei/services/composition/open-bus.ts'
import type { BusSettings } from '@jianwei/services/settings/bus-settings.ts'
import { eventually } from '#/support/hang.ts'

/**
 * Makes the topics, as often as it takes: while several processes make them at once their leaders
 * may be slow to answer.
 */
export async function topicsMade(bus: KafkaBus, settings: BusSettings): Promise<void> {
  let last = 'nobody answered'
  const made = async (): Promise<true | undefined> => {
    try {
      await makeTopics(bus, settings)
      return true
    } catch (error) {
      if (!(error instanceof BusUnavailable)) throw error
      last = error.message
      return undefined
    }
  }
  await eventually(made, () => last)
}
