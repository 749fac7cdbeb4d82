/**
 * The order of the folders inside each ring, from the ground up. An entry is a file or a folder; a
 * folder that ends in `/*` stands for each of its folders. A file knows its own entry and those in
 * the layers below, so that a reader who starts at the ground never has to look up. Entries of one
 * layer do not know each other.
 */
export const LAYERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  projections: [
    // How to write and read SQL, rows and tables.
    [
      'cursor.ts',
      'engine-values.ts',
      'projection.ts',
      'sql.ts',
      'warehouse-error.ts',
      'wilson-interval.ts',
    ],
    [
      'day-sql.ts',
      'facet-sql.ts',
      'ports',
      'region-sql.ts',
      'rule-domain-sql.ts',
      'subject-facts',
      'subject-lookup',
    ],
    ['record-events'],
    ['scope'],
    ['table-file.ts'],
    ['kept-columns.ts'],
    [
      'accepted-losses',
      'alerts',
      'audit',
      'duties',
      'fingerprint.ts',
      'imports',
      'ordinals',
      'rule-life',
      'rule-texts',
      'scratch-tables.ts',
      'scratch-files.ts',
      'silences',
      'alert-reactions',
      'source-statements',
      'unit-ends',
      'unit-spellings',
      'warehouse-answers.ts',
    ],
    // Rules: what a file says, what is known, what kinds share, the kinds, rules of any kind.
    ['rules/field-labels.ts', 'rules/language'],
    ['rules/facts'],
    ['rules/calendars'],
    ['rules/feeds'],
    ['rules/statements'],
    ['rules/explanation'],
    ['rules/kinds/define-kind.ts'],
    ['rules/kinds/*'],
    ['rules/kinds/all-kinds.ts'],
    ['rules/rule.ts'],
    ['rules/parse-rule.ts', 'rules/depends-on.ts'],
    ['limits', 'rules/rule-schema.ts', 'rules/compiler', 'rules/evaluator'],
    // What is asked with rules at hand.
    ['authorities', 'backtest', 'clock', 'fact-ends'],
    ['units'],
    [
      'attribute-conflicts',
      'completeness',
      'daily-counts',
      'desk',
      'events',
      'match-keys',
      'notice-deliveries',
      'subject-links',
      'subjects',
    ],
    ['publication', 'log-witness', 'warnings'],
    [
      'counter-evidence',
      'evaluation',
      'overview',
      'rule-comparison',
      'shadow-warnings',
      'similar-alerts',
    ],
    ['ledger-audits', 'rule-statements', 'sources'],
    ['all-projections.ts'],
    ['table-agreement'],
  ],
  events: [
    ['field-text.ts'],
    [
      'decider.ts',
      'errors.ts',
      'instant.ts',
      'trace-parent.ts',
      'nesting.ts',
      'source-name.ts',
      'uuid-v5.ts',
      'vocabulary.ts',
    ],
    ['identity.ts', 'working-days'],
    ['envelope.ts'],
    ['define-event.ts', 'ports'],
    ['event-examples.ts', 'identifiers', 'json-schema.ts', 'refusal-reasons.ts'],
    ['event-fields.ts'],
    // The families of events, those that use the words of others above them.
    [
      'access',
      'amendment',
      'calendar',
      'clock',
      'complaint',
      'credit',
      'document',
      'export',
      'intake',
      'ledger-audit',
      'licence',
      'log',
      'mapping',
      'organisation',
      'raw-values.ts',
      'region',
      'request',
      'review',
      'rule',
      'sensing',
      'source',
      'supervision',
      'warning',
    ],
    [
      'accident',
      'alert',
      'audit',
      'authority',
      'duty',
      'import',
      'notice',
      'routing',
      'silence',
      'subject',
      'subject-link',
      'view',
    ],
    ['catalogue.ts', 'topics.ts'],
    ['fact.ts', 'known-names.ts', 'personal-fields.ts'],
  ],
  infra: [
    ['runtime'],
    ['bus', 'evidence', 'kafka', 'log', 'outward', 'telemetry', 'tls', 'uploads', 'warehouse'],
    ['sign-in'],
  ],
  services: [
    // What every service stands on.
    ['language', 'text-reading'],
    [
      'access',
      'commands',
      'lifecycle',
      'receipts',
      'score',
      'settings',
      'start-checks',
      'timekeeping',
    ],
    [
      'alert-changes',
      'audit',
      'calendars',
      'console',
      'desk',
      'notice-endpoints',
      'saved-views',
      'silences',
    ],
    ['duties'],
    ['alerting', 'backtest', 'evaluation', 'http', 'organisations', 'regions', 'rules'],
    ['authorities', 'ledger-audit', 'links', 'routing'],
    ['sign-in'],
    // The services, without what chooses and opens their adapters.
    ['all-in-one/config.ts', 'intake', 'notices', 'projector', 'publisher', 'sentinel', 'server'],
    ['composition'],
    // Each service wired once, then started by itself or with the others.
    [
      'intake/start-intake.ts',
      'notices/start-notices.ts',
      'projector/start-projector.ts',
      'publisher/start-publisher.ts',
      'sentinel/start-sentinel.ts',
      'server/start-server.ts',
    ],
    [
      'all-in-one',
      'intake/main.ts',
      'notices/main.ts',
      'projector/main.ts',
      'publisher/main.ts',
      'sentinel/main.ts',
      'server/main.ts',
    ],
    ['cli'],
  ],
}

/** The place of a file in the order; undefined where its ring has none, or none for the file. */
export interface Layer {
  /** What the file belongs to: it may import whatever it likes of this. */
  readonly entry: string
  /** 0 is the ground. */
  readonly height: number
}

export function layerOf(path: string, layers: typeof LAYERS = LAYERS): Layer | undefined {
  const ring = path.slice(0, path.indexOf('/'))
  const within = path.slice(ring.length + 1)
  const found = (layers[ring] ?? []).flatMap((entries, height) =>
    entries.flatMap((pattern) => {
      const entry = entryFor(pattern, within)
      return entry === undefined ? [] : [{ entry: `${ring}/${entry}`, height }]
    }),
  )
  // The entry that says more of the file's path.
  return found.toSorted((a, b) => b.entry.length - a.entry.length)[0]
}

/** The entry of a pattern that a file belongs to. */
function entryFor(pattern: string, within: string): string | undefined {
  if (!pattern.endsWith('/*'))
    return within === pattern || within.startsWith(`${pattern}/`) ? pattern : undefined
  const folder = pattern.slice(0, -1)
  const [name, ...below] = within.slice(folder.length).split('/')
  return within.startsWith(folder) && below.length > 0 ? folder + name : undefined
}

/** Why a file may not import another of its ring; undefined where it may. */
export function layerProblem(
  path: string,
  imported: string,
  layers: typeof LAYERS = LAYERS,
): string | undefined {
  const [own, other] = [layerOf(path, layers), layerOf(imported, layers)]
  if (own === undefined || other === undefined || own.entry === other.entry) return undefined
  if (other.height > own.height) return `${other.entry} lies above ${own.entry}`
  return other.height === own.height ? `${other.entry} lies beside ${own.entry}` : undefined
}
