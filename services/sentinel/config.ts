import { linkByItself, linkVariables } from '#/settings/link-settings.ts'
import {
  evaluationVariables,
  factsHeldBytes,
  publishedAtFirst,
  readStoresServiceConfig,
  readVariables,
  ruleVariables,
  storesServiceVariables,
} from '#/settings/settings.ts'

const storesVariables = storesServiceVariables(8083)
export const sentinelVariables = {
  ...storesVariables,
  ...ruleVariables,
  ...evaluationVariables,
  ...linkVariables,
}

export type SentinelConfig = ReturnType<typeof readSentinelConfig>

/** Throws ConfigRefused with every problem at once. */
export function readSentinelConfig(env: NodeJS.ProcessEnv) {
  const values = readVariables(sentinelVariables, env)
  const stores = readStoresServiceConfig(storesVariables, env)
  return Object.freeze({
    ...stores,
    rules_published: publishedAtFirst(values),
    facts_held_bytes: factsHeldBytes(values),
    link_by_itself: linkByItself(values),
  })
}
