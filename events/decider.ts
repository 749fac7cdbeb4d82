/**
 * Who may decide what. `decide` gives the events that follow from a command in a state, throws a
 * DomainError to refuse, and gives an empty list when nothing new follows, so that a command may be
 * sent twice. `evolve` refuses nothing: events have happened. Both are pure; time and ids come in
 * with the command.
 */
export interface Decider<State, Command, Event> {
  readonly initial: State
  readonly decide: (command: Command, state: State) => readonly Event[]
  readonly evolve: (state: State, event: Event) => State
}

/** The state after events, oldest first. */
export function stateAfter<State, Command, Event>(
  decider: Decider<State, Command, Event>,
  events: Iterable<Event>,
): State {
  let state = decider.initial
  for (const event of events) state = decider.evolve(state, event)
  return state
}
