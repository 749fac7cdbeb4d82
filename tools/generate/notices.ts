import type { Lockfile } from '#/generate/lockfile.ts'

/** What is copied into the project from elsewhere, and under what licence. */
export const COPIED_DATA: readonly {
  readonly files: string
  readonly what: string
  readonly from: string
  readonly licence: string
  /** Where the whole notice stands. */
  readonly notice: string
}[] = [
  {
    files: 'events/identifiers/region-table.json',
    what: 'codes of GB/T 2260, 1981 to 2024',
    from: 'https://github.com/yescallop/areacodes',
    licence: 'CC0-1.0',
    notice: 'events/identifiers/NOTICE.md',
  },
  {
    files: 'events/working-days/holiday-notices.json',
    what: 'holidays and make-up working days that the State Council announced',
    from: 'https://github.com/NateScarlet/holiday-cn',
    licence: 'MIT, Copyright (c) 2019 NateScarlet',
    notice: 'events/working-days/NOTICE.md',
  },
  {
    files: 'services/intake/examples/tw-epa-penalties.csv.gz',
    what: 'environmental penalties in Taiwan, 2011 to 2015, ids only',
    from: "Taiwan's Ministry of Environment",
    licence: 'CC0-1.0',
    notice: 'services/intake/examples/README.md',
  },
]

interface Package {
  readonly name: string
  readonly version: string
  readonly licence: string
}

/** Every package that the program runs with on some platform, by name and version. */
export function productionPackages({ packages }: Lockfile): readonly Package[] {
  const found = Object.entries(packages).flatMap(([folder, entry]): readonly Package[] => {
    const [, name] = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(folder) ?? []
    if (name === undefined || entry.dev === true || entry.link === true) return []
    const version = entry.version ?? ''
    return [{ name, version, licence: entry.license ?? 'not stated' }]
  })
  const each = new Map(found.map((one) => [`${one.name}@${one.version}`, one]))
  return [...each.values()].sort((a, b) =>
    `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1,
  )
}

/** The text of THIRD-PARTY-NOTICES.md. */
export function noticesText(lockfile: Lockfile): string {
  const packages = productionPackages(lockfile)
  const licences = [...new Set(packages.map(({ licence }) => licence))].sort()
  return [
    '# Third-party notices',
    '',
    'Written by `npm run docs:notices`; a test holds it current.',
    '',
    '## Data in this repository',
    '',
    '| file | what | from | licence | notice |',
    '| --- | --- | --- | --- | --- |',
    ...COPIED_DATA.map(
      ({ files, what, from, licence, notice }) =>
        `| \`${files}\` | ${what} | ${from} | ${licence} | [whole text](${notice}) |`,
    ),
    '',
    '## Packages that the program runs with',
    '',
    'None is part of this repository: `npm ci` fetches them, ' +
      'each with its licence and copyright in its folder under',
    '`node_modules`. Whoever passes on an image or an archive that holds `node_modules` ' +
      'passes those files on with it. A package',
    'for one operating system is fetched only there.',
    '',
    ...licences.flatMap((licence) => [
      `### ${licence}`,
      '',
      ...packages
        .filter((one) => one.licence === licence)
        .map(({ name, version }) => `- ${name} ${version}`),
      '',
    ]),
  ].join('\n')
}
