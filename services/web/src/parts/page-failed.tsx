import type { ErrorComponentProps } from '@tanstack/react-router'
import { FailureNotice } from '#/parts/failure-notice.tsx'

/** A page that threw: the others go on. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return <FailureNotice failure={error} retry={reset} />
}
