/** What is done to the next append that arrives. */
export type AppendFault =
  /** Written, and the connection is cut before the answer. */
  | { readonly fault: 'cut-after-writing' }
  /** Not written, and the connection is cut. */
  | { readonly fault: 'cut-before-writing' }
  /** Written, and answered so much later. */
  | { readonly fault: 'answer-late'; readonly ms: number }
  /** Written, and never answered, with the connection open. */
  | { readonly fault: 'never-answer' }
  /** Not written: this node is not the leader; the leader is at the port. */
  | { readonly fault: 'not-leader'; readonly leader_port: number }
  /** Not written: the append is larger than the server allows. */
  | { readonly fault: 'too-large' }
