import { availableParallelism } from 'node:os'
import type { z } from 'zod'
import { says, wholeNumber } from '#/settings/setting-meaning.ts'

/** What a backtest may take. */
export const backtestVariables = {
  BACKTEST_THREADS: wholeNumber(0, 256)
    .default(0)
    .meta(
      says(
        'Threads that look at history where the process finds the warnings of a backtest; 0 is ' +
          'one for each processor, 1 is none beside that of the process',
        '回测由进程计算时查看历史的线程数；0 为每个处理器一个，1 为仅用进程自身的线程',
        { expects: '0–256' },
      ),
    ),
}

/** How many threads those are on this machine. */
export function backtestThreads({
  BACKTEST_THREADS,
}: z.infer<z.ZodObject<typeof backtestVariables>>): number {
  return BACKTEST_THREADS === 0 ? availableParallelism() : BACKTEST_THREADS
}
