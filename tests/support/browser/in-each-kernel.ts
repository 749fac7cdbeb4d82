import { describe } from 'vitest'
import { browserBench, type BrowserBench } from '#/support/browser/browser-bench.ts'
import { KERNELS, type Kernel } from '#/support/browser/kernels.ts'

/**
 * The same tests in every browser that the console must work in. Where one is missing, its tests
 * are skipped by name, so that the run counts them.
 */
export function inEachKernel(
  define: (bench: BrowserBench, kernel: Kernel) => void,
  origin?: () => string,
): void {
  for (const kernel of KERNELS)
    describe.skipIf(kernel.missing !== null)(kernel.name, () =>
      define(browserBench(kernel, origin), kernel),
    )
}
