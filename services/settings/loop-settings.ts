import type { z } from 'zod'
import { says, wholeNumber } from '#/settings/setting-meaning.ts'

/** How long a process may stand still. */
export const loopVariables = {
  LOOP_HELD_SECONDS_MAX: wholeNumber(0, 86_400)
    .default(900)
    .meta(
      says(
        'From how many seconds on a process whose loop is held, so that it answers nobody, is ' +
          'killed by itself, for others to start it again; 0 never',
        '进程的事件循环被占住、不再应答任何请求达到多少秒时自行强制结束，以便由外部重新启动；0 为从不',
        { expects: '0–86400' },
      ),
    ),
}

/** Null for never. */
export function loopHeldMs({
  LOOP_HELD_SECONDS_MAX,
}: z.infer<z.ZodObject<typeof loopVariables>>): number | null {
  return LOOP_HELD_SECONDS_MAX === 0 ? null : LOOP_HELD_SECONDS_MAX * 1_000
}
