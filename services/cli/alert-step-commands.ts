/** An option of a step, and the field of the order that it becomes. */
export interface StepOption {
  readonly flags: string
  readonly says: string
  readonly field: string
  readonly required?: true
  /** What the text becomes; a text by default. */
  readonly as?: 'number' | 'flag' | 'list'
}

export interface StepCommand {
  /** As the address ends. */
  readonly name: string
  readonly says: string
  readonly options: readonly StepOption[]
  /** Stands beside whatever others do: no revision is named. */
  readonly mark?: true
}

const reason: StepOption = {
  flags: '--reason <text>',
  says: 'why; recorded',
  field: 'reason',
  required: true,
}
const reasonIfAny: StepOption = { flags: '--reason <text>', says: 'why', field: 'reason' }
const unit: StepOption = {
  flags: '--unit <id>',
  says: 'a unit of the directory',
  field: 'unit',
  required: true,
}
const tag: StepOption = { flags: '--tag <tag>', says: 'the tag', field: 'tag', required: true }
const subject: StepOption = {
  flags: '--subject <id>',
  says: 'whom it is about',
  field: 'subject_id',
  required: true,
}
const due: StepOption = { flags: '--due <time>', says: 'until when', field: 'due_at' }

/** What people do with an alert, in the order of its life. */
export const STEP_COMMANDS: readonly StepCommand[] = [
  { name: 'view', says: 'Say that you opened it', options: [], mark: true },
  {
    name: 'claim',
    says: 'Claim it for a while',
    options: [
      { flags: '--minutes <n>', says: 'for how long (30)', field: 'minutes', as: 'number' },
      { flags: '--take-over', says: 'also from somebody else', field: 'take_over', as: 'flag' },
      reasonIfAny,
    ],
  },
  { name: 'release', says: 'End a claim before its time', options: [reasonIfAny] },
  { name: 'route', says: 'Put it into the queue of a unit', options: [unit, reason] },
  {
    name: 'assign',
    says: 'Give it to a person',
    options: [{ flags: '--to <account>', says: 'to whom', field: 'to', required: true }, reason],
  },
  { name: 'sign', says: 'Sign for it', options: [reasonIfAny] },
  {
    name: 'transfer',
    says: 'Transfer it to another person, unit, or both',
    options: [
      { flags: '--to <account>', says: 'to whom', field: 'to' },
      { flags: '--unit <id>', says: 'to which unit', field: 'unit' },
      reason,
    ],
  },
  { name: 'return', says: 'Return it', options: [reason] },
  {
    name: 'ask-cooperation',
    says: 'Ask another unit to do its part',
    options: [
      unit,
      { flags: '--task <text>', says: 'which part', field: 'task', required: true },
      due,
      reason,
    ],
  },
  {
    name: 'answer-cooperation',
    says: 'Say what came of the part of a unit',
    options: [
      unit,
      { flags: '--feedback <text>', says: 'what came of it', field: 'feedback', required: true },
    ],
    mark: true,
  },
  {
    name: 'withdraw-cooperation',
    says: 'A unit need not do its part any more',
    options: [unit, reason],
  },
  {
    name: 'verify',
    says: 'Say what verification came to',
    options: [
      {
        flags: '--finding <finding>',
        says: 'substantiated, not_substantiated or cannot_be_verified',
        field: 'finding',
        required: true,
      },
      {
        flags: '--evidence <hashes>',
        says: 'attached files, separated by commas',
        field: 'evidence',
        as: 'list',
      },
      reason,
    ],
  },
  {
    name: 'dispose',
    says: 'Say what was done',
    options: [
      { flags: '--measure <text>', says: 'what was done', field: 'measure', required: true },
      reason,
    ],
  },
  {
    name: 'link',
    says: 'Link an inspection, penalty or case by its number',
    options: [
      {
        flags: '--kind <kind>',
        says: 'inspection, penalty or case',
        field: 'kind',
        required: true,
      },
      { flags: '--number <number>', says: 'its number', field: 'number', required: true },
      { flags: '--department <name>', says: 'whose number it is', field: 'department' },
    ],
  },
  {
    name: 'unlink',
    says: 'Remove a link that was a mistake',
    options: [{ flags: '--link <id>', says: 'the link', field: 'link_id', required: true }, reason],
  },
  {
    name: 'feed-back',
    says: 'Feed the result back',
    options: [
      { flags: '--feedback <text>', says: 'the result', field: 'feedback', required: true },
      reasonIfAny,
    ],
  },
  {
    name: 'close',
    says: 'Close it',
    options: [
      {
        flags: '--as <reason>',
        says: 'true_and_handled, false_rule, false_data, benign, duplicate, out_of_remit or other',
        field: 'reason_code',
        required: true,
      },
      {
        flags: '--despite-open-parts <text>',
        says: 'why, where units have not answered',
        field: 'despite_open_parts',
      },
      reason,
    ],
  },
  { name: 'confirm-closing', says: 'Agree, as the second person', options: [reason] },
  { name: 'decline-closing', says: 'Do not agree', options: [reason] },
  { name: 'reopen', says: 'Reopen a closed one', options: [reason] },
  {
    name: 'escalate',
    says: 'Give it the next graver level, or one that is named',
    options: [{ flags: '--level <level>', says: 'the level', field: 'level' }, due, reason],
  },
  {
    name: 'silence',
    says: 'Ask for no attention until a time',
    options: [
      { flags: '--until <time>', says: 'until when', field: 'until', required: true },
      reason,
    ],
  },
  { name: 'urge', says: 'Ask those who work on it to hurry', options: [reason], mark: true },
  {
    name: 'supervise',
    says: 'Put it under supervision',
    options: [
      { flags: '--answer-by <time>', says: 'until when to answer', field: 'answer_by' },
      reason,
    ],
    mark: true,
  },
  {
    name: 'comment',
    says: 'Write a comment',
    options: [{ flags: '--text <text>', says: 'the comment', field: 'text', required: true }],
    mark: true,
  },
  { name: 'tag', says: 'Tag it', options: [tag], mark: true },
  { name: 'untag', says: 'Take a tag off', options: [tag], mark: true },
  { name: 'watch', says: 'Watch it', options: [], mark: true },
  { name: 'unwatch', says: 'Watch it no more', options: [], mark: true },
  { name: 'add-subject', says: 'It is also about another subject', options: [subject, reason] },
  { name: 'remove-subject', says: 'It is not about it after all', options: [subject, reason] },
  {
    name: 'merge',
    says: 'Merge it into another one about the same matter',
    options: [{ flags: '--into <id>', says: 'the other', field: 'into', required: true }, reason],
  },
  { name: 'detach', says: 'Work on a merged one by itself again', options: [reason] },
]
