/**
 * With PROPERTY_SEED, properties that name no seed of their own try the values of this one, so that
 * a run can be repeated. Without it each draws a new one and prints it where it fails.
 */
const seed = process.env['PROPERTY_SEED']

if (seed !== undefined) {
  const { default: fc } = await import('fast-check')
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) })
}
