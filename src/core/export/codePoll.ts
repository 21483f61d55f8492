/** How a poll is written: seconds between two attempts, and how many there are. */
export interface CodePoll {
  readonly everySeconds: number;
  readonly attempts: number;
}
