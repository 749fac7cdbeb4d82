import { enginesInOrder } from '#/composition/await-engines.ts'
import { logCheck } from '#/composition/engine-checks.ts'
import { openLog } from '#/composition/open-log.ts'
import { openOutward } from '#/composition/open-outward.ts'
import { retryUntilAvailable, runService } from '#/composition/run-service.ts'
import { standingBy } from '#/composition/standing-by.ts'
import { listening } from '#/http/http-app.ts'
import { operationsApp } from '#/http/operations-app.ts'
import { NOTICES_CHECKPOINT } from '#/notice-endpoints/sending-record.ts'
import { readNoticesConfig } from '#/notices/config.ts'
import { startNotices } from '#/notices/start-notices.ts'

/** Notices in a process of their own. Of several one sends. */
await runService('notices', readNoticesConfig, async (context) => {
  const { config, clock } = context
  await enginesInOrder(context, [logCheck(config.log, clock)])
  await using stores = await retryUntilAvailable(context, () => openLog(config.log, context))
  const standby = standingBy(context, stores.checkpoints, {
    name: 'notices',
    fenced: [NOTICES_CHECKPOINT],
  })
  const app = operationsApp({ ...context, role: standby.role })
  await listening(app, context, async () => {
    await using notices = startNotices({
      ...context,
      ...stores,
      now: () => clock.now(),
      whileActive: standby.whileActive,
      outward: openOutward(config.notices),
    })
    await notices.ended
  })
})
