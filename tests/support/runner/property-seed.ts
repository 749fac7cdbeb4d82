/**
 * How properties are tried. What has a greatest length is drawn up to it: by itself the library
 * stays at about ten, and a property over 400 steps would never see them. With PROPERTY_SEED,
 * properties that name no seed of their own try the values of this one, so that a run can be
 * repeated. Without it each draws a new one and prints it where it fails.
 */
const seed = process.env['PROPERTY_SEED']
const { default: fc } = await import('fast-check')
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  defaultSizeToMaxWhenMaxSpecified: true,
  ...(seed === undefined ? {} : { seed: Number(seed) }),
})
