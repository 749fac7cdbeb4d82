import type { AlertSteps } from '#/alert/commands.ts'

export const markSteps: AlertSteps<
  'CommentOnAlert' | 'TagAlert' | 'UntagAlert' | 'WatchAlert' | 'UnwatchAlert'
> = {
  // Who says the same twice has said it twice.
  CommentOnAlert: ({ data }) => [{ type: 'AlertCommented', data }],

  TagAlert: ({ data }, alert) =>
    alert.tags.includes(data.tag) ? [] : [{ type: 'AlertTagged', data }],

  UntagAlert: ({ data }, alert) =>
    alert.tags.includes(data.tag) ? [{ type: 'AlertUntagged', data }] : [],

  WatchAlert: ({ data }, alert) =>
    alert.watchers.includes(data.actor) ? [] : [{ type: 'AlertWatched', data }],

  UnwatchAlert: ({ data }, alert) =>
    alert.watchers.includes(data.actor) ? [{ type: 'AlertUnwatched', data }] : [],
}
