/**
 * For health checks of containers: `node infra/deploy/check-health.ts
 * http://127.0.0.1:8080/health/ready`. Exits with 1 unless it is well.
 */
const PATIENCE_MS = 4_000

const [address = ''] = process.argv.slice(2)
const isWell = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
  ({ ok }) => ok,
  () => false,
)
process.exitCode = isWell ? 0 : 1
